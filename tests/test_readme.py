"""README is executed: its commands, its session, its figures, its tables."""

from __future__ import annotations

import doctest
import json
import re
import shlex
import shutil

import docx
import pyarrow
import pytest
from pyarrow import parquet
from tests.cli.run import EXAMPLES, carelens
from tests.conftest import ROOT

from carelens import exporters, readers
from carelens.corpus import write_examples
from carelens.training.card import benchmark_rows, table
from carelens.training.folder import PEERS, read_metrics

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.split("#")[0].strip()
    for language, body in FENCES
    if language == "sh"
    for line in body.splitlines()
    if line.strip().startswith("carelens ") and "--backend" not in line
]


@pytest.fixture
def desk(tmp_path, monkeypatch, small_framework, small_corpus):
    """A folder with what README's commands speak of."""
    shutil.copy(EXAMPLES / "plan.docx", tmp_path)
    run = (supervised := docx.Document()).add_paragraph().add_run("She sets the pace.")
    supervised.add_comment(run, text="pacing.healing", author="Dr. Adeyemi")
    supervised.save(tmp_path / "supervised.docx")
    (tmp_path / "notes").mkdir()
    for name in ("progress_note.txt", "program_guide.pdf"):
        shutil.copy(EXAMPLES / name, tmp_path / "notes")
    (tmp_path / "notes.csv").write_text("note_id,note\n1,She sets the pace.\n")
    (tmp_path / "plans.csv").write_text('id,text\n1,"She sets the pace. We wait."\n')
    notes = {"note_id": [1], "note": ["She sets the pace."], "unit": ["A"]}
    parquet.write_table(pyarrow.table(notes), tmp_path / "notes.parquet")
    (tmp_path / "mine.json").write_text(json.dumps(small_framework.to_dict()))
    write_examples(tmp_path / "mine.jsonl", small_corpus)
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_that_readme_shows_works(desk):
    assert len(COMMANDS) >= 12
    for command in COMMANDS:
        words = shlex.split(command.split("<")[0].split("|")[0])
        stdin = b"She sets the pace.\n" if "<" in command else None
        done = carelens(*words[1:], stdin=stdin)
        assert done.code == 0, f"{command}\n{done.err}"


def test_the_session_that_readme_shows_is_a_real_one(desk):
    sessions = [body for language, body in FENCES if language == "pycon"]
    assert sessions
    for body in sessions:
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        test = doctest.DocTestParser().get_doctest(body, {}, "README", "README.md", 0)
        assert test.examples
        assert runner.run(test).failed == 0


def test_the_table_of_formats_is_that_of_the_registries():
    rows = [
        [way, part.key, " ".join(part.extensions) or "-", part.description, part.extra or "-"]
        for way, registry in (("read", readers.REGISTRY), ("write", exporters.REGISTRY))
        for part in registry.values()
    ]
    assert table(["", "name", "extensions", "what it is", "extra"], rows) in README


def test_the_accuracy_table_is_what_was_measured():
    figures = read_metrics(ROOT / "models/default")
    files = figures["benchmark"]["files"]
    head = ["micro-F1 / macro-F1", *(f"{name} ({f['passages']})" for name, f in files.items())]
    assert table(head, benchmark_rows(figures)) in README


def test_the_held_out_figures_are_what_was_measured():
    figures = read_metrics(ROOT / "models/default")
    cv = figures["cross_validation"]
    pairs = cv["minimal_pairs"]
    for figure in (
        f"micro-F1 {cv['all']['micro_f1']:.2f}",
        f"{cv['real']['micro_f1']:.2f} on passages written after real pages",
        f"{cv['seed_masked']['micro_f1']:.2f} with the seed phrases' words removed",
        f"{pairs['right']} of {pairs['sets']} minimal pairs",
        f"{100 * cv['strong_precision_real']:.0f} times in 100",
        f"{100 * figures['benchmark']['strong_precision']:.0f} on the benchmark",
    ):
        assert figure in " ".join(README.split()), figure


def test_the_figures_of_other_methods_are_what_was_measured():
    methods = json.loads((ROOT / "models/default" / PEERS).read_text())["methods"]
    for name, figures in methods.items():
        real, contrast = (figures[part]["micro_f1"] for part in ("real", "contrast"))
        told = f"{name} {real:.2f} and {contrast:.2f}"
        assert told in " ".join(README.split()), told


def test_every_make_target_that_readme_names_exists():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"make (\w+)", README))
    assert {"demo", "test", "model"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_that_readme_links_exists():
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / link).exists(), link
