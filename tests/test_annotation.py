"""The profile of a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.annotate import annotate
from carelens.annotation import LABELS, Verdict, in_words, profile_row, wilson_interval
from carelens.document import Document


def test_counts_and_balance():
    row = profile_row("sky", ["healing", "healing", "treatment", "mixed", "none"])
    assert (row.addressed, row.treatment, row.healing, row.mixed) == (4, 1, 2, 1)
    assert row.balance == pytest.approx(1 / 5)


def test_not_addressed_is_a_finding():
    row = profile_row("sky", ["none", "none"])
    assert (row.addressed, row.balance, row.band, row.pole) == (0, None, "not addressed", "")


@pytest.mark.parametrize(
    ("labels", "band", "pole"),
    [
        (["healing"] * 9, "strongly", "healing"),
        (["treatment"] * 9, "strongly", "treatment"),
        (["healing"] * 2, "leans", "healing"),
        (["healing", "treatment"], "both", ""),
        (["mixed"] * 30, "both", ""),
    ],
)
def test_bands(labels, band, pole):
    row = profile_row("sky", labels)
    assert (row.band, row.pole) == (band, pole)


@given(st.lists(st.sampled_from(LABELS)))
def test_the_interval_holds_the_balance_and_mirrors_with_the_poles(labels):
    row = profile_row("sky", labels)
    swap = {"healing": "treatment", "treatment": "healing"}
    mirrored = profile_row("sky", [swap.get(label, label) for label in labels])
    if row.balance is None:
        assert mirrored.balance is None
        return
    assert -1 <= row.low <= row.balance + 1e-12
    assert row.balance <= row.high + 1e-12 <= 1 + 2e-12
    assert mirrored.balance == pytest.approx(-row.balance)
    assert (mirrored.low, mirrored.high) == pytest.approx((-row.high, -row.low))


def test_wilson_interval_against_published_values():
    # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_a_band_in_words_takes_the_names_of_the_framework(small_framework):
    assert in_words(small_framework, "strongly", "healing") == "strongly leans to the fair"
    assert in_words(small_framework, "leans", "treatment") == "leans to the rough"
    assert in_words(small_framework, "both", "") == "both"
    assert in_words(small_framework, "not addressed", "") == "not addressed"


@pytest.mark.parametrize(
    ("label", "poles"),
    [
        ("none", ()),
        ("treatment", ("treatment",)),
        ("healing", ("healing",)),
        ("mixed", ("treatment", "healing")),
    ],
)
def test_a_verdict_names_the_poles_and_labels_that_it_gives(label, poles):
    verdict = Verdict("sky", 0.4, 0.6, label, "")
    assert verdict.poles == poles
    assert verdict.labels == tuple(f"sky.{pole}" for pole in poles)
    assert verdict.scores == (("sky.treatment", 0.4), ("sky.healing", 0.6))


def test_a_passage_leans_over_all_its_dimensions(small_model):
    text = "Grey clouds cover the sky. A soft breeze at dusk. Grey sky but a soft breeze. Zyx."
    annotated = annotate(Document(text), small_model)
    assert [annotated.lean(i) for i in range(4)] == ["treatment", "healing", "mixed", "none"]
