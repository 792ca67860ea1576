"""One sheet of an Excel workbook: a frozen head with filters, and rows of plain cells below it.

Every text is a string cell, never a formula or a link; line breaks are LF, as Excel has them, and
what XML cannot hold is U+FFFD. Specification: ECMA-376 part 1, 18.3, and Excel's own limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from xlsxwriter import Workbook

from carelens.errors import UnwritableOutput
from carelens.formulas import neutral
from carelens.xml_characters import xml_text

LONGEST = 32_767
"""What Excel takes in a cell, in UTF-16 units."""
MOST_ROWS = 1_048_576
CUT = " [cut here]"

_LINE, _HIGHEST = 15, 409  # points

Cell: TypeAlias = str | int | float | bool | None
Columns: TypeAlias = dict[str, tuple[int, str]]
"""Width in characters and number format, by the column's name."""


class Sheet:
    """One sheet: a frozen head with filters, and rows below it; scores stay out of print."""

    def __init__(
        self, book: Workbook, name: str, columns: Columns, scores: Sequence[str] = ()
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
    plain = neutral(xml_text(text.replace("\r\n", "\n").replace("\r", "\n")))
    units = plain.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return plain
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore") + CUT
