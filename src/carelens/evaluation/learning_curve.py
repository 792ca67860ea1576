"""What more passages bring: quality on held-out real pages, by what was trained on."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from carelens.corpus import Example
from carelens.framework import Framework
from carelens.training.cross_validate import cross_validate
from carelens.training.evaluate import f1_scores, mean_average_precision
from carelens.training.held_out import real_rows

STEPS = (
    ("invented passages alone", True, 0.0),
    ("and an eighth of the pages", True, 0.125),
    ("and a quarter", True, 0.25),
    ("and half", True, 0.5),
    ("and all pages", True, 1.0),
    ("pages alone", False, 1.0),
)
"""What is trained on: its name, whether invented passages are, and the share of pages that is."""


def learning_curve(
    examples: Sequence[Example],
    framework: Framework,
    penalty: float,
    *,
    jobs: int = 2,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[dict[str, Any]]:
    """For each of STEPS, passages in the training corpus and figures on held-out real pages.

    A page is taken whole or not at all, by a lot that its address decides. Steps that a corpus
    of one sort has nothing for are left out.
    """
    real = real_rows(examples)
    lot = np.array([random.Random(example.source or example.id).random() for example in examples])
    rows = []
    for name, invented, share in STEPS:
        chosen = np.where(real, lot < share, invented)
        if not chosen.any():
            continue
        held = cross_validate(
            examples, framework, (penalty,), trainable=chosen, jobs=jobs, progress=progress
        )
        held = replace(
            held, truth=held.truth[real], logits=held.logits[real], folds=held.folds[real]
        )
        given = held.cross_fit(held.logits)[1]
        rows.append(
            {
                "trained_on": name,
                "passages": int(chosen.sum()),
                "grounded": int((chosen & real).sum()),
                "micro_f1": f1_scores(held.truth, given)["micro_f1"],
                "mean_average_precision": mean_average_precision(held.truth, held.logits),
            }
        )
    return rows
