"""Rich Text Format through striprtf as blocks; outline levels and cells are kept by marks."""

from __future__ import annotations

import re
from typing import Any

from carelens.document import Document, DocumentBuilder

# Private-use characters stand for what striprtf would drop; no document's own text has them.
_CELL, _ROW, _LEVEL = "\ue000", "\ue001", 57350  # and the eight after it
_LEVELS = re.compile(f"[{chr(_LEVEL)}-{chr(_LEVEL + 8)}]")
_TOKEN = re.compile(f"[\n{_CELL}{_ROW}]|[^\n{_CELL}{_ROW}]+")

_MARKS = (
    (re.compile(r"\\(?:nest)?cell(?![a-z])"), rf"{{\\uc0\\u{ord(_CELL)}}}"),
    (re.compile(r"\\(?:nest)?row(?![a-z])"), rf"{{\\uc0\\u{ord(_ROW)}}}"),
    (re.compile(r"\\outlinelevel([0-8])(?!\d)"), rf"{{\\uc0\\u{_LEVEL // 10}\1}}"),
    (re.compile(r"\\pntext(?![a-z])"), r"\\listtext"),  # else striprtf drops the bullet
    (re.compile(r"\\fldinst\{"), r"\\fldinst {"),  # else striprtf prints the address of a link
    (re.compile(r"\{\\deleted\b[^{}]*\}"), ""),
    (re.compile(r"\\uc(?![a-z\d])|\\bin(?!\d)"), ""),  # else striprtf misses their numbers
    (re.compile(r"[0-9a-fA-F\s]{512,}"), " "),  # pictures
)
_HEADING_STYLE = re.compile(r"\{\\s(\d+)(?!\d)[^{}]* [Hh]eading ([1-9]);\}")
_STYLE = re.compile(r"\\s(\d+)(?!\d)")
_CODE_POINT = re.compile(r"\\u(-?\d+)")
_BULLET = re.compile(
    r"(?:[-*•‣◦▪·–\uf000-\uf0ff]|o(?=\t)|\(?(?:\d{1,3}|[a-z])[.)])[ \t]+(?=\S)"
)  # Word's "o", and what symbol fonts show as bullet, arrow or tick
_SHORT = 60


def parse(source: str) -> Document:
    """The text of an RTF file; pictures, notes and tracked deletions are left out."""
    builder = DocumentBuilder()
    walk = _Walk(builder)
    for token in _TOKEN.findall(_plain(source)):
        walk.take(token)
    walk.take("\n")
    return builder.build("", "")


def _plain(source: str) -> str:
    from striprtf import striprtf

    source = _with_outline_levels(source)
    for pattern, replacement in _MARKS:
        source = pattern.sub(replacement, source)
    source = _CODE_POINT.sub(_valid, source)
    convert: Any = striprtf.rtf_to_text
    text: str = convert(source, errors="replace")
    # RTF writes what lies beyond the basic plane as two surrogates.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _with_outline_levels(source: str) -> str:
    """The same with the level of each paragraph whose style is named as a heading of Word.

    LibreOffice writes the level of some headings by their style alone.
    """
    levels = {style: int(level) - 1 for style, level in _HEADING_STYLE.findall(source)}
    return _STYLE.sub(
        lambda style: (
            rf"{style[0]}\outlinelevel{levels[style[1]]}" if style[1] in levels else style[0]
        ),
        source,
    )


def _valid(match: re.Match[str]) -> str:
    """A code as it stands, or that of U+FFFD where no character has it."""
    code = match[1][:9]
    return match[0] if -0x10000 <= int(code) < 0x110000 else r"\u65533"


class _Walk:
    """Text waits until its end shows whether it was a paragraph or a cell of a table."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._waiting: list[str] = []
        self._paragraphs = self._tables = self._row = self._column = 0
        self._in_table = False

    def take(self, token: str) -> None:
        if token == _CELL:
            self._end_cell()
        elif token == _ROW:
            self._row, self._column = self._row + 1, 0
        elif token != "\n":
            self._waiting.append(token)
        elif not self._column:
            self._end_paragraph()

    def _end_cell(self) -> None:
        if not self._in_table:
            self._in_table, self._row = True, 1
            self._tables += 1
        self._column += 1
        locator = f"table {self._tables}, row {self._row}, column {self._column}"
        for text in self._waiting:
            self._builder.add(_LEVELS.sub("", text), "table_cell", locator)
        self._waiting.clear()

    def _end_paragraph(self) -> None:
        marked = "".join(self._waiting)
        self._waiting.clear()
        text = _LEVELS.sub("", marked).strip()
        if not text:
            return
        self._in_table = False
        self._paragraphs += 1
        kind, level = "paragraph", 0
        if match := _LEVELS.search(marked):
            kind, level = "heading", ord(match[0]) - _LEVEL + 1
        elif match := _BULLET.match(text):
            kind, text = "list_item", text[match.end() :]
        elif len(text) <= _SHORT and (text.isupper() or text.endswith(":")):
            kind, level = "heading", 1 if text.isupper() else 2
        self._builder.add(text, kind, f"paragraph {self._paragraphs}", level)
