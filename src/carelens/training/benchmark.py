"""A model and the simple ways to do its job, measured on passages that no training saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from carelens.annotate import judge
from carelens.corpus import Example
from carelens.framework import Framework
from carelens.model import Model
from carelens.training import baselines, evaluate
from carelens.training.held_out import real_rows
from carelens.training.tables import Given, Truth, truth_table

Files = Mapping[str, Sequence[Example]]


def given_labels(model: Model, texts: list[str]) -> Given:
    """Which labels the model gives to each text, (n, L), by the rules that annotation follows."""
    rows = [
        [label in verdict.labels for verdict in verdicts for label, _ in verdict.scores]
        for verdicts in judge(texts, model)
    ]
    return np.array(rows, dtype=bool).reshape(len(texts), len(model.framework.labels))


def measure(model: Model, files: Files) -> dict[str, Any]:
    """The model's figures over all files together, its F1 for each, and on the real passages."""
    examples = _all(files)
    truth = truth_table(examples, model.framework)
    texts = [example.text for example in examples]
    given, scores = given_labels(model, texts), model.score(texts).astype(float)
    real = real_rows(examples)
    figures: dict[str, Any] = {
        "files": _by_file(files, truth, given),
        "real": evaluate.f1_scores(truth[real], given[real]),
        "minimal_pairs": evaluate.pairs_right(examples, truth, given),
        "mean_average_precision": evaluate.mean_average_precision(truth, scores),
        "lean_auc": evaluate.lean_auc(truth, scores),
        "calibration_error": evaluate.calibration_error(truth, scores),
        "strong_precision": evaluate.f1_scores(truth, given & (scores >= model.strong))[
            "precision"
        ],
        "by_label": evaluate.by_label(model.framework, truth, scores, given),
    }
    rounded: dict[str, Any] = evaluate.rounded(figures)
    return rounded


def measure_baselines(
    files: Files, framework: Framework, training: Sequence[Example]
) -> dict[str, Any]:
    """For each baseline, its F1 over all files together and for each file."""
    examples = _all(files)
    truth = truth_table(examples, framework)
    texts = [example.text for example in examples]
    given = {
        "majority": baselines.majority(training, texts, framework),
        "seed_phrases": baselines.seed_phrases(texts, framework),
        "plain_tfidf": baselines.plain_tfidf(training, texts, framework),
    }
    rounded: dict[str, Any] = evaluate.rounded(
        {name: _by_file(files, truth, table) for name, table in given.items()}
    )
    return rounded


def _all(files: Files) -> list[Example]:
    return [example for examples in files.values() for example in examples]


def _by_file(files: Files, truth: Truth, given: Given) -> dict[str, dict[str, Any]]:
    names = np.array([name for name, examples in files.items() for _ in examples])
    figures = {"all": evaluate.f1_scores(truth, given)}
    for name in files:
        figures[name] = evaluate.f1_scores(truth[names == name], given[names == name])
    return figures
