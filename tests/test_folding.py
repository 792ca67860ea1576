"""Folding: who is written about, and how many, makes no difference."""

import pytest

from carelens.features import terms
from carelens.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("he told his mother", "she told her father"),
        ("we listen to her and wait", "we listen to him and wait"),
        ("Mr Gray's wife", "Mrs Gray's husband"),
        ("a Black woman of 34", "an Asian man of 71".replace("an", "a", 1)),
        ("their imam and the mosque", "their rabbi and the synagogue"),
        ("within 30 days", "within 90 days"),
    ],
)
def test_texts_about_others_have_the_same_terms(one, other):
    assert [t.text for t in terms(one)] == [t.text for t in terms(other)]


@pytest.mark.parametrize("word", ["masculine", "feminine", "parent", "they", "elders", "twelve"])
def test_other_words_stay_as_they_are(word):
    assert fold(word) == word


def test_numbers_keep_their_length():
    assert (fold("7"), fold("90"), fold("2026")) == ("0", "00", "0000")
