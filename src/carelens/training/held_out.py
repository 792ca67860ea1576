"""The figures of cross-validation: how right a model is on passages of groups it did not see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from carelens.corpus import Example
from carelens.framework import Framework
from carelens.training import evaluate
from carelens.training.calibrate import STRONG_PRECISION
from carelens.training.cross_validate import HeldOut
from carelens.training.tables import Given

GROUNDED = "grounded"
MASKED = "seed_masked"


def held_out_figures(
    examples: Sequence[Example], framework: Framework, held: HeldOut, strong: float
) -> dict[str, Any]:
    """Over all, real and seed-masked passages, and by label, kind, genre and batch.

    `strong` is the probability from which a label is said strongly; `held` needs the view MASKED.
    """
    truth = held.truth
    probabilities, given = held.cross_fit(held.logits)
    masked = held.cross_fit(held.views[MASKED])[1]
    real = real_rows(examples)
    said_strongly = given & (probabilities >= strong)
    return {
        "all": evaluate.f1_scores(truth, given),
        "real": evaluate.f1_scores(truth[real], given[real]),
        "seed_masked": evaluate.f1_scores(truth, masked),
        "minimal_pairs": evaluate.pairs_right(examples, truth, given),
        "mean_average_precision": evaluate.mean_average_precision(truth, held.logits),
        "lean_auc": evaluate.lean_auc(truth, held.logits),
        "calibration_error": evaluate.calibration_error(truth, probabilities),
        "calibration_error_real": evaluate.calibration_error(truth[real], probabilities[real]),
        "strong_precision_aim": STRONG_PRECISION,
        "strong_precision_real": evaluate.f1_scores(truth[real], said_strongly[real])["precision"],
        "strong_share_real": float(said_strongly[real].sum() / max(1, given[real].sum())),
        "by_label": evaluate.by_label(framework, truth, probabilities, given),
        "by_kind": evaluate.by_key(examples, truth, given, lambda e: e.kind),
        "by_genre": evaluate.by_key(examples, truth, given, lambda e: e.genre),
        "by_batch": evaluate.by_key(examples, truth, given, lambda e: e.batch),
    }


def real_rows(examples: Sequence[Example]) -> Given:
    """Which examples were written after real pages, (n,); all of them where none was."""
    real = np.array([example.kind == GROUNDED for example in examples])
    return real if real.any() else np.ones(len(examples), dtype=bool)
