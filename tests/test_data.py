"""The data that ship keep their schemas, their canonical form and what their card says."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from carelens.corpus import (
    Example,
    corpus_files,
    groups,
    read_corpus,
    read_examples,
    write_examples,
)
from carelens.corpus_check import Problem, check_path
from carelens.corpus_stats import CorpusStats, stats
from carelens.framework import Framework

DATA = Path(__file__).parents[1] / "data"
LINE_FILES = sorted(DATA.glob("corpus/*.jsonl")) + sorted(DATA.glob("benchmark/*.jsonl"))
JSON_FILES = [DATA / "framework.json", *sorted(DATA.glob("schema/*.json"))]


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def framework() -> Framework:
    return Framework.load(DATA / "framework.json")


@pytest.fixture(scope="module")
def corpus() -> dict[str, Example]:
    return {example.id: example for example in read_corpus(DATA / "corpus")}


@pytest.fixture(scope="module")
def counts(corpus: dict[str, Example], framework: Framework) -> CorpusStats:
    return stats(list(corpus.values()), framework)


@pytest.fixture(scope="module")
def problems(framework: Framework) -> list[Problem]:
    return check_path(DATA / "corpus", framework, DATA / "benchmark")


@pytest.mark.parametrize("path", JSON_FILES, ids=lambda path: path.name)
def test_json_files_are_canonical(path: Path) -> None:
    canonical = json.dumps(load(path), ensure_ascii=False, indent=2) + "\n"
    assert path.read_bytes() == canonical.encode()


@pytest.mark.parametrize("path", sorted(DATA.glob("corpus/*.jsonl")), ids=lambda path: path.name)
def test_corpus_files_are_canonical(path: Path, tmp_path: Path) -> None:
    examples = read_examples(path)
    write_examples(tmp_path / path.name, examples)
    assert path.read_bytes() == (tmp_path / path.name).read_bytes()
    assert [example.id for example in examples] == sorted(example.id for example in examples)
    assert {example.batch for example in examples} == {path.stem}
    assert all(example.id.startswith(f"{path.stem}-") for example in examples)


@pytest.mark.parametrize("path", [*JSON_FILES, *LINE_FILES], ids=lambda path: path.name)
def test_files_are_plain_utf8_with_unix_line_ends(path: Path) -> None:
    content = path.read_bytes()
    assert content.decode("utf-8").endswith("\n")
    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ["framework", "example"])
def test_the_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(load(DATA / f"schema/{name}.schema.json"))


def test_the_framework_keeps_its_schema(framework: Framework) -> None:
    validator = Draft202012Validator(load(DATA / "schema/framework.schema.json"))
    validator.validate(load(DATA / "framework.json"))
    assert not validator.is_valid(framework.to_dict() | {"schema": "other"})


def test_a_made_up_framework_keeps_the_schema(small_framework: Framework) -> None:
    schema = load(DATA / "schema/framework.schema.json")
    Draft202012Validator(schema).validate(small_framework.to_dict())


@pytest.mark.parametrize("path", LINE_FILES, ids=lambda path: path.name)
def test_every_line_keeps_its_schema(path: Path) -> None:
    validator = Draft202012Validator(load(DATA / "schema/example.schema.json"))
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    broken = [
        f"{path.name}:{number}: {'.'.join(map(str, error.path))}"
        for number, line in enumerate(lines, 1)
        for error in validator.iter_errors(json.loads(line))
    ]
    assert lines
    assert broken == []


@pytest.mark.parametrize(
    "fault",
    [{"text": "two  blanks"}, {"labels": ["goal"]}, {"labels": ["a.healing"] * 2}, {"extra": ""}],
)
def test_the_schema_refuses_a_faulty_line(fault: Any) -> None:
    validator = Draft202012Validator(load(DATA / "schema/example.schema.json"))
    first = (DATA / "corpus/w1.jsonl").read_text(encoding="utf-8").split("\n")[0]
    line = json.loads(first)
    assert validator.is_valid(line)
    assert not validator.is_valid(line | fault)


# The seed table and the framework


def test_the_seed_table_is_rebuilt_from_the_framework(framework: Framework) -> None:
    rows = [("dimension", "treatment", "healing")]
    rows += [(d.id, d.treatment.seed, d.healing.seed) for d in framework.dimensions]
    table = "".join("\t".join(row) + "\n" for row in rows)
    assert (DATA / "seed_table.tsv").read_text(encoding="utf-8") == table


def test_the_seed_batch_is_the_table_without_its_markup(framework: Framework) -> None:
    phrases = [
        (f"{dimension.id}.{pole}", dimension.pole(pole).phrase)
        for dimension in framework.dimensions
        for pole in ("treatment", "healing")
    ]
    seeds = read_examples(DATA / "corpus/seed.jsonl")
    assert [(*example.labels, example.text) for example in seeds] == phrases


def test_framework_examples_carry_the_label_that_they_illustrate(
    framework: Framework, corpus: dict[str, Example]
) -> None:
    labels = {example.text: example.labels for example in corpus.values()}
    for dimension in framework.dimensions:
        for pole in ("treatment", "healing"):
            examples = dimension.pole(pole).examples
            assert len(set(examples)) == 3
            for text in examples:
                assert labels[text] == (f"{dimension.id}.{pole}",)


def test_the_codebook_has_each_dimension_in_order(framework: Framework) -> None:
    codebook = (DATA / "codebook.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### \d+\. `(\w+)`: (.+)$", codebook, re.MULTILINE)
    assert headings == [(d.id, d.name[0].lower() + d.name[1:]) for d in framework.dimensions]


def test_the_corpus_has_no_errors(problems: list[Problem]) -> None:
    assert [problem for problem in problems if problem.severity == "error"] == []


def test_no_benchmark_passage_stands_in_the_corpus(
    corpus: dict[str, Example], problems: list[Problem]
) -> None:
    held_out = {" ".join(e.text.casefold().split()) for e in read_corpus(DATA / "benchmark")}
    assert len(held_out) > 300
    assert not held_out & {" ".join(e.text.casefold().split()) for e in corpus.values()}
    assert not [problem for problem in problems if "benchmark" in problem.what], "nearly equal"


def test_every_label_has_passages_of_many_batches(
    corpus: dict[str, Example], framework: Framework
) -> None:
    for label in framework.labels:
        batches = {example.batch for example in corpus.values() if label in example.labels}
        assert len(batches) > 10, label


def test_negatives_and_homographs_carry_nothing(corpus: dict[str, Example]) -> None:
    bare = [e for e in corpus.values() if e.kind in ("negative", "homograph")]
    assert len(bare) > 1000
    assert all(not example.labels for example in bare)


def test_grounded_passages_and_only_they_name_their_page(corpus: dict[str, Example]) -> None:
    grounded = {example.id for example in corpus.values() if example.kind == "grounded"}
    assert grounded
    assert grounded == {example.id for example in corpus.values() if example.source}


def test_members_of_a_pair_differ_in_their_labels(corpus: dict[str, Example]) -> None:
    pairs: dict[str, list[Example]] = {}
    for example in corpus.values():
        if example.pair:
            pairs.setdefault(example.pair, []).append(example)
    assert len(pairs) > 100
    for members in pairs.values():
        assert len(members) > 1
        assert len({example.labels for example in members}) > 1


def test_corrections_stand_in_the_corpus(corpus: dict[str, Example], framework: Framework) -> None:
    lines = (DATA / "corrections.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    for row in rows:
        example = corpus[row["id"]]
        new = "" if row["new"] == "(none)" else row["new"]
        assert row["old"] != row["new"]
        assert row["rule"]
        if row["field"] == "labels":
            assert " ".join(example.labels) == new
            old = () if row["old"] == "(none)" else row["old"].split()
            assert set(old) <= set(framework.labels)
        else:
            assert row["field"] in ("text", "pair")
            assert row["field"] == "text" or example.pair == new


def test_settled_codings_stand_in_the_corpus(
    corpus: dict[str, Example], framework: Framework
) -> None:
    lines = (DATA / "second_coding.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines, delimiter="\t"))
    assert len(rows) >= 1400
    for row in rows:
        first, second, settled = (row[key].split() for key in ("first", "second", "settled"))
        assert {*first, *second, *settled} <= set(framework.labels)
        assert list(corpus[row["id"]].labels) == settled
        assert set(first) & set(second) <= set(settled)


# The card


def card() -> str:
    return (DATA / "README.md").read_text(encoding="utf-8")


def section(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its head."""
    body = card().split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]
    rows = [line for line in body.split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def as_counts(rows: list[list[str]]) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in rows}


def test_the_card_counts_what_the_corpus_holds(
    counts: CorpusStats, corpus: dict[str, Example]
) -> None:
    assert as_counts(section("### Batches")) == counts.batches
    assert as_counts(section("### Genres")) == counts.genres
    per_passage = as_counts(section("### Labels on a passage"))
    assert {int(number): n for number, n in per_passage.items()} == counts.labels_per_passage
    kinds = section("### Kinds")
    assert {row[0]: int(row[2]) for row in kinds} == counts.kinds
    for kind, _, _, bare in kinds:
        assert sum(e.kind == kind and not e.labels for e in corpus.values()) == int(bare)


def test_the_card_counts_labels_and_dimensions(counts: CorpusStats) -> None:
    rows = section("### Labels")
    assert as_counts(rows) == counts.labels
    shown = ("aimed", "implicit", "contrast", "document", "grounded")
    for label, _, *by_kind in rows:
        assert [int(n) for n in by_kind] == [counts.labels_by_kind[label][k] for k in shown]
    dimensions = {row[0]: [int(cell) for cell in row[1:]] for row in section("### Dimensions")}
    assert dimensions == {
        name: [b.treatment, b.healing, b.mixed, b.none] for name, b in counts.dimensions.items()
    }


def test_the_card_says_the_sums(counts: CorpusStats, corpus: dict[str, Example]) -> None:
    words = counts.words
    assert f"{counts.passages:,} passages, {words.total:,} words" in card()
    assert f"{words.shortest} to {words.longest} words, {words.median:g} in the median" in card()
    assert (
        f"{counts.sources} pages, {counts.pairs} minimal pairs or sets, {counts.docs} invented"
        in card()
    )
    joined = len(set(groups(list(corpus.values()))))
    assert f"{len(counts.batches)} batches make {joined} groups" in card()


def test_the_card_names_every_shared_page(corpus: dict[str, Example]) -> None:
    batches: dict[str, set[str]] = {}
    for example in corpus.values():
        if example.source:
            batches.setdefault(example.source, set()).add(example.batch)
    shared = [sorted(n, key=lambda b: int(b[1:])) for n in batches.values() if len(n) > 1]
    assert len(shared) == 7
    for names in shared:
        assert "/".join(f"`{name}`" for name in names) in card()


def test_the_card_counts_the_benchmark() -> None:
    rows = {row[0]: (int(row[1]), int(row[2])) for row in section("## Benchmark")}
    found = {file.stem: read_examples(file) for file in corpus_files(DATA / "benchmark")}
    assert rows == {name: (len(e), sum(not x.labels for x in e)) for name, e in found.items()}


def test_the_card_names_every_file() -> None:
    for path in DATA.iterdir():
        name = path.name if path.is_file() else f"{path.name}/"
        assert name == "README.md" or f"`{name}" in card(), name
