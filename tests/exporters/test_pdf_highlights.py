"""Highlights that lie on the passage's own letters, in a file that is otherwise the same."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from tests.pdf_file import (
    ACUTE,
    CYCLONE,
    FI,
    FL,
    LANDSCAPE,
    SOFT,
    UPRIGHT,
    Placed,
    Sheet,
    column,
    write,
)

from carelens import passages
from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument, Evidence, Verdict
from carelens.errors import UnreadableDocument, UnwritableOutput
from carelens.exporters.pdf_highlights import AUTHOR, COLOURS, render
from carelens.model import Model
from carelens.readers import read
from carelens.resources import find

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
WEATHER = column(
    72,
    600,
    "Grey clouds cover the sky over the harbour. A gentle breeze comes from",
    "the sea in the valley. The gale broke two trees near the old mill.",
)
COLUMNS = [
    *column(50, 600, "The gale tears at the roof all night", "and grey clouds hang low above us"),
    *column(50, 576, "until the morning comes. Then a soft", "breeze blows and by noon it has"),
    *column(320, 600, "cleared the sky, which is blue above", "the hills. The gale warnings are"),
    *column(320, 576, "over, and so is the storm that broke", "two trees near the old mill."),
]


def by_rows(lines: list[Placed]) -> list[Placed]:
    return sorted(lines, key=lambda line: (-line[1], line[0]))


DOCUMENTS = {
    "one column": [Sheet(WEATHER)],
    "two columns": [Sheet(COLUMNS)],
    "two columns written row by row": [Sheet(by_rows(COLUMNS))],
    "ligatures, soft hyphens, an emoji, an accent": [
        Sheet(
            column(
                72,
                600,
                f"We {FI}nd a {FL}ower in an af{FI}nity of {CYCLONE}, a caf{ACUTE} (shut), com-",
                f"municate with the fam{SOFT}",
                f"ily and give trauma-informed care. So{SOFT}ft winds bring us re{SOFT}lief.",
            )
        )
    ],
    "wide ligatures": [Sheet(column(40, 600, f"We {FI}nd {FL}owers."), matrix="1.5 0 0 1 0 0")],
    "a page turned": [Sheet(WEATHER, UPRIGHT + " /Rotate 90")],
    "a page turned, its text too": [replace(LANDSCAPE, lines=WEATHER[:])],
    "a page cut out of a larger one": [
        Sheet(WEATHER, "/MediaBox [-50 -90 612 792] /CropBox [60 400 560 700]")
    ],
    "a sentence over a page break, between running heads": [
        Sheet([(72, 760, "Log"), *column(72, 100, "It rains. The gale broke two trees near")]),
        Sheet([(72, 760, "Log"), *column(72, 700, "the old mill and tears at the roof.")]),
        Sheet([(72, 760, "Log"), *column(72, 700, "The sky is blue again.")]),
    ],
    "cells with the same words": [
        Sheet([(x, y, t) for y in (600, 580, 560) for x, t in ((72, "Grey sky now"), (200, "Yes"))])
    ],
}


def everywhere(document: Any, model: Model) -> AnnotatedDocument:
    """Every passage with a label, whatever it says."""
    found = passages.split(document)
    row = (Verdict("sky", 0.1, 0.9, "healing", "leans"), Verdict("wind", 0, 0, "none", "none"))
    return AnnotatedDocument(document, found, (row,) * len(found), ((),) * len(found), model.info)


def highlights(data: bytes) -> list[tuple[int, Any]]:
    found = []
    for number, page in enumerate(PdfReader(io.BytesIO(data)).pages):
        notes = (note.get_object() for note in page.get("/Annots", ()))
        found += [(number, note) for note in notes if note["/Subtype"] == "/Highlight"]
    return found


def below(data: bytes) -> list[str]:
    """What PDFium finds within the parts of each highlight."""
    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.get_textpage() for page in pdf]
        found = []
        for number, note in highlights(data):
            edges = [float(edge) for edge in note["/QuadPoints"]]
            quads = [edges[i : i + 8] for i in range(0, len(edges), 8)]
            assert all(quad[4:] == [quad[0], quad[5], quad[2], quad[5]] for quad in quads)
            found.append(
                "".join(pages[number].get_text_bounded(*q[4:6], q[2], q[1]) for q in quads)
            )
        for page in pages:
            page.close()
    return found


def letters(text: str) -> str:
    """Without white space and hyphens, ligatures as letters."""
    text = "".join(LIGATURES.get(c, c) for c in text)
    return re.sub(r"[\s\x02\u00ad\ufffe-]", "", text)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_letters_below_are_those_of_the_passage(
    tmp_path: Path, small_model: Model, name: str
) -> None:
    annotated = everywhere(read(write(tmp_path / "log.pdf", *DOCUMENTS[name])), small_model)
    found = [letters(text) for text in below(render(annotated))]
    expected = [letters(annotated.text(passage)) for passage in annotated.passages]
    assert len(expected) > 0
    if name.startswith("a sentence over a page break"):
        assert len(found) == len(expected) + 1
        found[1:3] = [found[1] + found[2]]
    assert found == expected


def test_the_example_guide_is_marked_letter_by_letter(small_model: Model) -> None:
    annotated = everywhere(read(find("data/examples/program_guide.pdf")), small_model)
    found = [letters(text) for text in below(render(annotated))]
    assert found == [letters(annotated.text(passage)) for passage in annotated.passages]
    assert len(found) > 50


def test_equal_words_are_marked_each_in_its_place(tmp_path: Path, small_model: Model) -> None:
    path = write(tmp_path / "log.pdf", *DOCUMENTS["cells with the same words"])
    found = highlights(render(everywhere(read(path), small_model)))
    places = [tuple(round(float(edge)) for edge in note["/Rect"][:2]) for _, note in found]
    assert places == [(72, 598), (200, 598), (72, 578), (200, 578), (72, 558), (200, 558)]


def test_a_comment_tells_the_label_its_score_and_its_words(
    tmp_path: Path, small_model: Model
) -> None:
    path = write(
        tmp_path / "log.pdf", Sheet(column(72, 600, "A grey sky but a soft breeze (now)."))
    )
    annotated = annotate(read(path), small_model)
    text = annotated.document.text
    words = [
        Evidence(text.index(word), text.index(word) + len(word), label, weight)
        for word, label, weight in (
            ("grey sky", "sky.treatment", 1.25),
            ("(now)", "sky.treatment", -0.5),
            ("soft breeze", "wind.healing", 2.0),
        )
    ]
    row = (
        Verdict("sky", 0.9, 0.2, "treatment", "strongly"),
        Verdict("wind", 0.6, 0.7, "mixed", "both"),
    )
    annotated = replace(annotated, verdicts=(row,), evidence=(tuple(words),))
    (_, rough), (_, fair) = highlights(render(annotated))
    assert rough["/Contents"] == (
        "sky.treatment\nSky: strongly leans to the rough, score 0.90\n"
        "For: “grey sky” +1.25\nAgainst: “(now)” -0.50\n\n"
        "wind.treatment\nWind: both; here leans to the rough, score 0.60"
    )
    assert fair["/Contents"] == (
        "wind.healing\nWind: both; here leans to the fair, score 0.70\nFor: “soft breeze” +2.00"
    )
    assert (rough["/T"], rough["/Subj"], fair["/Subj"]) == (AUTHOR, "Rough", "Fair")
    for note, pole in ((rough, "treatment"), (fair, "healing")):
        assert "".join(f"{round(255 * float(part)):02x}" for part in note["/C"]) == COLOURS[pole]


def test_the_file_stays_and_only_grows(tmp_path: Path, small_model: Model) -> None:
    older = "<< /Type /Annot /Subtype /Text /Rect [9 9 20 20] /T (Ada) /Contents (Stay.) >>"
    sheet = Sheet(WEATHER, annotations=(older,))
    path = write(tmp_path / "log.pdf", sheet, catalog="/Lang (en)", end="")
    data = render(everywhere(read(path), small_model))
    assert data.startswith(path.read_bytes() + b"\n")
    notes = [note.get_object() for note in PdfReader(io.BytesIO(data)).pages[0]["/Annots"]]
    assert [note["/T"] for note in notes] == ["Ada", *[AUTHOR] * 3]
    again = tmp_path / "again.pdf"
    again.write_bytes(data)
    assert read(again).text == read(path).text


def test_a_file_with_a_wrong_table_of_objects_is_written_anew(
    tmp_path: Path, small_model: Model
) -> None:
    path = write(tmp_path / "log.pdf", Sheet(WEATHER))
    path.write_bytes(re.sub(rb"startxref\s+\d+", b"startxref\n5", path.read_bytes()))
    annotated = everywhere(read(path), small_model)
    data = render(annotated)
    PdfReader(io.BytesIO(data), strict=True)
    assert [letters(text) for text in below(data)] == [
        letters(annotated.text(passage)) for passage in annotated.passages
    ]
    before, after = (PdfReader(source).pages[0]["/Contents"] for source in (path, io.BytesIO(data)))
    assert after.get_object().get_data() == before.get_object().get_data()


def test_the_title_of_the_file_stays(tmp_path: Path, small_model: Model) -> None:
    path = tmp_path / "guide.pdf"
    writer = PdfWriter(clone_from=find("data/examples/program_guide.pdf"))
    writer.add_metadata({"/Title": "Guide"})
    writer.compress_identical_objects()
    writer.write(path)
    found = PdfReader(io.BytesIO(render(everywhere(read(path), small_model)))).metadata
    assert found is not None
    assert found["/Title"] == "Guide"
    assert found["/CareLens"].endswith("model weather 1")


def test_the_same_document_gives_the_same_bytes(tmp_path: Path, small_model: Model) -> None:
    annotated = everywhere(read(write(tmp_path / "log.pdf", Sheet(WEATHER))), small_model)
    assert render(annotated) == render(annotated)


def test_where_nothing_is_labelled_the_file_is_as_it_was(
    tmp_path: Path, small_model: Model
) -> None:
    path = write(tmp_path / "log.pdf", Sheet(column(72, 600, "Two chairs.")))
    assert render(annotate(read(path), small_model)) == path.read_bytes()


def test_what_is_no_pdf_is_told(annotated: AnnotatedDocument) -> None:
    with pytest.raises(UnwritableOutput, match=r"^log\.docx: is no PDF file"):
        render(annotated)


def test_a_file_that_is_gone_or_changed_is_told(tmp_path: Path, small_model: Model) -> None:
    path = write(tmp_path / "log.pdf", Sheet(WEATHER))
    annotated = everywhere(read(path), small_model)
    write(path, Sheet(column(72, 600, "Something else stands here now.")))
    with pytest.raises(UnreadableDocument, match=r"log\.pdf: has changed since"):
        render(annotated)
    path.unlink()
    with pytest.raises(UnwritableOutput, match="cannot be opened"):
        render(annotated)


def test_protected_signed_and_damaged_files_are_left_alone(
    tmp_path: Path, small_model: Model
) -> None:
    path = write(tmp_path / "log.pdf", Sheet(WEATHER))
    annotated, whole = everywhere(read(path), small_model), path.read_bytes()
    signature = "<< /Type /Sig /ByteRange [0 1 2 3] >>"
    signed = "/AcroForm << /Fields [<< /T (a) /Kids [<< /FT /Sig /V 5 0 R >>] >>] >>"
    write(path, Sheet(WEATHER, annotations=(signature,)), catalog=signed)
    with pytest.raises(UnwritableOutput, match="is signed"):
        render(annotated)
    writer = PdfWriter(clone_from=io.BytesIO(whole))
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(path)
    with pytest.raises(UnwritableOutput, match="is encrypted"):
        render(annotated)
    path.write_bytes(whole[:300])
    with pytest.raises(UnwritableOutput, match="is damaged"):
        render(annotated)
