"""Sentences of running text, by rules that know clinical abbreviations, numbers and citations.

Rules, not a model. No pattern takes more than linear time.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

LONGEST = 80  # words above which a sentence is cut at a semicolon, a colon or a comma
FORCED = 200  # words above which it is cut anywhere

_TOKEN_REACH = 40  # characters before a stop in which its abbreviation is looked for
_MARK_REACH = 24  # characters that a number at the start of a sentence can have
_CUT_REACH = 2000  # characters on both sides of a middle in which it is cut

NUMBERED = re.compile(
    r"""\s*(?: \(?(?: \d{1,2}(?:\.\d{1,2})* | [a-z] | [ivx]{2,4} | [IVX]{1,4} )[.)] | \(?[A-Z]\)
        | (?:Goal|Objective|Problem|Intervention|Step|Session|Week|Phase|Stage|Question
            |Table|Figure)\s\d{1,2}[.:)] )\s+(?=\S)""",
    re.VERBOSE,
)
FIRST_LETTER = re.compile(r"[\W\d_]*([^\W\d_])")
_STOP = re.compile(
    r"""(?P<stop>[.!?…](?<![.!?…]{2})[.!?…]*+)
        (?P<close>["'”’»)\]*_]*+)
        (?P<cited>\s?\[\d[\d,;\s–-]*+\]
            |(?<=[^\W\d].)(?<=[.!?…])\d{1,3}(?:[,–-]\d{1,3}){0,9}+(?=\s)
            |(?<=["'”’»)\]])\d{1,3}(?:[,–-]\d{1,3}){0,9}+(?=\s)
            |[¹²³⁰⁴-⁹][¹²³⁰⁴-⁹,–-]*+)?+
        (?=\s+["'“‘«(\[*_]*(?P<next>\S))""",
    re.VERBOSE,
)
_NEXT_WORD = re.compile(r"[\W_]*([\w'’]+)")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_CUTS = (
    re.compile(r";\s+"),
    re.compile(r":\s+"),
    re.compile(r",\s+(?=(?:and|but|or|so|while|which|because|although|then|yet|nor)\b)"),
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set("dr drs mr mrs ms mx prof")
_CAPITAL_TITLES = _set("Rev Hon Fr Sgt Lt Col Gen Capt Gov Sen Messrs")
_NEVER_LAST = _set("e.g eg i.e ie v vs cf viz approx c/o s/p r/o h/o b/c w/o esp incl vit")
_BEFORE_NUMBER = _set("no nos fig figs vol pp ch sec art para ver ext ed eds tel apt")
_CALENDAR = _set(
    """Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
    Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun"""
)
_SELDOM_LAST = _set(
    "pt pts cl ca al jr sr inc ltd co corp dept ph.d psy.d ed.d st ave rd d/c f/u appt appts"
)
_OFTEN_LAST = _set(
    """mo mos wk wks yr yrs hr hrs min mins secs wt ht mg mcg ml kg lb lbs oz ft etc q.d b.i.d t.i.d
    q.i.d p.r.n q.h.s p.o h.s a.c p.c a.m p.m m.o y.o dx tx hx sx rx fx bx ax ct temp resp avg est
    max"""
)
_STARTERS = _TITLES | _set(
    """a after agreed all although an and another are as asked at before both but called can client
    clients clinician continues criterion currently denied denies did discussed do does during each
    every father few for from goal goals had has have he her here his how however i if in instead
    is it its let let's many met mood most mother my never no none not now on once one other our
    patient patients people plan pt reported reports said seen she since so some staff stated states
    such that the their then there therapist these they this those though through thus to today
    together told until upon wants was we were what when where which while who why will with without
    you your"""
)
_ABBREVIATIONS = (
    _TITLES
    | _CAPITAL_TITLES
    | _NEVER_LAST
    | _BEFORE_NUMBER
    | _CALENDAR
    | _SELDOM_LAST
    | _OFTEN_LAST
)
_TAIL = 3
_TAILS = frozenset(token.lower()[-_TAIL:] for token in _ABBREVIATIONS)


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences between two offsets, with the white space around them.

    One of more than LONGEST words is cut.
    """
    found: list[Span] = []
    first = start
    for match in _STOP.finditer(text, start, end):
        stop = match.start()
        near = stop - first <= _MARK_REACH or text[first : stop - _MARK_REACH].isspace()
        if near and stop < _mark_end(text, first, end):
            continue
        # Most words are told from every abbreviation by their last letters.
        tail = text[stop - _TAIL : stop] if stop - first >= _TAIL else ""
        cleared = tail.isalpha() and tail.lower() not in _TAILS and not match["next"].islower()
        if cleared or _ends(text, match, first):
            boundary = match.end()
            _cut(text, first, boundary, found)
            first = boundary
    _cut(text, first, end, found)
    return found


def _mark_end(text: str, start: int, end: int) -> int:
    """The end of a number such as "1." or "Goal 2." at the start of a sentence."""
    return mark.end() if (mark := NUMBERED.match(text, start, end)) else start


def _ends(text: str, match: re.Match[str], first: int) -> bool:
    """Whether the stop of a candidate ends a sentence that began at `first`."""
    token = _token_before(text, first, match.start())
    if match["next"].islower():
        beginning = FIRST_LETTER.match(text, first, match.start())
        careless = beginning is not None and beginning[1].islower()  # notes without capitals
        word_like = len(token) > 3 or (len(token) > 1 and token.isupper())
        return careless and word_like and match[0] == "." and not _is_abbreviation(token, "")
    if match["stop"] != ".":
        return True
    word = _NEXT_WORD.match(text, match.end("close"), match.end() + _TOKEN_REACH)
    return not _is_abbreviation(token, word[1] if word else "")


def _token_before(text: str, first: int, stop: int) -> str:
    """What stands before a stop without white space: "q.d", "mg" of "20mg", "Mrs" of "Mr./Mrs"."""
    tokens = text[max(first, stop - _TOKEN_REACH) : stop].split()
    if not tokens or text[stop - 1].isspace():
        return ""
    token = tokens[-1].lstrip("([{\"'“‘«*_~-").rpartition("./")[2]
    bare = token.lstrip("0123456789.,")
    return bare if bare in _OFTEN_LAST else token


def _is_abbreviation(token: str, following: str) -> bool:
    """Whether a stop belongs to the token rather than to the sentence before `following`."""
    lower = token.lower()
    if lower in _NEVER_LAST or lower in _TITLES or token in _CAPITAL_TITLES:
        return True
    if lower in _BEFORE_NUMBER:
        return following[:1].isdigit()
    dated = token in _CALENDAR or lower in ("a.m", "p.m")
    if dated and following[:3] in _CALENDAR:
        return True
    if token in _CALENDAR or (token.islower() and (lower in _OFTEN_LAST or len(token) == 1)):
        return not following[:1].isupper() or following in ("F", "M", "PRN")
    initial = len(token) == 1 and token.isupper() and token != "I"
    known = lower in _SELDOM_LAST or lower in _OFTEN_LAST or bool(_ACRONYM.fullmatch(token))
    return (initial or known) and following.lower() not in _STARTERS


def _cut(text: str, start: int, end: int, found: list[Span]) -> None:
    """Adds the stretch itself, or its parts where it has more than LONGEST words."""
    count = words(text, start, end) if end - start >= 2 * LONGEST else 0
    place = _cut_place(text, start, end, count) if count > LONGEST else None
    if place is None:
        found.append((start, end))
        return
    _cut(text, start, place, found)
    _cut(text, place, end, found)


def _cut_place(text: str, start: int, end: int, count: int) -> int | None:
    """Where a long sentence is cut: semicolon, else colon, else comma, near its middle."""
    middle = (start + end) // 2
    reach = min((end - start) * 3 // 8, _CUT_REACH)
    for pattern in (*_CUTS, re.compile(r"\s+")) if count > FORCED else _CUTS:
        places = [match.end() for match in pattern.finditer(text, middle - reach, middle + reach)]
        if places:
            return min(places, key=lambda place: abs(place - middle))
    return None


def words(text: str, start: int, end: int) -> int:
    """How many words there are between two offsets."""
    return len(text[start:end].split())
