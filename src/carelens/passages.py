"""Passages: the sentences, list items, cells and telegraphic lines of a document.

Rules, not a model: they know clinical abbreviations, numbered items, citations, quotation and
lines that were broken by hand. No pattern takes more than linear time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from carelens.document import Block, Document, Passage

Span = tuple[int, int]

WHOLE_ITEM = 40  # words up to which a list item or a table cell stays one passage
LONGEST = 80  # words above which a sentence is cut at a semicolon, a colon or a comma
FORCED = 200  # words above which it is cut anywhere

_NARROW = 45  # characters: lines below it were hardly broken by hand for lack of room
_FULL = 0.6  # share of the longest line from which a line may go on with the next
_TOKEN_REACH = 40  # characters before a stop in which its abbreviation is looked for
_MARK_REACH = 24  # characters that a number at the start of a sentence can have
_CUT_REACH = 2000  # characters on both sides of a middle in which it is cut

_BREAK = r"\n\r\x0b\x0c\x85\u2028\u2029"
_BREAKS_BUT_LF = "\r\x0b\x0c\x85\u2028\u2029"
_GLYPHS = "•◦‣▪●"
_OPENING = "“«\"‘'"
_LINE = re.compile(f"[{_GLYPHS}]?[^{_BREAK}{_GLYPHS}]+")
_PARAGRAPH = re.compile(
    rf"[{_BREAK}](?:(?<=\r)\n)?+[^\S{_BREAK}]*+(?:[{_BREAK}](?:(?<=\r)\n)?+[^\S{_BREAK}]*+)++"
)
_PLAIN_PARAGRAPH = re.compile(r"\n[^\S\n]*+(?:\n[^\S\n]*+)++")
_BULLET = re.compile(rf"\s*(?:[-*+·○■□☐☑☒✓{_GLYPHS}]\s+(?=\S)|[–—]\s+(?=[A-Z])|[{_GLYPHS}])")
_NUMBERED = re.compile(
    r"""\s*(?: \(?(?: \d{1,2}(?:\.\d{1,2})* | [a-z] | [ivx]{2,4} | [IVX]{1,4} )[.)] | \(?[A-Z]\)
        | (?:Goal|Objective|Problem|Intervention|Step|Session|Week|Phase|Stage|Question
            |Table|Figure)\s\d{1,2}[.:)] )\s+(?=\S)""",
    re.VERBOSE,
)
_SHORT_LABEL = re.compile(r"\s*[A-Z][\w/&'’.-]{0,24}(?: [\w/&'’-]{1,24}){0,2} ?:(?=\s|$)")
_LABEL = re.compile(r"\s*\w[\w/&'’(). -]{0,40}:(?=\s|$)")
_UNFINISHED = re.compile(
    r"\b(?:the|an?|of|to|with|and|or|in|on|at|for|by|from|as|his|her|their|its|is|was)\s*\Z"
)
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
_FIRST_LETTER = re.compile(r"[\W\d_]*([^\W\d_])")
_NEXT_WORD = re.compile(r"[\W_]*([\w'’]+)")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_QUOTATION = re.compile(
    r"""“[^“”]*+” | «[^«»]*+» | "(?<![^\s(\[{—–-]")(?=\S)[^"]*+"
        | ‘(?<!\w‘)[^‘]*?[.,!?…]’(?!\w)
        | '(?<![^\s(\[{—–-]')(?=\w)(?:[^']|(?<=\w)'(?=\w))*+(?<=[.,!?…])'(?!\w)""",
    re.VERBOSE,
)
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


def split(document: Document) -> tuple[Passage, ...]:
    """The passages of a document in reading order.

    Headings are no passages; they are the `section` of those below them. Every letter and digit
    of every other block lies in exactly one passage.
    """
    passages: list[Passage] = []
    path: list[tuple[int, str]] = []
    for block in document.blocks or _paragraphs(document.text):
        text = document.text[block.start : block.end]
        if block.kind == "heading":
            level = block.level or 1
            title = " ".join(text.split())
            path = [*(item for item in path if item[0] < level), (level, title)]
            continue
        section = tuple(title for _, title in path)
        quotations = [(0, len(text))] if block.kind == "quote" else _quotations(text)
        for start, end in _spans(text, block.kind):
            quoted = bool(quotations) and _is_quoted(text, start, end, quotations)
            passages.append(Passage(block.start + start, block.start + end, section, quoted))
    return tuple(passages)


def split_text(text: str) -> list[Span]:
    """The sentences of running text, trimmed; one of more than LONGEST words is cut."""
    return _trimmed(text, _sentences(text, 0, len(text)))


def _paragraphs(text: str) -> Iterator[Block]:
    """Blocks for a text that has none: stretches between blank lines."""
    start = 0
    plain = not any(mark in text for mark in _BREAKS_BUT_LF)  # a pattern of one letter is faster
    for match in (_PLAIN_PARAGRAPH if plain else _PARAGRAPH).finditer(text):
        yield Block(start, match.start(), "paragraph")
        start = match.end()
    yield Block(start, len(text), "paragraph")


def _quotations(text: str) -> list[Span]:
    """Where quotation marks enclose something, in order, without overlap."""
    if text.lstrip().startswith("“") and "”" not in text:
        return [(0, len(text))]  # speech that goes on in the next paragraph is left open
    if not any(mark in text for mark in _OPENING):
        return []
    return [match.span() for match in _QUOTATION.finditer(text)]


def _is_quoted(text: str, start: int, end: int, quotations: list[Span]) -> bool:
    """Whether all letters of a span lie in one quotation; numbers around it do not count."""
    if letter := _FIRST_LETTER.match(text, start, end):
        start = letter.start(1)
        while end > start and not text[end - 1].isalpha():
            end -= 1
    place = bisect_right(quotations, (start, len(text))) - 1
    return place >= 0 and end <= quotations[place][1]


def _spans(text: str, kind: str) -> list[Span]:
    """The passages of one block, as offsets into it."""
    if kind in ("list_item", "table_cell") and _words(text, 0, len(text)) <= WHOLE_ITEM:
        return _trimmed(text, [(0, len(text))])
    found: list[Span] = []
    for piece in _pieces(text):
        found.extend(_piece_spans(text, piece))
    return _trimmed(text, found)


def _piece_spans(text: str, piece: Span) -> list[Span]:
    """A short item inside a paragraph stays whole, unless further ones follow on its line."""
    sentences = _sentences(text, *piece)
    if len(sentences) == 1 or not _is_item(text, piece) or _words(text, *piece) > WHOLE_ITEM:
        return sentences
    spans = _trimmed(text, sentences)
    return spans if any(_NUMBERED.match(text, *span) for span in spans[1:]) else [piece]


def _trimmed(text: str, spans: list[Span]) -> list[Span]:
    """Spans without bullet and outer white space; one without letter or digit is dropped."""
    found = []
    for start, end in spans:
        inside = text[start:end].strip()
        if not inside[:1].isalnum():
            if bullet := _BULLET.match(text, start, end):
                start = bullet.end()
                inside = text[start:end].strip()
            if not any(map(str.isalnum, inside)):
                continue
        if len(inside) < end - start:
            start = text.index(inside[0], start)
        found.append((start, start + len(inside)))
    return found


def _pieces(text: str) -> list[Span]:
    """Stretches of running text: lines joined, except where a line stands for itself."""
    if text.isascii() and not any(mark in text for mark in "\n\r\x0b\x0c"):
        return [(0, len(text))] if text else []
    lines = [match.span() for match in _LINE.finditer(text)]
    if len(lines) < 2:
        return lines
    found = []
    longest = max(end - start for start, end in lines)
    first, before = lines[0][0], lines[0]
    for line in lines[1:]:
        if _stands_alone(text, first, before, line, longest):
            found.append((first, before[1]))
            first = line[0]
        before = line
    return [*found, (first, before[1])]


def _is_item(text: str, span: Span) -> bool:
    return bool(_BULLET.match(text, *span) or _NUMBERED.match(text, *span))


def _stands_alone(text: str, first: int, before: Span, line: Span, longest: int) -> bool:
    """Whether a line begins something new rather than going on with the piece from `first`."""
    numbered = _NUMBERED.match(text, *line)
    labelled = text.find(":", *line) >= 0
    if _BULLET.match(text, *line) or (labelled and _SHORT_LABEL.match(text, *line)):
        return True
    if numbered and _is_item(text, (first, before[1])):
        return True
    above = text[before[0] : before[1]].rstrip()
    full = longest >= _NARROW and len(above) >= _FULL * longest
    if full and not above.endswith((".", "!", "?", ":", ";", "”", '"', ")")):
        return False
    if numbered or (labelled and _LABEL.match(text, *line)):
        return True
    if full:
        return False
    letter = _FIRST_LETTER.match(text, *line)
    return not ((letter and letter[1].islower()) or _UNFINISHED.search(above[-12:]))


def _sentences(text: str, start: int, end: int) -> list[Span]:
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
    return mark.end() if (mark := _NUMBERED.match(text, start, end)) else start


def _ends(text: str, match: re.Match[str], first: int) -> bool:
    """Whether the stop of a candidate ends a sentence that began at `first`."""
    token = _token_before(text, first, match.start())
    if match["next"].islower():
        beginning = _FIRST_LETTER.match(text, first, match.start())
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
    count = _words(text, start, end) if end - start >= 2 * LONGEST else 0
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


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())
