"""Whether probabilities mean what they say: what is coded among passages scored alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from carelens.training.tables import Floats, Truth

BINS = 10


def reliability(truth: Truth, probabilities: Floats) -> list[dict[str, Any]]:
    """For each tenth of 0..1 that holds any: how many scores, their mean, and the share coded.

    All labels together; the points of a reliability plot (DeGroot and Fienberg 1983).
    """
    place = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    rows = []
    for i in range(BINS):
        inside = place == i
        if inside.any():
            rows.append(
                {
                    "scores": int(inside.sum()),
                    "predicted": float(probabilities[inside].mean()),
                    "coded": float(truth[inside].mean()),
                }
            )
    return rows
