"""Calibration, threshold and bands."""

import numpy as np

from carelens.model import calibrated
from carelens.training.calibrate import (
    choose_strong,
    choose_threshold,
    fit_calibration,
)
from carelens.training.evaluate import calibration_error


def drawn(n=4000, slope=1.7, offset=-2.0):
    rng = np.random.default_rng(7)
    logits = rng.normal(size=(n, 2)) * 2
    chances = 1 / (1 + np.exp(-(slope * logits + offset)))
    return logits, (rng.random((n, 2)) < chances).astype(np.int8)


def test_platt_scaling_finds_the_curve_that_made_the_labels():
    logits, truth = drawn()
    calibration = fit_calibration(logits, truth)
    assert np.abs(calibration - [1.7, -2.0]).max() < 0.25
    assert calibration_error(truth, calibrated(calibration, logits)) < 0.02


def test_a_label_that_nobody_carries_gets_a_constant_low_probability():
    logits, truth = drawn()
    truth[:, 1] = 0
    calibration = fit_calibration(logits, truth)
    assert calibration[1, 0] == 0
    assert calibrated(calibration, logits)[:, 1].max() < 0.001


def test_the_slope_never_turns_a_score_around():
    logits, truth = drawn()
    assert fit_calibration(-logits, truth)[:, 0].min() == 0


def test_the_threshold_has_the_best_micro_f1():
    probabilities = np.array([[0.1], [0.3], [0.4], [0.9]])
    truth = np.array([[0], [1], [1], [1]], dtype=np.int8)
    assert 0.1 < choose_threshold(probabilities, truth) <= 0.3


def test_strong_is_right_85_times_in_100_or_never_reached():
    probabilities = np.linspace(0, 1, 101)[:, np.newaxis]
    truth = (probabilities > 0.6).astype(np.int8)
    strong = choose_strong(probabilities, truth, 0.3)
    assert truth[probabilities >= strong].mean() >= 0.85
    assert choose_strong(probabilities, np.zeros_like(truth), 0.3) == 1.01
