"""Swaps of who is written about: everything else stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.evaluation import swaps


@pytest.mark.parametrize(
    ("text", "swapped"),
    [
        ("She told her mother.", "He told his father."),
        ("He saw her, and HIS son did.", "She saw him, and HER daughter did."),
        ("We listen to her and wait.", "We listen to him and wait."),
        ("Mr. Gray's wife", "Ms. Gray's husband"),
        ("more masculine values", "more masculine values"),
        ("The shed, the manner", "The shed, the manner"),
    ],
)
def test_genders(text, swapped):
    assert swaps.genders(text) == swapped


@pytest.mark.parametrize(
    ("swap", "text", "swapped"),
    [
        (swaps.names, "James met Mary, grace given", "Mohammed met Fatima, grace given"),
        (swaps.peoples, "A Black woman in a black coat", "A White woman in a black coat"),
        (swaps.faiths, "a Muslim family and their imam", "a Jewish family and their rabbi"),
        (
            swaps.ages,
            "a 34-year-old; 9 years old; 71 yo; 12 weeks",
            "a 64-year-old; 39 years old; 41 yo; 12 weeks",
        ),
    ],
)
def test_names_peoples_faiths_and_ages(swap, text, swapped):
    assert swap(text) == swapped


@pytest.mark.parametrize("name", swaps.SWAPS)
def test_a_text_about_nobody_stays_as_it_is(name):
    text = "Vital signs stable; sessions are held on 9 September."
    assert swaps.SWAPS[name](text) == text


@pytest.mark.parametrize("name", swaps.SWAPS)
@given(text=st.text(max_size=60))
def test_any_text_can_be_swapped(name, text):
    assert len(swaps.SWAPS[name](text).split()) == len(text.split())
