"""Peers that need nothing but the base installation, and the words of a lexicon."""

import pytest
from experiments.lexicon import Lexicon
from experiments.peers import line, measure_peer
from experiments.tfidf import CareLens, PlainTfidf

from carelens.framework import Framework


@pytest.mark.parametrize("make", [lambda: CareLens(10.0), PlainTfidf])
def test_a_peer_is_measured_on_held_out_passages_and_on_the_benchmark(
    make, small_corpus, small_framework
):
    figures = measure_peer(make, small_corpus, small_corpus[:12], small_framework)
    assert figures["real"]["passages"] == 12
    assert figures["real"]["micro_f1"] > 0.5
    assert 0 <= figures["held_out_real"]["micro_f1"] <= 1
    assert line("name", figures | {"contrast": {"micro_f1": 0.0}}).startswith("name ")


def test_the_lexicon_has_words_for_every_label_and_knows_beginnings():
    framework = Framework.load()
    scores = Lexicon(framework).scores(["He was stabilised; attachment matters.", "Nothing."])
    given = [label for label, score in zip(framework.labels, scores[0], strict=True) if score]
    assert given == ["goal.treatment", "trauma.healing"]
    assert not scores[1].any()
