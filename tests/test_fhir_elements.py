"""What in a FHIR resource is words of people."""

from typing import Any

import pytest

from carelens.fhir_elements import ELEMENTS, each, is_retracted, of, resource_type, words


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("plain", ("plain", "x")),
        ({"text": "said", "coding": [{"display": "coded"}]}, ("said", "x.text")),
        ({"text": " ", "coding": [{"code": "1"}, {"display": "b"}]}, ("b", "x.coding[1].display")),
        ({"reference": "Goal/1", "display": "shown"}, ("shown", "x.display")),
        ({"concept": {"text": "r5"}}, ("r5", "x.concept.text")),
        ({"reference": {"display": "r5"}}, ("r5", "x.reference.display")),
        ({"reference": "Goal/1", "identifier": {"value": "1"}}, ("", "x")),
        ({"text": 1, "coding": {"display": []}, "display": None}, ("", "x")),
        (None, ("", "x")),
        ([["a"]], ("", "x")),
    ],
)
def test_words(element: Any, expected: tuple[str, str]) -> None:
    assert words(element, "x") == expected


def test_members_have_their_index() -> None:
    assert list(each(["a", None], "x")) == [("a", "x[0]"), (None, "x[1]")]
    assert list(each("a", "x")) == [("a", "x")]


def test_notes_are_words_in_every_resource() -> None:
    assert of("NeverHeardOf") == {"note": "words"}
    assert all(tree["note"] == "words" for tree in ELEMENTS.values())


def test_types_and_states() -> None:
    assert resource_type({"resourceType": "Goal"}) == "Goal"
    for value in (None, 1, [], "<a>", "goal", {"resourceType": "Goal"}):
        assert resource_type({"resourceType": value}) == ""
    assert is_retracted({"status": "entered-in-error"})
    assert is_retracted({"verificationStatus": {"coding": [{"code": "entered-in-error"}]}})
    assert not is_retracted({"status": [], "verificationStatus": {"coding": "x"}})
