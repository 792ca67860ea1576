"""JSON that keeps its published schema and says everything."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from carelens.annotation import SCHEMA, AnnotatedDocument
from carelens.exporters import render
from carelens.resources import read_text


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    found = json.loads(read_text("data/schema/annotation.schema.json"))
    Draft202012Validator.check_schema(found)
    assert found["$id"] == SCHEMA
    return Draft202012Validator(found)


def test_it_keeps_the_schema(each: AnnotatedDocument, schema: Draft202012Validator) -> None:
    schema.validate(json.loads(render(each, "json")))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("extra",), 1),
        (("model", "sha256"), "short"),
        (("profile", 0, "balance"), None),
        (("profile", 0, "treatment"), -1),
        (("passages", 0, "verdicts", 0, "healing"), 1.5),
        (("passages", 0, "verdicts", 0, "label"), "none"),
        (("passages", 0, "evidence", 0, "label"), "sky.neither"),
        (("passages", 0, "note"), ""),
    ],
)
def test_the_schema_refuses_what_breaks_it(
    annotated: AnnotatedDocument,
    schema: Draft202012Validator,
    path: tuple[str | int, ...],
    value: object,
) -> None:
    found = json.loads(render(annotated, "json"))
    assert found["passages"][0]["verdicts"][0]["label"] == "treatment"
    place = found
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert not schema.is_valid(found)


def test_nothing_is_lost_on_the_way(each: AnnotatedDocument) -> None:
    text = render(each, "json")
    assert json.loads(text) == each.to_dict()
    assert text.endswith("}\n")


def test_offsets_give_the_words_again(each: AnnotatedDocument) -> None:
    found = json.loads(render(each, "json"))
    text = found["document"]["text"]
    assert text == each.document.text
    for passage in found["passages"]:
        assert text[passage["start"] : passage["end"]] == passage["text"]
        for stretch in passage["evidence"]:
            assert passage["start"] <= stretch["start"] < stretch["end"] <= passage["end"]


def test_letters_stay_letters(hostile: AnnotatedDocument) -> None:
    assert "\U0001f300 A blue sky, a cafe\u0301" in render(hostile, "json")
