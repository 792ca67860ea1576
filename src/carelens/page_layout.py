"""Where lines stand on a page to the order in which one reads them: columns, tables, text.

Lengths are points, the origin is the lower left corner of a page, `top` is above `bottom`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from statistics import median

_GUTTER = 9.0  # least width between columns
_CELL_GAP = 5.0  # least width between columns of a table
_COLUMN_LINES = 3  # least number of lines on either side of a gutter
_COLUMN_CHARACTERS = 25  # mean per line; less is a table
_FLUSH = 1.0  # within which two lines end at one edge
_NEAR = 2.5  # between the base lines of neighbours, in heights of the line


Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of text on one base line without a wide gap."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that follow one another from top to bottom: a column, or a cell of a table."""

    lines: list[Line]
    is_cell: bool = False


def regions(lines: Sequence[Line]) -> list[Region]:
    """Lines in reading order: columns one after the other, tables row by row.

    A line across the page ends the columns above it.
    """
    bands = _bands(lines)
    gutter = _gutter(lines, bands)
    if gutter is None:
        return list(_text_and_tables([row for band in bands for row in _rows(band)]))
    found: list[Region] = []
    for in_columns, zone in _zones(bands, gutter):
        if in_columns:
            found += regions([line for line in zone if line.right <= gutter])
            found += regions([line for line in zone if line.right > gutter])
        else:
            found += regions(zone)
    return found


def with_justified_joined(lines: Sequence[Line]) -> list[Line]:
    """Lines that justification pulled apart, each made whole; all others as they are.

    Such a line has equal gaps, and begins and ends where its neighbour does, an unbroken line.
    """
    rows = _broken(lines)
    order = range(len(rows))
    for numbers, step in ((order, -1), (reversed(order), 1)):
        for number in numbers:
            row = rows[number]
            beside = rows[number + step] if number + step in order else []
            if _is_whole(beside) and _is_stretched(row) and _flush(row, beside[0]):
                rows[number] = [_unstretched(row)]
    return [line for row in rows for line in row]


def _is_whole(row: list[Line]) -> bool:
    return len(row) == 1 and " " in row[0].text


def _broken(lines: Sequence[Line]) -> list[list[Line]]:
    """Consecutive lines that stand side by side, as the file writes one line of text."""
    rows: list[list[Line]] = []
    for line in lines:
        last = rows[-1][-1] if rows else None
        middle = (line.top + line.bottom) / 2
        if last is not None and last.bottom < middle < last.top and line.left > last.right:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _is_stretched(row: list[Line]) -> bool:
    """Whether there are gaps of one width; the wide ones part single words, as cells seldom are."""
    gaps = [after.left - before.right for before, after in pairwise(row)]
    if not gaps or max(gaps) - min(gaps) > 2 * _FLUSH:
        return False
    return max(gaps) < 1.5 * _height(row) or not any(" " in line.text for line in row)


def _flush(row: list[Line], line: Line) -> bool:
    return (
        abs(row[0].left - line.left) <= _FLUSH
        and abs(row[-1].right - line.right) <= _FLUSH
        and 0 < abs(row[0].bottom - line.bottom) < _NEAR * _height(row)
    )


def _height(row: list[Line]) -> float:
    return max(line.top - line.bottom for line in row)


def _unstretched(row: list[Line]) -> Line:
    return _one_line(row, " ", median(line.size for line in row for _ in line.text))


def _one_line(row: list[Line], between: str, size: float) -> Line:
    return Line(
        between.join(line.text for line in row),
        row[0].left,
        row[-1].right,
        min(line.bottom for line in row),
        max(line.top for line in row),
        size,
    )


def _text_and_tables(rows: list[list[Line]]) -> Iterator[Region]:
    text: list[Line] = []
    for run, spans in _runs(rows):
        if len(run) > 1 and len(spans) > 1:
            if text:
                yield Region(text)
                text = []
            yield from _cells(run, spans)
        else:
            text += [_joined(row) for row in run]
    if text:
        yield Region(text)


def _runs(rows: list[list[Line]]) -> Iterator[tuple[list[list[Line]], list[Span]]]:
    """Rows under one another as long as they leave a common gap, with what lies between gaps."""
    run: list[list[Line]] = []
    spans: list[Span] = []
    for row in rows:
        wider = _merged([*spans, *((line.left, line.right) for line in row)])
        if (
            run
            and len(run[0]) > 1
            and len(wider) > 1
            and (len(row) > 1 or _step(run[-1], row) < 1.5 * row[0].size)
        ):
            run.append(row)
            spans = wider
            continue
        if run:
            yield run, spans
        run, spans = [row], _merged([(line.left, line.right) for line in row])
    if run:
        yield run, spans


def _merged(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for left, right in sorted(spans):
        if found and left < found[-1][1] + _CELL_GAP:
            found[-1] = (found[-1][0], max(right, found[-1][1]))
        else:
            found.append((left, right))
    return found


def _step(above: list[Line], below: list[Line]) -> float:
    return min(line.bottom for line in above) - min(line.bottom for line in below)


def _cells(run: list[list[Line]], spans: list[Span]) -> Iterator[Region]:
    """The cells of a table, row by row. Lines of one cell stand close or begin in lower case."""
    close = min(_step(above, below) for above, below in pairwise(run))
    rows: list[list[Line]] = []
    for i, row in enumerate(run):
        is_first_column = any(line.left < spans[0][1] for line in row)
        is_wrapped = not is_first_column or any(line.text[:1].islower() for line in row)
        if i and is_wrapped and _step(run[i - 1], row) <= 1.3 * close:
            rows[-1] += row
        else:
            rows.append(list(row))
    for cells in rows:
        for left, right in spans:
            lines = [line for line in cells if left <= line.left <= right]
            if lines:
                yield Region(lines, is_cell=True)


def _bands(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines whose heights overlap, from the top down."""
    bands: list[list[Line]] = []
    floor = 0.0
    for line in sorted(lines, key=lambda line: (-line.top, line.left)):
        middle = (line.top + line.bottom) / 2
        if bands and middle > floor:
            bands[-1].append(line)
            floor = min(floor, line.bottom)
        else:
            bands.append([line])
            floor = line.bottom
    return bands


def _rows(band: list[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(band, key=lambda line: -line.top):
        last = rows[-1][0] if rows else None
        if last is not None and (line.top + line.bottom) / 2 > last.bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _joined(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    row = sorted(row, key=lambda line: line.left)
    return _one_line(row, "\t", max(line.size for line in row))


def _gutter(lines: Sequence[Line], bands: list[list[Line]]) -> float | None:
    """The right edge of the left column's widest line, where there are columns, else None."""
    best: float | None = None
    best_support = _COLUMN_LINES
    for edge in sorted({ceil(line.right) for line in lines}):
        left: list[Line] = []
        right: list[Line] = []
        for in_columns, zone in _zones(bands, edge):
            sides = _sides(zone, edge)
            if in_columns and sides is not None and _side_by_side(*sides):
                left, right = left + sides[0], right + sides[1]
        support = min(len(left), len(right))
        # Of edges with equal support the last one leaves no line of the column out.
        if support >= best_support and _is_prose(left) and _is_prose(right):
            best, best_support = edge, support
    return best


def _side_by_side(left: list[Line], right: list[Line]) -> bool:
    """Whether two groups of lines share at least half of the height of the lower one."""
    if not (left and right):
        return False
    tops = [max(line.top for line in side) for side in (left, right)]
    bottoms = [min(line.bottom for line in side) for side in (left, right)]
    lower = min(top - bottom for top, bottom in zip(tops, bottoms, strict=True))
    return min(tops) - max(bottoms) >= 0.5 * lower


def _is_prose(lines: list[Line]) -> bool:
    return sum(len(line.text) for line in lines) >= _COLUMN_CHARACTERS * len(lines)


def _sides(band: list[Line], edge: float) -> tuple[list[Line], list[Line]] | None:
    """A band's lines left and right of an edge; None where one crosses it."""
    left = [line for line in band if line.right <= edge]
    right = [line for line in band if line.left >= edge + _GUTTER]
    return (left, right) if len(left) + len(right) == len(band) else None


def _zones(bands: list[list[Line]], gutter: float) -> Iterator[tuple[bool, list[Line]]]:
    """Consecutive bands that are in columns, or not."""
    zone: list[Line] = []
    crossing = False
    for band in bands:
        crosses = _sides(band, gutter) is None
        if zone and crosses != crossing:
            yield not crossing, zone
            zone = []
        crossing = crosses
        zone = [*zone, *band]
    if zone:
        yield not crossing, zone
