"""What is wrong with a corpus: faults of form, repeated passages, leaks into a benchmark."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from carelens.corpus import Example, Located, corpus_files, parse_line, read_lines
from carelens.errors import InvalidData
from carelens.framework import Framework
from carelens.near_duplicates import Match, near_duplicates

SHORTEST = 2
LONGEST = 120
"""Words: outside these a passage is likely a fragment or a page."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where it stands, whose it is, what it is. The passage is never quoted."""

    path: Path
    line: int
    id: str
    what: str
    severity: Severity = "error"


def check_path(
    path: str | os.PathLike[str],
    framework: Framework,
    benchmark: str | os.PathLike[str] | None = None,
    reserved: Collection[str] = (),
) -> list[Problem]:
    """Check a corpus folder or file; a line that cannot be read is a finding like others.

    Raises InvalidData where a folder or a file cannot be read.
    """
    located, problems = _read(path)
    held_out, faults = _read(benchmark) if benchmark is not None else ([], [])
    return _in_order([*problems, *faults, *check(located, framework, held_out, reserved)])


def check(
    located: Sequence[Located],
    framework: Framework,
    benchmark: Sequence[Located] = (),
    reserved: Collection[str] = (),
) -> list[Problem]:
    """All findings on a corpus, in the order of files and lines.

    `benchmark` are passages for measuring, of which none may stand in the corpus, nor one
    nearly equal; `reserved` are pages after which no passage of the corpus may be written.
    """
    problems = [
        *(problem for item in located for problem in _passage(item, framework)),
        *(problem for item in benchmark for problem in _passage(item, framework)),
        *_identifiers([*located, *benchmark]),
        *_pairs(located),
        *_repetitions(located, benchmark),
        *_reserved(located, reserved),
    ]
    return _in_order(problems)


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.path, p.line, p.severity, p.what))


def _read(path: str | os.PathLike[str]) -> tuple[list[Located], list[Problem]]:
    located: list[Located] = []
    problems: list[Problem] = []
    for file in corpus_files(path):
        for number, line in read_lines(file):
            try:
                located.append(parse_line(line, file, number))
            except InvalidData as error:
                what = str(error).removeprefix(f"{file}:{number}: ")
                problems.append(Problem(file, number, "", what))
    return located, problems


def _problem(item: Located, what: str, severity: Severity = "error") -> Problem:
    return Problem(item.path, item.line, item.example.id, what, severity)


def _passage(item: Located, framework: Framework) -> Iterator[Problem]:
    labels, text = item.example.labels, item.example.text
    known = {label: place for place, label in enumerate(framework.labels)}
    for label in labels:
        if label not in known:
            yield _problem(item, f"label {label!r} is not in the framework {framework.id!r}")
    if len(set(labels)) < len(labels):
        yield _problem(item, "a label stands twice")
    places = [known[label] for label in labels if label in known]
    if places != sorted(places):
        yield _problem(item, "labels are not in the framework's order", "warning")
    if any(unicodedata.category(char) == "Cc" for char in text):
        yield _problem(item, "a line break, tab or control character; use a blank")
    elif text != " ".join(text.split()):
        yield _problem(item, "blanks at an end, doubled or of another kind than U+0020", "warning")
    words = len(text.split())
    if not SHORTEST <= words <= LONGEST:
        bounds = f"{SHORTEST} to {LONGEST}"
        yield _problem(item, f"{words} words; passages have {bounds}", "warning")


def _identifiers(located: Sequence[Located]) -> Iterator[Problem]:
    first: dict[str, Located] = {}
    previous: Located | None = None
    for item in located:
        owner = first.setdefault(item.example.id, item)
        if owner is not item:
            yield _problem(item, f"the id stands already at {_place(owner)}")
        elif previous and previous.path == item.path and previous.example.id > item.example.id:
            yield _problem(item, f"out of order: its id sorts before {previous.example.id!r}")
        previous = item


def _pairs(located: Sequence[Located]) -> Iterator[Problem]:
    members: dict[str, list[Located]] = defaultdict(list)
    for item in located:
        if item.example.pair:
            members[item.example.pair].append(item)
    for pair, items in members.items():
        if len(items) == 1:
            yield _problem(items[0], f"pair {pair!r} has no second passage", "warning")
        elif len({frozenset(item.example.labels) for item in items}) == 1:
            yield _problem(items[0], f"pair {pair!r} has the same labels throughout", "warning")


def _repetitions(located: Sequence[Located], benchmark: Sequence[Located]) -> Iterator[Problem]:
    everything = [*located, *benchmark]
    for match in near_duplicates([item.example.text for item in everything]):
        first, second = everything[match.first], everything[match.second]
        if match.first >= len(located):
            continue
        if match.second < len(located):
            if not _is_pair(first.example, second.example):
                yield _repetition(first, second, match)
        else:
            alike = "equal to" if match.similarity == 1 else "nearly equal to"
            yield _problem(first, f"{alike} the benchmark's {_place(second)}; remove it here")


def _repetition(first: Located, second: Located, match: Match) -> Problem:
    agree = set(first.example.labels) == set(second.example.labels)
    if match.similarity < 1:
        labels = "" if agree else ", with other labels"
        return _problem(second, f"nearly the same as {_place(first)}{labels}", "warning")
    if agree:
        return _problem(second, f"the same as {_place(first)}", "warning")
    return _problem(second, f"the same as {_place(first)}, with other labels")


def _is_pair(one: Example, other: Example) -> bool:
    same_words = one.text.casefold().split() == other.text.casefold().split()
    return bool(one.pair) and one.pair == other.pair and not same_words


def _reserved(located: Sequence[Located], pages: Collection[str]) -> Iterator[Problem]:
    for item in located:
        if item.example.source and item.example.source in pages:
            yield _problem(item, "written after a page that is reserved for the benchmark")


def _place(item: Located) -> str:
    return f"{item.path.name}:{item.line}"
