"""Terms: folded words, pairs and stems, and once more those in the scope of a rejection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.features import SCOPE, terms, words
from carelens.folding import fold


def texts_of(text: str) -> list[str]:
    return [term.text for term in terms(text)]


def words_of(text: str) -> list[str]:
    return [t for t in texts_of(text) if " " not in t and not t.endswith("-")]


def test_words_pairs_and_stems_in_the_order_of_their_first_words():
    assert texts_of("Chase symptoms") == [
        "chase",
        "chas-",
        "chase symptoms",
        "symptoms",
        "symp-",
        "sympto-",
    ]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("We no longer chase symptoms", ["~longer", "~chase", "~symptoms"]),
        ("listening rather than fixing people", ["~fixing", "~people"]),
        ("we do not fix, we listen", ["~fix"]),
        ("not the label but the story", ["~the", "~label"]),
        ("She doesn’t need fixing", ["~need", "~fixing"]),
        ("moved away from tight manuals. We listen", ["~tight", "~manuals"]),
        ("nothing is rejected here — we stay", ["~is", "~rejected", "~here"]),
        ("We chase symptoms", []),
    ],
)
def test_words_in_the_scope_of_a_rejection_are_marked(text, marked):
    assert [word for word in words_of(text) if word.startswith("~")] == marked


def test_what_is_rejected_is_there_with_and_without_its_mark():
    assert texts_of("no symptoms") == [
        "no",
        "no symptoms",
        "symptoms",
        "symp-",
        "sympto-",
        "~symptoms",
        "~symp-",
        "~sympto-",
    ]


def test_words_alone():
    assert words("He didn't, at 34, chase") == ["she/he", "didn't", "at", "00", "chase"]


def test_a_scope_ends_after_a_number_of_words():
    text = "never " + " ".join(f"w{chr(97 + i)}" for i in range(SCOPE + 3))
    assert sum(word.startswith("~") for word in words_of(text)) == SCOPE


def test_curly_and_straight_apostrophes_are_one():
    assert texts_of("don’t") == texts_of("don't")


@given(st.text())
def test_every_span_lies_in_the_text_and_reads_as_its_term(text):
    for term in terms(text):
        assert 0 <= term.start < term.end <= len(text)
        first = term.text.split(" ")[0].lstrip("~").rstrip("-")
        read = text[term.start : term.end].replace("’", "'").lower()
        assert read.startswith(first) or fold(words(read)[0]) == first


@given(st.text(alphabet=st.sampled_from("abNOt not,.’' \n12é\U0001f600"), max_size=60))
def test_case_does_not_matter(text):
    assert texts_of(text) == texts_of(text.upper().lower())
