"""`carelens corpus`."""

import json

from tests.cli.run import carelens
from tests.conftest import ROOT


def test_the_shipped_corpus_has_no_errors_and_does_not_leak():
    done = carelens("corpus", "check", ROOT / "data/corpus", "--benchmark", ROOT / "data/benchmark")
    assert done.code == 0, done.out
    assert done.err.startswith("0 errors")


def test_a_leak_is_an_error_with_file_and_line(tmp_path):
    leak = (ROOT / "data/benchmark/records.jsonl").read_text().splitlines()[0]
    (tmp_path / "leak.jsonl").write_text(json.dumps(json.loads(leak) | {"batch": "leak"}) + "\n")
    done = carelens("corpus", "check", tmp_path, "--benchmark", ROOT / "data/benchmark")
    assert done.code == 1
    assert "leak.jsonl:1: error" in done.out


def test_stats_as_text_and_as_json():
    text = carelens("corpus", "stats", ROOT / "data/corpus").out
    counts = json.loads(carelens("corpus", "stats", ROOT / "data/corpus", "--json").out)
    assert f"passages  {counts['passages']}" in text


def test_a_line_that_cannot_be_read_has_no_empty_id(tmp_path):
    (tmp_path / "mine.jsonl").write_text("{secret\n")
    done = carelens("corpus", "check", tmp_path)
    assert done.code == 1
    assert "mine.jsonl:1: error: is not JSON" in done.out
    assert "`file:line: severity: id: what`" in carelens("corpus", "check", "--help").out
