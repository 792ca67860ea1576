"""Results on disk: one file for each block, and all of them as one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import IO, Any, Protocol

from carelens.bulk import places
from carelens.bulk.job import Block, Columns, Job, as_json
from carelens.formulas import neutral

_CHUNK = 1 << 20


class Writer(Protocol):
    """Writes results to an open file."""

    def write(self, columns: Columns) -> None:
        """Write some rows, as columns; the names are the same each time."""

    def close(self) -> None:
        """Write what is still to be written; the file stays open."""


def writer(file: IO[bytes], block: Block, job: Job, labels: Sequence[str]) -> Writer:
    """The writer of the job's format."""
    if job.format == ".jsonl":
        return _Jsonl(file, labels)
    if job.format == ".csv":
        return _Csv(file)
    from carelens.bulk.parquet import ParquetWriter, kept_types

    return ParquetWriter(file, kept_types(block.source, job))


class _Jsonl:
    def __init__(self, file: IO[bytes], labels: Sequence[str]) -> None:
        self._file, self._labels = file, labels
        self._encode = json.JSONEncoder(ensure_ascii=False, default=str).encode

    def write(self, columns: Columns) -> None:
        nested = self._labels if "labels" in columns else ()
        plain = {name: values for name, values in columns.items() if name not in nested}
        rows = [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]
        if nested:
            scores = zip(*(columns[label].tolist() for label in nested), strict=True)
            for row, values in zip(rows, scores, strict=True):
                row["scores"] = dict(zip(nested, values, strict=True))
        lines = [self._encode(row) + "\n" for row in rows]
        self._file.write("".join(lines).encode("utf-8", errors="replace"))

    def close(self) -> None:
        pass


class _Csv:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._names: tuple[str, ...] = ()

    def write(self, columns: Columns) -> None:
        out = io.StringIO(newline="")
        table = csv.writer(out)
        if not self._names:
            self._names = tuple(columns)
            table.writerow(map(neutral, self._names))
        table.writerows(zip(*(map(_cell, values) for values in columns.values()), strict=True))
        self._file.write(out.getvalue().encode("utf-8", errors="replace"))

    def close(self) -> None:
        pass


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, (dict, list)):
        value = as_json(value)
    return neutral(value) if isinstance(value, str) else value


def join(shards: Sequence[str], target: str, kind: str) -> None:
    """All shards as one file, in their order."""
    if kind == ".parquet":
        from carelens.bulk.parquet import join as join_parquet

        join_parquet(shards, target)
        return
    with places.write(target) as out:
        written = False
        for shard in shards:
            with places.read(shard) as file:
                if kind == ".csv" and written:
                    _skip_header(file)
                while chunk := file.read(_CHUNK):
                    out.write(chunk)
                    written = True


def _skip_header(file: IO[bytes]) -> None:
    """Past the first record, which may have line ends in quotes."""
    line = file.readline()
    while line.count(b'"') % 2:
        line += file.readline()
