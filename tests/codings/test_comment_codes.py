"""Codes and notes in comments, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.codings.comment_codes import CommentCodes
from carelens.errors import InvalidData
from carelens.framework import Framework


@pytest.fixture(scope="module")
def codes() -> CommentCodes:
    return CommentCodes(Framework.load())


@pytest.mark.parametrize(
    "comment",
    [
        "goal.healing",
        "  #Goal.Healing.",
        "Therapeutic goal: healing",
        "therapeutic  goal : Healing model",
        "goal.healing goal.healing",
    ],
)
def test_a_code_is_found_by_label_and_by_name(codes: CommentCodes, comment: str) -> None:
    assert list(codes.read(comment)) == [("goal.healing", "")]


def test_a_note_ends_where_the_next_code_begins(codes: CommentCodes) -> None:
    comment = "First read.\ngoal.healing, focus.treatment: whole life\r\nsee page 2\nfocus.healing"
    assert list(codes.read(comment)) == [
        ("goal.healing", "whole life\nsee page 2"),
        ("focus.treatment", "whole life\nsee page 2"),
        ("focus.healing", ""),
    ]


@pytest.mark.parametrize(
    "comment", ["", "Ask again.", "not goal.healing", "goal.healings", "Goal: unclear"]
)
def test_what_is_no_code_is_none(codes: CommentCodes, comment: str) -> None:
    assert list(codes.read(comment)) == []


def test_a_code_that_is_misspelt_is_told(codes: CommentCodes) -> None:
    with pytest.raises(InvalidData, match=r"no code 'gaol\.healing'"):
        list(codes.read("goal.healing gaol.healing"))


@given(
    st.lists(st.sampled_from(Framework.load().labels), min_size=1, max_size=5),
    st.sampled_from([" ", ", ", "; ", " - "]),
)
def test_any_codes_come_back(codes: CommentCodes, labels: list[str], between: str) -> None:
    assert [label for label, _ in codes.read(between.join(labels))] == list(dict.fromkeys(labels))
