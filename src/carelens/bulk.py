"""Rows in, rows out: scoring of JSONL and CSV tables in constant memory."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from carelens.annotate import judge
from carelens.document import clean
from carelens.errors import InvalidData, UnknownFormat, UnwritableOutput
from carelens.exporters.csv import neutral
from carelens.model import Model

FORMATS = (".jsonl", ".csv")
CHUNK = 1000

Row = tuple[int, str, str]
"""Line number, id and text of one row."""


@dataclass
class Tally:
    """What a run did: rows written, and rows that could not be read, as `line: why`."""

    written: int = 0
    failed: list[str] = field(default_factory=list)


def score_texts(texts: list[str], model: Model) -> list[dict[str, Any]]:
    """Labels and all scores for each text: `{"labels": [...], "scores": {label: p}}`."""
    return [
        {
            "labels": [label for verdict in verdicts for label in verdict.labels],
            "scores": dict(pair for verdict in verdicts for pair in verdict.scores),
        }
        for verdicts in judge(texts, model)
    ]


def score_file(
    source: Path,
    target: Path,
    *,
    model: str = "default",
    text: str = "text",
    id: str = "id",
    encoding: str = "utf-8-sig",
    jobs: int = 1,
    progress: Callable[[int], None] = lambda rows: None,
) -> Tally:
    """Score every row of `source` into `target`, format by extension.

    Rows stream through, CHUNK at a time and in order; a row that cannot be read is noted and the
    others go on. The target appears when all is done; until then, and after an interruption, the
    rows so far are in `<target>.part`. `id` names a column that may be missing: rows then get
    their number. Raises UnknownFormat, InvalidData or UnwritableOutput.
    """
    for path in (source, target):
        if path.suffix.lower() not in FORMATS:
            raise UnknownFormat(f"{path}: bulk reads and writes {' and '.join(FORMATS)}")
    if target.exists() and source.exists() and target.samefile(source):
        raise UnwritableOutput(f"{target}: is the table itself; choose another place with -o")
    tally = Tally()
    labels = Model.load(model).framework.labels
    part = target.with_name(target.name + ".part")
    try:
        with _open(source, encoding) as lines, part.open("w", encoding="utf-8", newline="") as out:
            rows = _read(source, lines, text, id, tally)
            write = _writer(target, out, labels)
            for chunk in _scored(rows, model, jobs):
                for row in chunk:
                    write(row)
                tally.written += len(chunk)
                progress(len(chunk))
        os.replace(part, target)
    except OSError as error:
        if isinstance(error, UnwritableOutput):
            raise
        raise UnwritableOutput(f"{target}: cannot be written ({error.strerror})") from error
    except UnicodeError as error:
        raise InvalidData(
            f"{source}: is not {encoding}, somewhere after row {tally.written}; give its --encoding"
        ) from error
    return tally


def _open(source: Path, encoding: str) -> IO[str]:
    try:
        return source.open(encoding=encoding, newline="")
    except OSError as error:
        raise InvalidData(f"{source}: cannot be read ({error.strerror})") from error
    except LookupError as error:
        raise InvalidData(f"{source}: there is no encoding {encoding!r}") from error


def _read(source: Path, lines: IO[str], text: str, id: str, tally: Tally) -> Iterator[Row]:
    if source.suffix.lower() == ".csv":
        rows = _csv_rows(source, lines, text, id, tally)
    else:
        rows = _jsonl_rows(lines, text, id, tally)
    first = next(rows, None)
    if first is None and not tally.failed:
        raise InvalidData(f"{source}: has no rows")
    return chain([first] if first else [], rows)


def _jsonl_rows(lines: IO[str], text: str, id: str, tally: Tally) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            tally.failed.append(f"line {number}: is not JSON")
            continue
        if not isinstance(row, dict) or not isinstance(row.get(text), str):
            tally.failed.append(f"line {number}: has no text field {text!r}")
            continue
        yield number, str(row.get(id, number)), row[text]


def _csv_rows(source: Path, lines: IO[str], text: str, id: str, tally: Tally) -> Iterator[Row]:
    csv.field_size_limit(2**31 - 1)
    reader = csv.DictReader(line.replace("\0", "") for line in lines)
    if reader.fieldnames is None:
        return
    if text not in reader.fieldnames:
        known = ", ".join(reader.fieldnames[:20])
        raise InvalidData(f"{source}: has no column {text!r}; give --text; there are: {known}")
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            tally.failed.append(f"line {reader.line_num}: {error}")
            continue
        if row[text] is None:
            tally.failed.append(f"line {reader.line_num}: has too few columns")
            continue
        yield reader.line_num, str(row.get(id) or reader.line_num), row[text]


def _scored(rows: Iterable[Row], model: str, jobs: int) -> Iterator[list[dict[str, Any]]]:
    source = iter(rows)
    chunks = iter(lambda: tuple(islice(source, CHUNK)), ())
    if jobs == 1:
        return (_score_chunk(chunk, model) for chunk in chunks)
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs")
    scored: Iterator[list[dict[str, Any]]] = parallel(
        delayed(_score_chunk)(chunk, model) for chunk in chunks
    )
    return scored


def _score_chunk(chunk: tuple[Row, ...], model: str) -> list[dict[str, Any]]:
    scored = score_texts([row[2] for row in chunk], _loaded(model))
    return [{"id": clean(row[1]), **result} for row, result in zip(chunk, scored, strict=True)]


@lru_cache(maxsize=1)
def _loaded(model: str) -> Model:
    return Model.load(model)


def _writer(
    target: Path, out: IO[str], labels: tuple[str, ...]
) -> Callable[[dict[str, Any]], None]:
    if target.suffix.lower() == ".jsonl":
        return lambda row: print(json.dumps(row, ensure_ascii=False), file=out)
    table = csv.writer(out)
    table.writerow(["id", "labels", *labels])

    def write(row: dict[str, Any]) -> None:
        scores = row["scores"]
        table.writerow(
            [neutral(row["id"]), " ".join(row["labels"]), *(scores[label] for label in labels)]
        )

    return write
