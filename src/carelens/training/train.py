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
    choose_strong,
    choose_threshold,
    fit_calibration,
)
from carelens.training.compact import compact
from carelens.training.cross_validate import cross_validate, seed_masker
from carelens.training.held_out import MASKED, held_out_figures, real_rows
from carelens.training.pipeline import assemble, fit_whole
from carelens.training.tables import truth_table

PENALTIES = (30.0,)
"""Chosen once, by the ablation of the model card; give several to choose anew."""
MINIMUM = 10


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
    texts = [example.text for example in examples]
    masker = seed_masker(texts, framework)
    held = cross_validate(
        examples, framework, penalties, views={MASKED: masker}, jobs=jobs, progress=progress
    )
    calibration = fit_calibration(held.logits, held.truth)
    probabilities = calibrated(calibration, held.logits)
    threshold = choose_threshold(probabilities, held.truth)
    real = real_rows(examples)
    strong = choose_strong(held.cross_fit(held.logits)[0][real], held.truth[real], threshold)
    tfidf, coefficients, intercepts = fit_whole(texts, held.truth, held.penalty, jobs)
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
    metrics = evaluate.rounded(
        {
            "schema": "carelens/metrics/1",
            "training": {
                "framework": framework.id,
                "passages": len(examples),
                "batches": len({example.batch for example in examples}),
                "folds": len(np.unique(held.folds)),
                "penalty": held.penalty,
                "penalties": {str(c): quality for c, quality in held.grid.items()},
                "terms": len(model.vocabulary),
                "threshold": threshold,
                "strong": strong,
            },
            "cross_validation": held_out_figures(examples, framework, held, strong),
        }
    )
    return Training(model, pipeline, metrics)


def _require(examples: Sequence[Example], framework: Framework) -> None:
    if len(examples) < MINIMUM:
        raise InvalidData(f"corpus: {len(examples)} passages are too few; give at least {MINIMUM}")
    if not truth_table(examples, framework).any():
        raise InvalidData("corpus: no passage carries a label; code some first")
