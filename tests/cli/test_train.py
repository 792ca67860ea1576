"""`carelens train` and `carelens evaluate`, with a framework of one's own."""

import json

from tests.cli.run import carelens

from carelens.corpus import write_examples


def test_a_framework_of_ones_own_from_two_files_to_a_score(tmp_path, small_framework, small_corpus):
    (tmp_path / "weather.json").write_text(json.dumps(small_framework.to_dict()))
    write_examples(tmp_path / "weather.jsonl", small_corpus)
    model = tmp_path / "models" / "weather"
    trained = carelens(
        "train",
        tmp_path / "weather.jsonl",
        "--framework",
        tmp_path / "weather.json",
        "-o",
        model,
        "--pipeline",
        tmp_path / "weather.joblib",
    )
    assert trained.code == 0, trained.err
    assert "held-out micro-F1" in trained.err
    scored = carelens("score", "Grey clouds cover the sky", "--model", model)
    assert scored.out.startswith("Sky: ")
    assert "leans to the rough" in scored.out
    evaluated = carelens("evaluate", tmp_path / "weather.jsonl", "--model", model, "--json")
    assert json.loads(evaluated.out)["benchmark"]["files"]["all"]["passages"] == len(small_corpus)
    assert (tmp_path / "weather.joblib").stat().st_size > 0


def test_evaluate_prints_a_table_and_held_out_figures():
    held_out = carelens("evaluate", "--held-out")
    assert held_out.code == 0
    assert "seed_masked" in held_out.out
    assert carelens("evaluate").code == 2


def test_a_fault_in_the_corpus_is_named_by_file_and_line_without_its_text(tmp_path):
    broken = tmp_path / "mine.jsonl"
    broken.write_text('{"id": "a", "text": "secret", "genre": "note", "kind": "aimed"}\n')
    done = carelens("train", broken, "-o", tmp_path / "m")
    assert done.code == 2
    assert f"{broken}:1:" in done.err
    assert "secret" not in done.err


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path, small_corpus):
    write_examples(tmp_path / "mine.jsonl", small_corpus)
    (tmp_path / "README.md").write_text("mine")
    done = carelens("train", tmp_path / "mine.jsonl", "-o", tmp_path)
    assert done.code == 2
    assert "is not empty and no model; choose another folder" in done.err
    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_pipeline_that_cannot_be_written_is_one_line(tmp_path, small_framework, small_corpus):
    (tmp_path / "weather.json").write_text(json.dumps(small_framework.to_dict()))
    write_examples(tmp_path / "weather.jsonl", small_corpus)
    command = ["train", tmp_path / "weather.jsonl", "--framework", tmp_path / "weather.json"]
    file = tmp_path / "weather.json" / "p.joblib"
    done = carelens(*command, "-o", tmp_path / "m", "--pipeline", file)
    assert done.code == 2
    assert done.err.startswith(f"carelens: {file}: cannot be written")
    assert done.err.count("\n") == 1
