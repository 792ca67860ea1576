"""Known terms of any number of texts, read by the piece or by the block."""

import pytest
from tests.conftest import ROOT

from carelens import vocabulary
from carelens.corpus import read_corpus
from carelens.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def default_vocabulary(default_model):
    return Vocabulary(default_model.vocabulary)


def found(hits):
    rows, terms, counts = (column.tolist() for column in hits[:3])
    return dict(zip(zip(rows, terms, strict=True), counts, strict=True))


def test_counts_words_and_known_words():
    [hits] = Vocabulary(["grey", "grey sky", "sky"]).read(["Grey sky, grey", "blue"])
    assert found(hits) == {(0, 0): 2, (0, 1): 1, (0, 2): 1}
    assert hits.words.tolist() == [3, 1]
    assert hits.known.tolist() == [3, 0]


def test_nothing_to_read():
    assert list(Vocabulary(["grey"]).read([])) == []


def test_long_inputs_are_read_in_stretches(default_vocabulary, monkeypatch):
    texts = [example.text for example in read_corpus(ROOT / "data/benchmark/contrast.jsonl")]
    whole = [found(hits) for hits in default_vocabulary.read(texts)]
    monkeypatch.setattr(vocabulary, "BLOCK", 300)
    monkeypatch.setattr(vocabulary, "FEWEST", 0)
    parts = list(default_vocabulary.read(texts))
    assert len(whole) == 1
    assert len(parts) > 10
    assert sum(len(part.words) for part in parts) == len(texts)
    shifted, first = {}, 0
    for part in parts:
        shifted |= {(row + first, term): n for (row, term), n in found(part).items()}
        first += len(part.words)
    assert shifted == whole[0]
