"""Tables as blocks of rows: CSV and JSONL are cut at line ends, Parquet at its row groups."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Generator, Iterator
from inspect import GEN_CLOSED, getgeneratorstate
from typing import IO

from carelens.bulk import places
from carelens.bulk.job import FORMATS, Block, Job, Refused, Row
from carelens.bulk.parquet import open_table
from carelens.errors import InvalidData, UnknownFormat

BLOCK = 16_000_000
"""Bytes of a CSV or JSONL file that become one shard."""
BATCH = 2_000
"""Rows that are scored at once."""
LONGEST = 20_000_000
"""Bytes of the longest row; a longer one is refused."""

_NAME = re.compile(r"[^\W\d][\w/.-]{0,39}")
_DELIMITERS = (",", ";", "\t")
_NOT_TEXT = "is not {}; give its --encoding"


def find(addresses: list[str]) -> list[str]:
    """The tables at these addresses; a folder gives every table in it.

    Names with an underscore or a dot before them are no data, as to pandas, Arrow and Spark.
    """
    found = []
    for address in addresses:
        if places.is_folder(address):
            inside = [file for file in places.files(address) if _is_data(file)]
            if not inside:
                raise InvalidData(f"{address}: holds no table ({', '.join(FORMATS)})")
            found.extend(inside)
        elif places.extension(address) not in FORMATS:
            raise UnknownFormat(f"{address}: bulk reads {', '.join(FORMATS)}, or a folder of them")
        else:
            found.append(address)
    return found


def _is_data(file: str) -> bool:
    name = file.replace("\\", "/").rpartition("/")[2]
    return places.extension(file) in FORMATS and not name.startswith(("_", "."))


def cut(source: str, job: Job, first: int = 0) -> list[Block]:
    """The blocks of a table, numbered from `first`.

    Raises InvalidData where it cannot be read, has no rows or lacks a column.
    """
    if places.size(source) == 0:
        raise InvalidData(f"{source}: has no rows")
    kind = places.extension(source)
    if kind == ".parquet":
        blocks = _cut_parquet(source, job, first)
    else:
        _check_encoding(source, job.encoding)
        with places.read(source) as file:
            if kind == ".csv":
                blocks = list(_cut_csv(file, source, job, first))
            else:
                blocks = list(_cut_jsonl(file, source, first))
    if not blocks:
        raise InvalidData(f"{source}: has no rows")
    return blocks


def rows(block: Block, job: Job) -> Iterator[Row | Refused]:
    """The rows of a block, in order."""
    kind = places.extension(block.source)
    if kind == ".parquet":
        yield from _parquet_rows(block, job)
        return
    with places.read(block.source) as file:
        file.seek(block.start)
        yield from (_csv_rows if kind == ".csv" else _jsonl_rows)(file, block, job)


def _check_encoding(source: str, encoding: str) -> None:
    try:
        plain = "a\n".encode(encoding).removeprefix(codecs.BOM_UTF8) == b"a\n"
    except LookupError as error:
        raise InvalidData(f"{source}: there is no encoding {encoding!r}") from error
    if not plain:
        raise InvalidData(f"{source}: {encoding} cannot be read in blocks; save it as UTF-8")


def _cut_jsonl(file: IO[bytes], source: str, first: int) -> Iterator[Block]:
    start = position = 0
    first_row = row = 1
    while chunk := file.read(BLOCK):
        rest = b"" if chunk.endswith(b"\n") else file.readline()
        position += len(chunk) + len(rest)
        row += chunk.count(b"\n") + bool(rest or not chunk.endswith(b"\n"))
        yield Block(first, source, start, position, position - start, first_row)
        first, start, first_row = first + 1, position, row


def _jsonl_rows(file: IO[bytes], block: Block, job: Job) -> Iterator[Row | Refused]:
    number, left = block.first_row - 1, block.end - block.start
    while left > 0:
        line = file.readline(LONGEST + 1)
        number, left = number + 1, left - len(line)
        if len(line) > LONGEST:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST)
                left -= len(line)
            yield Refused(number, f"is longer than {LONGEST // 1_000_000} MB")
        elif line.strip():
            yield _jsonl_row(line, number, job)


def _jsonl_row(line: bytes, number: int, job: Job) -> Row | Refused:
    try:
        row = json.loads(line.decode(job.encoding))
    except UnicodeError:
        return Refused(number, _NOT_TEXT.format(job.encoding))
    except (ValueError, RecursionError):
        return Refused(number, "is not JSON")
    if not isinstance(row, dict) or not isinstance(row.get(job.text), str):
        return Refused(number, f"has no text field {job.text!r}")
    kept = tuple(row.get(name) for name in job.keep)
    own = row.get(job.id)
    return Row(number, str(number if own is None else own), row[job.text], kept)


def _records(
    file: IO[bytes], encoding: str, read: list[int], delimiter: str
) -> Iterator[list[str] | str]:
    """CSV records, or why one cannot be read; `read[0]` counts the bytes they took so far."""
    csv.field_size_limit(LONGEST)
    lines = _lines(file, encoding, read)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            record = next(reader)
            # Lines run out within a record only where a quotation mark is open.
            is_open = getgeneratorstate(lines) == GEN_CLOSED
            yield "opens a quotation mark and never closes it" if is_open else record
        except StopIteration:
            return
        except csv.Error as error:
            yield str(error)


def _lines(file: IO[bytes], encoding: str, read: list[int]) -> Generator[str, None, None]:
    """Lines as text; what is not of the encoding becomes lone surrogates."""
    while line := file.readline(LONGEST):
        read[0] += len(line)
        yield line.decode(encoding, errors="surrogateescape")


def _delimiter(source: str, job: Job) -> str:
    """What parts the header so that it has the text column: Excel's depends on the country."""
    for delimiter in _DELIMITERS:
        with places.read(source) as file:
            header = next(_records(file, job.encoding, [0], delimiter), None)
        if isinstance(header, list) and job.text in header:
            return delimiter
    return _DELIMITERS[0]


def _cut_csv(file: IO[bytes], source: str, job: Job, first: int) -> Iterator[Block]:
    read, delimiter = [0], _delimiter(source, job)
    records = _records(file, job.encoding, read, delimiter)
    header = next(records, None)
    if not isinstance(header, list) or "\0" in "".join(header):
        raise InvalidData(f"{source}: has no readable header line; save it as CSV in UTF-8")
    columns = tuple(header)
    _require(source, columns, job, are_names=_look_like_names(columns))
    for name in (job.text, job.id, *job.keep):
        if columns.count(name) > 1:
            raise InvalidData(f"{source}: has two columns {name!r}; rename one")
    of_csv = columns, delimiter
    start, first_row, row = read[0], 1, 0
    for row, _ in enumerate(records, 1):
        if read[0] - start >= BLOCK:
            yield Block(first, source, start, read[0], read[0] - start, first_row, *of_csv)
            first, start, first_row = first + 1, read[0], row + 1
    if read[0] > start and row >= first_row:
        yield Block(first, source, start, read[0], read[0] - start, first_row, *of_csv)


def _csv_rows(file: IO[bytes], block: Block, job: Job) -> Iterator[Row | Refused]:
    places_of = {name: place for place, name in enumerate(block.columns)}
    text, own = places_of[job.text], places_of.get(job.id)
    kept = [places_of[name] for name in job.keep]
    encoding = "utf-8" if job.encoding == "utf-8-sig" else job.encoding
    read = [0]
    records = _records(file, encoding, read, block.delimiter)
    number = block.first_row - 1
    while read[0] < block.end - block.start and (record := next(records, None)) is not None:
        number += 1
        if isinstance(record, str):
            yield Refused(number, record)
        elif not record:
            continue  # an empty line
        elif len(record) <= max(text, *kept, 0):
            yield Refused(number, "has too few columns")
        else:
            name = record[own] if own is not None and own < len(record) else ""
            columns = tuple(record[place] for place in kept)
            if all(map(_is_text, (record[text], name, *columns))):
                yield Row(number, name or str(number), record[text], columns)
            else:
                yield Refused(number, _NOT_TEXT.format(job.encoding))


def _is_text(cell: str) -> bool:
    return cell.isascii() or not any("\udc80" <= character <= "\udcff" for character in cell)


def _cut_parquet(source: str, job: Job, first: int) -> list[Block]:
    with places.read(source) as file:
        table = open_table(file, source)
        _require(source, tuple(table.schema_arrow.names), job)
        blocks: list[Block] = []
        row = 1
        for group in range(table.num_row_groups):
            found = table.metadata.row_group(group)
            if found.num_rows:
                number, size = first + len(blocks), found.total_byte_size
                blocks.append(Block(number, source, group, group + 1, size, row))
            row += found.num_rows
    return blocks


def _parquet_rows(block: Block, job: Job) -> Iterator[Row | Refused]:
    number = block.first_row - 1
    with places.read(block.source) as file:
        table = open_table(file, block.source)
        has_id = job.id in table.schema_arrow.names
        names = list(dict.fromkeys([job.text, *([job.id] if has_id else []), *job.keep]))
        groups = range(block.start, block.end)
        for batch in table.iter_batches(BATCH, row_groups=groups, columns=names, use_threads=False):
            columns = {name: batch.column(name).to_pylist() for name in names}
            kept = list(zip(*(columns[name] for name in job.keep), strict=True)) or None
            for place, text in enumerate(columns[job.text]):
                number += 1
                if not isinstance(text, str):
                    yield Refused(number, f"has no text in {job.text!r}")
                    continue
                own = columns[job.id][place] if has_id else None
                name = str(number if own is None else own)
                yield Row(number, name, text, kept[place] if kept else ())


def _require(source: str, columns: tuple[str, ...], job: Job, *, are_names: bool = True) -> None:
    wanted = [("--text", job.text), *(("--keep", name) for name in job.keep)]
    if job.id != Job.id:  # without a column of the usual name rows go by their number
        wanted.append(("--id", job.id))
    for option, name in wanted:
        if name not in columns:
            known = ", ".join(columns[:20])
            there = f"there are: {known}" if are_names else "its first line must name the columns"
            raise InvalidData(f"{source}: has no column {name!r}; give {option}; {there}")


def _look_like_names(cells: tuple[str, ...]) -> bool:
    """Whether a first line is no row of a table without a header: a message must not quote one."""
    return all(_NAME.fullmatch(cell) for cell in cells)
