"""Label Studio tasks that its own rules of reading take, whose regions are the passages."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument, Verdict, text_sha256
from carelens.document import Document
from carelens.exporters.label_studio import labelling_config, render
from carelens.framework import Framework
from carelens.model import Model
from carelens.readers import read_text

LINES = [
    "\U0001f300 Grey clouds cover the sky\r\nover the cafe\u0301.",
    "A gentle breeze from the sea",
    "The gale broke two trees, \U0001f300 and the sky is grey",
    "A blue sky all morning in the valley",
]


def task(annotated: AnnotatedDocument) -> dict[str, Any]:
    [only] = json.loads(render(annotated))
    return only


def regions(found: dict[str, Any]) -> list[dict[str, Any]]:
    [prediction] = found["predictions"]
    return prediction["result"]


def shown(text: str) -> list[str]:
    """The characters that Label Studio's editor counts: lines with one break for each CR and LF."""
    lines = re.split(r"\n|\r", text)
    return [c for line in lines for c in (*line, "\n")][:-1]


def given_labels(annotated: AnnotatedDocument) -> list[tuple[int, int, str, float]]:
    return [
        (passage.start, passage.end, label, annotated.scores(i)[label])
        for i, passage in enumerate(annotated.passages)
        for label in annotated.labels(i)
    ]


def test_every_label_is_a_region_of_one_prediction(each: AnnotatedDocument) -> None:
    found = task(each)
    assert found["data"] == {"text": each.document.text, "document": each.document.name}
    assert [
        (r["value"]["start"], r["value"]["end"], *r["value"]["labels"], r["score"])
        for r in regions(found)
    ] == given_labels(each)
    for region in regions(found):
        value = region["value"]
        assert value["text"] == each.document.text[value["start"] : value["end"]]


def test_the_prediction_has_the_model_and_a_score(
    annotated: AnnotatedDocument, blank: AnnotatedDocument
) -> None:
    [prediction] = task(annotated)["predictions"]
    scores = [region["score"] for region in prediction["result"]]
    assert prediction["model_version"] == f"weather {annotated.model.version}"
    assert prediction["score"] == pytest.approx(sum(scores) / len(scores), abs=1e-4)
    assert task(blank)["predictions"] == [{**prediction, "score": None, "result": []}]


def test_the_regions_keep_the_rules_of_the_configuration(each: AnnotatedDocument) -> None:
    """The checks of `LabelInterface.validate_prediction` in label-studio-sdk 2.1."""
    found = task(each)
    config = ElementTree.fromstring(found["meta"]["label_config"])
    [control], [shows] = config.findall("Labels"), config.findall("Text")
    labels = [label.get("value") for label in control]
    assert labels == list(each.model.framework.labels)
    assert control.get("toName") == shows.get("name")
    assert isinstance(found["data"][shows.get("value", "").removeprefix("$")], str)
    for region in regions(found):
        assert region["type"] == control.tag.lower()
        assert (region["from_name"], region["to_name"]) == (control.get("name"), shows.get("name"))
        assert region["value"]["start"] < region["value"]["end"]
        assert set(region["value"]["labels"]) <= set(labels)
        assert 0 <= region["score"] <= 1


def test_the_configuration_can_be_copied_from_the_file(each: AnnotatedDocument) -> None:
    config = labelling_config(each.model.framework)
    assert f'"label_config": "{config}"' in render(each)
    assert render(each).index("label_config") < render(each).index('"text"')


def test_the_configuration_says_what_a_label_is(small_framework: Framework) -> None:
    sky, wind = small_framework.dimensions
    name = "a \"b\" & 'c'\n<d> \\"
    strange = replace(small_framework, dimensions=(replace(sky, name=name), wind))
    config = labelling_config(strange)
    assert not set(config) & {'"', "\\", "\n"}
    hints = [label.get("hint") for label in ElementTree.fromstring(config).iter("Label")]
    assert hints[:2] == ["a \"b\" & 'c' <d> \\, rough: Grey.", "a \"b\" & 'c' <d> \\, fair: Blue."]


def test_ids_are_guids_each_its_own_and_the_same_again(plan: AnnotatedDocument) -> None:
    """The editor makes names of style classes of them, so that a label's dot would break it."""
    ids = [region["id"] for region in regions(task(plan))]
    assert len({uuid.UUID(i) for i in ids}) == len(ids) > 0
    assert render(plan) == render(plan)


def test_a_note_says_the_verdict_and_the_words(annotated: AnnotatedDocument) -> None:
    found = regions(task(annotated))
    [gale] = [r for r in found if "two trees" in r["value"]["text"]]
    head, carried, *_ = gale["meta"]["text"].split("\n")
    assert re.fullmatch(r"Wind: (strongly )?leans to the rough\.", head)
    assert carried.startswith("For: “")
    assert "gale" in carried


def test_a_mixed_verdict_gives_a_region_to_each_pole(annotated: AnnotatedDocument) -> None:
    mixed = Verdict("sky", 0.8, 0.7, "mixed", "both")
    first, *rest = annotated.verdicts
    found = regions(task(replace(annotated, verdicts=((mixed, *first[1:]), *rest))))[:2]
    assert [r["value"]["labels"] for r in found] == [["sky.treatment"], ["sky.healing"]]
    assert [r["score"] for r in found] == [0.8, 0.7]
    assert [r["meta"]["text"].split("\n")[0] for r in found] == [
        "Sky: both; here leans to the rough.",
        "Sky: both; here leans to the fair.",
    ]


def test_what_no_database_takes_is_replaced(small_model: Model) -> None:
    found = annotate(Document("Grey\0 clouds \ud800 cover the sky", "\0.txt"), small_model)
    assert task(found)["data"] == {
        "text": "Grey\ufffd clouds \ufffd cover the sky",
        "document": "\ufffd.txt",
    }
    assert task(found)["meta"]["text_sha256"] == text_sha256(found.document.text)
    render(found).encode()


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=30), max_size=5))
def test_offsets_count_as_the_editor_does(small_model: Model, lines: list[str]) -> None:
    found = task(annotate(read_text("\n\n".join(lines), "any.txt"), small_model))
    characters = shown(found["data"]["text"])
    for region in regions(found):
        value = region["value"]
        words = "".join(characters[value["start"] : value["end"]])
        assert words == value["text"].replace("\r", "\n")
