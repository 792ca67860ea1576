"""The scikit-learn pipeline: TF-IDF over our terms, one logistic regression a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import LabelBinarizer

from carelens import features, resources
from carelens.model import round_weights
from carelens.training.tables import Floats, Truth
from carelens.training.word_vectors import Meaning, vectors

COEFFICIENT_GRID = 2.0**-10
"""Finer differences are the solver's noise."""
TOLERANCE = 1e-4
MIN_DOCUMENTS = 2
SMALL_CORPUS = 200


def term_texts(text: str) -> list[str]:
    """The analyser of the pipeline: the same terms that scoring uses."""
    return [term.text for term in features.terms(text)]


def choose_vocabulary(documents: Sequence[Sequence[str]]) -> list[str]:
    """The terms of a model, sorted, from those of each document.

    Terms of at least MIN_DOCUMENTS documents, every word with a vector, and no personal names.
    Rare terms are kept where a corpus is small.
    """
    least = MIN_DOCUMENTS if len(documents) > SMALL_CORPUS else 1
    having = Counter(term for document in documents for term in set(document))
    chosen = {term for term, count in having.items() if count >= least} | set(vectors())
    names = personal_names()
    return sorted(t for t in chosen if not names.intersection(t.lstrip(features.REJECTED).split()))


@cache
def personal_names() -> frozenset[str]:
    """Names of persons, lower-cased: who is written about must not matter."""
    return frozenset(resources.read_text("data/names.txt").split())


def vectorizer(vocabulary: Sequence[str], *, split: bool = False) -> TfidfVectorizer:
    """TF-IDF as `carelens.model` computes it, over texts, or over `split` texts: lists of terms."""
    analyser = list if split else term_texts
    return TfidfVectorizer(analyzer=analyser, vocabulary=vocabulary, sublinear_tf=True)


def fit_heads(
    matrix: Any, vocabulary: Sequence[str], truth: Truth, penalty: float, jobs: int = 2
) -> tuple[Floats, Floats]:
    """Coefficients (L, V), multiples of COEFFICIENT_GRID, and intercepts (L,).

    `penalty` is scikit-learn's C. liblinear's own arithmetic and the rounding make the result
    the same again. A label that no example carries gets a constant low logit.
    """
    meaning = Meaning.of(list(vocabulary))
    design = meaning.design(matrix)
    heads = Parallel(n_jobs=jobs, prefer="threads")(
        delayed(_fit_head)(design, truth[:, i], penalty) for i in range(truth.shape[1])
    )
    coefficients = meaning.fold(np.stack([head[0] for head in heads]))
    coefficients = np.round(coefficients / COEFFICIENT_GRID) * COEFFICIENT_GRID
    return coefficients, np.round([head[1] for head in heads], 6)


def fit_whole(
    texts: Sequence[str], truth: Truth, penalty: float, jobs: int = 2
) -> tuple[TfidfVectorizer, Floats, Floats]:
    """The fitted TF-IDF over all texts, coefficients (L, V) and intercepts (L,)."""
    vocabulary = choose_vocabulary([term_texts(text) for text in texts])
    tfidf = vectorizer(vocabulary)
    matrix = tfidf.fit_transform(texts)
    coefficients, intercepts = fit_heads(matrix, vocabulary, truth, penalty, jobs)
    return tfidf, round_weights(coefficients * tfidf.idf_) / tfidf.idf_, intercepts


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
