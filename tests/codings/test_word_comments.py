"""Codes that a supervisor wrote into Word comments, on the words that they were set on."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.word_file import comment, end, reference, run, start, write

from carelens.annotate import annotate
from carelens.codings.coding import Coding
from carelens.codings.word_comments import read
from carelens.errors import InvalidData, UnreadableDocument
from carelens.exporters.word_comments import render
from carelens.framework import Framework
from carelens.model import Model
from carelens.readers import read as read_document


def coded(path: Path, framework: Framework) -> list[tuple[str, str, str, str]]:
    text = read_document(path).text
    return [(text[c.start : c.end], c.label, c.coder, c.note) for c in read(path, framework)]


def on(words: str, body: str = "<w:p>{}</w:p>", number: int = 0) -> str:
    return body.format(run("The sky: ") + start(number) + run(words) + end(number) + run(" so far"))


@pytest.mark.parametrize(
    ("text", "labels", "note"),
    [
        ("sky.healing", ["sky.healing"], ""),
        ("Sky.Healing", ["sky.healing"], ""),
        ("Sky: healing", ["sky.healing"], ""),
        ("Sky: Fair", ["sky.healing"], ""),
        ("wind : rough. Is it?", ["wind.treatment"], "Is it?"),
        (
            "sky.healing, wind.healing\nBoth at once",
            ["sky.healing", "wind.healing"],
            "Both at once",
        ),
        ("This reads well", [], ""),
        ("I would not say sky.healing", [], ""),
        ("", [], ""),
    ],
)
def test_a_comment_that_begins_with_a_code_is_a_coding(
    tmp_path: Path, small_framework: Framework, text: str, labels: list[str], note: str
) -> None:
    path = write(tmp_path / "a.docx", on("blue and clear"), comments=comment(0, text))
    expected = [("blue and clear", label, "Anna", note) for label in labels]
    assert coded(path, small_framework) == expected


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (f"{start(0)}<w:p>{run('  Blue sky ')}</w:p>{end(0)}", "Blue sky"),
        (
            f"<w:p>{run('The ')}{start(0)}{run('sky')}</w:p><w:p>{run('is blue')}{end(0)}"
            f"{run(' now')}</w:p>",
            "sky\n\nis blue",
        ),
        (on("link", "<w:p><w:hyperlink>{}</w:hyperlink></w:p>"), "link"),
        (on("new", '<w:p><w:ins w:id="1" w:author="A">{}</w:ins></w:p>'), "new"),
        (on("cell", "<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>"), "cell"),
        (on("\U0001f300 cafe\u0301&#13;\nend"), "\U0001f300 cafe\u0301\r\nend"),
        (f"<w:p>{run('Calm. A blue ')}{reference(0)}{run('sky. Gale.')}</w:p>", "A blue sky."),
        (
            f"<w:p>{start(0)}{run('A blue sky.')}{reference(0)}</w:p><w:p>{run('Gale.')}</w:p>",
            "A blue sky.",
        ),
        (
            f"<w:p>{run('Blue')}{start(0)}<w:del><w:r><w:delText>grey</w:delText></w:r></w:del>"
            f"{end(0)}</w:p>",
            "",
        ),
        (
            f"<w:p>{start(0)}{run('Blue')}<w:r><w:pict><w:txbxContent><w:p>{run('box')}</w:p>"
            f"</w:txbxContent></w:pict></w:r>{end(0)}{run(' sky')}</w:p>",
            "Blue",
        ),
    ],
)
def test_the_span_is_what_the_comment_was_set_on(
    tmp_path: Path, small_framework: Framework, body: str, words: str
) -> None:
    """The passage at a point where it was set on no words; nothing where those are deleted."""
    path = write(tmp_path / "a.docx", body, comments=comment(0, "sky.healing"))
    found = [found for found, *_ in coded(path, small_framework)]
    assert found == [words] * bool(words)


def test_python_docx_and_the_reader_mean_the_same_words(
    tmp_path: Path, small_framework: Framework
) -> None:
    document = docx.Document()
    document.add_heading("Log")
    line = document.add_paragraph("Near the harbour ")
    runs = [line.add_run("the sky"), line.add_run(" is blue."), line.add_run(" Lunch.")]
    document.add_comment(runs[:2], text="Sky: healing - so clear", author="Ben", initials="B")
    document.save(str(tmp_path / "a.docx"))
    assert coded(tmp_path / "a.docx", small_framework) == [
        ("the sky is blue.", "sky.healing", "Ben", "so clear")
    ]


def test_codings_come_in_the_order_of_the_text(tmp_path: Path, small_framework: Framework) -> None:
    body = on("first", number=4) + on("second", number=1)
    notes = comment(1, "wind.healing", "Ben") + comment(4, "sky.treatment")
    found = read(write(tmp_path / "a.docx", body, comments=notes), small_framework)
    assert found == [
        Coding(9, 14, "sky.treatment", "Anna"),
        Coding(32, 38, "wind.healing", "Ben"),
    ]


def test_what_carelens_wrote_is_nobodys_coding(tmp_path: Path, small_model: Model) -> None:
    path = write(tmp_path / "a.docx", on("the gale broke two trees"))
    path.write_bytes(render(annotate(read_document(path), small_model)))
    assert "wind.treatment" in next(iter(docx.Document(str(path)).comments)).text
    assert read(path, small_model.framework) == []


def test_a_file_without_comments_holds_none(tmp_path: Path, small_framework: Framework) -> None:
    assert read(write(tmp_path / "a.docx", f"<w:p>{run('Blue')}</w:p>"), small_framework) == []


def test_what_cannot_be_right_is_said(tmp_path: Path, small_framework: Framework) -> None:
    path = write(tmp_path / "a.docx", on("blue"), comments=comment(0, "moon.healing"))
    with pytest.raises(InvalidData, match=r"a\.docx: [^\n]*$"):
        read(path, small_framework)
    plain = tmp_path / "b.docx"
    plain.write_text("sky.healing")
    with pytest.raises(UnreadableDocument, match=r"b\.docx"):
        read(plain, small_framework)


@given(st.data())
def test_any_stretch_comes_back(
    tmp_path_factory: pytest.TempPathFactory, small_framework: Framework, data: st.DataObject
) -> None:
    pieces = st.text(st.sampled_from("ab \u0301\U0001f300\r\u202e"), max_size=5)
    before, words, after = (data.draw(pieces).replace("\r", "&#13;") for _ in range(3))
    body = (
        f"<w:p>{run(before)}{start(0)}{run(words)}{end(0)}{run(after)}</w:p><w:p>{run('z')}</w:p>"
    )
    path = write(tmp_path_factory.mktemp("w") / "a.docx", body, comments=comment(0, "sky.healing"))
    found = [found for found, *_ in coded(path, small_framework)]
    if wanted := words.replace("&#13;", "\r").strip():
        assert found == [wanted]
