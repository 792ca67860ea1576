"""Tables: streaming, in order, one bad row never costs the others."""

import csv
import json
import tracemalloc

import pytest

from carelens.bulk import score_file, score_texts
from carelens.errors import InvalidData, UnknownFormat, UnwritableOutput


@pytest.fixture
def weather(small_model, tmp_path):
    small_model.save(tmp_path / "weather")
    return str(tmp_path / "weather")


def jsonl(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_row_has_its_labels_and_all_scores(small_model):
    [row] = score_texts(["grey clouds cover the sky"], small_model)
    assert row["labels"] == ["sky.treatment"]
    assert list(row["scores"]) == list(small_model.framework.labels)


def test_jsonl_in_jsonl_out_in_order(weather, tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [{"n": f"r{i}", "note": "grey sky"} for i in range(2500)])
    tally = score_file(source, tmp_path / "out.jsonl", model=weather, text="note", id="n")
    assert tally.written == 2500
    assert [row["id"] for row in read(tmp_path / "out.jsonl")] == [f"r{i}" for i in range(2500)]


def test_two_processes_give_the_same_rows(weather, tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [{"text": f"grey sky {i} breeze"} for i in range(2100)])
    score_file(source, tmp_path / "one.jsonl", model=weather)
    score_file(source, tmp_path / "two.jsonl", model=weather, jobs=2)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_csv_in_csv_out_with_quotes_line_breaks_and_formulas(weather, tmp_path):
    source = tmp_path / "in.csv"
    source.write_text(
        'id,text\r\n=1+1,"grey, ""low""\nclouds"\r\nb,the soft breeze\r\n', encoding="utf-8-sig"
    )
    score_file(source, tmp_path / "out.csv", model=weather)
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["'=1+1", "b"]
    assert [row["labels"] for row in rows] == ["sky.treatment", "wind.healing"]
    assert 0 <= float(rows[0]["sky.treatment"]) <= 1


def test_bad_rows_are_named_by_line_without_their_text(weather, tmp_path):
    source = tmp_path / "in.jsonl"
    lines = [
        '{"text": "grey"}',
        "{secret",
        '["secret"]',
        '{"note": "secret"}',
        '{"text": 3}',
        "",
        '{"text": "blue"}',
    ]
    source.write_text("\n".join(lines), encoding="utf-8")
    tally = score_file(source, tmp_path / "out.jsonl", model=weather)
    assert tally.written == 2
    assert [line.split(":")[0] for line in tally.failed] == ["line 2", "line 3", "line 4", "line 5"]
    assert "secret" not in " ".join(tally.failed)


def test_rows_without_an_id_go_by_their_line(weather, tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [{"text": "a"}, {"text": "b", "id": 0}])
    score_file(source, tmp_path / "out.jsonl", model=weather)
    assert [row["id"] for row in read(tmp_path / "out.jsonl")] == ["1", "0"]


CASES = {
    "no such file": ("missing.jsonl", None, InvalidData, "cannot be read"),
    "empty": ("in.jsonl", b"", InvalidData, "no rows"),
    "no text column": ("in.csv", b"id,note\n1,x\n", InvalidData, "no column 'text'.*note"),
    "not UTF-8": ("in.csv", b"text\n" + b"caf\xe9\n", InvalidData, "--encoding"),
    "another format": ("in.xlsx", b"x", UnknownFormat, r"\.jsonl and \.csv"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_table_that_cannot_be_read_is_one_clear_line(weather, tmp_path, case):
    name, data, error, message = CASES[case]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(error, match=message):
        score_file(tmp_path / name, tmp_path / "out.jsonl", model=weather)
    assert not (tmp_path / "out.jsonl").exists()


def test_an_unwritable_target(weather, tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [{"text": "a"}])
    with pytest.raises(UnwritableOutput, match="cannot be written"):
        score_file(source, tmp_path / "no" / "out.jsonl", model=weather)


def test_an_interruption_leaves_the_old_result_and_the_rows_so_far(weather, tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [{"text": "grey"}] * 2500)
    target = tmp_path / "out.jsonl"
    target.write_text("old")

    def interrupt(rows):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_file(source, target, model=weather, progress=interrupt)
    assert target.read_text() == "old"
    assert len(read(tmp_path / "out.jsonl.part")) == 1000


def test_memory_does_not_grow_with_the_table(weather, tmp_path):
    def peak(rows):
        source = jsonl(tmp_path / "in.jsonl", [{"text": "grey sky " * 10}] * rows)
        tracemalloc.start()
        score_file(source, tmp_path / "out.jsonl", model=weather)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(1000)
    assert peak(6000) < 1.3 * peak(2000)


def test_half_a_character_in_an_id_does_not_cost_the_other_rows(weather, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "\\ud83d", "text": "grey sky"}\n{"id": "b", "text": "grey sky"}\n')
    score_file(source, tmp_path / "out.jsonl", model=weather)
    assert [row["id"] for row in read(tmp_path / "out.jsonl")] == ["\ufffd", "b"]


def test_a_table_is_never_written_over_itself(weather, tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [{"text": "grey sky"}])
    before = source.read_bytes()
    with pytest.raises(UnwritableOutput, match="is the table itself"):
        score_file(source, source, model=weather)
    assert source.read_bytes() == before
