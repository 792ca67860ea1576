"""Plain text as blocks. The document's text is the text itself, so offsets fit it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from carelens.document import BLOCK_LIMIT, Block, Document, clean, too_many_blocks

_LINE = re.compile(r"[^\r\n\f\x0b\x85\u2028\u2029]+|\r\n|\r|\n|[\f\x0b\x85\u2028\u2029]")
_RULE = re.compile(r"[\W_]*")  # nothing but punctuation: a separator, or an underline
_BULLET = re.compile(r"(?:[-*+•‣◦▪●○■□☐☑☒·–—]|\(?(?:\d{1,3}|[a-z])[.)]|[A-Z]\))[ \t]+(?=\S)")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_QUOTE = re.compile(r">[> \t]*")
_LABEL = re.compile(r"[A-Z][\w /&-]{0,25}:(?:\s|$)")
_SENTENCE_END = (".", "!", "?", ":", ";", '."', ".”", ".)")
_HEADING_LENGTH, _HEADING_WORDS = 60, 8
_LINES_AT_ONCE = 10_000  # so that a file of short lines only does not fill the memory
_NARROW, _WIDE = 45, 110  # below: lines of their own; above: paragraphs without line breaks


@dataclass(slots=True)
class _Line:
    """A line's visible stretch, and what it opens. `number` counts from 1."""

    start: int
    end: int
    text: str
    number: int
    indent: int
    kind: str = ""
    level: int = 0


def parse(text: str, name: str = "") -> Document:
    """A string as a document: headings, list items, quotes, paragraphs and short lines.

    Raises UnreadableDocument beyond BLOCK_LIMIT.
    """
    text = clean(text)
    found = (block for group in _groups(text) for block in _blocks(group))
    blocks = list(islice(found, BLOCK_LIMIT + 1))
    if len(blocks) > BLOCK_LIMIT:
        raise too_many_blocks()
    return Document(text, name, "", tuple(blocks), {"format": "text"})


def _groups(text: str) -> Iterator[list[_Line]]:
    """Runs of lines without a blank line or a separator between them, the longest cut."""
    group: list[_Line] = []
    number, fresh = 1, True
    for match in _LINE.finditer(text):
        piece = match[0]
        if piece in ("\r\n", "\r", "\n", "\f", "\x0b", "\x85", "\u2028", "\u2029"):
            if fresh and group:
                yield group
                group = []
            number += piece not in ("\f", "\x0b")
            fresh = True
            continue
        fresh = False
        visible = piece.strip()
        if _RULE.fullmatch(visible):
            if group and len(group) == 1 and visible[:3] in ("===", "---"):
                group[0].kind, group[0].level = "heading", 1 if visible[0] == "=" else 2
            if group:
                yield group
            group = []
            continue
        start = match.start() + piece.index(visible)
        indent = len(piece) - len(piece.lstrip())
        group.append(_Line(start, start + len(visible), visible, number, indent))
        if len(group) == _LINES_AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    width = max(len(line.text) for line in lines)
    open_line: _Line | None = None  # the first line of the block under way
    last = lines[0]
    for i, line in enumerate(lines):
        if not line.kind:
            _classify(line, lines[i + 1].text if i + 1 < len(lines) else "", last.text if i else "")
        if open_line is not None and _continues(open_line, last, line, width):
            last = line
            continue
        if open_line is not None:
            yield _block(open_line, last)
        open_line = last = line
    if open_line is not None:
        yield _block(open_line, last)


def _block(first: _Line, last: _Line) -> Block:
    kind = first.kind if first.kind else "paragraph"
    return Block(first.start, last.end, kind, f"line {first.number}", first.level)


def _classify(line: _Line, following: str, previous: str) -> None:
    """Say what a line opens, and move its start behind its mark."""
    for mark, kind in ((_HASHES, "heading"), (_BULLET, "list_item"), (_QUOTE, "quote")):
        if match := mark.match(line.text):
            line.kind = kind
            line.level = len(match[1]) if kind == "heading" else 0
            line.start += match.end()
            line.text = line.text[match.end() :]
            if line.text:
                return
            line.kind = ""
    if len(line.text) > _HEADING_LENGTH or len(line.text.split()) > _HEADING_WORDS:
        return
    if _is_shouted(line.text) and not (_is_shouted(following) or _is_shouted(previous)):
        line.kind, line.level = "heading", 1
    elif line.text.endswith(":") and line.text[0].isupper() and not _runs_on(previous):
        line.kind, line.level = "heading", 2


def _is_shouted(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return letters > 3 and text.isupper() and not text.endswith((".", "!", "?"))


def _runs_on(text: str) -> bool:
    return len(text) >= _NARROW and not text.endswith(_SENTENCE_END)


def _continues(first: _Line, last: _Line, line: _Line, width: int) -> bool:
    """Whether a line is a hard-wrapped part of the block that `last` belongs to."""
    if first.kind == "quote":
        return line.kind == "quote"
    if line.kind or first.kind == "heading" or _LABEL.match(line.text):
        return False
    if first.kind == "list_item" and line.indent > first.indent:
        return True
    if len(last.text) > _WIDE:
        return False
    unfinished = not last.text.endswith(_SENTENCE_END)
    if unfinished and line.text[0].islower() and len(last.text) >= _NARROW * 2 // 3:
        return True
    if width < _NARROW:
        return False
    room = width - len(last.text) - 1
    return room < len(line.text.split()[0]) or (unfinished and len(last.text) > 0.7 * width)
