"""Comments in a Word file as codings: a person comments on words and writes a code.

Comments are ECMA-376 part 1, 17.13.4. One that was set on a point codes the passage that the
point stands in; one on words that are deleted codes nothing. Offsets are code points into the
text that the Word reader gives, spans half-open and without white space at their ends.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any

from carelens.codings.coding import Coding
from carelens.codings.comment_codes import CommentCodes
from carelens.document import Document, Passage
from carelens.errors import InvalidData
from carelens.findings import AUTHOR
from carelens.framework import Framework
from carelens.passages import split
from carelens.readers import docx
from carelens.readers import read as read_document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ID, _P, _BOX, _DELETED = _W + "id", _W + "p", _W + "txbxContent", _W + "delText"
_START, _END, _REFERENCE = (
    _W + f"comment{name}" for name in ("RangeStart", "RangeEnd", "Reference")
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"


def read(path: str | os.PathLike[str], framework: Framework) -> list[Coding]:
    """The codings in a Word file, in the order of its text; a comment without a code is none.

    Nor is one that CareLens wrote. Replies count like comments. Raises UnreadableDocument as the
    Word reader does, and InvalidData for a code that the framework lacks.
    """
    path = Path(path)
    document, word = read_document(path, key="docx"), docx.open_document(path)
    anchors, codes, found = _Anchors(document, split(document)), CommentCodes(framework), []
    anchors.visit(word)
    for identifier, author, text in _comments(word):
        span = anchors.span(identifier)
        if author == AUTHOR or span is None:
            continue
        try:
            found += [Coding(*span, label, author, note) for label, note in codes.read(text)]
        except InvalidData as error:
            raise InvalidData(f"{path}: {error}") from None
    return sorted(found, key=lambda coding: (coding.start, coding.end, coding.label, coding.coder))


def _comments(word: Any) -> Iterator[tuple[str, str, str]]:
    """Id, author and text of every comment, a line a paragraph."""
    from docx.oxml import parse_xml

    for relation in word.part.rels.values():
        if relation.reltype == _RELATION and not relation.is_external:
            for comment in parse_xml(relation.target_part.blob).iter(_W + "comment"):
                lines = ("".join(text for _, text in docx.runs(p)) for p in comment.iter(_P))
                author = comment.get(_W + "author", "").strip()
                yield comment.get(_ID, ""), author, "\n".join(lines)


@dataclass(slots=True)
class _Anchors:
    """Where the comments of a Word file stand in the text of its document."""

    document: Document
    passages: tuple[Passage, ...]
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def span(self, identifier: str) -> tuple[int, int] | None:
        """The words that a comment is about, or None where there are none."""
        text = self.document.text
        if identifier in self.spans:
            start, end = self.spans[identifier]
            words = text[start:end].strip()
            start += len(text[start:end]) - len(text[start:end].lstrip())
            return (start, start + len(words)) if words else None
        if identifier in self.deleted or identifier not in self.points:
            return None
        point = self.points[identifier]
        number = bisect_left(self.passages, point, key=attrgetter("end"))
        nearest = self.passages[number : number + 1]
        return next(((p.start, p.end) for p in nearest if not text[point : p.start].strip()), None)

    def visit(self, word: Any) -> None:
        """Find the anchors of all comments."""
        leaves: dict[Any, tuple[int, int]] = {}
        begins: dict[Any, int] = {}
        for paragraph, block in zip(docx.walk(word), self.document.blocks, strict=True):
            begins[paragraph.element] = block.start
            text = paragraph.text
            start = block.start - (len(text) - len(text.lstrip()))
            for leaf, words in docx.runs(paragraph.element):
                inside = max(start, block.start), min(start + len(words), block.end)
                if inside[0] < inside[1]:
                    leaves[leaf] = inside
                start += len(words)
        for root in dict.fromkeys(element.getroottree().getroot() for element in begins):
            self._visit(root, leaves, begins)

    def _visit(self, root: Any, leaves: dict[Any, tuple[int, int]], begins: dict[Any, int]) -> None:
        """Go through one part of the file; a text box within a range is not part of it."""
        opened: dict[str, tuple[Any, list[int]]] = {}
        position: int | None = None
        for element in root.iter():
            tag, identifier = element.tag, element.get(_ID, "")
            if tag == _P:
                position = begins.get(element)
            elif tag == _START:
                opened[identifier] = _story(element), []
            elif tag == _END:
                _, offsets = opened.pop(identifier, (None, []))
                if offsets:
                    self.spans[identifier] = min(offsets), max(offsets)
            elif tag == _REFERENCE and position is not None:
                self.points[identifier] = position
            elif tag == _DELETED:
                self.deleted.update(opened)
            elif element in leaves:
                position = leaves[element][1]
                for story, offsets in opened.values():
                    if story is _story(element):
                        offsets.extend(leaves[element])


def _story(element: Any) -> Any:
    """The text box that an element stands in, or None."""
    return next(element.iterancestors(_BOX), None)
