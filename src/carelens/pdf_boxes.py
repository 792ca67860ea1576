"""Where the characters of a PDF document stand: from its text back to boxes on its pages.

The reader puts characters into reading order, leaves running heads out and makes cut words whole;
here its lines are followed once more, so that each code point of the text gets its box. Boxes are
in the default user space of their page (ISO 32000-2, 8.3.2.3), as annotations are: in points, and
not turned with the page. Offsets are code points into `Document.text`, spans half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from carelens.document import Document
from carelens.errors import UnreadableDocument
from carelens.page_layout import Line
from carelens.page_text import Page, stretches, without_running_heads
from carelens.pdf_text import LIGATURES, characters, pages_of

HYPHENS = "-\u00ad\u2010\x02"  # PDFium marks a hyphen at a line's end by \x02

Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle in points from the origin of a page."""

    left: float
    bottom: float
    right: float
    top: float


class Letter(NamedTuple):
    """A character that is no white space, as the reader gives it, and where it stands."""

    char: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """For each code point of a text its page, its line, and its box; pages count from 0.

    Page and line are -1 for what has no box: white space, and hyphens that the file lacks. Lines
    are numbered through the document.
    """

    page: NDArray[np.int32]
    line: NDArray[np.int32]
    box: NDArray[np.float32]

    def lines(self, start: int, end: int) -> Iterator[tuple[int, list[Box]]]:
        """The pages that a span stands on, each with one box a line, in reading order."""
        placed = [i for i in range(start, end) if self.page[i] >= 0]
        for page, on_page in groupby(placed, lambda i: int(self.page[i])):
            by_line: dict[int, list[int]] = {}
            for i in on_page:
                by_line.setdefault(int(self.line[i]), []).append(i)
            yield page, [self._hull(self.box[offsets]) for offsets in by_line.values()]

    def inside(self, page: int, corners: Sequence[Point]) -> NDArray[np.intp]:
        """The offsets of the code points whose middle lies in a convex polygon on a page."""
        offsets = np.flatnonzero(self.page == page)
        x, y = (self.box[offsets, :2] + self.box[offsets, 2:]).T / 2
        middle = np.mean(corners, axis=0)
        turn = [np.arctan2(y - middle[1], x - middle[0]) for x, y in corners]
        ring = [corners[i] for i in np.argsort(turn)]  # programs differ in the order of corners
        within = np.ones(len(offsets), bool)
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
            within &= (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) >= 0
        return offsets[within]

    @staticmethod
    def _hull(boxes: NDArray[np.float32]) -> Box:
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return Box(*(round(float(edge), 2) for edge in (*low, *high)))


def locate(document: Document) -> PageBoxes:
    """The boxes of a document that the PDF reader gave, from the file that it came from.

    Raises UnreadableDocument where that file can no longer be read or says something else.
    """
    try:
        return _located(document)
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{document.source}: {error}") from error


def _located(document: Document) -> PageBoxes:
    text = document.text
    page, line = (np.full(len(text), -1, np.int32) for _ in range(2))
    box = np.zeros((len(text), 4), np.float32)
    items = {block.start for block in document.blocks if block.kind == "list_item"}
    offset = _past_space(text, 0)
    for stretch in _stretches(Path(document.source)):
        skipped = stretch.mark if offset in items else 0
        for letter, number in stretch.letters[skipped:]:
            here = text[offset : offset + 1]
            if here == letter.char or (here and here in HYPHENS and letter.char in HYPHENS):
                page[offset], line[offset], box[offset] = stretch.page, number, letter.box
                offset = _past_space(text, offset + 1)
            elif letter.char not in HYPHENS:
                raise _changed()
    if offset < len(text):
        raise _changed()
    return PageBoxes(page, line, box)


def _past_space(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def _changed() -> UnreadableDocument:
    return UnreadableDocument("has changed since it was read; annotate it anew")


class _Stretch(NamedTuple):
    """The letters of a paragraph on one page with the numbers of their lines.

    `mark` of them belong to a bullet or number at its head.
    """

    page: int
    letters: list[tuple[Letter, int]]
    mark: int


def _stretches(path: Path) -> Iterator[_Stretch]:
    """What the reader reads, in its order."""
    import pypdfium2

    pages, number = pages_of(path), 0
    with pypdfium2.PdfDocument(path) as pdf:
        for index, page in enumerate(without_running_heads(pages)):
            own = _letters_of_lines(pdf[index], pages[index])
            for stretch in stretches([page]):
                letters: list[tuple[Letter, int]] = []
                for line in stretch.lines:
                    for part in _parts(line, page.lines, own):
                        letters += ((letter, number) for letter in own.pop(id(part)))
                        number += 1
                head = "".join(stretch.lines[0].text[: stretch.mark].split())
                yield _Stretch(index, letters, len(head))


def _letters_of_lines(pdf_page: Any, page: Page) -> dict[int, list[Letter]]:
    """The letters of each of the reader's lines, by the identity of the line.

    Both come in the file's order; a character that the reader left out is passed over.
    """
    all_characters = _characters(pdf_page)
    found = {}
    for line in page.lines:
        text = "".join(line.text.split())
        letters: list[Letter] = []
        while len(letters) < len(text):
            char, box = next(all_characters, ("", None))
            if box is None:
                raise _changed()
            rest = text[len(letters) :]
            if "\ud800" <= char <= "\udbff" and rest[0] > "\uffff":
                next(all_characters)  # the other half of the pair
                char = rest[0]
            elif "\ud800" <= char <= "\udfff":
                char = "\ufffd"
            if rest.startswith(char):
                letters += (Letter(c, box) for c in char)
        found[id(line)] = letters
    return found


def _characters(pdf_page: Any) -> Iterator[tuple[str, Box]]:
    """All that is no white space, ligatures as their letters, halves of pairs by themselves."""
    text_page = pdf_page.get_textpage()
    try:
        for char, place in characters(text_page):
            if place is not None:
                box = Box(place.left, place.bottom, place.right, place.top)
                yield LIGATURES.get(char, char), box
    finally:
        text_page.close()


def _parts(line: Line, lines: Iterable[Line], left: dict[int, list[Letter]]) -> list[Line]:
    """The lines of which the layout made one: those within it that spell it from left to right.

    Only those in `left` count, which are not used yet. The layout puts a tab between lines of one
    row, and a space behind a bullet and between the words of a justified line.
    """
    if id(line) in left:
        return [line]
    parts: list[Line] = []
    rest = line.text
    for part in sorted(lines, key=lambda part: (part.left, -part.top)):
        beside = line.bottom < (part.bottom + part.top) / 2 < line.top
        inside = line.left <= part.left and part.right <= line.right
        ends = rest[len(part.text) : len(part.text) + 1] in ("", "\t", " ")
        if beside and inside and ends and id(part) in left and rest.startswith(part.text):
            parts.append(part)
            rest = rest[len(part.text) + 1 :]
    return parts
