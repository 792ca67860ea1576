"""Cells that a spreadsheet would run as a formula."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: str) -> str:
    """The cell as it is, with an apostrophe before it where a spreadsheet would run a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell
