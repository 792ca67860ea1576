"""The figures, checked against hand-made tables."""

import numpy as np
import pytest

from carelens.corpus import Example
from carelens.training import evaluate

TRUTH = np.array([[1, 0], [1, 0], [0, 1], [0, 0]], dtype=np.int8)
GIVEN = np.array([[1, 0], [0, 0], [0, 1], [1, 0]], dtype=bool)


def example(id, pair=""):
    return Example(id, "text", (), "note", "contrast", "b", pair=pair)


def test_f1():
    figures = evaluate.f1_scores(TRUTH, GIVEN)
    assert figures["micro_f1"] == pytest.approx(2 * 2 / (3 + 3))
    assert figures["macro_f1"] == pytest.approx((0.5 + 1) / 2)
    assert (figures["precision"], figures["recall"]) == (pytest.approx(2 / 3), pytest.approx(2 / 3))


def test_f1_without_any_label_is_zero_and_no_error():
    figures = evaluate.f1_scores(np.zeros((2, 2), dtype=np.int8), np.zeros((2, 2), dtype=bool))
    assert figures["micro_f1"] == figures["macro_f1"] == 0


def test_lean_auc_looks_only_where_one_pole_is_coded():
    scores = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.3], [0.0, 1.0]])
    assert evaluate.lean_auc(TRUTH, scores) == 1.0
    assert np.isnan(evaluate.lean_auc(TRUTH[:2], scores[:2]))


def test_calibration_error_of_a_sure_and_wrong_model_is_one():
    assert evaluate.calibration_error(TRUTH, 1.0 - TRUTH) == 1.0
    assert evaluate.calibration_error(TRUTH, TRUTH.astype(float)) == 0.0


def test_a_pair_is_right_where_both_members_are_on_the_labels_that_differ():
    examples = [example("1", "p"), example("2", "p"), example("3", "q"), example("4")]
    truth = np.array([[1, 0, 1], [0, 1, 1], [1, 0, 0], [0, 0, 0]], dtype=np.int8)
    given = truth.astype(bool)
    given[:, 2] = False  # the members agree on this label, so it does not matter
    assert evaluate.pairs_right(examples, truth, given) == {"sets": 1, "right": 1, "share": 1.0}
    given[0, 0] = False
    assert evaluate.pairs_right(examples, truth, given)["right"] == 0


def test_rounded_is_fit_for_json():
    assert evaluate.rounded({"a": float("nan"), "b": {"c": 0.123456}}) == {
        "a": None,
        "b": {"c": 0.1235},
    }
