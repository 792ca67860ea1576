"""`carelens bulk`."""

import json

import pytest
from tests.cli.run import carelens


@pytest.fixture
def notes(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"note_id": "a", "note": "She sets the pace."}\n{broken\n')
    return source


def test_rows_in_rows_out_and_a_bad_row_is_named(notes, tmp_path):
    target = tmp_path / "out.jsonl"
    done = carelens("bulk", notes, "--text", "note", "--id", "note_id", "-o", target)
    assert done.code == 1
    [row] = map(json.loads, target.read_text().splitlines())
    assert list(row) == ["id", "labels", "scores"]
    assert row["id"] == "a"
    assert row["labels"] == ["pacing.healing"]
    assert f"{notes}: row 2: is not JSON; left out" in done.err
    assert "1 rows scored" in done.err


def test_a_folder_takes_the_format_of_the_source_or_the_one_asked_for(notes, tmp_path):
    carelens("bulk", notes, "--text", "note", "-o", tmp_path / "a")
    carelens("bulk", notes, "--text", "note", "-o", tmp_path / "b", "--to", "csv")
    assert (tmp_path / "a" / "part-00000.jsonl").exists()
    assert (tmp_path / "b" / "part-00000.csv").exists()
    assert (tmp_path / "b" / "_rejects.csv").read_text().splitlines()[0] == "source,row,reason"


def test_nothing_readable_leaves_with_2(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("id,note\n1,x\n")
    done = carelens("bulk", source, "-o", tmp_path / "out.csv")
    assert done.code == 2
    assert "no column 'text'" in done.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "out.xlsx"], "bulk writes .jsonl, .csv, .parquet"),
        (["-o", "out.csv", "--to", "jsonl"], "are two formats"),
        (["-o", "out", "--to", "xlsx"], "--to is one of"),
        (["-o", "out", "--documents", "pages"], "--documents is one of: passages, profiles"),
        (["-o", "out", "--backend", "slurm"], "--backend is one of: loky, dask, ray, spark"),
    ],
)
def test_options_that_cannot_be_are_explained(notes, options, message):
    done = carelens("bulk", notes, *options)
    assert done.code == 2
    assert message in " ".join(done.err.replace("│", " ").split())


def test_a_backend_that_is_not_installed_is_named(notes, tmp_path):
    hide = "import sys; sys.modules['joblibspark'] = None"
    done = carelens("bulk", notes, "-o", tmp_path / "o", "--backend", "spark", code=hide)
    assert done.code == 2
    assert done.err.startswith("carelens: --backend spark: ")
    assert "not installed" in done.err


def test_parquet_without_its_package_is_one_line(notes, tmp_path):
    hide = "import sys; sys.modules['pyarrow'] = None"
    done = carelens("bulk", notes, "--text", "note", "-o", tmp_path / "o.parquet", code=hide)
    assert done.code == 2
    assert "o.parquet: Parquet needs pyarrow" in done.err
    assert done.err.count("\n") == 1
