"""Plain text: blocks, and offsets that fit the file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.document import BLOCK_KINDS
from carelens.readers import read, read_text
from carelens.readers.text import parse


def blocks(text: str) -> list[tuple[str, str]]:
    return [(b.kind, text[b.start : b.end]) for b in parse(text).blocks]


WRAPPED = (
    "She came late today and did not want to talk about\n"
    "school. Slept six hours, ate little, and asked for the\n"
    "window to stay open."
)

P, L, H, Q = "paragraph", "list_item", "heading", "quote"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", [(P, "One."), (P, "Two.")]),
        ("One.\r\n\r\nTwo.\r\n", [(P, "One."), (P, "Two.")]),
        (WRAPPED, [(P, WRAPPED)]),
        (
            "Dx: F33.1\nMood low\nSleep: poor",
            [(P, "Dx: F33.1"), (P, "Mood low"), (P, "Sleep: poor")],
        ),
        ("- a cup\n* tea\n• 3 pm", [(L, "a cup"), (L, "tea"), (L, "3 pm")]),
        ("1. First\n2) Second\n(c) Third", [(L, "First"), (L, "Second"), (L, "Third")]),
        ("- one item that\n  runs on\n- two", [(L, "one item that\n  runs on"), (L, "two")]),
        ("# Plan\nText.\n### Goal 1\n", [(H, "Plan"), (P, "Text."), (H, "Goal 1")]),
        ("ASSESSMENT\nStable.", [(H, "ASSESSMENT"), (P, "Stable.")]),
        ("Plan\n====\nRest.", [(H, "Plan"), (P, "Rest.")]),
        ("Goals:\n- sleep", [(H, "Goals:"), (L, "sleep")]),
        ("> she said\n> it helps", [(Q, "she said\n> it helps")]),
        ("One.\n-----\nTwo.", [(H, "One."), (P, "Two.")]),
        ("A\n\n* * *\n\nB", [(P, "A"), (P, "B")]),
        (
            "PT SEEN TODAY\nMOOD STABLE\nWILL RETURN",
            [(P, "PT SEEN TODAY"), (P, "MOOD STABLE"), (P, "WILL RETURN")],
        ),
        ("One.\fTwo.", [(P, "One."), (P, "Two.")]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_blocks_of_a_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected


def test_lines_too_long_to_be_wrapped_are_paragraphs_of_their_own() -> None:
    long = "word " * 40 + "end."
    assert blocks(f"{long}\n{long}") == [(P, long), (P, long)]


def test_levels_and_locators() -> None:
    found = parse("# Top\n\n## Below\n\ntext\n").blocks
    assert [(b.level, b.locator) for b in found] == [(1, "line 1"), (2, "line 3"), (0, "line 5")]


def test_offsets_fit_the_file_line_breaks_and_all(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("\ufeffNaïve.\r\n\r\nSecond.".encode())
    document = read(path)
    assert document.text == "Naïve.\r\n\r\nSecond."
    assert (document.blocks[1].start, document.name, document.source) == (10, "note.txt", str(path))


def test_a_string_is_a_document_too() -> None:
    document = read_text("HELLO THERE\n\nText.", name="given")
    assert (document.name, len(document.blocks)) == ("given", 2)


@given(st.text(alphabet=st.sampled_from("aB .:#>-*1)\n\r\f\t\0é漢😀"), max_size=120))
def test_blocks_are_ordered_apart_and_cover_all_words(text: str) -> None:
    document = parse(text)
    ends = [0]
    for block in document.blocks:
        assert ends[-1] <= block.start < block.end <= len(text)
        assert block.kind in BLOCK_KINDS
        assert (
            document.text[block.start : block.end].strip() == document.text[block.start : block.end]
        )
        ends.append(block.end)
    covered = {i for block in document.blocks for i in range(block.start, block.end)}
    letters = {i for i, char in enumerate(text) if char in "é漢"}
    assert letters <= covered
