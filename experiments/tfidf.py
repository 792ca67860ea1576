"""Ours without calibration, and plain scikit-learn, each with a threshold chosen like a peer's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from carelens.training.pipeline import fit_whole
from carelens.training.tables import Floats, Truth


class CareLens:
    """The terms and heads of the shipped model."""

    def __init__(self, penalty: float) -> None:
        self._penalty = penalty

    def fit(self, texts: Sequence[str], truth: Truth) -> None:
        """Fit TF-IDF and one logistic regression a label."""
        self._tfidf, *self._heads = fit_whole(texts, truth, self._penalty)

    def scores(self, texts: Sequence[str]) -> Floats:
        """Probabilities before calibration."""
        coefficients, intercepts = self._heads
        logits = self._tfidf.transform(texts) @ coefficients.T + intercepts
        probabilities: Floats = expit(logits)
        return probabilities


class PlainTfidf:
    """TF-IDF of words 1-2 and logistic regression, as one would write it in five lines."""

    def fit(self, texts: Sequence[str], truth: Truth) -> None:
        """Fit the pipeline."""
        self._model = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2)),
            OneVsRestClassifier(LogisticRegression(solver="liblinear", C=10.0)),
        )
        self._model.fit(list(texts), truth)

    def scores(self, texts: Sequence[str]) -> Floats:
        """Probabilities."""
        return np.asarray(self._model.predict_proba(list(texts)), dtype=np.float64)
