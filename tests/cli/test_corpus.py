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
    coder = ("--coder", "CareLens default 1")
    done = carelens("corpus", "import", missing, plan, *coder, "-q", "-o", tmp_path / "coded.jsonl")
    assert done.code == 1
    assert done.err == (f"carelens: {missing}: cannot be opened (No such file or directory)\n")
    assert (tmp_path / "coded.jsonl").exists()


def test_what_nobody_coded_and_a_table_are_refused(tmp_path):
    plan = tmp_path / "plan.qdpx"
    carelens("annotate", EXAMPLES / "plan.docx", "-o", plan)
    done = carelens("corpus", "import", plan, "-o", tmp_path / "coded.jsonl")
    assert (done.code, "nobody coded" in done.err) == (2, True)
    done = carelens("corpus", "import", plan, "-o", tmp_path / "coded.csv")
    assert (done.code, "name it .jsonl" in done.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.qdpx"]


def test_a_corpus_that_is_not_there_is_told(tmp_path):
    done = carelens("corpus", "check", tmp_path / "nosuch")
    assert done.code == 2
    assert "there is no such file or folder" in done.err


def test_a_line_that_cannot_be_read_has_no_empty_id(tmp_path):
    (tmp_path / "mine.jsonl").write_text("{secret\n")
    done = carelens("corpus", "check", tmp_path)
    assert done.code == 1
    assert "mine.jsonl:1: error: is not JSON" in done.out
    assert "`file:line: severity: id: what`" in carelens("corpus", "check", "--help").out
