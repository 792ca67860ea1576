"""Rows to results: what is said of each passage, or of the document that a row is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from carelens import passages
from carelens.annotate import label
from carelens.annotation import profile_row
from carelens.bulk.job import Columns, Job, Row
from carelens.document import Document, Passage, clean
from carelens.errors import InvalidModel
from carelens.framework import POLES
from carelens.model import Model

_PROFILE = ("addressed", "treatment", "healing", "mixed", "balance", "low", "high")


@lru_cache(maxsize=1)
def load(name: str, sha256: str) -> Model:
    """The model of a run. Raises InvalidModel where this machine has another under its name."""
    model = Model.load(name)
    if model.sha256 != sha256:
        raise InvalidModel(f"model {name}: differs on a worker; install the same one everywhere")
    return model


def score(rows: Sequence[Row], job: Job, source: str) -> Columns:
    """The results for some rows: one line a row, or one a passage with `documents="passages"`."""
    model = load(job.model, job.sha256)
    if job.documents == "passages":
        return _passages(rows, job, source, model)
    if job.documents == "profiles":
        return _profiles(rows, job, source, model)
    return _named(rows, job, source) | _labels([row.text for row in rows], model)


def _named(rows: Sequence[Row], job: Job, source: str) -> Columns:
    named: Columns = {"source": [source] * len(rows)} if job.with_source else {}
    named |= {"id": [clean(row.id) for row in rows]}
    return named | {name: [row.kept[i] for row in rows] for i, name in enumerate(job.keep)}


def _labels(texts: list[str], model: Model) -> Columns:
    scores, given = label(texts, model)
    names = model.framework.labels
    return {"labels": _given_names(given, names)} | dict(zip(names, scores.T, strict=True))


def _given_names(given: NDArray[np.bool_], names: tuple[str, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()] * len(given)
    for row in np.flatnonzero(given.any(axis=1)).tolist():
        found[row] = tuple(names[column] for column in np.flatnonzero(given[row]))
    return found


def _split(rows: Sequence[Row]) -> list[tuple[Passage, ...]]:
    return [passages.split(Document(row.text)) for row in rows]


def _passages(rows: Sequence[Row], job: Job, source: str, model: Model) -> Columns:
    found = [
        (row, place, p)
        for row, ps in zip(rows, _split(rows), strict=True)
        for place, p in enumerate(ps, 1)
    ]
    texts = [row.text[p.start : p.end] for row, _, p in found]
    places: Columns = {
        "passage": [place for _, place, _ in found],
        "start": [p.start for _, _, p in found],
        "end": [p.end for _, _, p in found],
        "quoted": [p.quoted for _, _, p in found],
    }
    return _named([row for row, _, _ in found], job, source) | places | _labels(texts, model)


def _profiles(rows: Sequence[Row], job: Job, source: str, model: Model) -> Columns:
    split = _split(rows)
    texts = [row.text[p.start : p.end] for row, ps in zip(rows, split, strict=True) for p in ps]
    given = label(texts, model)[1] if texts else np.zeros((0, len(model.framework.labels)), bool)
    ends = np.cumsum([len(ps) for ps in split])
    result = _named(rows, job, source) | {"passages": [len(ps) for ps in split]}
    for i, dimension in enumerate(model.framework.dimensions):
        poles = given[:, 2 * i : 2 * i + 2]
        names = np.array(["none", *POLES, "mixed"])[poles @ np.array([1, 2])]
        profiles = [
            asdict(profile_row(dimension.id, part.tolist())) for part in np.split(names, ends[:-1])
        ]
        for name in _PROFILE:
            result[f"{dimension.id}.{name}"] = [profile[name] for profile in profiles]
    return result
