"""`carelens bulk`."""

import json

from tests.cli.run import carelens


def test_rows_in_rows_out_and_a_bad_row_is_named(tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"note_id": "a", "note": "She sets the pace."}\n{broken\n')
    done = carelens("bulk", source, "--text", "note", "--id", "note_id", "-o", target)
    assert done.code == 1
    [row] = map(json.loads, target.read_text().splitlines())
    assert list(row) == ["id", "labels", "scores"]
    assert row["id"] == "a"
    assert row["labels"] == ["pacing.healing"]
    assert f"{source}: line 2: is not JSON" in done.err


def test_nothing_readable_leaves_with_2(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("id,note\n1,x\n")
    done = carelens("bulk", source, "-o", tmp_path / "out.csv")
    assert done.code == 2
    assert "no column 'text'" in done.err
