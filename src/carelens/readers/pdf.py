"""PDF files with a text layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
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

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
_WIDE_GAP = 1.3  # in heights of the type: wider than any space between words
_LARGER = 1.12  # type of a heading to type of the text


class Box(NamedTuple):
    """Where a character stands, in points from the lower left corner."""

    left: float
    right: float
    bottom: float
    top: float


def read(path: Path) -> Document:
    """Read a PDF file; running heads and page numbers are left out.

    Raises UnreadableDocument for a file with a password, without text or with too many pages.
    """
    pages = without_running_heads(_pages(path))
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
    return builder.build(path.name, str(path), format="pdf", pages=len(pages))


def _pages(path: Path) -> list[Page]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
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
    page = document[number]
    text_page = page.get_textpage()
    try:
        return Page(tuple(_lines(text_page)), page.get_height())
    finally:
        text_page.close()
        page.close()


def _lines(text_page: Any) -> Iterator[Line]:
    """Characters in the file's order, cut where the line ends or a wide gap opens."""
    line: list[tuple[str, Box]] = []
    for char, box in _characters(text_page):
        if box is None:
            line += [(" ", line[-1][1])] if line and char not in "\r\n" else []
            continue
        if line and not _follows(line[-1][1], box):
            yield from _line(line)
            line = []
        line.append((char, box))
    yield from _line(line)


def _characters(text_page: Any) -> Iterator[tuple[str, Box | None]]:
    """Each character with its box, which is as high as its type; white space has none."""
    import pypdfium2.raw as pdfium

    rectangle = pdfium.FS_RECTF()
    for index in range(text_page.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text_page, index))
        if char.isspace() or char == "\0":
            yield char, None
        elif pdfium.FPDFText_GetLooseCharBox(text_page, index, rectangle):
            yield char, Box(rectangle.left, rectangle.right, rectangle.bottom, rectangle.top)


def _follows(last: Box, box: Box) -> bool:
    height = last.top - last.bottom
    on_line = last.bottom < (box.top + box.bottom) / 2 < last.top
    return on_line and -0.5 * height < box.left - last.right < _WIDE_GAP * height


def _line(characters: list[tuple[str, Box]]) -> Iterator[Line]:
    text = "".join(char for char, _ in characters).strip().translate(_LIGATURES)
    if text:
        boxes = [box for _, box in characters]
        yield Line(
            # PDFium gives what lies beyond the basic plane as two surrogates.
            text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
            boxes[0].left,
            boxes[-1].right,
            min(box.bottom for box in boxes),
            max(box.top for box in boxes),
            median(box.top - box.bottom for box in boxes),
        )


def _levels(found: list[Stretch]) -> dict[int, int]:
    """Heading level by size of type: what is larger than most of the text, the largest first."""
    sizes: Counter[int] = Counter()
    for stretch in found:
        sizes[round(stretch.size)] += sum(len(line.text) for line in stretch.lines)
    body = sizes.most_common(1)[0][0] if sizes else 0
    larger = sorted((size for size in sizes if size > _LARGER * body), reverse=True)
    return {size: min(level, 6) for level, size in enumerate(larger, 1)}
