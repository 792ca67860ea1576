"""Excel (Office Open XML, ECMA-376), through XlsxWriter, of the extra `tables`.

Sheets: Profile, Passages, Words, Model. Offsets are code points, spans half-open. Every text is a
string cell, never a formula or a link. In a cell, line breaks are LF, as Excel has them, and what
XML cannot hold is U+FFFD; the offsets tell the words as they stand in the document.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeAlias

from xlsxwriter import Workbook

from carelens import __version__
from carelens.annotation import AnnotatedDocument, Verdict, in_words, text_sha256
from carelens.errors import UnwritableOutput
from carelens.formulas import neutral
from carelens.framework import POLES, Framework
from carelens.phrases import phrases

LONGEST = 32_767
"""What Excel takes in a cell, in UTF-16 units."""
_LINE, _HIGHEST = 15, 409  # points
MOST_ROWS = 1_048_576
CUT = " [cut here]"

Cell: TypeAlias = str | int | float | bool | None

_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
    _Sheet(book, "Profile", _PROFILE).fill(_profile(annotated))
    _Sheet(book, "Passages", _PASSAGES, labels).fill(_passages(annotated, text))
    _Sheet(book, "Words", _WORDS).fill(_words(annotated, text))
    _Sheet(book, "Model", _MODEL).fill(_model(annotated))
    book.close()
    return out.getvalue()


_Columns: TypeAlias = dict[str, tuple[int, str]]
"""Width in characters and number format, by the column's name."""

_TRUTH = '"TRUE";"TRUE";"FALSE"'  # LibreOffice would show 1 and 0

_PROFILE: _Columns = {
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
_PASSAGES: _Columns = {
    "passage": (10, "0"),
    "start": (10, "0"),
    "end": (10, "0"),
    "section": (28, ""),
    "quoted": (10, _TRUTH),
    "text": (80, ""),
    "labels": (40, ""),
}
_WORDS: _Columns = {
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
_MODEL: _Columns = {"what": (24, ""), "value": (72, "")}


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
    for i, verdicts in enumerate(annotated.verdicts):
        given = [(verdict, pole) for verdict in verdicts for pole in verdict.poles]
        for verdict, pole in given:
            label, score = f"{verdict.dimension}.{pole}", getattr(verdict, pole)
            lean = _lean(annotated.model.framework, verdict, pole)
            for e in chain.from_iterable(phrases(annotated.evidence[i], label)):
                speaks = "for" if e.weight > 0 else "against"
                said = words[e.start : e.end]
                yield i + 1, label, lean, score, speaks, said, e.weight, e.start, e.end


def _lean(framework: Framework, verdict: Verdict, pole: str) -> str:
    if verdict.band == "both":
        return f"both; here {in_words(framework, 'leans', pole)}"
    return in_words(framework, verdict.band, pole)


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


class _Sheet:
    """One sheet: a frozen head with filters, and rows below it; scores stay out of print."""

    def __init__(
        self, book: Workbook, name: str, columns: _Columns, scores: Sequence[str] = ()
    ) -> None:
        self._sheet = book.add_worksheet(name)
        self._name, self._printed = name, len(columns)
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        columns = {**columns, **dict.fromkeys(scores, (12, "0.0000"))}
        self._widths = [max(width, len(title) + 4) for title, (width, _) in columns.items()]
        for i, (title, (_, digits)) in enumerate(columns.items()):
            style: dict[str, object] = {"align": "right"} if digits else {"indent": 1}
            head = book.add_format({**style, "bold": True, "bottom": 1})
            style |= {"num_format": digits} if digits else {"align": "left", "text_wrap": True}
            form = book.add_format({**style, "valign": "top"})
            self._sheet.set_column(i, i, self._widths[i], form)
            self._sheet.write_string(0, i, title, head)

    def fill(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write the rows, and filters over as many."""
        number = 0
        for number, row in enumerate(rows, 1):
            if number == MOST_ROWS:
                raise UnwritableOutput(
                    f"sheet {self._name} would have more than {MOST_ROWS:,} rows; "
                    "choose csv or parquet"
                )
            for column, cell in enumerate(row):
                self._write(number, column, cell)
            self._sheet.set_row(number, min(_LINE * self._lines(row), _HIGHEST))
        self._sheet.autofilter(0, 0, number, len(self._widths) - 1)
        self._sheet.print_area(0, 0, number, self._printed - 1)

    def _write(self, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            self._sheet.write_string(row, column, _safe(cell))
        elif isinstance(cell, bool):
            self._sheet.write_boolean(row, column, cell)
        elif cell is not None:
            self._sheet.write_number(row, column, cell)

    def _lines(self, row: Sequence[Cell]) -> int:
        """About how many lines the row's longest text takes."""
        texts = (
            (t, width) for t, width in zip(row, self._widths, strict=True) if isinstance(t, str)
        )
        return max(sum(len(line) // width + 1 for line in t.split("\n")) for t, width in texts)


def _safe(text: str) -> str:
    """A text as a cell can hold it, with a mark where it had to be cut."""
    plain = neutral(_NO_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")))
    units = plain.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return plain
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore") + CUT
