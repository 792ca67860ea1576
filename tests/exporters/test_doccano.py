"""doccano lines that its importer takes, and spans where its editor shows them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.document import Document
from carelens.exporters.doccano import render
from carelens.model import Model
from carelens.readers import read_text

LINES = [
    "\U0001f300 Grey clouds cover the sky\r\nover the cafe\u0301.",
    "A gentle breeze from the sea",
    "The gale broke two trees, \U0001f300 and the sky is grey",
    "A blue sky\u2028all morning\x85in the valley",
]


def line(annotated: AnnotatedDocument) -> dict[str, Any]:
    [only] = render(annotated).splitlines()
    return json.loads(only)


def substring(text: str, start: int, end: int) -> str:
    """As JavaScript cuts it."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def given_labels(annotated: AnnotatedDocument) -> list[tuple[str, str]]:
    return [
        (annotated.text(passage), label)
        for i, passage in enumerate(annotated.passages)
        for label in annotated.labels(i)
    ]


def test_spans_give_the_same_words_again(
    annotated: AnnotatedDocument, hostile: AnnotatedDocument, plan: AnnotatedDocument
) -> None:
    for document in (annotated, hostile, plan):
        found = line(document)
        assert found["text"] == document.document.text
        spans = [(substring(found["text"], *place), label) for *place, label in found["label"]]
        assert spans == given_labels(document)


def test_an_emoji_counts_as_two(small_model: Model) -> None:
    text = "\U0001f300 A gale tears at the roof.\n\nA gale tears at the roof \U0001f300."
    found = line(annotate(read_text(text, "n.txt"), small_model))
    [first, second] = found["label"]
    assert first == [0, 28, "wind.treatment"]
    assert second == [30, 58, "wind.treatment"]
    assert found["offsets"] == "UTF-16 code units"


def test_the_importer_finds_no_fault(plan: AnnotatedDocument) -> None:
    """What `SpanLabel` and `TextData` of doccano 1.8 ask of a line."""
    found = line(plan)
    assert found["text"]
    for start, end, label in found["label"]:
        assert 0 <= start < end
        assert 1 <= len(label) <= 100
    # It has these names of its own.
    assert not {"filename", "upload_name", "example_uuid", "data", "Comments"} & set(found)


def test_two_labels_of_a_passage_are_two_spans(annotated: AnnotatedDocument) -> None:
    spans = line(annotated)["label"]
    places = [tuple(place) for *place, _ in spans]
    assert len(set(places)) < len(places)


def test_the_rest_is_metadata(annotated: AnnotatedDocument) -> None:
    found = line(annotated)
    assert found["id"] == text_sha256(annotated.document.text)
    assert found["document"] == "log.docx"
    assert found["model"] == f"weather {annotated.model.version}"
    assert found["framework"] == "weather 1"
    assert found["scores"] == [
        annotated.scores(i)[label]
        for i in range(len(annotated.passages))
        for label in annotated.labels(i)
    ]


def test_no_guess_at_the_encoding_is_wrong(hostile: AnnotatedDocument) -> None:
    assert render(hostile).isascii()
    assert render(hostile) == render(hostile)


def test_what_no_database_takes_is_replaced(small_model: Model) -> None:
    found = annotate(Document("Grey\0 clouds \ud800 cover the sky", "\0.txt"), small_model)
    assert line(found)["text"] == "Grey\ufffd clouds \ufffd cover the sky"
    assert line(found)["document"] == "\ufffd.txt"


def test_a_document_without_labels_is_a_line_and_one_without_text_none(
    small_model: Model, blank: AnnotatedDocument
) -> None:
    silent = line(annotate(Document("Two chairs and a table", "n.txt"), small_model))
    assert (silent["label"], silent["scores"]) == ([], [])
    assert render(blank) == ""


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=30), max_size=5))
def test_any_text_comes_back(small_model: Model, lines: list[str]) -> None:
    document = annotate(read_text("\n\n".join(lines), "any.txt"), small_model)
    if not document.document.text:
        return
    found = line(document)
    assert found["text"] == document.document.text
    spans = [(substring(found["text"], *place), label) for *place, label in found["label"]]
    assert spans == given_labels(document)
