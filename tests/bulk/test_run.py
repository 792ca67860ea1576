"""Runs: any size, in order, resumable, one bad row never costs the others."""

import json
import random
import signal
import subprocess
import sys
import tracemalloc

import pytest
from tests.bulk.weather import job, jsonl, read_csv, read_jsonl, score

from carelens.bulk import run as runs
from carelens.bulk import sources
from carelens.errors import InvalidData, InvalidModel, UnknownFormat, UnwritableOutput


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(sources, "BLOCK", 2000)


def notes(path, count):
    return jsonl(path, [{"n": f"r{i}", "note": f"grey sky {i} breeze"} for i in range(count)])


def test_rows_come_out_in_order_with_labels_and_all_scores(weather, small_model, tmp_path):
    source = notes(tmp_path / "in.jsonl", 2500)
    outcome = score(weather, source, tmp_path / "out.jsonl", text="note", id="n")
    rows = read_jsonl(tmp_path / "out.jsonl")
    assert outcome.rows == 2500
    assert [row["id"] for row in rows] == [f"r{i}" for i in range(2500)]
    assert list(rows[0]["scores"]) == list(small_model.framework.labels)
    expected = small_model.score(["grey sky 7 breeze"])[0].astype(float).round(4).tolist()
    assert list(rows[7]["scores"].values()) == expected


def test_blocks_and_processes_make_no_difference(weather, tmp_path, small_blocks):
    source = notes(tmp_path / "in.jsonl", 300)
    for name, jobs in (("one", 1), ("two", 2)):
        score(weather, source, tmp_path / f"{name}.jsonl", text="note", jobs=jobs)
    small = (tmp_path / "one.jsonl").read_bytes()
    assert small == (tmp_path / "two.jsonl").read_bytes()
    sources.BLOCK = 16_000_000
    score(weather, source, tmp_path / "whole.jsonl", text="note")
    assert (tmp_path / "whole.jsonl").read_bytes() == small


def test_a_folder_gets_a_shard_for_each_block_and_a_record(weather, tmp_path, small_blocks):
    source = notes(tmp_path / "in.jsonl", 300)
    score(weather, source, tmp_path / "out", text="note", id="n")
    shards = sorted((tmp_path / "out").glob("part-*.jsonl"))
    rows = [row for shard in shards for row in read_jsonl(shard)]
    record = json.loads((tmp_path / "out" / "_run.json").read_text())
    assert len(shards) == len(record["shards"]) > 3
    assert [row["id"] for row in rows] == [f"r{i}" for i in range(300)]
    assert record["rows"] == 300
    assert record["inputs"][0]["hash"].startswith("sha256:")
    assert "grey" not in json.dumps(record)
    assert {path.name for path in (tmp_path / "out").glob("_*")} == {"_run.json"}


def test_a_file_leaves_nothing_but_itself_and_its_record(weather, tmp_path):
    source = notes(tmp_path / "in.jsonl", 3)
    score(weather, source, tmp_path / "results" / "out.csv", text="note")
    names = {path.name for path in (tmp_path / "results").iterdir()}
    assert names == {"out.csv", "out.run.json"}


def test_bad_rows_are_listed_with_their_number_and_without_their_text(weather, tmp_path):
    source = tmp_path / "in.jsonl"
    lines = [
        b'{"text": "grey"}',
        b"{secret",
        b'["secret"]',
        b'{"note": "secret"}',
        b'{"text": 3}',
        b"",
        b'{"text": "secret \xe9"}',
        b'{"text": "blue"}',
    ]
    source.write_bytes(b"\n".join(lines))
    outcome = score(weather, source, tmp_path / "out.jsonl")
    assert outcome.rows == 2
    assert [row for _, row, _ in outcome.rejects] == [2, 3, 4, 5, 7]
    listed = read_csv(tmp_path / "out.rejects.csv")
    assert [row["row"] for row in listed] == ["2", "3", "4", "5", "7"]
    assert "secret" not in str(listed)
    assert [row["id"] for row in read_jsonl(tmp_path / "out.jsonl")] == ["1", "8"]


def test_a_run_without_rejects_leaves_no_list_of_an_earlier_one(weather, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "grey"}\n{broken\n')
    score(weather, source, tmp_path / "out.csv")
    assert (tmp_path / "out.rejects.csv").exists()
    source.write_text('{"text": "grey"}\n')
    score(weather, source, tmp_path / "out.csv")
    assert not (tmp_path / "out.rejects.csv").exists()


def test_a_kill_while_tidying_up_leaves_no_record_that_a_new_run_would_trust(
    weather, tmp_path, monkeypatch
):
    source, real = notes(tmp_path / "in.jsonl", 3), runs.places.remove

    def killed(address):
        if address.endswith("_part-00000.json"):
            raise KeyboardInterrupt
        real(address)

    with monkeypatch.context() as patch:
        patch.setattr(runs.places, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            score(weather, source, tmp_path / "out.csv", text="note")
    notes(source, 4)
    with pytest.raises(UnwritableOutput, match="--resume"):
        score(weather, source, tmp_path / "out.csv", text="note")


def test_the_results_of_a_run_can_be_read_as_a_folder(weather, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "grey"}\n{broken\n')
    score(weather, source, tmp_path / "out", keep=("text",), format=".csv")
    assert (tmp_path / "out" / "_rejects.csv").exists()
    assert score(weather, tmp_path / "out", tmp_path / "again.csv").rows == 1


def test_several_tables_in_one_run_say_where_a_row_is_from(weather, tmp_path):
    (tmp_path / "in").mkdir()
    notes(tmp_path / "in" / "a.jsonl", 2)
    (tmp_path / "in" / "b.csv").write_text("note\ngrey sky today\n")
    options = job(weather, text="note", with_source=True)
    runs.run([str(tmp_path / "in")], str(tmp_path / "out.jsonl"), options)
    rows = read_jsonl(tmp_path / "out.jsonl")
    assert [row["source"][-7:] for row in rows] == ["a.jsonl", "a.jsonl", "n/b.csv"]


CASES = {
    "no such file": ("missing.jsonl", None, InvalidData, "cannot be read"),
    "empty": ("in.jsonl", b"", InvalidData, "no rows"),
    "a header alone": ("in.csv", b"text\n", InvalidData, "no rows"),
    "no text column": ("in.csv", b"id,note\n1,x\n", InvalidData, "no column 'text'.*note"),
    "another format": ("in.xlsx", b"x", UnknownFormat, r"\.jsonl, \.csv, \.parquet"),
    "no Parquet": ("in.parquet", b"PAR1", InvalidData, "no readable Parquet"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_table_that_cannot_be_read_is_one_clear_line(weather, tmp_path, case):
    name, data, error, message = CASES[case]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(error, match=message) as caught:
        score(weather, tmp_path / name, tmp_path / "out.jsonl")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("row", ['1,"Zoe wept, and we stayed."', "1,Zoe", "id;note"])
def test_the_first_line_of_a_table_is_not_quoted_where_it_may_be_no_header(weather, tmp_path, row):
    (tmp_path / "in.csv").write_text(f"{row}\n2,x\n")
    with pytest.raises(InvalidData, match="its first line must name the columns") as caught:
        score(weather, tmp_path / "in.csv", tmp_path / "out.jsonl")
    assert "Zoe" not in str(caught.value)


def test_a_table_that_cannot_be_read_does_not_cost_the_others(weather, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("")
    (folder / "b.csv").write_text("id,text\n1,grey sky\n")
    (folder / "c.parquet").write_text("no Parquet")
    outcome = score(weather, folder, tmp_path / "out.jsonl")
    assert [row["id"] for row in read_jsonl(tmp_path / "out.jsonl")] == ["1"]
    left_out = [(source.rpartition("/")[2], row) for source, row, _ in outcome.rejects]
    assert left_out == [("a.csv", 0), ("c.parquet", 0)]
    assert score(weather, folder, tmp_path / "out.jsonl", resume=True) == outcome


def test_an_id_that_is_named_must_be_there(weather, tmp_path):
    (tmp_path / "in.csv").write_text("note_id,text\n1,grey sky\n")
    with pytest.raises(InvalidData, match="has no column 'noteid'; give --id; there are: note_id"):
        score(weather, tmp_path / "in.csv", tmp_path / "out.csv", id="noteid")
    assert score(weather, tmp_path / "in.csv", tmp_path / "out.csv").rows == 1


def test_nested_values_are_kept_as_json(weather, tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [{"text": "grey sky", "codes": {"a": [1, "é"]}}])
    score(weather, source, tmp_path / "out.csv", keep=("codes",))
    assert read_csv(tmp_path / "out.csv")[0]["codes"] == '{"a": [1, "é"]}'


def test_an_unwritable_target(weather, tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [{"text": "a"}])
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableOutput, match="cannot be written"):
        score(weather, source, tmp_path / "file" / "out.jsonl")


def test_a_table_is_never_written_over_itself_however_it_is_spelt(weather, tmp_path, monkeypatch):
    source = jsonl(tmp_path / "in.jsonl", [{"text": "grey sky"}])
    monkeypatch.chdir(tmp_path)
    before = source.read_bytes()
    for target in (source, "in.jsonl", "./in.jsonl", f"file://{source}"):
        with pytest.raises(UnwritableOutput, match="is the table itself"):
            score(weather, source, target)
    assert source.read_bytes() == before


def test_results_are_not_written_into_a_folder_that_is_read(weather, tmp_path, monkeypatch):
    (tmp_path / "notes").mkdir()
    jsonl(tmp_path / "notes" / "in.jsonl", [{"text": "grey sky"}])
    monkeypatch.chdir(tmp_path)
    for target in ("notes/out.csv", "notes/out", "notes", f"file://{tmp_path}/notes/out.csv"):
        with pytest.raises(UnwritableOutput, match=r"lies in \./notes/, which is read"):
            score(weather, "./notes/", target)
    assert score(weather, "./notes/", "notes.csv").rows == 1


def test_a_folder_with_something_in_it_is_not_written_into(weather, tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [{"text": "grey sky"}])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("")
    with pytest.raises(UnwritableOutput, match="is not empty"):
        score(weather, source, tmp_path / "out")


def test_a_worker_with_another_model_is_refused(weather, tmp_path):
    source = jsonl(tmp_path / "in.jsonl", [{"text": "grey sky"}])
    other = runs.Job(model=weather, sha256="0" * 64, format=".jsonl")
    with pytest.raises(InvalidModel, match="differs on a worker"):
        runs.run([str(source)], str(tmp_path / "out.jsonl"), other)


def _break_after(monkeypatch, count):
    real, calls = runs.score_block, []

    def broken(block, place, job):
        calls.append(block.number)
        if len(calls) > count:
            raise KeyboardInterrupt
        return real(block, place, job)

    monkeypatch.setattr(runs, "score_block", broken)
    return calls


def test_an_interrupted_run_goes_on_where_it_was(weather, tmp_path, small_blocks, monkeypatch):
    source = notes(tmp_path / "in.jsonl", 300)
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    score(weather, source, tmp_path / "whole.jsonl", text="note")
    with monkeypatch.context() as patch:
        _break_after(patch, 2)
        with pytest.raises(KeyboardInterrupt):
            score(weather, source, target, text="note")
    assert target.read_text() == "old"
    with pytest.raises(UnwritableOutput, match="--resume"):
        score(weather, source, target, text="note")
    with pytest.raises(InvalidData, match="other options"):
        score(weather, source, target, text="n", resume=True)
    calls = _break_after(monkeypatch, 10**6)
    score(weather, source, target, text="note", resume=True)
    assert calls[0] == 2
    assert target.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_a_changed_table_is_not_taken_up(weather, tmp_path, small_blocks, monkeypatch):
    source = notes(tmp_path / "in.jsonl", 300)
    with monkeypatch.context() as patch:
        _break_after(patch, 1)
        with pytest.raises(KeyboardInterrupt):
            score(weather, source, tmp_path / "out", text="note")
    notes(source, 301)
    with pytest.raises(InvalidData, match="other tables, or other contents"):
        score(weather, source, tmp_path / "out", text="note", resume=True)


def test_resuming_a_finished_run_does_nothing(weather, tmp_path, monkeypatch):
    source = notes(tmp_path / "in.jsonl", 3)
    score(weather, source, tmp_path / "out", text="note")
    calls = _break_after(monkeypatch, 0)
    assert score(weather, source, tmp_path / "out", text="note", resume=True).rows == 3
    assert calls == []


def test_a_finished_run_is_not_taken_for_another_one(weather, tmp_path):
    source = notes(tmp_path / "in.jsonl", 3)
    for target in (tmp_path / "out", tmp_path / "out.csv"):
        score(weather, source, target, text="note")
        with pytest.raises(InvalidData, match="a finished run with other options"):
            score(weather, source, target, text="note", keep=("n",), resume=True)
        other = notes(tmp_path / "other.jsonl", 4)
        with pytest.raises(InvalidData, match="a finished run with other tables"):
            score(weather, other, target, text="note", resume=True)


def test_resume_mixes_nothing_into_a_folder_that_holds_no_run(weather, tmp_path):
    source = notes(tmp_path / "in.jsonl", 3)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "part-00007.jsonl").write_text("{}")
    with pytest.raises(UnwritableOutput, match="is not empty"):
        score(weather, source, tmp_path / "out", text="note", resume=True)


def test_a_file_that_is_a_folder_is_refused_before_anything_is_scored(weather, tmp_path):
    source = notes(tmp_path / "in.jsonl", 3)
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(UnwritableOutput, match="is a folder"):
        score(weather, source, tmp_path / "out.csv", text="note")
    assert not (tmp_path / "out.csv.parts").exists()


PROGRAM = """
import sys
from carelens.bulk import sources
from tests.bulk.weather import score
sources.BLOCK = 4000
score(sys.argv[1], sys.argv[2], sys.argv[3], text="note", id="n", resume=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_twenty_kills_at_random_moments_lose_and_double_nothing(weather, tmp_path, small_blocks):
    source = notes(tmp_path / "in.jsonl", 8_000)
    sources.BLOCK = 4000
    score(weather, source, tmp_path / "whole.csv", text="note", id="n")
    command = [sys.executable, "-c", PROGRAM, weather, str(source), str(tmp_path / "out.csv")]
    rng, kills, wait = random.Random(0), 0, 1.0
    while kills < 20:
        process = subprocess.Popen(command)
        try:
            process.wait(timeout=0.2 + rng.random() * wait)
            assert process.returncode == 0
            assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
            (tmp_path / "out.csv").unlink()
            wait *= 0.8
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
    subprocess.run(command, check=True)
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_memory_does_not_grow_with_the_table(weather, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "BATCH", 200)

    def peak(rows):
        source = jsonl(tmp_path / "in.jsonl", [{"text": "grey sky " * 10}] * rows)
        tracemalloc.start()
        score(weather, source, tmp_path / "out.csv")
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(1000)
    assert peak(6000) < 1.3 * peak(2000)


def test_documents_give_their_passages_or_their_profile(weather, tmp_path):
    text = "Grey clouds cover the sky. The soft breeze is here again.\n\nGrey sky all day."
    source = jsonl(tmp_path / "in.jsonl", [{"id": "a", "text": text}, {"id": "b", "text": ""}])
    score(weather, source, tmp_path / "passages.jsonl", documents="passages")
    rows = read_jsonl(tmp_path / "passages.jsonl")
    assert [(row["id"], row["passage"]) for row in rows] == [("a", 1), ("a", 2), ("a", 3)]
    assert text[rows[1]["start"] : rows[1]["end"]] == "The soft breeze is here again."
    score(weather, source, tmp_path / "profiles.jsonl", documents="profiles")
    first, second = read_jsonl(tmp_path / "profiles.jsonl")
    given = [label for row in rows for label in row["labels"]]
    assert first["passages"] == 3
    assert first["sky.treatment"] + first["sky.mixed"] == given.count("sky.treatment")
    assert second["passages"] == second["sky.addressed"] == 0
    assert second["sky.balance"] is None
