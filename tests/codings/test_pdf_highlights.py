"""What a person marks in a PDF file and gives a code, found again in its text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.pdf_file import UPRIGHT, Sheet, column, write

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument, Verdict
from carelens.codings.coding import Coding
from carelens.codings.pdf_highlights import read
from carelens.errors import InvalidData, UnreadableDocument
from carelens.exporters.pdf_highlights import render
from carelens.framework import Framework
from carelens.model import Model
from carelens.readers import read as read_document
from carelens.resources import find

LINES = column(
    72,
    600,
    "Grey clouds cover the sky over the harbour. A gentle breeze comes from",
    "the sea in the valley. The gale broke two trees near the old mill.",
)
# Helvetica of 10 points: "A gentle breeze" begins at 269, "the valley." ends at 163.
BREEZE = ((268, 597, 420, 610), (72, 585, 164, 598))


def marked(
    *parts: tuple[float, float, float, float],
    contents: str = "",
    author: str = "Ada",
    more: str = "",
) -> str:
    """A highlight on rectangles (left, bottom, right, top), its corners anticlockwise."""
    quads = " ".join(f"{x0} {y0} {x1} {y0} {x1} {y1} {x0} {y1}" for x0, y0, x1, y1 in parts)
    return (
        f"<< /Type /Annot /Subtype /Highlight /Rect [0 0 600 700] /QuadPoints [{quads}] "
        f"/T ({author}) /Contents ({contents}) {more} >>"
    )


def coded(
    tmp_path: Path, framework: Framework, *annotations: str, entries: str = UPRIGHT
) -> list[tuple[str, str, str, str]]:
    path = write(tmp_path / "log.pdf", Sheet(LINES, entries, annotations=annotations))
    text = read_document(path).text
    return [(text[c.start : c.end], c.label, c.coder, c.note) for c in read(path, framework)]


SENTENCE = "A gentle breeze comes from the sea in the valley."


@pytest.mark.parametrize("entries", [UPRIGHT, UPRIGHT + " /Rotate 90"])
def test_a_code_in_the_comment_is_a_coding_of_the_text_below(
    tmp_path: Path, small_framework: Framework, entries: str
) -> None:
    note = marked(*BREEZE, contents="wind.healing")
    assert coded(tmp_path, small_framework, note, entries=entries) == [
        (SENTENCE, "wind.healing", "Ada", "")
    ]


def test_several_codes_and_a_note(tmp_path: Path, small_framework: Framework) -> None:
    note = marked(*BREEZE, contents="Wind: Fair, sky.treatment - soft\\nbut far off")
    assert [found[1:] for found in coded(tmp_path, small_framework, note)] == [
        ("sky.treatment", "Ada", "soft\nbut far off"),
        ("wind.healing", "Ada", "soft\nbut far off"),
    ]


def test_highlights_without_a_code_are_none(tmp_path: Path, small_framework: Framework) -> None:
    assert coded(tmp_path, small_framework, marked(*BREEZE), marked(*BREEZE, contents="Ask.")) == []


def test_a_reply_codes_the_text_of_the_highlight(
    tmp_path: Path, small_framework: Framework
) -> None:
    reply = (
        "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T (Ben) /Contents (sky.healing) "
        "/IRT 5 0 R >>"
    )
    found = coded(tmp_path, small_framework, marked(*BREEZE, contents="wind.healing"), reply)
    assert [(text, label, coder) for text, label, coder, _ in found] == [
        (SENTENCE, "sky.healing", "Ben"),
        (SENTENCE, "wind.healing", "Ada"),
    ]


def test_stretches_apart_are_codings_apart(tmp_path: Path, small_framework: Framework) -> None:
    note = marked((72, 597, 110, 610), (268, 597, 420, 610), contents="sky.treatment")
    assert [found[0] for found in coded(tmp_path, small_framework, note)] == [
        "Grey clo",
        "A gentle breeze comes from",
    ]


@pytest.mark.parametrize(
    ("contents", "parts", "message"),
    [
        ("wind.healing", [(72, 50, 400, 60)], "page 1: .*no text below"),
        ("wnd.healing", BREEZE, "page 1: .*no code 'wnd.healing'"),
    ],
)
def test_what_cannot_be_a_coding_is_told(
    tmp_path: Path,
    small_framework: Framework,
    contents: str,
    parts: list[tuple[float, float, float, float]],
    message: str,
) -> None:
    with pytest.raises(InvalidData, match=message):
        coded(tmp_path, small_framework, marked(*parts, contents=contents))


def test_a_sentence_over_a_page_break_is_one_coding(
    tmp_path: Path, small_framework: Framework
) -> None:
    below = marked((72, 90, 400, 112), contents="wind.treatment")
    above = marked((72, 690, 400, 712), contents="wind.treatment")
    path = write(
        tmp_path / "log.pdf",
        Sheet(column(72, 100, "The gale broke two trees near"), annotations=(below,)),
        Sheet(column(72, 700, "the old mill and tears at the roof."), annotations=(above,)),
    )
    text = "The gale broke two trees near the old mill and tears at the roof."
    assert read(path, small_framework) == [Coding(0, len(text), "wind.treatment", "Ada")]
    assert read_document(path).text == text


def test_a_scan_is_told_to_need_text_recognition(
    tmp_path: Path, small_framework: Framework
) -> None:
    path = write(tmp_path / "scan.pdf", Sheet([], annotations=(marked(*BREEZE),)))
    with pytest.raises(UnreadableDocument, match="OCR"):
        read(path, small_framework)


def labels(annotated: AnnotatedDocument) -> list[tuple[int, int, str]]:
    return sorted(
        (passage.start, passage.end, label)
        for i, passage in enumerate(annotated.passages)
        for label in annotated.labels(i)
    )


def spans(path: Path, data: bytes, framework: Framework) -> list[tuple[int, int, str]]:
    path.write_bytes(data)
    found = read(path, framework)
    assert {coding.coder for coding in found} <= {"CareLens"}
    return [(coding.start, coding.end, coding.label) for coding in found]


def test_what_carelens_marks_comes_back(tmp_path: Path, default_model: Model) -> None:
    annotated = annotate(read_document(find("data/examples/program_guide.pdf")), default_model)
    found = spans(tmp_path / "marked.pdf", render(annotated), default_model.framework)
    assert len(found) > 20
    assert found == labels(annotated)


def test_words_that_look_like_codes_are_none(tmp_path: Path, small_model: Model) -> None:
    path = write(tmp_path / "log.pdf", Sheet(column(72, 600, "Our sky.healing is grey today.")))
    annotated = annotate(read_document(path), small_model)
    row = (Verdict("sky", 0.9, 0.2, "treatment", "leans"), Verdict("wind", 0, 0, "none", "none"))
    annotated = replace(annotated, verdicts=(row,) * len(annotated.passages))
    assert spans(path, render(annotated), small_model.framework) == labels(annotated)
