"""What a figure has to be compared with: three simple ways to do the same job."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from carelens.corpus import Example
from carelens.framework import Framework
from carelens.training.tables import Given, truth_table

_OPTIONS = {"solver": "liblinear", "C": 10.0}


def majority(training: Sequence[Example], texts: Sequence[str], framework: Framework) -> Given:
    """The commonest answer for each label: carried, if more than half of the corpus carries it."""
    answer = truth_table(training, framework).mean(axis=0) > 0.5
    return np.tile(answer, (len(texts), 1))


def seed_phrases(texts: Sequence[str], framework: Framework) -> Given:
    """TF-IDF and logistic regression that saw the table's phrases alone.

    With one phrase a label, its probability is never above one half, so the label nearest to the
    passage is given, and only where a word is shared at all.
    """
    phrases = framework.phrases
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10.0, max_iter=1000))
    with warnings.catch_warnings():
        # scikit-learn wonders at as many classes as examples; that is the point here.
        warnings.simplefilter("ignore", UserWarning)
        model.fit(phrases, np.arange(len(phrases)))
    shares = np.asarray(model[0].transform(texts).getnnz(axis=1)) > 0
    nearest = model.predict(texts)
    given = np.zeros((len(texts), len(phrases)), dtype=bool)
    given[np.arange(len(texts)), nearest] = shares
    return given


def plain_tfidf(training: Sequence[Example], texts: Sequence[str], framework: Framework) -> Given:
    """scikit-learn as one would write it in five lines, on the same corpus."""
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2)), OneVsRestClassifier(LogisticRegression(**_OPTIONS))
    )
    model.fit([example.text for example in training], truth_table(training, framework))
    given: Given = np.asarray(model.predict(texts)) == 1
    return given
