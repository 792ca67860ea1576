"""Parquet with typed columns, the same rows as JSON lines."""

from __future__ import annotations

import io
import json

import numpy as np
import pyarrow
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.document import Document, Passage
from carelens.exporters import jsonl
from carelens.exporters.parquet import render
from carelens.model import Model
from carelens.readers import read_text


def table(annotated: AnnotatedDocument, **options: bool) -> pyarrow.Table:
    return parquet.read_table(io.BytesIO(render(annotated, **options)))


def test_the_rows_are_those_of_json_lines(each: AnnotatedDocument) -> None:
    for text in (True, False):
        lines = jsonl.render(each, text=text).split("\n")[:-1]
        for row, line in zip(table(each, text=text).to_pylist(), lines, strict=True):
            expected = json.loads(line)
            scores = {label: float(np.float32(x)) for label, x in expected.pop("scores").items()}
            assert row == {**expected, **scores}


def test_spans_give_the_text_again(each: AnnotatedDocument) -> None:
    for row in table(each).to_pylist():
        assert each.document.text[row["start"] : row["end"]] == row["text"]


def test_columns_are_typed(plan: AnnotatedDocument) -> None:
    schema = table(plan).schema
    assert [(field.name, str(field.type)) for field in schema][:7] == [
        ("document", "string"),
        ("start", "int32"),
        ("end", "int32"),
        ("section", "list<element: string>"),
        ("quoted", "bool"),
        ("text", "string"),
        ("labels", "list<element: string>"),
    ]
    assert schema.names[7:] == list(plan.model.framework.labels)
    assert {schema.field(name).type for name in schema.names[7:]} == {pyarrow.float32()}
    assert len(schema.names) == 7 + 24
    assert not any(field.nullable for field in schema)


def test_the_metadata_name_model_and_text(plan: AnnotatedDocument) -> None:
    metadata = table(plan).schema.metadata
    assert metadata[b"carelens.model_sha256"].decode() == plan.model.sha256
    assert metadata[b"carelens.framework"] == b"treatment-healing"
    assert metadata[b"carelens.text_sha256"].decode() == text_sha256(plan.document.text)


def test_several_documents_read_as_one_table(
    annotated: AnnotatedDocument, hostile: AnnotatedDocument, blank: AnnotatedDocument
) -> None:
    tables = [table(one).replace_schema_metadata(None) for one in (annotated, hostile, blank)]
    assert len(pyarrow.concat_tables(tables)) == len(annotated.passages) + len(hostile.passages)


def test_no_words_without_text(hostile: AnnotatedDocument) -> None:
    found = table(hostile, text=False)
    assert set(found["text"].to_pylist()) == {""}
    assert not any(found["section"].to_pylist())
    for word in (b"harbour", b"onerror", b"clouds", b"roof"):
        assert word not in render(hostile, text=False)


def test_nothing_gives_columns_alone(blank: AnnotatedDocument) -> None:
    found = table(blank)
    assert len(found) == 0
    assert found.schema.field("start").type == pyarrow.int32()


def test_the_same_annotation_gives_the_same_bytes(annotated: AnnotatedDocument) -> None:
    assert render(annotated) == render(annotated)


def test_what_utf8_cannot_hold_is_replaced(blank: AnnotatedDocument, small_model: Model) -> None:
    found = annotate(Document("the sky is grey today", "a\udcff.txt"), small_model)
    document = Document("\ud800 sky", "a\udcff.txt")
    odd = AnnotatedDocument(
        document, (Passage(0, 5, ("\udfff",)),), found.verdicts, found.evidence, found.model
    )
    [row] = table(odd).to_pylist()
    assert (row["document"], row["text"], row["section"]) == (
        "a\ufffd.txt",
        "\ufffd sky",
        ["\ufffd"],
    )


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_comes_back(small_model: Model, text: str) -> None:
    found = annotate(read_text(text + "\r\n\U0001f300 grey cafe\u0301", "any"), small_model)
    for row, passage in zip(table(found).to_pylist(), found.passages, strict=True):
        assert (row["start"], row["end"]) == (passage.start, passage.end)
        assert row["text"] == found.document.text[row["start"] : row["end"]]
