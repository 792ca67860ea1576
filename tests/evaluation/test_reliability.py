"""Reliability: scores by tenths, and what was coded among them."""

import numpy as np
import pytest

from carelens.evaluation.reliability import reliability


def test_each_tenth_gives_its_mean_score_and_the_share_coded():
    probabilities = np.array([[0.05, 0.95], [0.07, 1.0]])
    truth = np.array([[0, 1], [1, 1]], dtype=np.int8)
    low, high = reliability(truth, probabilities)
    assert (low["scores"], low["predicted"], low["coded"]) == (2, pytest.approx(0.06), 0.5)
    assert (high["scores"], high["predicted"], high["coded"]) == (2, pytest.approx(0.975), 1.0)
