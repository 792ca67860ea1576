"""One byte a character, folded as `features` folds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens import alphabet, features
from carelens.alphabet import DIGIT, LETTER, OTHER, STOP


def classes(text):
    data, _, odd = alphabet.encode([text])
    assert not odd
    return list(data.translate(alphabet.CLASSES))[: len(text)]


def test_letters_are_lower_case_digits_are_zero_and_apostrophes_plain():
    assert alphabet.encode(["She’s 42", "É"]) == (b"she's 00\n\xe9\n", [8, 1], [])


def test_classes_are_those_of_the_expressions():
    assert classes("aé1.—_ \U0001f600") == [LETTER, LETTER, DIGIT, STOP, STOP, OTHER, OTHER, OTHER]


@pytest.mark.parametrize("text", ["Психика", "心", "x²", "½"])
def test_a_text_with_letters_outside_is_left_empty_and_named(text):
    assert alphabet.encode(["a", text, "b"]) == (b"a\n\nb\n", [1, 0, 1], [1])


@given(st.lists(st.text(), max_size=5))
def test_lengths_are_those_in_the_bytes(texts):
    data, lengths, odd = alphabet.encode(texts)
    assert len(data) == sum(lengths) + len(texts)
    for place, text in enumerate(texts):
        assert lengths[place] == (0 if place in odd else len(text))


@given(st.characters(max_codepoint=0x2FF))
def test_every_character_that_fits_has_its_class(character):
    data, _, odd = alphabet.encode([character])
    if not odd:
        word = features.WORD.fullmatch(character)
        expected = (DIGIT if character.isdecimal() else LETTER) if word else OTHER
        if features.BOUNDARY.fullmatch(character):
            expected = STOP
        assert data.translate(alphabet.CLASSES)[0] == expected
