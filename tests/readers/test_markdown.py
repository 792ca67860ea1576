"""Markdown: text without marks."""

from pathlib import Path

import pytest

from carelens.document import Document
from carelens.errors import UnreadableDocument
from carelens.readers import markdown
from carelens.readers.markdown import read


def document(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8", newline="")
    return read(path)


def blocks(tmp_path: Path, text: str) -> list[tuple[str, str, str]]:
    found = document(tmp_path, text)
    return [(b.kind, found.text[b.start : b.end], b.locator) for b in found.blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A *b*\n", [("heading", "A b", "line 1")]),
        (
            "One\nline.\n\nTwo.",
            [("paragraph", "One line.", "line 1"), ("paragraph", "Two.", "line 4")],
        ),
        ("- a\n- b\n  1. c", [("list_item", t, f"line {i}") for i, t in enumerate("abc", 1)]),
        ("> said\n", [("quote", "said", "line 1")]),
        ("[a](http://x) `b` <i>c</i> ![d](e.png)", [("paragraph", "a b c d", "line 1")]),
        ("---\ntitle: x\n---\r\nText", [("paragraph", "Text", "line 4")]),
        ("<!-- no -->\n\nYes &amp; so", [("paragraph", "Yes & so", "line 3")]),
        ("<div>in &lt; html</div>", [("paragraph", "in < html", "line 1")]),
        ("```\ncode\n```", [("paragraph", "code", "line 1")]),
        (
            "|a|b|\n|-|-|\n|c|d|",
            [
                ("table_cell", t, f"table 1, row {r}, column {c}")
                for t, r, c in (("a", 1, 1), ("b", 1, 2), ("c", 2, 1), ("d", 2, 2))
            ],
        ),
    ],
)
def test_blocks(tmp_path: Path, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert blocks(tmp_path, text) == expected


def test_heading_levels(tmp_path: Path) -> None:
    assert [b.level for b in document(tmp_path, "# a\n\n### b\n\nc").blocks] == [1, 3, 0]


def test_lines_and_marks_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "MARK_LIMIT", 6)
    assert blocks(tmp_path, "- a\n\n____ **c**")
    for text in ("a\n" * 7, "|a|b|c|\n|-|-|-|", "*a_" * 4, "[a" * 7):
        with pytest.raises(UnreadableDocument, match="more than 6 lines and marks; split it"):
            document(tmp_path, text)


def test_lists_in_one_another_are_limited(tmp_path: Path) -> None:
    assert blocks(tmp_path, "- " * 99 + "a") == [("list_item", "a", "line 1")]
    with pytest.raises(UnreadableDocument, match="nested too deeply"):
        document(tmp_path, "- " * 100 + "a")
