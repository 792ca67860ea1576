"""From a corpus to a model with its measured figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from carelens.corpus import Example
from carelens.errors import InvalidData
from carelens.framework import Framework
from carelens.model import Model, calibrated
from carelens.training import evaluate
from carelens.training.calibrate import (
    STRONG_PRECISION,
    choose_strong,
    choose_threshold,
    fit_calibration,
)
from carelens.training.compact import compact
from carelens.training.cross_validate import HeldOut, cross_validate
from carelens.training.pipeline import assemble, fit_heads, vectorizer
from carelens.training.tables import Given, truth_table

PENALTIES = (3.0, 10.0, 30.0)
MINIMUM = 10
GROUNDED = "grounded"


@dataclass(frozen=True)
class Training:
    """The compact model, the same as a scikit-learn pipeline, and what was measured."""

    model: Model
    pipeline: Pipeline
    metrics: dict[str, Any]


def train(
    examples: Sequence[Example],
    framework: Framework,
    *,
    name: str = "unnamed",
    penalties: Sequence[float] = PENALTIES,
    jobs: int = 2,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Training:
    """Choose penalty, calibration, threshold and bands on held-out groups; fit on everything.

    The same examples give the same model again. Raises InvalidData for a corpus that is too
    small or has labels that the framework has not.
    """
    _require(examples, framework)
    held = cross_validate(examples, framework, penalties, jobs=jobs, progress=progress)
    calibration = fit_calibration(held.logits, held.truth)
    probabilities = calibrated(calibration, held.logits)
    threshold = choose_threshold(probabilities, held.truth)
    real = real_rows(examples)
    strong = choose_strong(probabilities[real], held.truth[real], threshold)
    tfidf = vectorizer(len(examples))
    matrix = tfidf.fit_transform([example.text for example in examples])
    coefficients, intercepts = fit_heads(matrix, held.truth, held.penalty, jobs)
    model = compact(
        tfidf,
        coefficients,
        intercepts,
        framework=framework,
        calibration=calibration,
        threshold=threshold,
        strong=strong,
        name=name,
    )
    pipeline = assemble(tfidf, coefficients, intercepts, framework.labels)
    return Training(model, pipeline, _metrics(examples, framework, held, model))


def real_rows(examples: Sequence[Example]) -> Given:
    """Which examples were written after real pages, (n,); all of them where none was."""
    real = np.array([example.kind == GROUNDED for example in examples])
    return real if real.any() else np.ones(len(examples), dtype=bool)


def _require(examples: Sequence[Example], framework: Framework) -> None:
    if len(examples) < MINIMUM:
        raise InvalidData(f"corpus: {len(examples)} passages are too few; give at least {MINIMUM}")
    known = set(framework.labels)
    for example in examples:
        if unknown := sorted(set(example.labels) - known):
            raise InvalidData(
                f"corpus: {example.id} has label {unknown[0]!r}, which framework "
                f"{framework.id} has not; correct it or give its framework"
            )
    if not truth_table(examples, framework).any():
        raise InvalidData("corpus: no passage carries a label; code some first")


def _metrics(
    examples: Sequence[Example], framework: Framework, held: HeldOut, model: Model
) -> dict[str, Any]:
    truth = held.truth
    probabilities, given = held.cross_fit(held.logits)
    masked = held.cross_fit(held.masked_logits)[1]
    real = real_rows(examples)
    strong = given & (probabilities >= model.strong)
    figures = {
        "schema": "carelens/metrics/1",
        "training": {
            "framework": framework.id,
            "passages": len(examples),
            "batches": len({example.batch for example in examples}),
            "folds": len(np.unique(held.folds)),
            "penalty": held.penalty,
            "penalties": {str(c): quality for c, quality in held.grid.items()},
            "terms": len(model.vocabulary),
            "threshold": float(model.thresholds[0]),
            "strong": float(model.strong[0]),
        },
        "cross_validation": {
            "all": evaluate.f1_scores(truth, given),
            "real": evaluate.f1_scores(truth[real], given[real]),
            "seed_masked": evaluate.f1_scores(truth, masked),
            "minimal_pairs": evaluate.pairs_right(examples, truth, given),
            "mean_average_precision": evaluate.mean_average_precision(truth, held.logits),
            "lean_auc": evaluate.lean_auc(truth, held.logits),
            "calibration_error": evaluate.calibration_error(truth, probabilities),
            "calibration_error_real": evaluate.calibration_error(truth[real], probabilities[real]),
            "strong_precision_aim": STRONG_PRECISION,
            "strong_precision_real": evaluate.f1_scores(truth[real], strong[real])["precision"],
            "strong_share_real": float(strong[real].sum() / max(1, given[real].sum())),
            "by_label": evaluate.by_label(framework, truth, probabilities, given),
            "by_kind": evaluate.by_key(examples, truth, given, lambda e: e.kind),
            "by_genre": evaluate.by_key(examples, truth, given, lambda e: e.genre),
            "by_batch": evaluate.by_key(examples, truth, given, lambda e: e.batch),
        },
    }
    rounded: dict[str, Any] = evaluate.rounded(figures)
    return rounded
