"""What a bulk run is asked to do, and the blocks that it is cut into: plain data for workers."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

DOCUMENTS = ("passages", "profiles")
FORMATS = (".jsonl", ".csv", ".parquet")

Columns = dict[str, Any]
"""A table by its columns: lists or arrays of one length. "labels" holds tuples of names."""


@dataclass(frozen=True)
class Job:
    """How rows are read, scored and written.

    `text` and `id` name columns, `keep` those that are copied; `encoding` is of CSV and JSONL
    sources. `documents` is "" where a row is a passage, else one of DOCUMENTS. `format` is one of
    FORMATS. `with_source` adds a column for the file that a row is from. `model` is a name or
    folder, `sha256` the hash that it must have wherever it is loaded.
    """

    model: str
    sha256: str
    format: str
    text: str = "text"
    id: str = "id"
    keep: tuple[str, ...] = ()
    encoding: str = "utf-8-sig"
    documents: str = ""
    with_source: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As plain data, for the run record."""
        return asdict(self) | {"keep": list(self.keep)}


@dataclass(frozen=True)
class Block:
    """A stretch of a source that becomes one shard.

    `start` and `end` are bytes of a CSV or JSONL file, half-open; of a Parquet file they are a
    row group and the one after it. `size` is in bytes. `first_row` is the number of its first
    row, from 1, and `columns` and `delimiter` are those of a CSV file.
    """

    number: int
    source: str
    start: int
    end: int
    size: int
    first_row: int
    columns: tuple[str, ...] = ()
    delimiter: str = ","


@dataclass(frozen=True)
class Shard:
    """What became of a block: rows read and written, rows refused as (number, reason), seconds."""

    number: int
    rows: int
    refused: tuple[tuple[int, str], ...]
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Shard:
        """What `to_dict` gave, after a way through JSON."""
        refused = tuple((number, reason) for number, reason in data["refused"])
        return cls(data["number"], data["rows"], refused, data["seconds"])


class Row(NamedTuple):
    """One row: its number from 1, its id, its text and the columns to keep."""

    number: int
    id: str
    text: str
    kept: tuple[Any, ...]


class Refused(NamedTuple):
    """A row that cannot be scored, and why, without a word of it."""

    number: int
    reason: str


def as_json(value: Any) -> str:
    """A kept value that is no text as one cell: the same in CSV and in Parquet."""
    return json.dumps(value, ensure_ascii=False, default=str)
