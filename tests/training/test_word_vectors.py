"""Word vectors: dense blocks whose weights are folded into the table of terms."""

import numpy as np
import pytest
import scipy.sparse as sp

from carelens.training.pipeline import choose_vocabulary, personal_names, term_texts, vectorizer
from carelens.training.word_vectors import Meaning, vectors


def test_vectors_are_centred_and_of_like_length():
    table = np.array(list(vectors().values()))
    assert np.abs(table.mean(axis=0)).max() < 0.01
    assert 0.7 < np.linalg.norm(table, axis=1).mean() < 1.1


@pytest.mark.parametrize(
    ("near", "word", "far"),
    [("sad", "unhappy", "invoice"), ("counselor", "therapist", "garage")],
)
def test_words_of_like_meaning_are_near(near, word, far):
    known = vectors()
    assert known[word] @ known[near] > known[word] @ known[far]


def test_folded_coefficients_give_what_the_design_gives():
    texts = ["we do not chase symptoms", "grief is held", "chase"]
    vocabulary = choose_vocabulary([term_texts(text) for text in texts])
    matrix = vectorizer(vocabulary).fit_transform(texts)
    meaning = Meaning.of(vocabulary)
    design = meaning.design(matrix)
    coefficients = np.random.default_rng(0).normal(size=(2, design.shape[1]))
    assert sp.issparse(design)
    assert np.allclose(design @ coefficients.T, matrix @ meaning.fold(coefficients).T)


def test_the_vocabulary_has_common_words_and_no_names_of_persons():
    vocabulary = choose_vocabulary([["carelens", "maria", "~maria", "met maria"]])
    assert {"carelens", "therapist"} <= set(vocabulary)
    assert not {"maria", "~maria", "met maria"} & set(vocabulary)
    assert "maria" in personal_names()
