"""From logits to probabilities, from probabilities to verdicts and bands."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from carelens.training.tables import Floats, Truth

STRONG_PRECISION = 0.85
_CANDIDATES = np.round(np.arange(0.05, 0.951, 0.01), 2)


def fit_calibration(logits: Floats, truth: Truth) -> Floats:
    """Slope and offset per label, (L, 2): Platt scaling (Platt 1999) on held-out logits.

    A weak ridge keeps a label with few examples near its prior. The slope is never below 0.
    """
    rows = [_platt(logits[:, i], truth[:, i]) for i in range(truth.shape[1])]
    calibration: Floats = np.array(rows, dtype=np.float64).round(4)
    return calibration


def _platt(logits: Floats, truth: Truth) -> tuple[float, float]:
    carried = int(truth.sum())
    if carried in (0, len(truth)):
        return 0.0, float(np.log((carried + 0.5) / (len(truth) - carried + 0.5)))
    fitted = LogisticRegression(C=10.0, tol=1e-8, max_iter=1000).fit(logits[:, np.newaxis], truth)
    return max(0.0, float(fitted.coef_[0, 0])), float(fitted.intercept_[0])


def choose_threshold(probabilities: Floats, truth: Truth) -> float:
    """The one calibrated probability, on a grid of 0.01, that gives the best micro-F1.

    One for all labels: with calibrated probabilities the best micro-F1 has one threshold
    (Lipton, Elkan and Naryanaswamy 2014), and rare labels cannot overfit theirs.
    """
    best, threshold = -1.0, 0.5
    for candidate in _CANDIDATES:
        given = probabilities >= candidate
        hits = float((given & (truth == 1)).sum())
        score = 2 * hits / max(1.0, float(given.sum() + truth.sum()))
        if score > best:
            best, threshold = score, float(candidate)
    return threshold


def choose_strong(probabilities: Floats, truth: Truth, threshold: float) -> float:
    """The lowest probability from which labels are right STRONG_PRECISION of the time.

    1.01, which nothing reaches, where no probability is that precise.
    """
    for candidate in _CANDIDATES[threshold <= _CANDIDATES]:
        given = probabilities >= candidate
        if given.any() and truth[given].mean() >= STRONG_PRECISION:
            return float(candidate)
    return 1.01
