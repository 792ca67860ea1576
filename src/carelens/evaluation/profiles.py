"""How well the lean of a whole document or page is found: predicted against coded profiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.stats import pearsonr

from carelens.corpus import Example
from carelens.framework import Framework
from carelens.training.tables import Floats, Truth

FEWEST = 3
"""Fewer units than this have no correlation."""


def lean_correlation(
    examples: Sequence[Example],
    truth: Truth,
    scores: Floats,
    unit: Callable[[Example], str],
    *,
    labels_at_least: int = 1,
) -> dict[str, Any]:
    """Pearson's r between coded and predicted lean of the units, with its 95 % interval.

    A unit's lean is (healing - treatment) / (healing + treatment) over the labels of all its
    passages and dimensions; predicted, the sums are of `scores` (n, L): calibrated probabilities,
    or 0 and 1. Units with fewer coded labels than `labels_at_least` are left out, and so are
    examples for which `unit` gives "". Intervals: Fisher's z transformation.
    """
    coded, predicted, _ = _sums(examples, truth, scores, unit)
    kept = coded.sum(axis=(1, 2)) >= max(1, labels_at_least)
    return _pearson(_lean(coded[kept]), _lean(predicted[kept]))


def dimension_correlations(
    examples: Sequence[Example],
    framework: Framework,
    truth: Truth,
    scores: Floats,
    unit: Callable[[Example], str],
) -> dict[str, dict[str, Any]]:
    """For each dimension, r between coded and predicted (healing - treatment) per passage."""
    coded, predicted, sizes = _sums(examples, truth, scores, unit)
    net = (coded[:, :, 1] - coded[:, :, 0]) / sizes[:, np.newaxis]
    expected = (predicted[:, :, 1] - predicted[:, :, 0]) / sizes[:, np.newaxis]
    return {
        dimension.id: _pearson(net[:, i], expected[:, i])
        for i, dimension in enumerate(framework.dimensions)
    }


def leans(
    examples: Sequence[Example], truth: Truth, scores: Floats, unit: Callable[[Example], str]
) -> tuple[Floats, Floats]:
    """Coded and predicted lean of every unit that has a coded label, (units,) each."""
    coded, predicted, _ = _sums(examples, truth, scores, unit)
    kept = coded.sum(axis=(1, 2)) > 0
    return _lean(coded[kept]), _lean(predicted[kept])


def _sums(
    examples: Sequence[Example], truth: Truth, scores: Floats, unit: Callable[[Example], str]
) -> tuple[Floats, Floats, Floats]:
    """Coded and predicted sums, (units, dimensions, 2), and passages per unit."""
    names = [unit(example) for example in examples]
    place = {name: i for i, name in enumerate(sorted(set(names) - {""}))}
    shape = (len(place), truth.shape[1] // 2, 2)
    coded, predicted, sizes = np.zeros(shape), np.zeros(shape), np.zeros(len(place))
    for name, codes, row in zip(names, truth, scores, strict=True):
        if name:
            coded[place[name]] += codes.reshape(-1, 2)
            predicted[place[name]] += row.reshape(-1, 2)
            sizes[place[name]] += 1
    return coded, predicted, sizes


def _lean(sums: Floats) -> Floats:
    treatment, healing = sums[:, :, 0].sum(axis=1), sums[:, :, 1].sum(axis=1)
    lean: Floats = (healing - treatment) / np.maximum(healing + treatment, 1e-9)
    return lean


def _pearson(coded: Floats, predicted: Floats) -> dict[str, Any]:
    if len(coded) < FEWEST or not coded.std() or not predicted.std():
        return {"units": len(coded), "r": float("nan"), "low": float("nan"), "high": float("nan")}
    result = pearsonr(coded, predicted)
    low, high = result.confidence_interval(0.95) if len(coded) > FEWEST else (-1.0, 1.0)
    return {
        "units": len(coded),
        "r": float(result.statistic),
        "low": float(low),
        "high": float(high),
    }
