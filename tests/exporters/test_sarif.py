"""SARIF that validators take, whose regions are the passages, and that tells no words unasked."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.document import Document
from carelens.exporters.sarif import FINGERPRINT, render
from carelens.model import Model
from carelens.readers import read_text

SCHEMA = Path(__file__).parent.parent / "data" / "sarif" / "sarif-schema-2.1.0.json"
LINES = [
    "\U0001f300 Grey clouds cover the sky\r\nover the cafe\u0301.",
    "A gentle breeze from the sea",
    "The gale broke two trees, \U0001f300 and the sky is grey",
    "A blue sky all morning in the valley",
]


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def run(annotated: AnnotatedDocument, **options: bool) -> dict[str, Any]:
    [only] = json.loads(render(annotated, **options))["runs"]
    return only


def regions(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        place["physicalLocation"]["region"]
        for result in found["results"]
        for place in (*result["locations"], *result["relatedLocations"])
    ]


def by_lines(text: str, region: dict[str, Any]) -> str:
    """The words of a region by its lines and columns, as a reader of the standard counts them."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + column - 1

    start = offset(region["startLine"], region["startColumn"])
    return text[start : offset(region["endLine"], region["endColumn"])]


def by_offsets(text: str, region: dict[str, Any]) -> str:
    return text[region["charOffset"] :][: region["charLength"]]


def given_labels(annotated: AnnotatedDocument) -> list[tuple[str, int]]:
    return [(label, i) for i in range(len(annotated.passages)) for label in annotated.labels(i)]


def test_it_is_valid(each: AnnotatedDocument, schema: Draft202012Validator) -> None:
    for snippets in (False, True):
        schema.validate(json.loads(render(each, snippets=snippets)))
    assert run(each)["columnKind"] == "unicodeCodePoints"
    assert run(each)["newlineSequences"] == ["\r\n", "\n", "\r"]


def test_one_note_a_passage_and_label(each: AnnotatedDocument) -> None:
    found = run(each)["results"]
    for result, (label, i) in zip(found, given_labels(each), strict=True):
        passage, score = each.passages[i], each.scores(i)[label]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (result["ruleId"], result["level"]) == (label, "note")
        assert region["charOffset"] == passage.start
        assert region["charLength"] == passage.end - passage.start
        assert result["properties"]["score"] == score
        assert result["rank"] == pytest.approx(100 * score)
        assert f"score {score:.2f}" in result["message"]["text"]


def test_both_ways_to_a_region_give_the_words(each: AnnotatedDocument) -> None:
    text = each.document.text
    for region in regions(run(each, snippets=True)):
        assert by_offsets(text, region) == by_lines(text, region) == region["snippet"]["text"]


def test_a_rule_a_label(annotated: AnnotatedDocument, plan: AnnotatedDocument) -> None:
    assert len(run(plan)["tool"]["driver"]["rules"]) == 24
    found = run(annotated)
    rules = found["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(annotated.model.framework.labels)
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in found["results"])
    blue = rules[1]
    assert blue["name"] == "SkyHealing"
    assert blue["shortDescription"]["text"] == "Sky: fair."
    assert blue["fullDescription"]["text"] == "Clear."
    assert blue["help"]["text"] == "How is the sky?\n\nFair: Blue.\n\nClear."


def test_the_message_says_it_in_words(annotated: AnnotatedDocument) -> None:
    messages = {r["message"]["text"].partition(",")[0] for r in run(annotated)["results"]}
    assert any(re.fullmatch(r"(Sky|Wind): (strongly )?leans to the rough", m) for m in messages)


def test_the_words_for_and_against_are_related_places(plan: AnnotatedDocument) -> None:
    [first, *_] = [r for r in run(plan, snippets=True)["results"] if r["ruleId"] == "goal.healing"]
    assert [place["id"] for place in first["relatedLocations"]] == list(
        range(len(first["relatedLocations"]))
    )
    for place in first["relatedLocations"]:
        assert re.fullmatch(
            r"Speaks for it, \+\d+\.\d\d\.|Speaks against it, -\d+\.\d\d\.",
            place["message"]["text"],
        )


@pytest.mark.parametrize("options", [{}, {"text": False}, {"text": False, "snippets": True}])
def test_no_words_unasked(hostile: AnnotatedDocument, options: dict[str, bool]) -> None:
    rendered = render(hostile, **options)
    assert run(hostile)["results"]
    for word in ("harbour", "alert", "onerror", "clouds", "caf", "roof", "\u202e", "\x1b"):
        assert word not in rendered
    assert "snippet" not in rendered
    assert text_sha256(hostile.document.text) in rendered


def test_the_artifact_is_the_text(hostile: AnnotatedDocument) -> None:
    [artifact] = run(hostile)["artifacts"]
    text = hostile.document.text
    assert artifact["hashes"] == {"sha-256": text_sha256(text)}
    assert artifact["length"] == len(text.encode())
    assert not set(artifact["location"]["uri"]) & set("<>: ")
    assert unquote(artifact["location"]["uri"]) == hostile.document.name


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("", "document"),
        ("//host/a b.txt", "host/a%20b.txt"),
        ("C:\\x\udcff.txt", "C%3A%5Cx%3F.txt"),
    ],
)
def test_a_name_is_a_relative_reference(blank: AnnotatedDocument, name: str, uri: str) -> None:
    [artifact] = run(replace(blank, document=Document("", name)))["artifacts"]
    assert artifact["location"]["uri"] == uri


def fingerprints(model: Model, lines: list[str]) -> dict[tuple[str, str], str]:
    found = annotate(read_text("\n\n".join(lines), "log.txt"), model)
    results = run(found, snippets=True)["results"]
    return {
        (
            result["ruleId"],
            result["locations"][0]["physicalLocation"]["region"]["snippet"]["text"],
        ): result["partialFingerprints"][FINGERPRINT]
        for result in results
    }


def test_fingerprints_outlive_edits_elsewhere(small_model: Model) -> None:
    before = fingerprints(small_model, LINES)
    after = fingerprints(small_model, ["Storm and gale warnings, all night", *LINES[::-1]])
    assert len(set(before.values())) == len(before) >= 4
    assert before.items() <= after.items()


def test_a_fingerprint_sees_neither_wrapping_nor_composition(small_model: Model) -> None:
    one = fingerprints(small_model, ["The sky is grey today over the cafe\u0301\nin the valley."])
    other = fingerprints(small_model, ["The sky is  grey today over the caf\u00e9 in the valley."])
    assert list(one.values()) == list(other.values()) != []


def test_the_same_words_twice_are_two_findings(small_model: Model) -> None:
    found = run(annotate(read_text("\n\n".join(LINES[1:2] * 2), "log.txt"), small_model))
    first, second = (r["partialFingerprints"][FINGERPRINT] for r in found["results"])
    assert first.partition(":")[0] == second.partition(":")[0]
    assert (first[-2:], second[-2:]) == (":1", ":2")


def test_nothing_gives_an_empty_run(blank: AnnotatedDocument) -> None:
    assert run(blank)["results"] == []


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=4),
    st.sampled_from(["\n\n", "\r\n\r\n", "\r\r", "\n\u2028\n", "\x0c\n", "\x85"]),
)
def test_any_line_ends(small_model: Model, lines: list[str], between: str) -> None:
    found = annotate(read_text(between.join(lines), "any.txt"), small_model)
    for region in regions(run(found)):
        assert by_offsets(found.document.text, region) == by_lines(found.document.text, region)
        assert region["endLine"] >= region["startLine"]
