"""The PDF document itself with highlights on it (ISO 32000-2, 12.5.6.10), one a passage and pole.

The file that was read is kept byte for byte and the highlights are appended to it as an
incremental update (7.5.6), so that pages and older comments stay as they are; only a file whose
table of objects is wrong is written anew. Places are in the user space of each page, in points;
spans of the text are code points, half-open.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Highlight
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from carelens import __version__
from carelens.annotation import AnnotatedDocument
from carelens.errors import UnwritableOutput
from carelens.findings import AUTHOR, Finding, findings
from carelens.framework import POLES
from carelens.pdf_boxes import Box, locate

COLOURS = {"treatment": "fcc98f", "healing": "9fd0f7"}
"""Light enough to read through, by pole."""


def render(annotated: AnnotatedDocument) -> bytes:
    """The document's own PDF file, with a comment on each labelled passage.

    Raises UnwritableOutput where the document came from no PDF file, or from one that must not be
    changed, and UnreadableDocument where the file is not the one that was read.
    """
    original = _original(annotated)
    highlights = list(_highlights(annotated))
    if not highlights:
        return original
    out = io.BytesIO()
    try:
        writer = _writer(original)
        # pypdf names the document information in the new trailer only where that has changed.
        model = f"{annotated.model.name} {annotated.model.version}"
        writer.add_metadata({"/CareLens": f"CareLens {__version__}, model {model}"})
        for page, highlight in highlights:
            writer.add_annotation(page, highlight)
        writer.write(out)
    except Exception as error:  # what pypdf raises over a damaged file has no common base
        raise _damaged(annotated.document.source) from error
    return out.getvalue()


def _writer(original: bytes) -> PdfWriter:
    """One that appends; a file whose own table of objects is wrong is written anew."""
    try:
        PdfReader(io.BytesIO(original), strict=True)
    except PdfReadError:
        return PdfWriter(clone_from=io.BytesIO(original))
    return PdfWriter(io.BytesIO(original), incremental=True)


def _original(annotated: AnnotatedDocument) -> bytes:
    """The bytes of the file, ending with a line. Raises UnwritableOutput."""
    source = annotated.document.source
    if annotated.document.metadata.get("format") != "pdf":
        raise UnwritableOutput(
            f"{source or 'the text'}: is no PDF file; highlights are only added to those"
        )
    try:
        data = Path(source).read_bytes()
    except OSError as error:
        raise UnwritableOutput(
            f"{source}: is needed for its pages and cannot be opened ({error.strerror})"
        ) from error
    try:
        reader = PdfReader(io.BytesIO(data))
        locked, signed = reader.is_encrypted, not reader.is_encrypted and _is_signed(reader)
    except Exception as error:
        raise _damaged(source) from error
    if locked:
        raise UnwritableOutput(f"{source}: is encrypted; save a copy without protection")
    if signed:
        raise UnwritableOutput(
            f"{source}: is signed, and highlights would break that; print it to a new PDF file"
        )
    return data if data.endswith((b"\n", b"\r")) else data + b"\n"


def _damaged(source: str) -> UnwritableOutput:
    return UnwritableOutput(
        f"{source}: is damaged, and no highlights can be added; print it to a new PDF file"
    )


def _is_signed(reader: PdfReader) -> bool:
    root = reader.root_object
    return "/Perms" in root or ("/AcroForm" in root and _holds_signature(root["/AcroForm"]))


def _holds_signature(field: Any) -> bool:
    """Whether a form, a field or one below it is signed, which a byte range tells."""
    value = "/V" in field and field["/V"]  # get() would give a reference, not what it names
    if isinstance(value, DictionaryObject) and "/ByteRange" in value:
        return True
    parts = [part for key in ("/Fields", "/Kids") if key in field for part in field[key]]
    return any(_holds_signature(part.get_object()) for part in parts)


def _highlights(annotated: AnnotatedDocument) -> Iterator[tuple[int, Highlight]]:
    """Highlights with the pages that they go on, in reading order."""
    places = None
    for _, labels in groupby(findings(annotated), key=lambda finding: finding.number):
        given = list(labels)
        for pole in POLES:
            own = [finding for finding in given if finding.pole == pole]
            if not own:
                continue
            places = places or locate(annotated.document)
            comment = "\n\n".join(_note(annotated, finding) for finding in own)
            passage = own[0].passage
            for page, lines in places.lines(passage.start, passage.end):
                yield page, _highlight(annotated, pole, comment, lines)


def _note(annotated: AnnotatedDocument, finding: Finding) -> str:
    """A label on a line of its own, as it can be read again, the verdict and the words behind."""
    verdict = f"{finding.statement}, score {finding.score:.2f}"
    return "\n".join([finding.label, verdict, *finding.reasons(annotated.document.text)])


def _highlight(
    annotated: AnnotatedDocument, pole: str, comment: str, lines: Sequence[Box]
) -> Highlight:
    corners = [
        edge
        for left, bottom, right, top in lines
        for edge in (left, top, right, top, left, bottom, right, bottom)
    ]
    highlight = Highlight(
        rect=(
            min(line.left for line in lines),
            min(line.bottom for line in lines),
            max(line.right for line in lines),
            max(line.top for line in lines),
        ),
        quad_points=ArrayObject(FloatObject(edge) for edge in corners),
        highlight_color=COLOURS[pole],
        printing=True,
        title_bar=AUTHOR,
    )
    subject = annotated.model.framework.pole_names[POLES.index(pole)]
    highlight[NameObject("/Subj")] = TextStringObject(subject)
    highlight[NameObject("/Contents")] = TextStringObject(comment)
    return highlight
