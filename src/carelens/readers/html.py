"""Web pages: the text that a browser would show, without navigation and scripts."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any

from carelens import decoding
from carelens.document import Document, DocumentBuilder, clean
from carelens.errors import UnreadableDocument

_CHARSET = re.compile(
    rb"""(?:<meta[^>]*?charset|<\?xml[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_SKIPPED_NAMES = (
    "script style head template nav noscript iframe object svg canvas audio video select button "
    "datalist map"
)
_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol option p pre "
    "section summary table tbody td tfoot th thead tr ul"
)
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_KINDS = {"li": "list_item", "dt": "list_item", "dd": "list_item", "blockquote": "quote"}
_KINDS |= {"td": "table_cell", "th": "table_cell", "pre": "paragraph"}
_KINDS |= {f"h{level}": "heading" for level in range(1, 7)}
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read(path: Path) -> Document:
    """Read an HTML or XHTML file. Nothing that it refers to is fetched."""
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    text = _decode(path.read_bytes())
    root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableDocument("is nested too deeply; save it anew from its program")
    builder = DocumentBuilder()
    _Walk(builder).run(root)
    return builder.build(path.name, str(path), format="html")


def _decode(data: bytes) -> str:
    """By byte order mark, else as declared, else by trial."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((codecs.BOM_UTF8, b"\xff\xfe", b"\xfe\xff")):
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            # Browsers read Latin-1 as Windows-1252, and pages rely on it.
            return clean(data.decode("cp1252" if name in ("iso8859-1", "ascii") else name))
        except (LookupError, UnicodeDecodeError):
            pass
    return decoding.decode(data)[0]


class _Walk:
    """Goes through the tree by events, so that no nesting is too deep for it."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._kinds: list[str] = ["body"]
        self._tables: list[list[int]] = []  # number, row, column of each open table
        self._table_count = self._paragraphs = 0
        self._pieces: list[str] = []

    def run(self, root: Any) -> None:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            name = element.tag if isinstance(element.tag, str) else ""
            if event == "start" and _is_skipped(element):
                walker.skip_subtree()
            elif event == "start":
                self._start(name, element)
            elif event == "end" and not _is_skipped(element):
                self._end(name)
            if event != "start":
                self._text(element.tail)
        self._flush()

    def _start(self, name: str, element: Any) -> None:
        if name in _BLOCKS:
            self._flush()
        if name in _KINDS:
            self._kinds.append(name)
        if name == "table":
            self._table_count += 1
            self._tables.append([self._table_count, 0, 0])
        elif name == "tr" and self._tables:
            self._tables[-1][1:] = [self._tables[-1][1] + 1, 0]
        elif name in ("td", "th") and self._tables:
            self._tables[-1][2] += 1
        elif name == "br":
            self._pieces.append("\n")
        elif name == "q":
            self._pieces.append("“")
        self._text(element.text)

    def _end(self, name: str) -> None:
        if name == "q":
            self._pieces.append("”")
        if name in _BLOCKS:
            self._flush()
        if name in _KINDS:
            self._kinds.pop()
        if name == "table":
            self._tables.pop()

    def _text(self, text: str | None) -> None:
        if text:
            self._pieces.append(text if self._kinds[-1] == "pre" else _SPACE.sub(" ", text))

    def _flush(self) -> None:
        text, self._pieces = "".join(self._pieces), []
        tag = self._kinds[-1]
        if tag != "pre":
            text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text))
        for part in re.split(r"\n{2,}", text):
            if part.strip():
                level = int(tag[1]) if _KINDS.get(tag) == "heading" else 0
                self._builder.add(part, _KINDS.get(tag, "paragraph"), self._locator(), level)

    def _locator(self) -> str:
        if self._tables and self._tables[-1][2]:
            return "table {}, row {}, column {}".format(*self._tables[-1])
        self._paragraphs += 1
        return f"paragraph {self._paragraphs}"


def _is_skipped(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return False
    return (
        element.tag in _SKIPPED
        or "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(_HIDING.search(element.get("style", "")))
    )
