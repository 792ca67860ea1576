"""Passages: the sentences, list items, cells and telegraphic lines of a document.

Rules, not a model: they know numbered items, quotation and lines that were broken by hand;
`carelens.sentences` knows where a sentence ends. No pattern takes more than linear time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from carelens.document import Block, Document, Passage
from carelens.sentences import FIRST_LETTER, NUMBERED, Span, sentences, words

WHOLE_ITEM = 40  # words up to which a list item or a table cell stays one passage

_NARROW = 45  # characters: lines below it were hardly broken by hand for lack of room
_FULL = 0.6  # share of the longest line from which a line may go on with the next

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
_SHORT_LABEL = re.compile(r"\s*[A-Z][\w/&'’.-]{0,24}(?: [\w/&'’-]{1,24}){0,2} ?:(?=\s|$)")
_LABEL = re.compile(r"\s*\w[\w/&'’(). -]{0,40}:(?=\s|$)")
_UNFINISHED = re.compile(
    r"\b(?:the|an?|of|to|with|and|or|in|on|at|for|by|from|as|his|her|their|its|is|was)\s*\Z"
)
_QUOTATION = re.compile(
    r"""“[^“”]*+” | «[^«»]*+» | "(?<![^\s(\[{—–-]")(?=\S)[^"]*+"
        | ‘(?<!\w‘)[^‘]*?[.,!?…]’(?!\w)
        | '(?<![^\s(\[{—–-]')(?=\w)(?:[^']|(?<=\w)'(?=\w))*+(?<=[.,!?…])'(?!\w)""",
    re.VERBOSE,
)


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
    return _trimmed(text, sentences(text, 0, len(text)))


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
    if letter := FIRST_LETTER.match(text, start, end):
        start = letter.start(1)
        while end > start and not text[end - 1].isalpha():
            end -= 1
    place = bisect_right(quotations, (start, len(text))) - 1
    return place >= 0 and end <= quotations[place][1]


def _spans(text: str, kind: str) -> list[Span]:
    """The passages of one block, as offsets into it."""
    if kind in ("list_item", "table_cell") and words(text, 0, len(text)) <= WHOLE_ITEM:
        return _trimmed(text, [(0, len(text))])
    found: list[Span] = []
    for piece in _pieces(text):
        found.extend(_piece_spans(text, piece))
    return _trimmed(text, found)


def _piece_spans(text: str, piece: Span) -> list[Span]:
    """A short item inside a paragraph stays whole, unless further ones follow on its line."""
    found = sentences(text, *piece)
    if len(found) == 1 or not _is_item(text, piece) or words(text, *piece) > WHOLE_ITEM:
        return found
    spans = _trimmed(text, found)
    return spans if any(NUMBERED.match(text, *span) for span in spans[1:]) else [piece]


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
    return bool(_BULLET.match(text, *span) or NUMBERED.match(text, *span))


def _stands_alone(text: str, first: int, before: Span, line: Span, longest: int) -> bool:
    """Whether a line begins something new rather than going on with the piece from `first`."""
    numbered = NUMBERED.match(text, *line)
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
    letter = FIRST_LETTER.match(text, *line)
    return not ((letter and letter[1].islower()) or _UNFINISHED.search(above[-12:]))
