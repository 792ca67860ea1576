"""Cells that a spreadsheet would run as a formula."""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*(e[+-]?[0-9]+)?", re.IGNORECASE)


def neutral(cell: str) -> str:
    """The cell as it is, with an apostrophe before it where a spreadsheet would run a formula.

    A number with its sign is none.
    """
    is_formula = cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return "'" + cell if is_formula else cell
