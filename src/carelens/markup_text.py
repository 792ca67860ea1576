"""Marked-up text, of web pages and of other narrative, as blocks in reading order.

A `Language` says what the elements of a markup language do; `parse` walks a tree of lxml or of
ElementTree by it. Offsets are Unicode code points into the text that the blocks make.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
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
_KINDS = {"li": "list_item", "dt": "list_item", "dd": "list_item", "blockquote": "quote"}
_KINDS |= {"td": "table_cell", "th": "table_cell", "pre": "paragraph"}
_KINDS |= {f"h{level}": "heading" for level in range(1, 7)}
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Language:
    """What the elements of a markup language do; names are without namespace.

    `blocks` begin and end a block, `kinds` gives its kind to what stands in some of them, and
    `is_skipped` says of an element that nothing in it is read.
    """

    blocks: frozenset[str]
    kinds: Mapping[str, str]
    is_skipped: Callable[[Any], bool]


def _is_hidden(element: Any) -> bool:
    return (
        element.tag in _SKIPPED
        or "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(_HIDING.search(element.get("style", "")))
    )


HTML = Language(frozenset(_BLOCK_NAMES.split()), _KINDS, _is_hidden)


def parse_html(text: str) -> Document:
    """A web page, or a part of one, as a document. Nothing that it refers to is fetched.

    Raises UnreadableDocument for what is nested too deeply.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(clean(text).encode("utf-8"), parser=parser)
    except etree.ParserError:  # nothing but white space, or comments
        return Document("")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableDocument("is nested too deeply; save it anew from its program")
    return parse(root, HTML)


def decode_html(data: bytes) -> str:
    """The text of a page's bytes: by byte order mark, else as declared, else by trial."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((codecs.BOM_UTF8, b"\xff\xfe", b"\xfe\xff")):
        name = decoding.codec(declared[1].decode("ascii"))
        # Browsers read Latin-1 as Windows-1252, and pages rely on it.
        with suppress(LookupError, ValueError):
            return clean(data.decode("cp1252" if name in ("iso8859-1", "ascii") else name))
    return decoding.decode(data)[0]


def parse(root: Any, language: Language) -> Document:
    """The text below an element; locators count its paragraphs, and the cells of its tables."""
    builder = DocumentBuilder()
    _Walk(builder, language).run(root)
    return builder.build("", "")


class _Walk:
    """Goes through the tree with a stack of its own, so that no nesting is too deep for it."""

    def __init__(self, builder: DocumentBuilder, language: Language) -> None:
        self._builder = builder
        self._language = language
        self._kinds: list[str] = ["body"]
        self._tables: list[list[int]] = []  # number, row, column of each open table
        self._table_count = self._paragraphs = 0
        self._pieces: list[str] = []

    def run(self, root: Any) -> None:
        open_elements: list[tuple[Any, Iterator[Any]]] = [(root, iter(root))]
        self._start(_name(root), root)
        while open_elements:
            element, children = open_elements[-1]
            child = next(children, None)
            if child is None:
                open_elements.pop()
                self._end(_name(element))
                if open_elements:
                    self._text(element.tail)
            elif not isinstance(child.tag, str) or self._language.is_skipped(child):
                self._text(child.tail)  # a comment has no name
            else:
                self._start(_name(child), child)
                open_elements.append((child, iter(child)))
        self._flush()

    def _start(self, name: str, element: Any) -> None:
        if name in self._language.blocks:
            self._flush()
        if name in self._language.kinds:
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
        if name in self._language.blocks:
            self._flush()
        if name in self._language.kinds:
            self._kinds.pop()
        if name == "table":
            self._tables.pop()

    def _text(self, text: str | None) -> None:
        if text:
            self._pieces.append(text if self._kinds[-1] == "pre" else _SPACE.sub(" ", text))

    def _flush(self) -> None:
        text, self._pieces = "".join(self._pieces), []
        name = self._kinds[-1]
        if name != "pre":
            text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text))
        kind = self._language.kinds.get(name, "paragraph")
        for part in re.split(r"\n{2,}", text):
            if part.strip():
                level = int(name[1]) if kind == "heading" else 0
                self._builder.add(part, kind, self._locator(), level)

    def _locator(self) -> str:
        if self._tables and self._tables[-1][2]:
            return "table {}, row {}, column {}".format(*self._tables[-1])
        self._paragraphs += 1
        return f"paragraph {self._paragraphs}"


def _name(element: Any) -> str:
    name: str = element.tag.rpartition("}")[2]
    return name
