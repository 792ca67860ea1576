"""Counts over a corpus, of any framework."""

from __future__ import annotations

import json
from dataclasses import replace

from carelens.corpus import Example
from carelens.corpus_stats import Balance, Words, stats
from carelens.framework import Framework

GREY = Example("a-1", "Grey all day.", ("sky.treatment",), "note", "aimed", "a")
CORPUS = [
    GREY,
    replace(GREY, id="a-2", text="Grey, then blue", labels=("sky.treatment", "sky.healing")),
    replace(GREY, id="a-3", text="A soft breeze at dusk", labels=("wind.healing",), pair="p"),
    replace(GREY, id="b-1", batch="b", genre="plan", labels=(), kind="negative", source="s"),
    replace(GREY, id="b-2", batch="b", kind="negative", source="s", doc="d"),
]


def test_passages_are_counted_by_batch_genre_kind_and_label(small_framework: Framework) -> None:
    found = stats(CORPUS, small_framework)
    assert found.passages == 5
    assert found.batches == {"a": 3, "b": 2}
    assert found.genres == {"note": 4, "plan": 1}
    assert found.kinds == {"aimed": 3, "negative": 2}
    assert list(found.labels) == list(small_framework.labels)
    assert list(found.labels.values()) == [3, 1, 0, 1]
    assert found.labels_by_kind["sky.treatment"] == {"aimed": 2, "negative": 1}
    assert found.labels_per_passage == {0: 1, 1: 3, 2: 1}
    assert (found.sources, found.pairs, found.docs) == (1, 1, 1)


def test_words_are_summed_up(small_framework: Framework) -> None:
    words = stats(CORPUS, small_framework).words
    assert words == Words(total=17, shortest=3, median=3.0, mean=3.4, longest=5)


def test_a_dimension_is_balanced_between_its_poles(small_framework: Framework) -> None:
    found = stats(CORPUS, small_framework).dimensions
    assert found["sky"] == Balance(treatment=2, healing=0, mixed=1, none=2, balance=-0.5)
    assert found["wind"] == Balance(treatment=0, healing=1, mixed=0, none=4, balance=1.0)


def test_an_empty_corpus_has_counts_too(small_framework: Framework) -> None:
    found = stats([], small_framework)
    assert found.passages == found.words.total == 0
    assert found.dimensions["sky"].balance is None


def test_labels_of_another_framework_are_left_out(small_framework: Framework) -> None:
    found = stats([replace(GREY, labels=("goal.healing",))], small_framework)
    assert sum(found.labels.values()) == 0


def test_the_counts_are_plain_data(small_corpus: list[Example], small_framework: Framework) -> None:
    data = stats(small_corpus, small_framework).to_dict()
    assert json.loads(json.dumps(data))["passages"] == len(small_corpus) > 0
