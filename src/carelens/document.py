"""A document as text with blocks, and the passages in it.

Every offset is in Unicode code points into `Document.text`, and every span is half-open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from carelens.errors import UnreadableDocument

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")

BLOCK_LIMIT = 250_000
"""Blocks of one document: a tiny file can hold millions, and each takes some hundred bytes."""

BLOCK_KINDS = ("heading", "paragraph", "list_item", "table_cell", "quote")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text of one kind. `locator` tells a reader where it stands in the source.

    `level` is 1 for a top heading, 2 for the one below, and 0 for what is no heading.
    """

    start: int
    end: int
    kind: str
    locator: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """The text that a reader found, and the blocks it is made of, in reading order."""

    text: str
    name: str = ""
    source: str = ""
    blocks: tuple[Block, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is judged: a sentence, a list item, a table cell or a telegraphic line.

    `section` is the path of headings above it; `quoted` says that it is someone else's words
    in quotation marks.
    """

    start: int
    end: int
    section: tuple[str, ...] = ()
    quoted: bool = False


class DocumentBuilder:
    """Collects blocks in reading order and joins them with line breaks.

    Readers whose source is not itself plain text use it, so that offsets are made in one place.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0

    @property
    def length(self) -> int:
        """Code points collected so far."""
        return self._length

    def add(self, text: str, kind: str = "paragraph", locator: str = "", level: int = 0) -> None:
        """Append one block; surrounding white space is dropped, and so is an empty block.

        Raises UnreadableDocument beyond BLOCK_LIMIT.
        """
        text = clean(text).strip()
        if not text:
            return
        if len(self._blocks) == BLOCK_LIMIT:
            raise too_many_blocks()
        if self._pieces:
            self._append("\n" if kind == self._blocks[-1].kind == "list_item" else "\n\n")
        start = self._length
        self._append(text)
        self._blocks.append(Block(start, self._length, kind, locator, level))

    def build(self, name: str, source: str, **metadata: Any) -> Document:
        """The document with everything added so far."""
        return Document("".join(self._pieces), name, source, tuple(self._blocks), metadata)

    def _append(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)


def too_many_blocks() -> UnreadableDocument:
    """The error for a document of more than BLOCK_LIMIT blocks."""
    return UnreadableDocument(
        f"holds more than {BLOCK_LIMIT} paragraphs; split it, or use: carelens bulk"
    )


def clean(text: str) -> str:
    """The text with NUL and lone surrogates replaced by U+FFFD, one for one.

    Neither can be written to UTF-8, XML or a terminal; offsets stay as they are.
    """
    return text if text.isascii() and "\0" not in text else _UNWRITABLE.sub("\ufffd", text)
