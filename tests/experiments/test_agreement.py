"""Kappa and alpha of two coders, by examples worked by hand and from the literature."""

import numpy as np
import pytest
from experiments.agreement import agreement
from sklearn.metrics import cohen_kappa_score


def test_kappa_is_cohens():
    rng = np.random.default_rng(0)
    first, second = rng.random((2, 200)) < 0.3
    assert agreement(first, second).kappa == pytest.approx(cohen_kappa_score(first, second))


def test_alpha_of_krippendorffs_own_example():
    """Computing Krippendorff's Alpha-Reliability (2011), section A: binary data, alpha 0.095."""
    first = np.array([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], dtype=bool)
    second = np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0], dtype=bool)
    assert agreement(first, second).alpha == pytest.approx(0.095, abs=5e-4)


def test_perfect_agreement_is_one_and_a_label_that_nobody_gave_has_none():
    some, none = np.array([True, False]), np.array([False, False])
    assert agreement(some, some).kappa == agreement(some, some).alpha == 1
    assert np.isnan(agreement(none, none).kappa)
    assert np.isnan(agreement(none, none).alpha)
