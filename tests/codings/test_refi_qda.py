"""Codings of people, as the programs that they code in write them to a .qdpx."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.annotate import annotate
from carelens.codings.coding import Coding
from carelens.codings.refi_qda import CodedText, read
from carelens.errors import InvalidData, UnreadableDocument
from carelens.exporters import qdpx
from carelens.framework import Framework
from carelens.model import Model
from carelens.readers import read_text

SKY, WIND, OTHER = (f"{n}0000000-0000-4000-8000-000000000000" for n in "abc")
ANNA = "d0000000-0000-4000-8000-000000000000"
TEXT = "\U0001f300 A blue sky.\r\nA cafe\u0301, a gale."
CODES = f"""
  <Code guid="{SKY.upper()}" name="Sky.Healing" isCodable="true"/>
  <Code guid="{OTHER}" name=" wind " isCodable="false">
    <Code guid="{{{WIND}}}" name="Rough" isCodable="true"/>
  </Code>"""


def selection(start: int, end: int, code: str, user: str = ANNA, note: str = "") -> str:
    return f"""<PlainTextSelection guid="{OTHER}" startPosition="{start}" endPosition="{end}">
      <Description>{note}</Description>
      <Coding guid="{OTHER}" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding>
    </PlainTextSelection>"""


def write(
    path: Path,
    selections: str = "",
    *,
    codes: str = CODES,
    origin: str = "MAXQDA 24",
    qde: str | None = None,
    files: dict[str, bytes] | None = None,
) -> Path:
    """A project of one source, "Log", as another program would write it."""
    written = f"""<?xml version="1.0" encoding="utf-8"?>
    <Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="{origin}">
      <Users><User guid="{ANNA.upper()}" name="Anna"/></Users>
      <CodeBook><Codes>{codes}</Codes></CodeBook>
      <Sources>
        <TextSource guid="{OTHER}" name="Log" plainTextPath="internal://T.TXT">{selections}
        </TextSource>
      </Sources>
    </Project>"""
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("project.qde", written if qde is None else qde)
        sources = {"Sources/t.txt": TEXT.encode("utf-8-sig")} if files is None else files
        for name, data in sources.items():
            container.writestr(name, data)
    return path


def words(coded: CodedText) -> list[tuple[str, str]]:
    return [(coding.label, coded.text[coding.start : coding.end]) for coding in coded.codings]


def test_codes_match_by_label_and_by_pole_below_dimension(
    tmp_path: Path, small_framework: Framework
) -> None:
    marks = selection(4, 12, SKY, note=" clear ") + selection(24, 30, WIND)
    [coded] = read(write(tmp_path / "p.qdpx", marks), small_framework)
    assert coded.name == "Log"
    assert coded.codings == (
        Coding(4, 12, "sky.healing", "Anna", "clear"),
        Coding(24, 30, "wind.treatment", "Anna"),
    )
    assert words(coded) == [("sky.healing", "blue sky"), ("wind.treatment", "a gale")]


@pytest.mark.parametrize("program", ["ATLAS.ti Win 23.4", "QualCoder 3.7"])
def test_some_programs_count_a_line_break_as_one(
    tmp_path: Path, small_framework: Framework, program: str
) -> None:
    path = write(tmp_path / "p.qdpx", selection(23, 29, WIND), origin=program)
    [coded] = read(path, small_framework)
    assert coded.text == TEXT.replace("\r\n", "\n")
    assert words(coded) == [("wind.treatment", "a gale")]


def test_codes_of_no_label_and_empty_selections_are_left_out(
    tmp_path: Path, small_framework: Framework
) -> None:
    marks = selection(4, 12, OTHER) + selection(4, 4, SKY) + selection(0, 2, "unknown")
    [coded] = read(write(tmp_path / "p.qdpx", marks), small_framework)
    assert coded == CodedText("Log", TEXT, ())


def test_an_unknown_coder_has_no_name(tmp_path: Path, small_framework: Framework) -> None:
    [coded] = read(write(tmp_path / "p.qdpx", selection(4, 12, SKY, user=OTHER)), small_framework)
    assert [coding.coder for coding in coded.codings] == [""]


def test_texts_stand_in_pdf_files_and_in_the_project_itself(
    tmp_path: Path, small_framework: Framework
) -> None:
    content = "<PlainTextContent>A blue sky.</PlainTextContent>" + selection(2, 10, SKY)
    path = write(tmp_path / "whole.qdpx")
    qde = zipfile.ZipFile(path).read("project.qde").decode()
    before, rest = qde.split("<TextSource", 1)
    after = rest.split("</TextSource>", 1)[1]
    sources = f"""<PDFSource guid="{OTHER}" name="Scan.pdf" path="internal://s.pdf">
        <Representation guid="{OTHER}">{content}</Representation></PDFSource>
      <PictureSource guid="{OTHER}" name="Sky.png" path="internal://s.png"/>"""
    [coded] = read(write(tmp_path / "p.qdpx", qde=before + sources + after), small_framework)
    assert coded.name == "Scan.pdf"
    assert words(coded) == [("sky.healing", "blue sky")]


def test_what_carelens_wrote_comes_back(tmp_path: Path, small_model: Model) -> None:
    text = "Grey clouds cover the sky.\r\nA \U0001f300 gentle breeze from the sea, a cafe\u0301."
    annotated = annotate(read_text(text, "log.txt"), small_model)
    path = tmp_path / "p.qdpx"
    path.write_bytes(qdpx.render(annotated))
    [coded] = read(path, small_model.framework)
    expected = [
        (label, annotated.text(passage).replace("\r\n", "\n"))
        for i, passage in enumerate(annotated.passages)
        for label in annotated.labels(i)
    ]
    assert words(coded) == expected != []
    assert {coding.coder for coding in coded.codings} == {"CareLens weather 1"}
    assert all("Score " in coding.note for coding in coded.codings)


@given(st.text(st.sampled_from("a \r\n\U0001f300\u0301\ufeff")), st.data())
def test_offsets_are_those_of_the_source(
    tmp_path_factory: pytest.TempPathFactory,
    small_framework: Framework,
    text: str,
    data: st.DataObject,
) -> None:
    end = data.draw(st.integers(0, len(text)))
    start = data.draw(st.integers(0, end))
    path = tmp_path_factory.getbasetemp() / "any.qdpx"
    files = {"sources/t.txt": text.encode("utf-8-sig")}
    [coded] = read(write(path, selection(start, end, SKY), files=files), small_framework)
    assert coded.text == text
    assert words(coded) == ([("sky.healing", text[start:end])] if start < end else [])


ENTITY = '<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]><Project>&e;</Project>'


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"selections": selection(4, 99, SKY)}, "holds codings outside of its texts"),
        ({"selections": selection(-1, 4, SKY)}, "holds codings outside of its texts"),
        ({"selections": selection(4, 12, SKY), "files": {}}, "export it with its sources"),
        ({"qde": ENTITY}, "declares XML entities"),
        ({"qde": "<Project>"}, "is damaged inside"),
        ({"qde": "<CodeBook/>"}, "is another kind of file"),
    ],
)
def test_what_cannot_be_trusted_is_refused_in_one_line(
    tmp_path: Path, small_framework: Framework, changes: dict[str, object], message: str
) -> None:
    path = write(tmp_path / "p.qdpx", **changes)  # type: ignore[arg-type]
    with pytest.raises(UnreadableDocument, match=message) as caught:
        read(path, small_framework)
    assert "\n" not in str(caught.value)
    assert "gale" not in str(caught.value)


def test_a_container_without_project_and_no_container(
    tmp_path: Path, small_framework: Framework
) -> None:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    for data, message in ((out.getvalue(), "holds no REFI-QDA project"), (b"PK", "is damaged")):
        path = tmp_path / "p.qdpx"
        path.write_bytes(data)
        with pytest.raises(UnreadableDocument, match=message):
            read(path, small_framework)


def test_codes_that_are_no_labels_say_how_to_name_them(
    tmp_path: Path, small_framework: Framework
) -> None:
    codes = f'<Code guid="{SKY}" name="Weather" isCodable="true"/>'
    with pytest.raises(InvalidData, match=r"name them like 'sky\.treatment'"):
        read(write(tmp_path / "p.qdpx", codes=codes), small_framework)


def test_a_source_without_text_is_passed_over(tmp_path: Path, small_framework: Framework) -> None:
    assert read(write(tmp_path / "p.qdpx", files={}), small_framework) == []
