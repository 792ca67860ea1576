"""The view for a terminal, with and without colour."""

from __future__ import annotations

import re

import pytest

from carelens.annotation import AnnotatedDocument
from carelens.exporters import render


def words(text: str) -> str:
    return "".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def test_without_colour_there_is_no_escape(each: AnnotatedDocument) -> None:
    assert "\x1b" not in render(each, "terminal")


def test_every_passage_is_said_in_order(annotated: AnnotatedDocument) -> None:
    said = words(render(annotated, "terminal"))
    place = 0
    assert annotated.passages
    for passage in annotated.passages:
        place = said.index(words(annotated.text(passage)), place) + 1


def test_colour_changes_no_word(annotated: AnnotatedDocument) -> None:
    coloured = render(annotated, "terminal", color=True)
    assert "\x1b[" in coloured
    assert words(coloured) == words(render(annotated, "terminal"))


def test_every_dimension_and_label_is_said(each: AnnotatedDocument) -> None:
    said = render(each, "terminal")
    for dimension, row in zip(each.model.framework.dimensions, each.profile(), strict=True):
        [line] = [x for x in said.splitlines() if x.startswith(dimension.name[:32].ljust(33))]
        assert line.strip().endswith(f"to {row.pole}" if row.pole else row.band)


def test_a_label_comes_with_its_words(annotated: AnnotatedDocument) -> None:
    lines = render(annotated, "terminal").splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("T Grey clouds"))
    assert re.fullmatch(r" {4}T Sky [01]\.\d\d: \S.*", lines[first + 1].rstrip())


def test_a_document_that_says_nothing_is_said_to(blank: AnnotatedDocument) -> None:
    said = render(blank, "terminal")
    assert "(nothing addressed)" in said
    assert said.count("not addressed") == len(blank.model.framework.dimensions)


@pytest.mark.parametrize("width", [40, 100])
def test_no_passage_is_wider_than_asked(annotated: AnnotatedDocument, width: int) -> None:
    body = render(annotated, "terminal", width=width).split("Weather log", 1)[1]
    assert max(map(len, body.splitlines())) <= width


def test_markup_in_a_document_stays_text(hostile: AnnotatedDocument) -> None:
    assert "[bold]the roof[/bold]" in " ".join(render(hostile, "terminal").split())
