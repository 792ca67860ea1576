"""The check of a corpus: every fault is found, at its place, and nothing sound is reported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from carelens.corpus import Example, Located, write_examples
from carelens.corpus_check import Problem, check, check_path
from carelens.errors import InvalidData
from carelens.framework import Framework

LONG = "a gale from the north tore the roof off the old mill last night and broke two trees"
GALE = Example("t-1", LONG, ("wind.treatment",), "note", "aimed", "t")
CALM = replace(GALE, id="t-2", text="A gentle breeze.", labels=("wind.healing",))
ALMOST = LONG.replace("night", "week")


def place(*examples: Example, name: str = "t.jsonl") -> list[Located]:
    return [Located(Path(name), line, example) for line, example in enumerate(examples, 1)]


def only(problems: list[Problem]) -> Problem:
    [problem] = problems
    assert LONG not in problem.what
    return problem


def test_a_sound_corpus_has_no_problems(small_framework: Framework) -> None:
    assert check(place(GALE, CALM), small_framework) == []


def test_the_sample_corpus_repeats_itself_on_purpose_and_only_that(
    small_corpus: list[Example], small_framework: Framework
) -> None:
    problems = check(place(*small_corpus), small_framework)
    assert problems
    assert {problem.severity for problem in problems} == {"warning"}
    assert all("the same as" in problem.what for problem in problems)


def test_passages_of_both_poles_and_of_none_are_sound(small_framework: Framework) -> None:
    both = replace(GALE, labels=("wind.treatment", "wind.healing"))
    none = replace(CALM, labels=(), kind="anything", genre="anything")
    assert check(place(both, none), small_framework) == []


@pytest.mark.parametrize(
    ("fault", "what", "severity"),
    [
        ({"labels": ("rain.healing",)}, "'rain.healing' is not in the framework", "error"),
        ({"labels": ("wind.healing", "wind.healing")}, "stands twice", "error"),
        ({"labels": ("wind.healing", "sky.healing")}, "framework's order", "warning"),
        ({"text": "one\ntwo"}, "control character", "error"),
        ({"text": "one\x07 two"}, "control character", "error"),
        ({"text": "one  two"}, "blanks", "warning"),
        ({"text": " one two"}, "blanks", "warning"),
        ({"text": "one\u00a0two three"}, "blanks", "warning"),
        ({"text": "Gale."}, "1 words", "warning"),
        ({"text": " ".join(map(str, range(121)))}, "121 words", "warning"),
    ],
)
def test_a_fault_of_one_passage(
    small_framework: Framework, fault: dict[str, Any], what: str, severity: str
) -> None:
    problem = only(check(place(CALM, replace(GALE, id="t-9", **fault)), small_framework))
    assert what in problem.what
    assert (problem.path, problem.line, problem.id) == (Path("t.jsonl"), 2, "t-9")
    assert problem.severity == severity


def test_ids_are_unique_in_all_files(small_framework: Framework) -> None:
    other = place(replace(CALM, id="t-1"), name="u.jsonl")
    assert "t.jsonl:1" in only(check([*place(GALE), *other], small_framework)).what


def test_ids_are_sorted_within_a_file(small_framework: Framework) -> None:
    assert "out of order" in only(check(place(CALM, GALE), small_framework)).what
    assert check([*place(CALM), *place(GALE, name="u.jsonl")], small_framework) == []


def test_the_same_text_is_a_warning_and_with_other_labels_an_error(
    small_framework: Framework,
) -> None:
    again = replace(GALE, id="t-3")
    assert only(check(place(GALE, again), small_framework)).severity == "warning"
    other = replace(again, labels=(), text=LONG.upper())
    problem = only(check(place(GALE, other), small_framework))
    assert problem.severity == "error"
    assert problem.line == 2


def test_nearly_the_same_text_is_a_warning(small_framework: Framework) -> None:
    problem = only(check(place(GALE, replace(GALE, id="t-3", text=ALMOST)), small_framework))
    assert "nearly the same as t.jsonl:1" in problem.what
    assert problem.severity == "warning"


def test_members_of_a_pair_may_be_nearly_the_same(small_framework: Framework) -> None:
    one = replace(GALE, pair="p")
    two = replace(GALE, id="t-2", text=ALMOST, labels=(), pair="p")
    assert check(place(one, two), small_framework) == []
    assert "the same as" in only(check(place(one, replace(two, text=LONG)), small_framework)).what


def test_a_pair_has_two_members_that_differ(small_framework: Framework) -> None:
    one, two = replace(GALE, pair="p"), replace(CALM, pair="p")
    assert check(place(one, two), small_framework) == []
    assert "no second" in only(check(place(one), small_framework)).what
    alike = replace(two, labels=GALE.labels)
    assert "same labels" in only(check(place(one, alike), small_framework)).what


@pytest.mark.parametrize("text", [LONG, LONG.upper(), ALMOST])
def test_a_benchmark_passage_in_the_corpus_is_an_error(
    small_framework: Framework, text: str
) -> None:
    one = replace(GALE, pair="p")
    rest = replace(CALM, pair="p")
    held_out = place(replace(one, id="h-1", text=text), name="held.jsonl")
    problem = only(check(place(one, rest), small_framework, held_out))
    assert "benchmark" in problem.what
    assert (problem.path, problem.severity) == (Path("t.jsonl"), "error")


def test_likeness_within_the_benchmark_is_no_problem(small_framework: Framework) -> None:
    held_out = place(replace(GALE, id="h-1"), replace(GALE, id="h-2", text=ALMOST), name="h.jsonl")
    assert check(place(CALM), small_framework, held_out) == []


def test_reserved_pages_are_not_written_after(small_framework: Framework) -> None:
    taken = place(replace(GALE, source="https://example.org/a"))
    assert check(taken, small_framework, reserved={"https://example.org/b"}) == []
    found = check(taken, small_framework, reserved={"https://example.org/a"})
    assert "reserved" in only(found).what


def test_files_are_checked_with_lines_that_cannot_be_read(
    small_framework: Framework, tmp_path: Path
) -> None:
    file = tmp_path / "t.jsonl"
    write_examples(file, [GALE])
    assert check_path(tmp_path, small_framework) == []
    with file.open("a", encoding="utf-8") as stream:
        stream.write('{"Secret\n{}\n')
    problems = check_path(tmp_path, small_framework)
    assert [problem.line for problem in problems] == [2, 3]
    assert "not JSON" in problems[0].what
    assert "Secret" not in problems[0].what
    assert str(file) not in problems[0].what


def test_the_benchmark_is_read_from_its_folder(small_framework: Framework, tmp_path: Path) -> None:
    corpus, held_out = tmp_path / "t.jsonl", tmp_path / "held.jsonl"
    write_examples(corpus, [GALE])
    write_examples(held_out, [replace(GALE, id="h-1", text=ALMOST)])
    assert "benchmark" in only(check_path(corpus, small_framework, held_out)).what
    with pytest.raises(InvalidData):
        check_path(corpus, small_framework, tmp_path / "none")


def test_problems_come_in_the_order_of_their_places(small_framework: Framework) -> None:
    rows = [replace(CALM, id=f"t-{i}", text=f"{i}\n{word}") for i, word in enumerate("cab")]
    assert [problem.line for problem in check(place(*rows), small_framework)] == [1, 2, 3]
