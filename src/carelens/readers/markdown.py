"""Markdown: the text without its marks."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

from carelens import decoding
from carelens.document import Document, DocumentBuilder
from carelens.errors import UnreadableDocument

if TYPE_CHECKING:
    from markdown_it.token import Token

MARK_LIMIT = 100_000
"""Lines, cells and marks of one file; the parser makes up to six objects of each."""

_MARK = re.compile(r"\n|\||\[|([*_`~<])\1*|[-+>][ \t]")
_DEEP = re.compile(r"(?:[-+*>][ \t]+){100}")  # time grows with the square of the depth
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE
)
_KINDS = {"list_item": "list_item", "blockquote": "quote", "td": "table_cell", "th": "table_cell"}


def read(path: Path) -> Document:
    """Read a Markdown file (CommonMark with tables); front matter is left out.

    Raises UnreadableDocument beyond MARK_LIMIT, or for a hundred lists in one another.
    """
    from markdown_it import MarkdownIt

    text, _ = decoding.read(path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if sum(1 for _ in _MARK.finditer(text)) > MARK_LIMIT:
        raise UnreadableDocument(
            f"has more than {MARK_LIMIT} lines and marks; split it, or rename it to .txt"
        )
    if _DEEP.search(text):
        raise UnreadableDocument("is nested too deeply; open it in its program and save it anew")
    skipped = 0
    if front := _FRONT_MATTER.match(text):
        text, skipped = text[front.end() :], front[0].count("\n")
    parser = MarkdownIt("commonmark", {"maxNesting": 10_000}).enable(["table", "strikethrough"])
    # Blocks that are nested deeper would be lost. Within a line only brackets are, and each one
    # more costs another look at all that follows.
    parser.core.ruler.before(
        "inline", "nesting", lambda state: state.md.options.update(maxNesting=10)
    )
    builder = DocumentBuilder()
    _Walk(builder, skipped).tokens(parser.parse(text))
    return builder.build(path.name, str(path), format="markdown")


class _Walk:
    """Carries where in lists, quotes and tables the tokens stand."""

    def __init__(self, builder: DocumentBuilder, skipped: int) -> None:
        self._builder = builder
        self._skipped = skipped
        self._kinds = ["paragraph"]
        self._level = 0
        self._table = self._row = self._column = 0

    def tokens(self, tokens: list[Token]) -> None:
        for token in tokens:
            name = token.type.removesuffix("_open").removesuffix("_close")
            if token.type == "inline":
                self._add(_inline(token), token)
            elif token.type in ("fence", "code_block"):
                self._add(token.content, token)
            elif token.type == "html_block":
                self._add(html.unescape(_TAG.sub(" ", token.content)), token)
            elif name == "heading":
                self._level = int(token.tag[1]) if token.nesting > 0 else 0
            elif token.nesting > 0:
                self._open(name)
            elif token.nesting < 0 and name in _KINDS:
                self._kinds.pop()

    def _open(self, name: str) -> None:
        if name in _KINDS:
            self._kinds.append(_KINDS[name])
        if name == "table":
            self._table, self._row = self._table + 1, 0
        elif name == "tr":
            self._row, self._column = self._row + 1, 0
        elif name in ("td", "th"):
            self._column += 1

    def _add(self, text: str, token: Token) -> None:
        kind = "heading" if self._level else self._kinds[-1]
        locator = f"line {token.map[0] + 1 + self._skipped}" if token.map else ""
        if kind == "table_cell":
            locator = f"table {self._table}, row {self._row}, column {self._column}"
        self._builder.add(text, kind, locator, self._level)


def _inline(token: Token) -> str:
    pieces = []
    for child in token.children or ():
        if child.type == "softbreak":
            pieces.append(" ")
        elif child.type == "hardbreak":
            pieces.append("\n")
        elif child.type == "image":
            pieces.append(_inline(child))
        elif child.type != "html_inline":
            pieces.append(child.content)
    return "".join(pieces)
