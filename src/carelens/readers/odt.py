"""OpenDocument text, as LibreOffice writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from carelens import archive
from carelens.document import Document, DocumentBuilder
from carelens.errors import UnreadableDocument

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_TEXT, _TABLE, _OFFICE, _STYLE, _DRAW = (
    "{" + _NAMES.format(name) + "}" for name in ("text", "table", "office", "style", "drawing")
)
_MANIFEST = "META-INF/manifest.xml"
_INDEXES = (
    "table-of-content illustration-index table-index object-index user-index "
    "alphabetical-index bibliography"
)
_UNREAD = {_TEXT + name for name in ("tracked-changes", "ruby-text", *_INDEXES.split())}
_UNREAD |= {_OFFICE + "annotation", _OFFICE + "forms", _TABLE + "covered-table-cell"}
_STYLES = {"Title": ("heading", 1), "Subtitle": ("heading", 2), "Quotations": ("quote", 0)}
_SPACES = " \t\r\n"


def read(path: Path) -> Document:
    """Read an .odt file: headings, paragraphs, lists, tables, text boxes, then the notes."""
    from defusedxml import ElementTree

    files = archive.unpack(path, only=("content.xml", _MANIFEST))
    if b"encryption-data" in files.get(_MANIFEST, b""):
        raise UnreadableDocument("is password-protected; save a copy without password")
    if "content.xml" not in files:
        raise UnreadableDocument("holds no OpenDocument text; save it again as .odt")
    root = ElementTree.fromstring(files["content.xml"], forbid_dtd=True)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableDocument("is OpenDocument, but no text; save it as .odt")
    builder = DocumentBuilder()
    _Walk(builder, _parents(root)).document(body)
    return builder.build(path.name, str(path), format="odt")


class _Walk:
    """Carries counters, the notes met so far, and the floating boxes of a paragraph."""

    def __init__(self, builder: DocumentBuilder, parents: dict[str, str]) -> None:
        self._builder = builder
        self._parents = parents
        self._notes: list[Any] = []
        self._paragraphs = self._tables = self._boxes = 0

    def document(self, body: Any) -> None:
        self._blocks(body, "", "")
        counts = {"footnote": 0, "endnote": 0}
        for note in self._notes:
            kind = note.get(_TEXT + "note-class", "footnote")
            counts[kind] = counts.get(kind, 0) + 1
            for content in note.findall(_TEXT + "note-body"):
                self._blocks(content, "", f"{kind} {counts[kind]}")

    def _blocks(self, container: Any, kind: str, locator: str) -> None:
        for child in container:
            if child.tag in (_TEXT + "p", _TEXT + "h"):
                self._paragraph(child, kind, locator)
            elif child.tag in (_TEXT + "list-item", _TEXT + "list-header"):
                self._blocks(child, kind or "list_item", locator)
            elif child.tag == _TABLE + "table":
                self._table(child)
            elif child.tag not in _UNREAD:
                self._blocks(child, kind, locator)

    def _paragraph(self, element: Any, kind: str, locator: str) -> None:
        style = element.get(_TEXT + "style-name", "")
        own_kind, level = _STYLES.get(self._parents.get(style, style), ("paragraph", 0))
        if element.tag == _TEXT + "h":
            own_kind, level = "heading", _number(element, _TEXT + "outline-level")
        if kind and (own_kind != "heading" or kind == "table_cell"):
            own_kind, level = kind, 0
        boxes: list[Any] = []
        text = "".join(self._inline(element, boxes))
        if text.strip():
            if not locator:
                self._paragraphs += 1
            self._builder.add(text, own_kind, locator or f"paragraph {self._paragraphs}", level)
        for box in boxes:
            self._boxes += 1
            self._blocks(box, kind, f"text box {self._boxes}")

    def _inline(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        yield _collapse(element.text)
        for child in element:
            if child.tag == _TEXT + "s":
                yield " " * min(_number(child, _TEXT + "c"), 1000)
            elif child.tag == _TEXT + "tab":
                yield "\t"
            elif child.tag == _TEXT + "line-break":
                yield "\n"
            elif child.tag == _TEXT + "note":
                self._notes.append(child)
            elif child.tag == _DRAW + "text-box":
                boxes.append(child)
            elif child.tag not in _UNREAD:
                yield from self._inline(child, boxes)
            yield _collapse(child.tail)

    def _table(self, table: Any) -> None:
        self._tables += 1
        number = self._tables
        for row_number, row in enumerate(_rows(table), 1):
            column = 1
            for cell in row:
                where = f"table {number}, row {row_number}, column {column}"
                if cell.tag == _TABLE + "table-cell":
                    self._blocks(cell, "table_cell", where)
                column += _number(cell, _TABLE + "number-columns-repeated")


def _number(element: Any, name: str) -> int:
    """A positive number; 1 for what is none."""
    value = element.get(name, "")
    return max(int(value[:9]), 1) if value.isascii() and value.isdigit() else 1


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == _TABLE + "table-row":
            yield child
        elif child.tag.startswith(_TABLE + "table-") and "row" in child.tag:
            yield from _rows(child)  # header rows and groups of rows


def _parents(root: Any) -> dict[str, str]:
    """The named style behind each automatic style."""
    automatic = root.find(_OFFICE + "automatic-styles")
    return {
        style.get(_STYLE + "name", ""): style.get(_STYLE + "parent-style-name", "")
        for style in (() if automatic is None else automatic)
    }


def _collapse(text: str | None) -> str:
    """Runs of white space count as one space."""
    if not text:
        return ""
    inner = " ".join(text.split(None))
    before = " " if text[0] in _SPACES else ""
    after = " " if text[-1] in _SPACES and inner else ""
    return before + inner + after
