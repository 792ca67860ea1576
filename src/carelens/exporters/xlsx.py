"""Excel (Office Open XML, ECMA-376), through XlsxWriter, of the extra `tables`.

Sheets: Profile, Passages, Words, Model. Offsets are code points, spans half-open. Every text is a
string cell, never a formula or a link. In a cell, line breaks are LF, as Excel has them, and what
XML cannot hold is U+FFFD; the offsets tell the words as they stand in the document.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook

from carelens import __version__
from carelens.annotation import AnnotatedDocument, in_words, text_sha256
from carelens.findings import findings
from carelens.framework import POLES
from carelens.worksheet import Cell, Columns, Sheet

_MADE = datetime.datetime(1980, 1, 1)  # the same file from the same annotation, on any day
_OPTIONS = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def render(annotated: AnnotatedDocument, *, text: bool = True) -> bytes:
    """A workbook of four sheets, each with a frozen head and filters.

    Without text, sections and words are empty. Raises UnwritableOutput where a sheet has more
    rows than Excel takes.
    """
    out = io.BytesIO()
    book = Workbook(out, _OPTIONS)
    book.set_properties({"created": _MADE})
    labels = annotated.model.framework.labels
    Sheet(book, "Profile", _PROFILE).fill(_profile(annotated))
    Sheet(book, "Passages", _PASSAGES, labels).fill(_passages(annotated, text))
    Sheet(book, "Words", _WORDS).fill(_words(annotated, text))
    Sheet(book, "Model", _MODEL).fill(_model(annotated))
    book.close()
    return out.getvalue()


_TRUTH = '"TRUE";"TRUE";"FALSE"'  # LibreOffice would show 1 and 0

_PROFILE: Columns = {
    "dimension": (16, ""),
    "name": (32, ""),
    "passages": (10, "0"),
    "treatment": (10, "0"),
    "healing": (10, "0"),
    "mixed": (10, "0"),
    "balance": (10, "+0.00;-0.00;0.00"),
    "low": (10, "+0.00;-0.00;0.00"),
    "high": (10, "+0.00;-0.00;0.00"),
    "lean": (36, ""),
}
_PASSAGES: Columns = {
    "passage": (10, "0"),
    "start": (10, "0"),
    "end": (10, "0"),
    "section": (28, ""),
    "quoted": (10, _TRUTH),
    "text": (80, ""),
    "labels": (40, ""),
}
_WORDS: Columns = {
    "passage": (10, "0"),
    "label": (24, ""),
    "lean": (36, ""),
    "score": (10, "0.0000"),
    "speaks": (10, ""),
    "words": (48, ""),
    "weight": (10, "+0.00;-0.00;0.00"),
    "start": (10, "0"),
    "end": (10, "0"),
}
_MODEL: Columns = {"what": (24, ""), "value": (72, "")}


def _profile(annotated: AnnotatedDocument) -> Iterable[Sequence[Cell]]:
    framework = annotated.model.framework
    for dimension, row in zip(framework.dimensions, annotated.profile(), strict=True):
        lean = in_words(framework, row.band, row.pole)
        counts = (row.addressed, row.treatment, row.healing, row.mixed)
        yield dimension.id, dimension.name, *counts, row.balance, row.low, row.high, lean


def _passages(annotated: AnnotatedDocument, text: bool) -> Iterable[Sequence[Cell]]:
    for i, passage in enumerate(annotated.passages):
        yield (
            i + 1,
            passage.start,
            passage.end,
            " > ".join(passage.section) if text else "",
            passage.quoted,
            annotated.text(passage) if text else "",
            " ".join(annotated.labels(i)),
            *annotated.scores(i).values(),
        )


def _words(annotated: AnnotatedDocument, text: bool) -> Iterable[Sequence[Cell]]:
    """What speaks for each label that is given and what against it, strongest first."""
    words = annotated.document.text if text else ""
    for finding in findings(annotated):
        what = (finding.number + 1, finding.label, finding.lean, finding.score)
        for e in finding.carried + finding.against:
            speaks = "for" if e.weight > 0 else "against"
            yield *what, speaks, words[e.start : e.end], e.weight, e.start, e.end


def _model(annotated: AnnotatedDocument) -> Iterable[Sequence[Cell]]:
    document, model = annotated.document, annotated.model
    framework = model.framework
    yield "document", document.name
    yield "text, SHA-256", text_sha256(document.text)
    yield "text, characters", len(document.text)
    yield "model", model.name
    yield "model version", model.version
    yield "model, SHA-256", model.sha256
    yield "framework", framework.name or framework.id
    yield "framework version", framework.version
    yield from zip(POLES, framework.pole_names, strict=True)
    yield "CareLens version", __version__
