"""CSV that comes back as it went out, and that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument
from carelens.document import Document
from carelens.exporters import render
from carelens.model import Model
from carelens.readers import read_text


def rows(annotated: AnnotatedDocument) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(annotated, "csv"), newline=""), strict=True))


def test_it_comes_back_as_it_went_out(each: AnnotatedDocument) -> None:
    found = rows(each)
    assert len(found) == len(each.passages)
    for i, (row, passage) in enumerate(zip(found, each.passages, strict=True)):
        start, end = int(row["start"]), int(row["end"])
        assert (start, end) == (passage.start, passage.end)
        assert row["text"].removeprefix("'") == each.document.text[start:end].removeprefix("'")
        assert row["section"].removeprefix("'") == " > ".join(passage.section)
        assert row["quoted"] == ("true" if passage.quoted else "false")
        assert tuple(row["labels"].split()) == each.labels(i)
        scores = {name: float(row[name]) for name in each.model.framework.labels}
        assert scores == each.scores(i)


def test_the_columns_are_named_and_lines_end_as_the_rfc_says(annotated: AnnotatedDocument) -> None:
    head, *_ = render(annotated, "csv").split("\r\n")
    labels = annotated.model.framework.labels
    assert head == ",".join(["document,start,end,section,quoted,text,labels", *labels])
    assert render(annotated, "csv").endswith("\r\n")


def test_no_cell_is_a_formula(hostile: AnnotatedDocument) -> None:
    found = rows(hostile)
    assert any(row["text"].startswith("'=1+1") for row in found)
    for row in found:
        assert row["document"] == "'" + hostile.document.name
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


@pytest.mark.parametrize("sign", "=+-@")
def test_every_sign_of_a_formula_is_neutralised(small_model: Model, sign: str) -> None:
    [row] = rows(annotate(Document(f"{sign}SUM(A1) over the harbour", "n.txt"), small_model))
    assert row["text"].lstrip("'").startswith((sign, "SUM"))
    assert row["text"][0] not in "=+-@"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_comes_back(small_model: Model, text: str) -> None:
    found = annotate(read_text(text, "any.txt"), small_model)
    for row, passage in zip(rows(found), found.passages, strict=True):
        words = found.text(passage)
        assert row["text"] == ("'" if words.startswith(tuple("=+-@\t\r")) else "") + words


def test_nothing_gives_the_head_alone(blank: AnnotatedDocument) -> None:
    assert rows(blank) == []
    assert render(blank, "csv").count("\r\n") == 1
