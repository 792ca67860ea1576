"""The Word file comes back as it was, with comments on the words behind each verdict."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree
from tests.word_file import anchored, comment, end, run, start, unmarked, write

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument
from carelens.errors import UnknownFormat, UnreadableDocument, UnwritableOutput
from carelens.exporters import word_comments
from carelens.exporters.word_comments import render
from carelens.model import Model
from carelens.readers import read

GALE = "The gale broke two trees near the old mill."
BREEZE = "A gentle breeze from the sea in the valley."


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def anchors(data: bytes) -> dict[str, str]:
    return anchored(etree.fromstring(files(data)["word/document.xml"]))


def comments(data: bytes) -> list[tuple[str, str, str]]:
    """Id, author and text of every comment, as python-docx finds them."""
    found = docx.Document(io.BytesIO(data)).comments
    return [(str(c.comment_id), c.author, c.text) for c in found]


def judged(path: Path, model: Model) -> AnnotatedDocument:
    return annotate(read(path), model)


def test_every_labelled_passage_has_a_comment_a_dimension(plan: AnnotatedDocument) -> None:
    data = render(plan)
    found, words = comments(data), anchors(data)
    wanted = [
        (plan.text(passage), verdict)
        for passage, row in zip(plan.passages, plan.verdicts, strict=True)
        for verdict in row
        if verdict.labels
    ]
    assert len(found) == len(wanted) == len(words) > 30
    names = {d.id: d.name for d in plan.model.framework.dimensions}
    for (identifier, author, text), (passage, verdict) in zip(found, wanted, strict=True):
        assert author == "CareLens"
        assert text.startswith(f"{names[verdict.dimension]}: ")
        scores = [line for line in text.split("\n") if re.match(r"\w+\.\w+ \d\.\d\d$", line)]
        assert [line.split(" ")[0] for line in scores] == list(verdict.labels)
        assert words[identifier] in passage


def test_a_comment_says_band_score_and_words(tmp_path: Path, small_model: Model) -> None:
    annotated = judged(write(tmp_path / "a.docx", f"<w:p>{run(GALE)}</w:p>"), small_model)
    [verdict] = [v for v in annotated.verdicts[0] if v.labels]
    [(_, _, text)] = comments(render(annotated))
    first, score, words, *_ = text.split("\n")
    assert first in ("Wind: strongly leans to the rough", "Wind: leans to the rough")
    assert score == f"wind.treatment {verdict.treatment:.2f}"
    assert words.startswith("For: “")
    assert "gale" in words
    [anchor] = anchors(render(annotated)).values()
    assert "gale" in anchor
    assert len(anchor) < len(GALE)


def test_every_other_part_stays_byte_for_byte(plan: AnnotatedDocument) -> None:
    before, data = files(Path(plan.document.source).read_bytes()), render(plan)
    after = files(data)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
        "word/comments.xml",
        "word/document.xml",
    }
    assert [name for name in after if name in before] == list(before)
    assert etree.fromstring(after["[Content_Types].xml"])[-1].get("PartName") == (
        "/word/comments.xml"
    )


def test_only_marks_and_cuts_are_new_in_the_text(plan: AnnotatedDocument) -> None:
    name = "word/document.xml"
    before = etree.fromstring(files(Path(plan.document.source).read_bytes())[name])
    after = etree.fromstring(files(render(plan))[name])
    assert unmarked(after) == unmarked(before)
    assert len(list(after.iter("{*}r"))) > len(list(before.iter("{*}r")))


def test_the_result_reads_as_the_same_document(tmp_path: Path, plan: AnnotatedDocument) -> None:
    path = tmp_path / "again.docx"
    path.write_bytes(render(plan))
    again = read(path)
    assert (again.text, again.blocks) == (plan.document.text, plan.document.blocks)
    assert render(plan) == path.read_bytes()


def test_comments_that_are_there_stay(tmp_path: Path, small_model: Model) -> None:
    old = comment(0, "Is that so?") + comment(2, "Yes.", "Ben")
    body = f"<w:p>{start(0)}{run(GALE)}{end(0)}</w:p><w:p>{start(2)}{run(BREEZE)}{end(2)}</w:p>"
    path = write(tmp_path / "a.docx", body, comments=old, commentsExtended="<w:odd />")
    data = render(judged(path, small_model))
    found = comments(data)
    assert [(i, author) for i, author, _ in found] == [
        ("0", "Anna"),
        ("2", "Ben"),
        ("1", "CareLens"),
        ("3", "CareLens"),
    ]
    assert [text for *_, text in found[:2]] == ["Is that so?", "Yes."]
    words = anchors(data)
    assert (words["0"], words["2"]) == (GALE, BREEZE)
    before, after = files(path.read_bytes()), files(data)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"word/comments.xml", "word/document.xml"}


@pytest.mark.parametrize(
    "text",
    [
        f"&lt;script&gt;alert(1)&lt;/script&gt; &amp; {GALE}",
        f"=cmd|' /C calc'!A0 {GALE}",
        f"\U0001f300 cafe\u0301 \u202e {GALE}",
        f"   {GALE}",
        f"One line&#13;\n{GALE}",
    ],
)
def test_odd_text_moves_no_comment(tmp_path: Path, small_model: Model, text: str) -> None:
    path = write(tmp_path / "a.docx", f"<w:p>{run(text)}</w:p>")
    data = render(judged(path, small_model))
    assert any("gale" in words for words in anchors(data).values())
    for words in anchors(data).values():
        assert words in read(path).text
    result = tmp_path / "b.docx"
    result.write_bytes(data)
    assert read(result).text == read(path).text


def test_tables_and_merged_runs_are_marked_where_they_stand(
    tmp_path: Path, small_model: Model
) -> None:
    pieces = "".join(run(letter, "<w:b/>" * (i % 2)) for i, letter in enumerate(GALE))
    cell = f"<w:tc><w:p>{pieces}</w:p></w:tc>"
    path = write(tmp_path / "a.docx", f"<w:tbl><w:tr>{cell}</w:tr></w:tbl><w:p>{run('End')}</w:p>")
    [words] = anchors(render(judged(path, small_model))).values()
    assert words in GALE
    assert "gale" in words


def test_a_note_is_commented_at_its_reference(tmp_path: Path, small_model: Model) -> None:
    mark = '<w:r><w:footnoteReference w:id="5"/></w:r>'
    body = f"<w:p>{run('Two chairs')}{mark}{run(' and a table')}</w:p>"
    note = f'<w:footnote w:id="5"><w:p>{run(GALE)}</w:p></w:footnote>'
    lost = f'<w:footnote w:id="6"><w:p>{run(BREEZE)}</w:p></w:footnote>'
    path = write(tmp_path / "a.docx", body, footnotes=note + lost)
    data = render(judged(path, small_model))
    [(identifier, _, text)] = comments(data)
    assert text.startswith("Footnote 1: “")
    assert "gale" in text.split("\n")[0]
    xml = files(data)["word/document.xml"].decode()
    inside = re.search(f"{start(int(identifier))}(.*?)<w:commentRangeEnd", xml)
    assert inside is not None
    assert inside[1] == mark
    assert files(data)["word/footnotes.xml"] == files(path.read_bytes())["word/footnotes.xml"]


def test_a_text_box_is_commented_where_it_hangs(tmp_path: Path, small_model: Model) -> None:
    box = f"<w:txbxContent><w:p>{run(GALE)}</w:p></w:txbxContent>"
    body = f"<w:p>{run('Log')}<w:r><w:pict>{box}</w:pict></w:r></w:p>"
    data = render(judged(write(tmp_path / "a.docx", body), small_model))
    [(_, _, text)] = comments(data)
    assert text.startswith("Text box 1: “")
    assert list(anchors(data).values()) == [GALE]
    inside = etree.fromstring(files(data)["word/document.xml"]).iter("{*}txbxContent")
    assert not list(next(inside).iter("{*}commentRangeStart"))


def test_without_labels_the_file_is_as_it_was(tmp_path: Path, small_model: Model) -> None:
    path = write(tmp_path / "a.docx", f"<w:p>{run('Two chairs and a table')}</w:p>")
    assert render(judged(path, small_model)) == path.read_bytes()


def test_other_documents_and_altered_files_are_refused(
    tmp_path: Path, small_model: Model, hostile: AnnotatedDocument
) -> None:
    with pytest.raises(UnknownFormat, match=r"^Word comments need a Word file; [^\n]*$"):
        render(hostile)
    path = write(tmp_path / "a.docx", f"<w:p>{run(GALE)}</w:p>")
    annotated = judged(path, small_model)
    write(path, f"<w:p>{run(BREEZE)}</w:p>")
    with pytest.raises(UnreadableDocument, match="has changed since it was read"):
        render(annotated)
    path.unlink()
    with pytest.raises(UnreadableDocument, match="there is no such file"):
        render(annotated)


def test_more_comments_than_word_opens_are_refused(
    tmp_path: Path, small_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.docx", f"<w:p>{run(GALE)}</w:p><w:p>{run(BREEZE)}</w:p>")
    monkeypatch.setattr(word_comments, "MOST", 1)
    with pytest.raises(UnwritableOutput, match="no more than 1 comments"):
        render(judged(path, small_model))
