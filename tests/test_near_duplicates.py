"""Near duplicates: nothing above the threshold is missed, nothing below it is reported."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.near_duplicates import Match, near_duplicates, shingles, similarity

SENTENCE = "the therapist and the client agree on what to do in the next of the six sessions today"


def test_case_and_punctuation_do_not_matter() -> None:
    assert near_duplicates(["She sets the pace.", "she sets - THE PACE"]) == [Match(0, 1, 1.0)]


def test_one_word_in_a_sentence_exchanged_is_nearly_the_same() -> None:
    [match] = near_duplicates([SENTENCE, SENTENCE.replace("client", "patient")])
    assert 0.6 <= match.similarity < 1


def test_the_same_words_in_another_order_are_not_the_same() -> None:
    words = SENTENCE.split()
    assert near_duplicates([SENTENCE, " ".join(reversed(words))]) == []


def test_short_texts_are_compared_too() -> None:
    assert near_duplicates(["Stable.", "stable", "Unstable"]) == [Match(0, 1, 1.0)]


def test_texts_without_words_match_nothing() -> None:
    assert near_duplicates(["...", "", "!"]) == []


def test_three_of_a_kind_give_three_pairs_in_order() -> None:
    found = near_duplicates(["x y z", "other words here", "x y z", "x y z"])
    assert [(match.first, match.second) for match in found] == [(0, 2), (0, 3), (2, 3)]


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.5, float("nan")])
def test_a_threshold_outside_its_range_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        near_duplicates(["a"], threshold)


words = st.lists(st.sampled_from("abc"), max_size=8).map(" ".join)


@given(texts=st.lists(words, max_size=12), threshold=st.sampled_from([0.2, 0.5, 0.6, 0.8, 1.0]))
def test_the_index_finds_what_comparing_all_pairs_finds(texts: list[str], threshold: float) -> None:
    sets = [shingles(text) for text in texts]
    expected = [
        Match(i, j, score)
        for i, j in combinations(range(len(texts)), 2)
        if (score := similarity(sets[i], sets[j])) >= threshold
    ]
    assert near_duplicates(texts, threshold) == expected


@given(one=words, other=words)
def test_similarity_is_symmetric_and_between_none_and_all(one: str, other: str) -> None:
    a, b = shingles(one), shingles(other)
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, a) == (1 if a else 0)
