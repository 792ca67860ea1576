"""Small tables for the tests of bulk."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from carelens.bulk.job import Job
from carelens.bulk.run import Outcome, run
from carelens.model import Model


def job(model: str, form: str = ".jsonl", **options: object) -> Job:
    """A job with a model folder."""
    return Job(model=model, sha256=Model.load(model).sha256, format=form, **options)  # type: ignore[arg-type]


def score(model: str, source: Path | str, target: Path | str, **options: object) -> Outcome:
    """Run a job over one table, format by the target's extension, else JSONL."""
    of_run = {name: options.pop(name) for name in ("resume", "jobs", "start") if name in options}
    form = str(options.pop("format", "")) or Path(str(target)).suffix or ".jsonl"
    return run([str(source)], str(target), job(model, form, **options), **of_run)  # type: ignore[arg-type]


def jsonl(path: Path, rows: list[dict[str, object]]) -> Path:
    """A JSONL file."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read_jsonl(path: Path) -> list[dict[str, object]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
