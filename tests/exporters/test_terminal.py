"""The view for a terminal, with and without colour."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from carelens.annotation import AnnotatedDocument
from carelens.exporters import render, terminal
from carelens.framework import POLES


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
        [line] = [x for x in said.splitlines() if x.startswith(dimension.name) and "│" in x]
        names = dict(zip(POLES, each.model.framework.pole_names, strict=True))
        lean = f"to the {names[row.pole].lower()}" if row.pole else row.band
        assert line.endswith(lean)


def test_a_label_comes_with_its_words(annotated: AnnotatedDocument) -> None:
    lines = render(annotated, "terminal").splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("T Grey clouds"))
    assert re.fullmatch(r" {4}T( strongly)? Sky [01]\.\d\d: \S.*", lines[first + 1])


def test_a_document_that_says_nothing_is_said_to(blank: AnnotatedDocument) -> None:
    said = render(blank, "terminal")
    assert "(nothing addressed)" in said
    assert said.count("not addressed") == len(blank.model.framework.dimensions)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked(each: AnnotatedDocument, width: int) -> None:
    lines = render(each, "terminal", width=width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert not any(line.endswith(" ") for line in lines)


def test_a_longer_bar_stands_for_more_passages() -> None:
    assert terminal._bar(3, 5) == "███·····"
    assert terminal._bar(40, 40) == "████████"
    assert terminal._bar(13, 40) == "███·····"
    assert terminal._bar(1, 400) == "█·······"
    assert terminal._bar(0, 400) == terminal._bar(0, 0) == "········"


def test_nothing_in_a_document_steers_the_terminal(hostile: AnnotatedDocument) -> None:
    said = render(hostile, "terminal")
    assert not set(said) & {"\x1b", "\x07", "\u202e", "\r"}
    assert "\ufffd[31mall night\ufffd." in said


def test_somebody_elses_words_are_marked(annotated: AnnotatedDocument) -> None:
    quoted = sum(passage.quoted for passage in annotated.passages)
    assert render(annotated, "terminal").count("(quoted)") == quoted > 0


def test_markup_in_a_document_stays_text(hostile: AnnotatedDocument) -> None:
    assert "[bold]the roof[/bold]" in " ".join(render(hostile, "terminal").split())
