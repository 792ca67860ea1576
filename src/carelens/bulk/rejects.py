"""What a run left out, as a table: source, row and reason, and no word of text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from carelens.bulk import places

Reject = tuple[str, int, str]
"""Source, row and reason; row 0 is a table of which no row could be read."""


def write_rejects(address: str, rejects: Iterable[Reject]) -> None:
    """Write them as CSV."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(["source", "row", "reason"])
    table.writerows(rejects)
    with places.write(address) as file:
        file.write(out.getvalue().encode("utf-8", errors="replace"))


def read_rejects(address: str) -> list[Reject]:
    """Those that were written; none where there is no list."""
    if not places.exists(address):
        return []
    with places.read(address) as file:
        text = file.read().decode("utf-8")
    rows = csv.reader(io.StringIO(text, newline=""))
    return [(source, int(number), reason) for source, number, reason in list(rows)[1:]]
