"""Web annotations as the Recommendation asks for them, found again by quote and by position."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument, Verdict, text_sha256
from carelens.document import Document
from carelens.exporters.web_annotation import render
from carelens.model import Model
from carelens.readers import read_text

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
LINES = [
    "\U0001f300 Grey clouds cover the sky\r\nover the cafe\u0301.",
    "A gentle breeze from the sea",
    "The gale broke two trees, \U0001f300 and the sky is grey",
]


def page(annotated: AnnotatedDocument, **options: bool) -> dict[str, Any]:
    return json.loads(render(annotated, **options))


def items(annotated: AnnotatedDocument, **options: bool) -> list[dict[str, Any]]:
    return page(annotated, **options).get("items", [])


def by_position(text: str, selector: dict[str, Any]) -> str:
    assert selector["type"] == "TextPositionSelector"
    return text[selector["start"] : selector["end"]]


def by_quote(text: str, selector: dict[str, Any]) -> list[int]:
    """Where the quotation stands, all places."""
    assert selector["type"] == "TextQuoteSelector"
    before, after = re.escape(selector["prefix"]), re.escape(selector["suffix"])
    pattern = f"(?<={before})(?={re.escape(selector['exact'])}{after})"
    return [match.start() for match in re.finditer(pattern, text)]


def body(annotation: dict[str, Any], purpose: str) -> str:
    [found] = [b["value"] for b in annotation["body"] if b["purpose"] == purpose]
    return found


def given_labels(annotated: AnnotatedDocument) -> list[tuple[str, str, str]]:
    return [
        (annotated.text(passage), label, str(annotated.scores(i)[label]))
        for i, passage in enumerate(annotated.passages)
        for label in annotated.labels(i)
    ]


def test_every_label_is_an_annotation(each: AnnotatedDocument) -> None:
    text = each.document.text
    assert [
        (by_position(text, a["target"]["selector"][1]), body(a, "tagging"), body(a, "assessing"))
        for a in items(each)
    ] == given_labels(each)


def test_a_quote_finds_what_the_position_finds(each: AnnotatedDocument) -> None:
    for annotation in items(each):
        quotation, position = annotation["target"]["selector"]
        assert position["start"] in by_quote(each.document.text, quotation)
        assert quotation["exact"] == by_position(each.document.text, position)
        assert len(quotation["prefix"]) <= 32
        assert len(quotation["suffix"]) <= 32


@pytest.mark.parametrize("text", [True, False])
def test_a_page_has_what_it_must_have(each: AnnotatedDocument, text: bool) -> None:
    """The MUSTs of 3.1, 3.2.4, 4, 5.1 and 5.2."""
    found = page(each, text=text)
    assert found["@context"] == CONTEXT
    everything = [found, *found.get("items", [])]
    assert len({thing["id"] for thing in everything}) == len(everything)
    assert all(urlsplit(thing["id"]).scheme == "urn" for thing in everything)
    if found["type"] == "AnnotationCollection":
        assert found["total"] == 0
        assert given_labels(each) == []
        return
    assert found["type"] == "AnnotationPage"
    assert found["partOf"]["total"] == len(found["items"]) > 0
    for annotation in found["items"]:
        assert annotation["type"] == "Annotation"
        assert "@context" not in annotation
        assert isinstance(annotation["target"]["source"], str)
        assert {b["type"] for b in annotation["body"]} == {"TextualBody"}
        assert [b["purpose"] for b in annotation["body"]] == ["tagging", "assessing", "commenting"]


def test_the_source_is_the_name_as_a_reference(hostile: AnnotatedDocument) -> None:
    [source] = {a["target"]["source"] for a in items(hostile)}
    assert unquote(source) == hostile.document.name
    assert not set(source) & set("<>:/=\"' ")


def test_without_a_name_the_source_is_the_hash_of_the_text(small_model: Model) -> None:
    found = annotate(Document("Grey clouds cover the sky"), small_model)
    [source] = {a["target"]["source"] for a in items(found)}
    assert source == f"urn:sha256:{text_sha256(found.document.text)}"


def test_a_comment_says_the_verdict_and_the_words(annotated: AnnotatedDocument) -> None:
    [gale] = [a for a in items(annotated) if "two trees" in a["target"]["selector"][0]["exact"]]
    head, carried, *_ = body(gale, "commenting").split("\n")
    assert re.fullmatch(r"Wind: (strongly )?leans to the rough\.", head)
    assert carried.startswith("For: “")
    assert "gale" in carried


def test_a_mixed_verdict_gives_an_annotation_to_each_pole(annotated: AnnotatedDocument) -> None:
    mixed = Verdict("sky", 0.8, 0.7, "mixed", "both")
    first, *rest = annotated.verdicts
    found = items(replace(annotated, verdicts=((mixed, *first[1:]), *rest)))[:2]
    assert [(body(a, "tagging"), body(a, "assessing")) for a in found] == [
        ("sky.treatment", "0.8"),
        ("sky.healing", "0.7"),
    ]
    assert body(found[1], "commenting").startswith("Sky: both; here leans to the fair.")


def test_the_generator_is_the_model(plan: AnnotatedDocument) -> None:
    [generator] = {json.dumps(a["generator"]) for a in items(plan)}
    assert json.loads(generator)["id"] == f"urn:sha256:{plan.model.sha256}"
    assert plan.model.version in json.loads(generator)["name"]


def test_without_text_no_word_of_it_is_left(each: AnnotatedDocument) -> None:
    found = render(each, text=False)
    assert "TextQuoteSelector" not in found
    assert "For:" not in found
    for passage in each.passages:
        assert each.text(passage) not in found
    for heading in {heading for p in each.passages for heading in p.section}:
        assert json.dumps(heading, ensure_ascii=False) not in found
    for annotation, whole in zip(items(each, text=False), items(each), strict=True):
        assert annotation["target"]["selector"] == whole["target"]["selector"][1]
        assert text_sha256(each.document.text) in annotation["target"]["source"]
        assert [b["value"] for b in annotation["body"][:2]] == [
            b["value"] for b in whole["body"][:2]
        ]


def test_ids_are_the_same_again_and_others_for_another_document(
    annotated: AnnotatedDocument,
) -> None:
    assert render(annotated) == render(annotated)
    other = replace(annotated, document=replace(annotated.document, name="other.docx"))
    assert not {a["id"] for a in items(annotated)} & {a["id"] for a in items(other)}


def test_what_utf_8_cannot_hold_is_replaced(small_model: Model) -> None:
    found = annotate(Document("Grey\0 clouds \ud800 cover the sky", "\ud800.txt"), small_model)
    [first, *_] = items(found)
    assert first["target"]["selector"][0]["exact"] == "Grey\ufffd clouds \ufffd cover the sky"
    render(found).encode()


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=30), max_size=5))
def test_any_text_is_found_again(small_model: Model, lines: list[str]) -> None:
    found = annotate(read_text("\n\n".join(lines), "any.txt"), small_model)
    for annotation in items(found):
        quotation, position = annotation["target"]["selector"]
        assert quotation["exact"] == by_position(found.document.text, position)
        assert position["start"] in by_quote(found.document.text, quotation)
