"""`carelens corpus`."""

import json

from tests.cli.run import EXAMPLES, carelens
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


def test_a_missing_project_is_named_in_one_line_and_the_others_are_imported(tmp_path):
    plan = tmp_path / "plan.qdpx"
    carelens("annotate", EXAMPLES / "plan.docx", "-o", plan)
    missing = tmp_path / "missing.qdpx"
    done = carelens("corpus", "import", missing, plan, "-q", "-o", tmp_path / "coded.jsonl")
    assert done.code == 1
    assert done.err == (f"carelens: {missing}: cannot be opened (No such file or directory)\n")
    assert (tmp_path / "coded.jsonl").exists()
