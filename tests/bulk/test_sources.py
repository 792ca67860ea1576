"""Tables are cut into blocks that hold each row once."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelens.bulk import sources
from carelens.bulk.job import Job, Refused, Row

CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
) | st.sampled_from(['"', "a\nb", "a\r\nb", ",", " ", 'x "y" z', "\U0001f600"])


def all_rows(path, job):
    blocks = sources.cut(str(path), job)
    assert [block.number for block in blocks] == list(range(len(blocks)))
    return [row for block in blocks for row in sources.rows(block, job)]


@settings(max_examples=150, deadline=None)
@given(cells=st.lists(CELLS, min_size=1, max_size=12), block=st.integers(1, 60))
def test_csv_blocks_hold_each_record_once(tmp_path_factory, cells, block):
    path = tmp_path_factory.mktemp("csv") / "in.csv"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["id", "text"], *([f"r{i}", cell] for i, cell in enumerate(cells))])
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
    sources.BLOCK, before = block, sources.BLOCK
    try:
        rows = all_rows(path, Job("", "", ".csv"))
    finally:
        sources.BLOCK = before
    expected = [Row(i + 1, f"r{i}", cell, ()) for i, cell in enumerate(cells)]
    assert rows == expected


@settings(max_examples=150, deadline=None)
@given(cells=st.lists(CELLS, min_size=1, max_size=12), block=st.integers(1, 60), end=st.booleans())
def test_jsonl_blocks_hold_each_line_once(tmp_path_factory, cells, block, end):
    path = tmp_path_factory.mktemp("jsonl") / "in.jsonl"
    lines = "\n".join(json.dumps({"text": cell}, ensure_ascii=False) for cell in cells)
    path.write_bytes((lines + "\n" * end).encode())
    sources.BLOCK, before = block, sources.BLOCK
    try:
        rows = all_rows(path, Job("", "", ".jsonl"))
    finally:
        sources.BLOCK = before
    assert rows == [Row(i, str(i), cell, ()) for i, cell in enumerate(cells, 1)]


def test_kept_columns_come_along(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("unit,text,day\nA,grey sky,1\n")
    job = Job("", "", ".csv", keep=("day", "unit"))
    assert all_rows(path, job) == [Row(1, "1", "grey sky", ("1", "A"))]


def test_a_row_without_an_id_goes_by_its_number_in_every_format(tmp_path):
    (tmp_path / "a.csv").write_text("id,text\n,grey sky\n0,blue sky\n")
    (tmp_path / "a.jsonl").write_text(
        '{"id": null, "text": "grey sky"}\n{"id": 0, "text": "blue sky"}\n'
    )
    for name in ("a.csv", "a.jsonl"):
        assert [row.id for row in all_rows(tmp_path / name, Job("", "", ".csv"))] == ["1", "0"]


@pytest.mark.parametrize("end", ["", "\n"])
def test_an_open_quotation_mark_does_not_swallow_rows_in_silence(tmp_path, end):
    path = tmp_path / "in.csv"
    path.write_text(f'id,text\n1,5" of grey\n2,"grey ""sky"""\n3,"blue sky\n4,breeze{end}')
    *good, last = all_rows(path, Job("", "", ".csv"))
    assert [row.text for row in good] == ['5" of grey', 'grey "sky"']
    assert last == Refused(3, "opens a quotation mark and never closes it")


def test_a_row_beyond_all_measure_is_refused_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "LONGEST", 100)
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "a"}\n{"text": "' + "b" * 900 + '"}\n{"text": "c"}\n')
    first, second, third = all_rows(path, Job("", "", ".jsonl"))
    assert (first.text, third.text) == ("a", "c")
    assert "is longer than" in second.reason


def test_a_wide_encoding_is_refused(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("text\ngrey\n", encoding="utf-16")
    with pytest.raises(sources.InvalidData, match="save it as UTF-8"):
        sources.cut(str(path), Job("", "", ".csv", encoding="utf-16"))


def test_another_encoding_by_its_name(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes("text\ncafé\n".encode("cp1252"))
    assert all_rows(path, Job("", "", ".csv", encoding="cp1252"))[0].text == "café"
    [refused] = all_rows(path, Job("", "", ".csv"))
    assert "--encoding" in refused.reason


@pytest.mark.parametrize("row", ["Zürich,1,grey", "A,é1,grey", "A,1,café"])
def test_bytes_of_another_encoding_are_refused_in_every_column_that_is_copied(tmp_path, row):
    path = tmp_path / "in.csv"
    path.write_bytes(f"unit,id,text,other\n{row},ä\nB,2,blue,ä\n".encode("cp1252"))
    refused, good = all_rows(path, Job("", "", ".csv", keep=("unit",)))
    assert "--encoding" in refused.reason
    assert good == Row(2, "2", "blue", ("B",))


@pytest.mark.parametrize(
    "first", ["1,Jane says he beat her,A", "Jane,She was beaten.,A", "Jane,,x"]
)
def test_a_table_without_a_header_is_told_so_without_a_word_of_its_first_row(tmp_path, first):
    path = tmp_path / "in.csv"
    path.write_text(f"{first}\n2,blue,B\n")
    with pytest.raises(sources.InvalidData, match="first line must name the columns") as caught:
        sources.cut(str(path), Job("", "", ".csv"))
    assert not any(word in str(caught.value) for word in ("Jane", "she", "beat"))


def test_the_columns_of_a_header_are_listed(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("note_id,Progress_note,Día\n1,blue,B\n")
    with pytest.raises(sources.InvalidData, match="there are: note_id, Progress_note, Día"):
        sources.cut(str(path), Job("", "", ".csv"))


def test_two_columns_of_the_name_that_is_read_are_refused(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("text,unit,text,unit\ngrey,A,blue,B\n")
    with pytest.raises(sources.InvalidData, match="two columns 'text'; rename one"):
        sources.cut(str(path), Job("", "", ".csv"))


def test_a_utf_16_table_is_told_how_to_save_it(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("text\ngrey\n", encoding="utf-16")
    with pytest.raises(sources.InvalidData, match="save it as CSV in UTF-8"):
        sources.cut(str(path), Job("", "", ".csv"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_cells_may_be_parted_as_excel_does_in_any_country(tmp_path, delimiter):
    path = tmp_path / "in.csv"
    rows = [["id", "text", "n"], ["a", "grey, sky; all\tday\nlong", "1,5"], ["b", "blue", "2"]]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    expected = [Row(i, row[0], row[1], (row[2],)) for i, row in enumerate(rows[1:], 1)]
    assert all_rows(path, Job("", "", ".csv", keep=("n",))) == expected
