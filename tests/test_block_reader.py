"""The block reader gives the terms that `features` defines, for any texts side by side."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT

from carelens import features
from carelens.corpus import read_corpus
from carelens.vocabulary import Vocabulary

PIECES = """
    she he don't DON'T o'clock rock'n'roll no longer rather than away from anything but not stop
    chase symptoms symptomatic healing heal 12 q4h b12 naïve café CAFÉ Ÿ œuvre māori ’ ' - – —
    . , ; : ! ? ( ) _ / … “ ” ² ½ ß İ \u0130stanbul Größe Психика
    心 \U0001f600 e\u0301 \x00 \x1c \u2028 \n \t \ud800
    pneumonoultramicroscopicsilicovolcanoconiosis
    """.split(" ")
texts_of_pieces = st.lists(st.sampled_from([*PIECES, " ", "'", "  - "]), max_size=30).map("".join)
TEXTS = st.lists(texts_of_pieces | st.text(max_size=60), max_size=8)


@pytest.fixture(scope="module")
def every_term():
    """A vocabulary that has whatever occurs: all terms of the pieces in all their company."""
    spaced = [" ".join(PIECES), "not " + " not ".join(PIECES), "".join(PIECES)]
    found = {term.text for text in spaced for term in features.terms(text)}
    return Vocabulary(sorted(found))


def expected(vocabulary_, texts):
    hits = {}
    for row, text in enumerate(texts):
        for term in features.terms(text):
            if term.text in vocabulary_.ids:
                key = (row, vocabulary_.ids[term.text])
                hits[key] = hits.get(key, 0) + 1
    return hits


def found(hits):
    rows, terms, counts = (column.tolist() for column in hits[:3])
    return dict(zip(zip(rows, terms, strict=True), counts, strict=True))


def assert_same(vocabulary_, texts):
    hits = vocabulary_._read_block(texts)
    assert found(hits) == expected(vocabulary_, texts)
    words = [features.words(text) for text in texts]
    assert hits.words.tolist() == [len(each) for each in words]
    assert hits.known.tolist() == [sum(w in vocabulary_.ids for w in each) for each in words]


@settings(max_examples=400, deadline=None)
@given(texts=TEXTS)
@example(texts=["rock'n'roll'n'rest", "we don't - heal", "not (heal)", "no", "longer chase"])
@example(texts=["", "", "a"])
def test_terms_and_words_are_those_of_features(every_term, texts):
    assert_same(every_term, texts)


@settings(max_examples=100, deadline=None)
@given(texts=TEXTS)
def test_the_default_vocabulary_reads_the_same_by_blocks(default_vocabulary, texts):
    assert_same(default_vocabulary, texts)


@pytest.fixture(scope="module")
def default_vocabulary(default_model):
    return Vocabulary(default_model.vocabulary)


def test_all_real_passages_read_the_same(default_vocabulary):
    texts = [example.text for example in read_corpus(ROOT / "data/benchmark")]
    assert_same(default_vocabulary, texts)


def test_every_term_of_the_vocabulary_is_found_and_no_other(default_vocabulary):
    """No silent collision: each word of the vocabulary, written alone, gives its own terms."""
    words = [term for term in default_vocabulary.terms if features.WORD.fullmatch(term)]
    for first in range(0, len(words), 5000):
        assert_same(default_vocabulary, words[first : first + 5000])


def test_unknown_words_cannot_score_by_accident(default_vocabulary):
    rng = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = ["q" + "".join(rng.choice(letters, size)) for size in rng.integers(1, 24, 20_000)]
    hits = default_vocabulary._read_block(words)
    assert found(hits) == expected(default_vocabulary, words)
