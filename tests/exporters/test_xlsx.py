"""A workbook that openpyxl reads back, typed, and in which nothing runs or links anywhere."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from carelens import worksheet
from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument, in_words, text_sha256
from carelens.document import Document
from carelens.errors import UnwritableOutput
from carelens.exporters.xlsx import render
from carelens.model import Model
from carelens.readers import read_text
from carelens.worksheet import CUT, LONGEST

SHEETS = ["Profile", "Passages", "Words", "Model"]


def workbook(annotated: AnnotatedDocument, **options: bool) -> Workbook:
    return load_workbook(io.BytesIO(render(annotated, **options)))


def rows(annotated: AnnotatedDocument, sheet: str, **options: bool) -> list[dict[str, object]]:
    head, *body = workbook(annotated, **options)[sheet].values
    return [dict(zip(head, row, strict=True)) for row in body]


def in_a_cell(text: str) -> str:
    """How a text looks in a cell: LF for line breaks, U+FFFD for what XML cannot hold."""
    plain = re.sub(r"\r\n|\r", "\n", text)
    plain = re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "\ufffd", plain)
    return f"'{plain}" if plain.startswith(tuple("=+-@\t\r")) else plain


def test_passages_come_back_as_they_went_out(each: AnnotatedDocument) -> None:
    found = rows(each, "Passages")
    for i, (row, passage) in enumerate(zip(found, each.passages, strict=True)):
        assert (row["passage"], row["start"], row["end"]) == (i + 1, passage.start, passage.end)
        assert row["text"] == in_a_cell(each.document.text[passage.start : passage.end])
        assert (row["section"] or "") == in_a_cell(" > ".join(passage.section))
        assert row["quoted"] is passage.quoted
        assert tuple((row["labels"] or "").split()) == each.labels(i)
        assert {name: row[name] for name in each.model.framework.labels} == each.scores(i)


def test_the_profile_is_the_documents(each: AnnotatedDocument) -> None:
    for row, expected in zip(rows(each, "Profile"), each.profile(), strict=True):
        assert row["dimension"] == expected.dimension
        counts = [row[name] for name in ("passages", "treatment", "healing", "mixed")]
        assert counts == [
            expected.addressed,
            expected.treatment,
            expected.healing,
            expected.mixed,
        ]
        assert [row["balance"], row["low"], row["high"]] == [
            x if x is None else pytest.approx(x)
            for x in (expected.balance, expected.low, expected.high)
        ]
        assert row["lean"] == in_words(each.model.framework, expected.band, expected.pole)


def test_words_are_given_for_each_label(each: AnnotatedDocument) -> None:
    found = rows(each, "Words")
    labels = [(i + 1, label) for i in range(len(each.passages)) for label in each.labels(i)]
    assert {(row["passage"], row["label"]) for row in found} <= set(labels)
    assert bool(found) == bool(labels)
    for row in found:
        assert row["words"] == in_a_cell(each.document.text[row["start"] : row["end"]])
        assert row["score"] == each.scores(row["passage"] - 1)[row["label"]]
        assert row["speaks"] == ("for" if row["weight"] > 0 else "against")
        assert re.match("both; here leans to the |(strongly )?leans to the ", row["lean"])


def test_the_model_is_named(plan: AnnotatedDocument) -> None:
    found = {row["what"]: row["value"] for row in rows(plan, "Model")}
    assert found["model, SHA-256"] == plan.model.sha256
    assert found["text, SHA-256"] == text_sha256(plan.document.text)
    assert found["text, characters"] == len(plan.document.text)
    assert found["healing"] == "Healing model"


def test_heads_stay_and_filter(each: AnnotatedDocument) -> None:
    book = workbook(each)
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet["A1"].font.bold
        assert all(10 <= d.width <= 81 for d in sheet.column_dimensions.values())


def test_nothing_runs_or_links(hostile: AnnotatedDocument) -> None:
    rendered = render(hostile)
    cells = [cell for sheet in workbook(hostile) for row in sheet for cell in row]
    assert any(cell.value == "'=1+1 grey clouds hang low over the harbour" for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert not any(cell.hyperlink for cell in cells)
    texts = [cell.value for cell in cells if cell.data_type == "s"]
    assert not any(text.startswith(tuple("=+-@")) for text in texts)
    names = zipfile.ZipFile(io.BytesIO(rendered)).namelist()
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]


def test_a_link_stays_a_text(small_model: Model) -> None:
    found = annotate(read_text("http://a.example/ the sky is grey today", "n.txt"), small_model)
    [cell] = [c for c in workbook(found)["Passages"][2] if "http" in str(c.value)]
    assert (cell.data_type, cell.hyperlink) == ("s", None)


@pytest.mark.parametrize("name", ["x" * 40_000, "\U0001f300" * 20_000, "=" * 40_000])
def test_a_long_cell_is_cut_with_a_mark(blank: AnnotatedDocument, name: str) -> None:
    value = rows(replace(blank, document=Document("", name)), "Model")[0]["value"]
    assert isinstance(value, str)
    assert value.endswith(CUT)
    assert LONGEST - 1 <= len(value.encode("utf-16-le")) / 2 <= LONGEST
    assert name.startswith(value.removeprefix("'").removesuffix(CUT))


def test_more_rows_than_excel_takes(
    annotated: AnnotatedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worksheet, "MOST_ROWS", len(annotated.passages) + 1)
    with pytest.raises(UnwritableOutput, match=r"sheet Words .* choose csv or parquet"):
        render(annotated)
    monkeypatch.setattr(worksheet, "MOST_ROWS", len(annotated.passages))
    with pytest.raises(UnwritableOutput, match="sheet Passages"):
        render(annotated)


def test_no_words_without_text(hostile: AnnotatedDocument) -> None:
    archive = zipfile.ZipFile(io.BytesIO(render(hostile, text=False)))
    everything = b"\n".join(archive.read(name) for name in archive.namelist())
    for word in (b"harbour", b"alert(1)", b"onerror", b"clouds", b"caf", b"roof", b"Log"):
        assert word not in everything
    assert text_sha256(hostile.document.text).encode() in everything
    assert len(rows(hostile, "Words", text=False)) == len(rows(hostile, "Words")) > 0


def test_the_same_annotation_gives_the_same_bytes(annotated: AnnotatedDocument) -> None:
    first = render(annotated)
    archive = zipfile.ZipFile(io.BytesIO(first))
    assert first == render(annotated)
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    dates = re.findall(rb"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml"))
    assert set(dates) == {b"1980-01-01T"}


def test_nothing_gives_heads_alone(blank: AnnotatedDocument) -> None:
    assert rows(blank, "Passages") == rows(blank, "Words") == []
    assert len(rows(blank, "Profile")) == 2


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=80))
def test_any_text_comes_back(small_model: Model, text: str) -> None:
    found = annotate(read_text(text + " _x000D_ \U0001f300 grey cafe\u0301", "any"), small_model)
    for row, passage in zip(rows(found, "Passages"), found.passages, strict=True):
        assert row["text"] == in_a_cell(found.document.text[row["start"] : row["end"]])
        assert (row["start"], row["end"]) == (passage.start, passage.end)
