"""The corpus: labelled passages, one JSON object a line, one file a batch."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carelens.errors import InvalidData, UnwritableOutput

REQUIRED = ("id", "text", "labels", "genre", "kind")
LINKS = ("pair", "doc", "source")


@dataclass(frozen=True, slots=True)
class Example:
    """One coded passage. `labels` are `dimension.pole` names; none is a coding too.

    `pair` names a minimal pair or set, `doc` an invented document whose passages follow one
    another, `source` the public page that a passage was written after. Each of the three is a
    name within the whole corpus.
    """

    id: str
    text: str
    labels: tuple[str, ...]
    genre: str
    kind: str
    batch: str
    pair: str = ""
    doc: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """An example and where it stands: file and line, counted from 1."""

    path: Path
    line: int
    example: Example


def corpus_files(path: str | os.PathLike[str]) -> list[Path]:
    """The .jsonl files of a folder in the order of their names, or the one file given.

    Raises InvalidData where there is none.
    """
    source = Path(path)
    files = sorted(source.glob("*.jsonl")) if source.is_dir() else [source]
    if not source.exists():
        raise InvalidData(f"{source}: there is no such file or folder; give a corpus")
    if not files:
        raise InvalidData(f"{source}: has no .jsonl files; give a corpus folder or file")
    return files


def read_lines(path: str | os.PathLike[str]) -> list[tuple[int, str]]:
    """The lines of one file that are not blank, each with its number from 1.

    Raises InvalidData where the file cannot be read or is not UTF-8.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidData(
            f"{path}: cannot be read ({error.strerror}); give a corpus folder or file"
        ) from error
    except UnicodeError as error:
        raise InvalidData(f"{path}: is not UTF-8; save it as UTF-8") from error
    # Not splitlines(): JSON strings may hold U+2028 and its like, which end no line here.
    return [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def parse_line(line: str, path: Path, number: int) -> Located:
    """One line of a corpus file. The batch defaults to the file's stem.

    Raises InvalidData, "file:line: what; what to do", without quoting the passage.
    """
    return Located(path, number, _example(line, f"{path}:{number}", path.stem))


def read_located(path: str | os.PathLike[str]) -> list[Located]:
    """Every example of a corpus folder, or of one file, with its place. Raises InvalidData."""
    return [
        parse_line(line, file, number)
        for file in corpus_files(path)
        for number, line in read_lines(file)
    ]


def read_examples(path: str | os.PathLike[str]) -> list[Example]:
    """Every example of one .jsonl file, in its order. Raises InvalidData."""
    source = Path(path)
    return [parse_line(line, source, number).example for number, line in read_lines(source)]


def read_corpus(path: str | os.PathLike[str]) -> list[Example]:
    """Every example of a corpus folder, or of one file. Raises InvalidData."""
    return [located.example for located in read_located(path)]


def write_examples(path: str | os.PathLike[str], examples: Iterable[Example]) -> None:
    """Write examples in canonical form: one line each, keys in order, empty ones left out.

    Raises UnwritableOutput.
    """
    lines = [json.dumps(_row(example), ensure_ascii=False) + "\n" for example in examples]
    try:
        Path(path).write_text("".join(lines), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UnwritableOutput(
            f"{path}: cannot be written ({error.strerror}); choose another place"
        ) from error


def groups(examples: Sequence[Example]) -> list[str]:
    """The group of each example for cross-validation: its batch.

    Batches that share a page, a pair or a document are joined and go by the first of their
    names, so that nothing known from one side of a split stands on the other.
    """
    parent = {example.batch: example.batch for example in examples}

    def root(batch: str) -> str:
        while parent[batch] != batch:
            batch = parent[batch]
        return batch

    owner: dict[tuple[str, str], str] = {}
    for example in examples:
        for key in LINKS:
            if value := getattr(example, key):
                other = owner.setdefault((key, value), example.batch)
                first, second = sorted((root(other), root(example.batch)))
                parent[second] = first
    return [root(example.batch) for example in examples]


def _row(example: Example) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": example.id,
        "text": example.text,
        "labels": list(example.labels),
        "genre": example.genre,
        "kind": example.kind,
        "batch": example.batch,
    }
    return row | {key: getattr(example, key) for key in LINKS if getattr(example, key)}


def _example(line: str, where: str, stem: str) -> Example:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        # The parser's own message is dropped: its context could carry the passage into a log.
        raise InvalidData(f"{where}: is not JSON; write one object a line") from None
    if not isinstance(row, dict):
        raise InvalidData(f"{where}: is not an object; write one object a line")
    if missing := [key for key in REQUIRED if key not in row]:
        raise InvalidData(f"{where}: has no {missing[0]!r}; add it")
    known = (*REQUIRED, "batch", *LINKS)
    if unknown := len(row.keys() - set(known)):
        raise InvalidData(f"{where}: has {unknown} unknown keys; keep to {', '.join(known)}")
    labels = row.pop("labels")
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise InvalidData(f"{where}: 'labels' is not a list of names; write [] for none")
    for key, value in row.items():
        if not isinstance(value, str) or not value.strip():
            raise InvalidData(f"{where}: {key!r} is empty or not a text; correct it")
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise InvalidData(f"{where}: {key!r} holds half a character; correct it")
    return Example(labels=tuple(labels), **{"batch": stem, **row})
