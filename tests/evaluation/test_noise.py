"""Damage and spelling: deterministic, and only what each name says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.evaluation import noise

TEXT = (
    "The counsellor's programme doesn't centre on behaviour, but on learning to recognise feelings."
)


@pytest.mark.parametrize("name", noise.NOISES)
@given(text=st.text(max_size=80))
def test_the_same_text_gives_the_same_damage(name, text):
    assert noise.NOISES[name](text) == noise.NOISES[name](text)


@pytest.mark.parametrize("damage", [noise.typos, noise.scanned])
def test_a_tenth_of_the_longer_words_is_struck(damage):
    words = [f"{a}{b}ing" for a in ("teach", "reach", "learn", "listen") for b in "abcdefghijklmn"]
    text = " ".join(words * 20)
    struck = [w for w in damage(text).replace("- ", "-").split() if w not in set(words)]
    assert 0.05 < len(struck) / (len(words) * 20) < 0.15


def test_short_words_stay_whole():
    assert noise.typos("a of the is") == noise.scanned("a of the is") == "a of the is"


def test_punctuation_leaves_a_blank_and_an_apostrophe_leaves_nothing():
    assert noise.unpunctuated("It isn't (quite) over; wait.") == "It isnt  quite  over  wait "


def test_british_and_american_spelling_turn_into_one_another():
    american = noise.american(TEXT)
    assert american == (
        "The counselor's program doesn't center on behavior, but on learning to recognize feelings."
    )
    assert noise.british(american) == TEXT


def test_spelling_leaves_what_is_spelt_right():
    assert noise.british(TEXT) == TEXT
    assert noise.american("Behavioral programs and programming, realistic, labeled, fulfilled") == (
        "Behavioral programs and programming, realistic, labeled, fulfilled"
    )
