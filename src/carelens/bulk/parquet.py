"""Parquet through pyarrow, of the extra `tables`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, Any

import numpy as np

from carelens.bulk import places
from carelens.bulk.job import Columns, Job, as_json
from carelens.errors import InvalidData, MissingExtra


def require_pyarrow(address: str) -> None:
    """Raises MissingExtra where what reads and writes Parquet is not installed."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise MissingExtra(
            f"{address}: Parquet needs pyarrow; install: pip install 'carelens[tables]'"
        ) from error


def open_table(file: IO[bytes], source: str) -> Any:
    """A pyarrow ParquetFile. Raises MissingExtra, or InvalidData where it is none."""
    require_pyarrow(source)
    from pyarrow import ArrowException, parquet

    try:
        return parquet.ParquetFile(file, buffer_size=1 << 20, pre_buffer=False)
    except (ArrowException, OSError) as error:
        raise InvalidData(f"{source}: is no readable Parquet file; get a fresh copy") from error


def kept_types(source: str, job: Job) -> dict[str, Any]:
    """The type of each kept column: its own where the source is Parquet, else text."""
    import pyarrow

    if places.extension(source) != ".parquet":
        return dict.fromkeys(job.keep, pyarrow.string())
    with places.read(source) as file:
        schema = open_table(file, source).schema_arrow
        return {name: _one_text(schema.field(name).type) for name in job.keep}


def require_one_type(sources: Sequence[str], job: Job) -> None:
    """Raises InvalidData where a kept column has another type in another table."""
    first = kept_types(sources[0], job)
    for source in sources[1:]:
        for name, kind in kept_types(source, job).items():
            if kind != first[name]:
                raise InvalidData(
                    f"{source}: --keep {name} is {kind} here and {first[name]} in {sources[0]}; "
                    "score them apart, or write CSV or JSONL"
                )


class ParquetWriter:
    """Writes columns of results, a row group for each call."""

    def __init__(self, file: IO[bytes], kept: Mapping[str, Any]) -> None:
        self._file, self._kept = file, kept
        self._writer: Any = None

    def write(self, columns: Columns) -> None:
        """Add some rows."""
        import pyarrow
        from pyarrow import parquet

        arrays = {name: self._array(name, values) for name, values in columns.items()}
        table = pyarrow.table(arrays)
        if self._writer is None:
            self._writer = parquet.ParquetWriter(self._file, table.schema, compression="zstd")
        self._writer.write_table(table)

    def close(self) -> None:
        """Write the footer."""
        if self._writer is not None:
            self._writer.close()

    def _array(self, name: str, values: Any) -> Any:
        import pyarrow

        if isinstance(values, np.ndarray):
            return pyarrow.array(values.astype(np.float32))
        if name in ("id", "source"):
            return pyarrow.array(values, pyarrow.string())
        if name in self._kept:
            kind = self._kept[name]
            texts = pyarrow.types.is_string(kind)
            return pyarrow.array([_text(v) for v in values] if texts else values, kind)
        if name == "labels":
            return pyarrow.array([list(value) for value in values], pyarrow.list_(pyarrow.string()))
        if name.endswith((".balance", ".low", ".high")):
            return pyarrow.array(values, pyarrow.float32())
        return pyarrow.array(values, pyarrow.bool_() if name == "quoted" else pyarrow.int64())


def join(shards: Sequence[str], target: str) -> None:
    """All shards as one file."""
    from pyarrow import parquet

    with places.write(target) as out:
        writer: Any = None
        for shard in shards:
            with places.read(shard) as file:
                table = parquet.ParquetFile(file)
                writer = writer or parquet.ParquetWriter(
                    out, table.schema_arrow, compression="zstd"
                )
                for group in range(table.num_row_groups):
                    writer.write_table(table.read_row_group(group))
        if writer is not None:
            writer.close()


def _one_text(kind: Any) -> Any:
    """One type for the three that Arrow has for text: pandas writes another than we do."""
    from pyarrow import string, types

    texts = types.is_large_string(kind) or types.is_string_view(kind)
    return string() if texts else kind


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else as_json(value)
