"""JSON lines: one passage a line, with offsets that hold."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument
from carelens.document import Document
from carelens.exporters import render
from carelens.model import Model
from carelens.readers import read_text


def test_one_line_a_passage_and_offsets_give_the_text_again(each: AnnotatedDocument) -> None:
    lines = render(each, "jsonl").split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(each.passages)
    for i, (line, passage) in enumerate(zip(lines, each.passages, strict=True)):
        row = json.loads(line)
        assert row["text"] == each.document.text[row["start"] : row["end"]] != ""
        assert (row["start"], row["end"]) == (passage.start, passage.end)
        assert row["document"] == each.document.name
        assert (tuple(row["section"]), row["quoted"]) == (passage.section, passage.quoted)
        assert tuple(row["labels"]) == each.labels(i)
        assert row["scores"] == each.scores(i)


def test_a_line_has_these_keys(annotated: AnnotatedDocument) -> None:
    row = json.loads(render(annotated, "jsonl").splitlines()[0])
    assert list(row) == "document start end text section quoted labels scores".split()
    assert row["section"] == ["Weather log"]
    assert row["labels"] == ["sky.treatment"]
    assert list(row["scores"]) == list(annotated.model.framework.labels)


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\r\n"])
def test_no_line_break_of_the_text_breaks_a_line(small_model: Model, mark: str) -> None:
    found = annotate(Document(f"A blue sky{mark}over the harbour.", "n.txt"), small_model)
    lines = render(found, "jsonl").rstrip("\n").split("\n")
    assert len(lines) == len(found.passages) > 0
    assert all(json.loads(line)["document"] == "n.txt" for line in lines)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_comes_back(small_model: Model, text: str) -> None:
    found = annotate(read_text(text, "any.txt"), small_model)
    lines = render(found, "jsonl").split("\n")[:-1]
    assert [json.loads(line)["text"] for line in lines] == [found.text(p) for p in found.passages]


def test_nothing_gives_no_line(blank: AnnotatedDocument) -> None:
    assert render(blank, "jsonl") == ""
