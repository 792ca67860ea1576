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
    resume, jobs = bool(options.pop("resume", False)), options.pop("jobs", 1)
    form = Path(str(target)).suffix or str(options.pop("format", ".jsonl"))
    return run([str(source)], str(target), job(model, form, **options), resume=resume, jobs=jobs)  # type: ignore[arg-type]


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
