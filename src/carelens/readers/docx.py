"""Word documents. `walk` gives the paragraphs in reading order; word comments use it too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carelens import archive
from carelens.document import Document, DocumentBuilder
from carelens.errors import UnreadableDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TEXT = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DELETED = {_W + "del", _W + "moveFrom"}
_UNREAD = _DELETED | {_W + "pPr", _W + "rPr", _W + "txbxContent", _W + "rt"}
_STYLE_KINDS = {"title": ("heading", 1), "subtitle": ("heading", 2)}
_STYLE_KINDS |= {"quote": ("quote", 0), "intense quote": ("quote", 0)}
_WRAPPERS = {_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A `w:p` element with the block it makes. `note` says that it is not in the body."""

    element: Any
    kind: str
    locator: str
    level: int = 0
    note: bool = False

    @property
    def text(self) -> str:
        """Its text as the page shows it, surrounding white space included."""
        return "".join(text for _, text in runs(self.element))


def read(path: Path) -> Document:
    """Read a .docx file; one block per paragraph that has text, in the order of `walk`."""
    builder = DocumentBuilder()
    for paragraph in walk(open_document(path)):
        builder.add(paragraph.text, paragraph.kind, paragraph.locator, paragraph.level)
    return builder.build(path.name, str(path), format="docx")


def open_document(path: Path) -> Any:
    """The python-docx document of a file. Raises UnreadableDocument for what is none."""
    import docx

    container = archive.repack(path)
    try:
        return docx.Document(container)
    except (KeyError, ValueError) as error:
        raise UnreadableDocument(
            "holds no Word document, or a damaged one; open it in Word and save it as .docx"
        ) from error


def walk(document: Any) -> Iterator[Paragraph]:
    """The paragraphs of a python-docx document in reading order; `read` makes each a block."""
    yield from _Walker(_styles(document.styles.element)).walk(document.element.body)
    for kind in ("footnote", "endnote"):
        yield from _notes(document, kind)


def runs(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """The leaf elements of a `w:p` that carry text, each with its text; nothing that is hidden."""
    for child in paragraph:
        tag = child.tag
        if tag in (_W + "t", _MATH_TEXT):
            yield child, child.text or ""
        elif str(tag).removeprefix(_W) in _TEXT:
            yield child, _TEXT[tag.removeprefix(_W)]
        elif tag not in _UNREAD and _value(child, "rPr/vanish", "1") in ("", "0", "false"):
            yield from runs(_variant(child))


@dataclass(slots=True)
class _Walker:
    styles: dict[str, tuple[str, int]]
    paragraphs: int = 0
    tables: int = 0
    boxes: int = 0

    def walk(self, container: Any, kind: str = "", locator: str = "") -> Iterator[Paragraph]:
        """Paragraphs below an element; `kind` and `locator` hold for all where given."""
        for child in container:
            if child.tag == _W + "p":
                yield from self._paragraph(child, kind, locator)
            elif child.tag == _W + "tbl":
                yield from self._table(child)
            elif child.tag not in _UNREAD:
                yield from self.walk(_variant(child), kind, locator)

    def _paragraph(self, element: Any, kind: str, locator: str) -> Iterator[Paragraph]:
        own_kind, level = self._kind(element)
        if own_kind != "contents" and "".join(text for _, text in runs(element)).strip():
            self.paragraphs += not locator
            where = locator or f"paragraph {self.paragraphs}"
            yield Paragraph(element, kind or own_kind, where, 0 if kind else level)
        for box in _text_boxes(element):
            self.boxes += 1
            yield from self.walk(box, kind, f"text box {self.boxes}")

    def _table(self, table: Any) -> Iterator[Paragraph]:
        number = self.tables = self.tables + 1
        rows = (row for row in _below(table, "tr") if not _value(row, "trPr/del", "1"))
        for row_number, row in enumerate(rows, 1):
            column = 1
            for cell in _below(row, "tc"):
                where = f"table {number}, row {row_number}, column {column}"
                column += int(_value(cell, "tcPr/gridSpan") or 1)
                if _value(cell, "tcPr/vMerge", "continue") != "continue":
                    yield from self.walk(cell, "table_cell", where)

    def _kind(self, element: Any) -> tuple[str, int]:
        kind, level = self.styles.get(_value(element, "pPr/pStyle"), ("paragraph", 0))
        if outline := _outline(element):
            return "heading", outline
        number = _value(element, "pPr/numPr/numId")
        if kind in ("paragraph", "list_item") and number:
            kind = "paragraph" if number == "0" else "list_item"
        return kind, level


def _styles(root: Any) -> dict[str, tuple[str, int]]:
    """Block kind and heading level by style id, found along the chain of base styles."""
    elements = {style.get(_W + "styleId"): style for style in root.findall(_W + "style")}
    found = {}
    for identifier, style in elements.items():
        kind, level, seen = "", 0, set()
        while style is not None and not kind and id(style) not in seen:
            seen.add(id(style))
            kind, level = _style_kind(style)
            style = elements.get(_value(style, "basedOn"))
        found[identifier] = (kind or "paragraph", level)
    return found


def _style_kind(style: Any) -> tuple[str, int]:
    name = _value(style, "name").lower()
    if name.startswith("heading ") and name[8:].isdigit():
        return "heading", int(name[8:])
    if name in _STYLE_KINDS:
        return _STYLE_KINDS[name]
    if name.startswith("toc "):
        return "contents", 0
    if outline := _outline(style):
        return "heading", outline
    listed = name.startswith("list ") or _value(style, "pPr/numPr/numId") not in ("", "0")
    return ("list_item" if listed else "", 0)


def _outline(element: Any) -> int:
    value = _value(element, "pPr/outlineLvl")
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _notes(document: Any, kind: str) -> Iterator[Paragraph]:
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(f"/{kind}s"):
            continue
        notes = parse_xml(relation.target_part.blob).findall(_W + kind)
        plain = (note for note in notes if note.get(_W + "type", "normal") == "normal")
        for number, note in enumerate(plain, 1):
            for found in _Walker({}).walk(note, locator=f"{kind} {number}"):
                yield Paragraph(found.element, found.kind, found.locator, note=True)


def _below(element: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, content controls and insertions opened."""
    for child in element:
        if child.tag == _W + name:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _below(child, name)


def _text_boxes(element: Any) -> Iterator[Any]:
    for child in _variant(element):
        if child.tag == _W + "txbxContent":
            yield child
        elif child.tag not in _DELETED:
            yield from _text_boxes(child)


def _variant(element: Any) -> Any:
    """Of alternative contents the first, for the others say the same again; else itself."""
    return next(iter(element), element) if element.tag == _ALTERNATIVE else element


def _value(element: Any, path: str, default: str = "") -> str:
    """The `w:val` of a descendant; "" where there is none, `default` where it has no value."""
    found = element.find("/".join(_W + step for step in path.split("/")))
    return "" if found is None else str(found.get(_W + "val", default))
