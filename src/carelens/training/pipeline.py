"""The scikit-learn pipeline: TF-IDF over our terms, one logistic regression a label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import LabelBinarizer

from carelens import features
from carelens.model import round_coefficients
from carelens.training.tables import Floats, Truth

TOLERANCE = 1e-6
MIN_DOCUMENTS = 2
SMALL_CORPUS = 200


def term_texts(text: str) -> list[str]:
    """The analyser of the pipeline: the same terms that scoring uses."""
    return [term.text for term in features.terms(text)]


def vectorizer(examples: int) -> TfidfVectorizer:
    """TF-IDF as `carelens.model` computes it; rare terms are kept where a corpus is small."""
    least = MIN_DOCUMENTS if examples > SMALL_CORPUS else 1
    return TfidfVectorizer(analyzer=term_texts, min_df=least, sublinear_tf=True)


def fit_heads(matrix: Any, truth: Truth, penalty: float, jobs: int = 2) -> tuple[Floats, Floats]:
    """Coefficients (L, V), on the grid of the model file, and intercepts (L,).

    `penalty` is scikit-learn's C. liblinear's own arithmetic, the tolerance and the rounding
    make the result the same again. A label that no example carries gets a constant low logit.
    """
    matrix.sort_indices()
    heads = Parallel(n_jobs=jobs, prefer="threads")(
        delayed(_fit_head)(matrix, truth[:, i], penalty) for i in range(truth.shape[1])
    )
    coefficients = round_coefficients(np.stack([head[0] for head in heads]))
    return coefficients, np.round([head[1] for head in heads], 6)


def _fit_head(matrix: Any, column: Truth, penalty: float) -> tuple[Floats, float]:
    carried = int(column.sum())
    if carried in (0, len(column)):
        odds = (carried + 0.5) / (len(column) - carried + 0.5)
        return np.zeros(matrix.shape[1]), float(np.log(odds))
    head = LogisticRegression(C=penalty, solver="liblinear", tol=TOLERANCE, max_iter=1000)
    head.fit(matrix, column)
    return head.coef_[0], float(head.intercept_[0])


def assemble(
    fitted: TfidfVectorizer, coefficients: Floats, intercepts: Floats, labels: Sequence[str]
) -> Pipeline:
    """A fitted scikit-learn pipeline: `decision_function(texts)` gives the logits, (n, L)."""
    heads = OneVsRestClassifier(LogisticRegression())
    heads.classes_ = np.arange(len(labels))
    heads.estimators_ = []
    for row, intercept in zip(coefficients, intercepts, strict=True):
        head = LogisticRegression()
        head.classes_ = np.array([0, 1])
        head.coef_, head.intercept_ = row[np.newaxis, :], np.array([intercept])
        head.n_features_in_ = coefficients.shape[1]
        heads.estimators_.append(head)
    heads.label_binarizer_ = LabelBinarizer(sparse_output=True).fit(heads.classes_)
    return Pipeline([("tfidf", fitted), ("heads", heads)])
