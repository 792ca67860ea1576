"""Parquet in and out."""

import datetime

import pytest
from tests.bulk.weather import jsonl, read_jsonl, score

from carelens.errors import InvalidData

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def table(tmp_path):
    columns = {
        "note_id": list(range(100, 400)),
        "note": [f"grey sky {i}" if i % 50 else None for i in range(300)],
        "day": [datetime.date(2026, 1, 1)] * 300,
    }
    parquet.write_table(pyarrow.table(columns), tmp_path / "in.parquet", row_group_size=90)
    return tmp_path / "in.parquet"


def test_row_groups_become_shards_with_kept_types(weather, table, tmp_path):
    options = {"text": "note", "id": "note_id", "keep": ("day",), "format": ".parquet"}
    outcome = score(weather, table, tmp_path / "out", **options)
    assert len(list((tmp_path / "out").glob("part-*.parquet"))) == 4
    found = parquet.read_table(tmp_path / "out")
    assert outcome.rows == found.num_rows == 294
    assert [row for _, row, _ in outcome.rejects] == [1, 51, 101, 151, 201, 251]
    assert found.schema.field("day").type == pyarrow.date32()
    assert found.schema.field("sky.treatment").type == pyarrow.float32()
    assert found.column("id")[0].as_py() == "101"


def test_one_file_holds_the_same_as_the_shards(weather, table, tmp_path):
    options = {"text": "note", "id": "note_id"}
    score(weather, table, tmp_path / "out", format=".parquet", **options)
    score(weather, table, tmp_path / "out.parquet", **options)
    whole = parquet.ParquetFile(tmp_path / "out.parquet").read()
    assert whole.equals(parquet.read_table(tmp_path / "out"))


def test_parquet_to_jsonl_and_back_to_parquet(weather, table, tmp_path):
    score(weather, table, tmp_path / "a.jsonl", text="note", keep=("day",))
    assert read_jsonl(tmp_path / "a.jsonl")[0]["day"] == "2026-01-01"
    source = jsonl(tmp_path / "b.jsonl", [{"text": "grey sky", "unit": 3}, {"text": "blue"}])
    score(weather, source, tmp_path / "b.parquet", keep=("unit",))
    assert parquet.ParquetFile(tmp_path / "b.parquet").read().column("unit").to_pylist() == [
        "3",
        None,
    ]


def folder_of_two(folder, units):
    folder.mkdir()
    (folder / "a.csv").write_text("text,unit\ngrey sky,A\n")
    columns = {"text": ["blue sky"], "unit": units}
    parquet.write_table(pyarrow.table(columns), folder / "b.parquet")
    return folder


def test_text_of_csv_and_of_pandas_is_one_type(weather, tmp_path):
    folder = folder_of_two(tmp_path / "in", pyarrow.array(["B"], pyarrow.large_string()))
    score(weather, folder, tmp_path / "out.parquet", keep=("unit",))
    found = parquet.ParquetFile(tmp_path / "out.parquet").read()
    assert found.column("unit").to_pylist() == ["A", "B"]


def test_a_kept_column_of_two_types_is_refused_before_anything_is_scored(weather, tmp_path):
    folder = folder_of_two(tmp_path / "in", [3])
    with pytest.raises(InvalidData, match=r"b\.parquet: --keep unit is int64 here and string in"):
        score(weather, folder, tmp_path / "out.parquet", keep=("unit",))
    assert not (tmp_path / "out.parquet.parts").exists()
    assert score(weather, folder, tmp_path / "out.csv", keep=("unit",)).rows == 2


def test_documents_as_profiles(weather, table, tmp_path):
    score(weather, table, tmp_path / "p.parquet", text="note", documents="profiles")
    found = parquet.ParquetFile(tmp_path / "p.parquet").read()
    assert found.column("passages").to_pylist() == [1] * 294
    assert "wind.balance" in found.column_names


def test_a_block_without_a_good_row_is_still_a_table(weather, tmp_path):
    parquet.write_table(
        pyarrow.table({"text": pyarrow.array([None], "string")}), tmp_path / "in.parquet"
    )
    outcome = score(weather, tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert outcome.rows == 0
    assert parquet.ParquetFile(tmp_path / "out.parquet").read().num_rows == 0
