"""Highlights of a PDF file as codings: a person marks text and writes a code into the comment.

The file format is ISO 32000-2; highlights stand in 12.5.6.10. A reply to a highlight (12.5.6.2,
/IRT) codes the text below that highlight. Offsets are code points into the text that the PDF
reader gives, spans half-open.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_ushort
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from carelens.codings.coding import Coding
from carelens.codings.comment_codes import CommentCodes
from carelens.document import Document
from carelens.errors import InvalidData
from carelens.framework import Framework
from carelens.pdf_boxes import PageBoxes, Point, locate
from carelens.readers import read as read_document

_SLACK = 3  # letters between two marked stretches that the marking only missed

Quads = Sequence[Sequence[Point]]


def read(path: str | os.PathLike[str], framework: Framework) -> list[Coding]:
    """The codings in a PDF file, in the order of its text; a highlight without a code is none.

    Raises UnreadableDocument as the PDF reader does, and InvalidData, naming the page, for a code
    that the framework lacks and for a code on no text.
    """
    document = read_document(path, key="pdf")
    places, codes = locate(document), CommentCodes(framework)
    found: list[Coding] = []
    with pypdfium2.PdfDocument(path) as pdf:
        for number in range(len(pdf)):
            page = pdf[number]
            for quads, coder, comment in _comments(page):
                try:
                    coded = list(codes.read(comment))
                    spans = _spans(document, places, number, quads) if coded else []
                    if coded and not spans:
                        raise InvalidData("a highlight with a code has no text below it; move it")
                except InvalidData as error:
                    raise InvalidData(f"{path}: page {number + 1}: {error}") from None
                found += (Coding(*at, label, coder, note) for label, note in coded for at in spans)
            page.close()
    return _joined_over_pages(sorted(found, key=_order), document, places)


def _order(coding: Coding) -> tuple[int, int, str, str]:
    return coding.start, coding.end, coding.label, coding.coder


def _comments(page: Any) -> Iterator[tuple[Quads, str, str]]:
    """Per highlight, and per reply to one: where it is, who wrote it, and what it says."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        with _closing(pdfium.FPDFPage_GetAnnot(page, index)) as comment:
            author, text = _string(comment, b"T"), _string(comment, b"Contents")
            if _is_highlight(comment):
                yield _quads(comment), author, text
                continue
            with _closing(pdfium.FPDFAnnot_GetLinkedAnnot(comment, b"IRT")) as marked:
                if _is_highlight(marked):
                    yield _quads(marked), author, text


@contextmanager
def _closing(annotation: Any) -> Iterator[Any]:
    try:
        yield annotation
    finally:
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _is_highlight(annotation: Any) -> bool:
    subtype = pdfium.FPDFAnnot_GetSubtype(annotation) if annotation else None
    return bool(subtype == pdfium.FPDF_ANNOT_HIGHLIGHT)


def _quads(annotation: Any) -> Quads:
    """The corners of each part of a highlight."""
    quad = pdfium.FS_QUADPOINTSF()
    found = []
    for index in range(pdfium.FPDFAnnot_CountAttachmentPoints(annotation)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, quad):
            x, y = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            found.append(list(zip(x, y, strict=True)))
    return found


def _string(annotation: Any, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = (c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _spans(document: Document, places: PageBoxes, page: int, quads: Quads) -> list[tuple[int, int]]:
    """The stretches of text below a highlight; a few letters that it missed part none."""
    offsets = sorted({int(i) for corners in quads for i in places.inside(page, corners)})
    if not offsets:
        return []
    cuts = [
        (before, after)
        for before, after in pairwise(offsets)
        if len("".join(document.text[before + 1 : after].split())) > _SLACK
    ]
    starts = [offsets[0], *(after for _, after in cuts)]
    ends = [*(before for before, _ in cuts), offsets[-1]]
    return [(start, end + 1) for start, end in zip(starts, ends, strict=True)]


def _joined_over_pages(
    codings: Iterable[Coding], document: Document, places: PageBoxes
) -> list[Coding]:
    """One coding for what goes on over a page, since a highlight stands on one page only.

    That is what has the same label, coder and note in one paragraph.
    """
    starts = {block.start for block in document.blocks}
    joined: list[Coding] = []
    latest: dict[tuple[str, str, str], int] = {}
    for coding in codings:
        key = coding.label, coding.coder, coding.note
        last = joined[latest[key]] if key in latest else None
        if (
            last is not None
            and not document.text[last.end : coding.start].strip()
            and coding.start not in starts
            and places.page[last.end - 1] < places.page[coding.start]
        ):
            joined[latest[key]] = replace(last, end=coding.end)
        else:
            latest[key] = len(joined)
            joined.append(coding)
    return joined
