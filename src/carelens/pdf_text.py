"""PDF files with a text layer as blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import pi
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from carelens.document import Document, DocumentBuilder
from carelens.errors import UnreadableDocument
from carelens.page_layout import Line
from carelens.page_text import (
    Page,
    Stretch,
    joined,
    stretches,
    vocabulary,
    without_running_heads,
)

PAGE_LIMIT = 2_000
"""Pages of one file."""

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
"""Characters that are read as the letters they join."""
_AS_LETTERS = {ord(joined): letters for joined, letters in LIGATURES.items()}

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_WIDE_GAP = 1.3  # in heights of the type: wider than any space between words
_ANGLE_STEP = 5  # every fifth character tells how a page is turned
_LARGER = 1.12  # type of a heading to type of the text
_LEAST_SIZE = 0.1  # of type, in points: a file may well give it no height at all
_SIDE_LIMIT = 1_000_000  # points: PDFium keeps a bit for each, and no page is so wide


class Box(NamedTuple):
    """Where a character stands, in points from the lower left corner."""

    left: float
    right: float
    bottom: float
    top: float


def parse(source: Path | bytes) -> Document:
    """The text of a PDF file or its bytes; running heads and page numbers are left out.

    Raises UnreadableDocument for a file with a password, without text or with too many pages.
    """
    whole = pages_of(source)
    pages = without_running_heads(whole)
    found = list(stretches(pages))
    levels, words = _levels(found), vocabulary(found)
    builder = DocumentBuilder()
    for stretch in found:
        level = levels.get(round(stretch.size), 0)
        text, kind = joined(stretch, words), "heading" if level else "paragraph"
        if stretch.is_cell:
            kind, level = "table_cell", 0
        elif stretch.mark and not level:
            kind, text = "list_item", text[stretch.mark :]
        builder.add(text, kind, f"page {stretch.page}", level)
    empty = [number for number, page in enumerate(whole, 1) if not page.lines]
    noted = {"pages_without_text": empty} if empty else {}
    return builder.build("", "", pages=len(pages), **noted)


def pages_of(source: Path | bytes) -> list[Page]:
    """The lines of each page, in the file's order and as they stand once the text is upright.

    Raises UnreadableDocument as `parse` does.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise UnreadableDocument(
                "is password-protected; save a copy without password"
            ) from error
        raise UnreadableDocument("is damaged or cut short; get a fresh copy") from error
    with document:
        if len(document) > PAGE_LIMIT:
            raise UnreadableDocument(f"has more than {PAGE_LIMIT} pages; split it")
        pages = [_page(document, number) for number in range(len(document))]
    if not any(page.lines for page in pages):
        raise UnreadableDocument("has no text layer (a scan?); run text recognition (OCR) on it")
    return pages


def _page(document: Any, number: int) -> Page:
    """A page; one that is damaged is empty, and does not cost the others."""
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return Page((), 0.0)
    if max(page.get_size()) > _SIDE_LIMIT:
        return Page((), page.get_height())
    text_page = page.get_textpage()
    try:
        turns = _quarter_turns(text_page)
        left, bottom, right, top = page.get_bbox()
        visible = _turned(Box(left, right, bottom, top), turns)
        return Page(tuple(_lines(text_page, turns, visible)), visible.top - visible.bottom)
    finally:
        text_page.close()
        page.close()


def _quarter_turns(text_page: Any) -> int:
    """How often most of a page's text is turned clockwise by a right angle."""
    import pypdfium2.raw as pdfium

    places = range(0, text_page.count_chars(), _ANGLE_STEP)
    angles = Counter(round(pdfium.FPDFText_GetCharAngle(text_page, i) / (pi / 2)) for i in places)
    return angles.most_common(1)[0][0] % 4 if angles else 0


def _turned(box: Box, turns: int) -> Box:
    """A box after the page is turned back, anticlockwise and about its origin."""
    for _ in range(turns):
        box = Box(-box.top, -box.bottom, box.left, box.right)
    return box


def _lines(text_page: Any, turns: int, visible: Box) -> Iterator[Line]:
    """Characters in the file's order, cut where the line ends or a wide gap opens."""
    line: list[tuple[str, Box]] = []
    for char, place in characters(text_page):
        if place is None:
            line += [(" ", line[-1][1])] if line and char not in "\r\n" else []
            continue
        left, right, bottom, top = _turned(place, turns)
        x, y = visible.left, visible.bottom
        box = Box(left - x, right - x, bottom - y, top - y)
        if line and not _follows(line[-1][1], box):
            yield from _line(line)
            line = []
        line.append((char, box))
    yield from _line(line)


def characters(text_page: Any) -> Iterator[tuple[str, Box | None]]:
    """Each character of a PDFium text page with its box, as high as its type; white space has none.

    What lies beyond the basic plane comes as two halves of a surrogate pair.
    """
    import pypdfium2.raw as pdfium

    rectangle = pdfium.FS_RECTF()
    for index in range(text_page.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text_page, index))
        if char.isspace() or char == "\0":
            yield char, None
        elif pdfium.FPDFText_GetLooseCharBox(text_page, index, rectangle):
            yield char, Box(rectangle.left, rectangle.right, rectangle.bottom, rectangle.top)


def _follows(last: Box, box: Box) -> bool:
    if box == last:
        return True  # PDFium gives all letters of a ligature the box of the ligature
    height = last.top - last.bottom
    on_line = last.bottom < (box.top + box.bottom) / 2 < last.top
    return on_line and -0.5 * height < box.left - last.right < _WIDE_GAP * height


def _line(characters: list[tuple[str, Box]]) -> Iterator[Line]:
    text = "".join(char for char, _ in characters).strip().translate(_AS_LETTERS)
    if text:
        boxes = [box for _, box in characters]
        yield Line(
            # PDFium gives what lies beyond the basic plane as two surrogates.
            text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
            boxes[0].left,
            boxes[-1].right,
            min(box.bottom for box in boxes),
            max(box.top for box in boxes),
            max(median(box.top - box.bottom for box in boxes), _LEAST_SIZE),
        )


def _levels(found: list[Stretch]) -> dict[int, int]:
    """Heading level by size of type: what is larger than most of the text, the largest first."""
    sizes: Counter[int] = Counter()
    for stretch in found:
        sizes[round(stretch.size)] += sum(len(line.text) for line in stretch.lines)
    body = sizes.most_common(1)[0][0] if sizes else 0
    larger = sorted((size for size in sizes if size > _LARGER * body), reverse=True)
    return {size: min(level, 6) for level, size in enumerate(larger, 1)}
