"""Figures of agreement between coded labels and a model's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from carelens.corpus import Example
from carelens.framework import Framework
from carelens.training.tables import Floats, Given, Truth


def f1_scores(truth: Truth, given: Given) -> dict[str, Any]:
    """Micro- and macro-F1, precision and recall over an (n, L) table.

    The macro average is over the labels that some example carries.
    """
    hits, coded, predicted = (truth == 1) & given, truth == 1, given
    tp, p, q = hits.sum(axis=0), coded.sum(axis=0), predicted.sum(axis=0)
    each = 2 * tp[p > 0] / (p + q)[p > 0]
    return {
        "passages": len(truth),
        "labels": int(p.sum()),
        "micro_f1": _ratio(2 * tp.sum(), p.sum() + q.sum()),
        "macro_f1": float(each.mean()) if len(each) else 0.0,
        "precision": _ratio(tp.sum(), q.sum()),
        "recall": _ratio(tp.sum(), p.sum()),
    }


def mean_average_precision(truth: Truth, scores: Floats) -> float:
    """Average precision, mean over the labels that are carried."""
    carried = [i for i in range(truth.shape[1]) if truth[:, i].any()]
    each = [average_precision_score(truth[:, i], scores[:, i]) for i in carried]
    return float(np.mean(each)) if each else 0.0


def lean_auc(truth: Truth, scores: Floats) -> float:
    """Area under the ROC curve of healing minus treatment, where one pole alone is coded.

    0.5 is chance; NaN where a pole is never coded alone.
    """
    treatment, healing = truth[:, 0::2], truth[:, 1::2]
    one = treatment != healing
    lean = (scores[:, 1::2] - scores[:, 0::2])[one]
    side = healing[one]
    return float(roc_auc_score(side, lean)) if 0 < side.sum() < len(side) else float("nan")


def calibration_error(truth: Truth, probabilities: Floats, bins: int = 10) -> float:
    """Expected calibration error over all labels together, in `bins` equal bins of 0..1."""
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    error = 0.0
    for i in range(bins):
        inside = place == i
        if inside.any():
            gap = abs(float(probabilities[inside].mean()) - float(truth[inside].mean()))
            error += gap * float(inside.mean())
    return error


def pairs_right(examples: Sequence[Example], truth: Truth, given: Given) -> dict[str, Any]:
    """Minimal pairs and sets of which every member is right.

    A member is right where the labels on which the members differ are given as coded.
    """
    members: dict[str, list[int]] = {}
    for i, example in enumerate(examples):
        if example.pair:
            members.setdefault(f"{example.batch} {example.pair}", []).append(i)
    right = sets = 0
    for rows in members.values():
        differ = truth[rows].min(axis=0) != truth[rows].max(axis=0)
        if len(rows) < 2 or not differ.any():
            continue
        sets += 1
        right += bool((given[rows][:, differ] == (truth[rows][:, differ] == 1)).all())
    return {"sets": sets, "right": right, "share": _ratio(right, sets)}


def by_key(
    examples: Sequence[Example], truth: Truth, given: Given, key: Callable[[Example], str]
) -> dict[str, dict[str, Any]]:
    """F1 figures for each value of a key, such as the genre of an example."""
    values = np.array([key(example) for example in examples])
    return {
        str(value): f1_scores(truth[values == value], given[values == value])
        for value in sorted(set(values.tolist()))
    }


def by_label(
    framework: Framework, truth: Truth, probabilities: Floats, given: Given
) -> dict[str, dict[str, Any]]:
    """For each label: support, F1, precision, recall, average precision, calibration error."""
    table: dict[str, dict[str, Any]] = {}
    for i, label in enumerate(framework.labels):
        column = slice(i, i + 1)
        figures = f1_scores(truth[:, column], given[:, column])
        table[label] = {
            "coded": figures["labels"],
            "f1": figures["micro_f1"],
            "precision": figures["precision"],
            "recall": figures["recall"],
            "average_precision": mean_average_precision(truth[:, column], probabilities[:, column]),
            "calibration_error": calibration_error(truth[:, column], probabilities[:, column]),
        }
    return table


def rounded(value: Any) -> Any:
    """The same plain data with numbers to four places, NaN as None: fit for a JSON file."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, float):
        return None if np.isnan(value) else round(value, 4)
    return value


def _ratio(part: Any, whole: Any) -> float:
    return float(part) / float(whole) if whole else 0.0
