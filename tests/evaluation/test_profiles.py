"""Correlation of coded and predicted leans of documents."""

import math

import numpy as np
import pytest

from carelens.corpus import Example
from carelens.evaluation.profiles import dimension_correlations, lean_correlation, leans
from carelens.framework import Framework


def example(number: int, doc: str) -> Example:
    return Example(f"e{number}", "text", (), "note", "document", "b", doc=doc)


EXAMPLES = [example(i, f"d{i // 2}") for i in range(8)] + [example(8, "")]
TRUTH = np.zeros((9, 24), dtype=np.int8)
TRUTH[[0, 1, 2], 0] = 1  # d0 and half of d1: goal.treatment
TRUTH[[3, 4, 5], 1] = 1  # half of d1, and d2: goal.healing; d3 carries nothing


def document(one: Example) -> str:
    return one.doc


def test_the_lean_is_healing_less_treatment_over_both():
    coded, predicted = leans(EXAMPLES, TRUTH, TRUTH.astype(float), document)
    assert coded.tolist() == predicted.tolist() == [-1.0, 0.0, 1.0]


def test_right_predictions_correlate_perfectly_and_wrong_ones_inversely():
    right = lean_correlation(EXAMPLES, TRUTH, TRUTH.astype(float), document)
    swapped = TRUTH.reshape(9, 12, 2)[:, :, ::-1].reshape(9, 24).astype(float)
    wrong = lean_correlation(EXAMPLES, TRUTH, swapped, document)
    assert (right["units"], right["r"]) == (3, pytest.approx(1))
    assert wrong["r"] == pytest.approx(-1)


def test_units_with_few_labels_can_be_left_out():
    figures = lean_correlation(EXAMPLES, TRUTH, TRUTH.astype(float), document, labels_at_least=3)
    assert figures["units"] == 0
    assert math.isnan(figures["r"])


def test_a_dimension_that_never_varies_has_no_correlation():
    table = dimension_correlations(EXAMPLES, Framework.load(), TRUTH, TRUTH.astype(float), document)
    assert table["goal"]["r"] == pytest.approx(1)
    assert table["goal"]["units"] == 4
    assert math.isnan(table["trauma"]["r"])
