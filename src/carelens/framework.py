"""The framework: what is looked for. Dimensions with two poles each, read from a JSON file."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carelens import resources
from carelens.errors import InvalidData

SCHEMA = "carelens/framework/1"
POLES = ("treatment", "healing")

_MARKUP = re.compile(r"</?i>")
_EMPHASISED = re.compile(r"<i>(.*?)</i>")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Pole:
    """One end of a dimension. `seed` is the table's phrase verbatim, `<i>` markup included."""

    seed: str
    definition: str
    examples: tuple[str, ...] = ()

    @property
    def phrase(self) -> str:
        """The seed phrase as plain text."""
        return _MARKUP.sub("", self.seed)

    @property
    def emphasised(self) -> tuple[str, ...]:
        """The words that the seed phrase sets in italics."""
        return tuple(_EMPHASISED.findall(self.seed))


@dataclass(frozen=True, slots=True)
class Dimension:
    """One row of the table: a question about a passage, with an answer at either pole."""

    id: str
    name: str
    question: str
    treatment: Pole
    healing: Pole
    excludes: str = ""

    @property
    def labels(self) -> tuple[str, str]:
        """The two label names, treatment first."""
        return f"{self.id}.{POLES[0]}", f"{self.id}.{POLES[1]}"

    def pole(self, name: str) -> Pole:
        """The pole called `"treatment"` or `"healing"`."""
        return self.treatment if name == POLES[0] else self.healing


@dataclass(frozen=True, slots=True)
class Framework:
    """Dimensions in their order. `pole_names` are what a reader is shown for the two poles."""

    id: str
    version: str
    dimensions: tuple[Dimension, ...]
    name: str = ""
    pole_names: tuple[str, str] = ("Treatment", "Healing")

    @property
    def labels(self) -> tuple[str, ...]:
        """All `dimension.pole` names in order: two a dimension, treatment first."""
        return tuple(label for dimension in self.dimensions for label in dimension.labels)

    @property
    def phrases(self) -> tuple[str, ...]:
        """The seed phrases as plain text, in the order of `labels`."""
        return tuple(d.pole(name).phrase for d in self.dimensions for name in POLES)

    def to_dict(self) -> dict[str, Any]:
        """The framework as the JSON file has it."""
        return {
            "schema": SCHEMA,
            "id": self.id,
            "version": self.version,
            "name": self.name,
            "pole_names": dict(zip(POLES, self.pole_names, strict=True)),
            "dimensions": [_dimension_dict(dimension) for dimension in self.dimensions],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Framework:
        """A framework from parsed JSON. Raises InvalidData with the place of the fault."""
        if not isinstance(data, Mapping):
            raise InvalidData("a framework is a JSON object")
        if data.get("schema") != SCHEMA:
            raise InvalidData(f'framework: "schema" is not {SCHEMA!r}; write that')
        rows = _field(data, "dimensions", list, "framework")
        if not rows:
            raise InvalidData("framework: it has no dimensions")
        dimensions = tuple(_dimension(row, f"dimension {i}") for i, row in enumerate(rows, 1))
        ids = [dimension.id for dimension in dimensions]
        if repeated := sorted({i for i in ids if ids.count(i) > 1}):
            raise InvalidData(f"framework: dimension id {repeated[0]!r} stands twice")
        names = data.get("pole_names", {})
        if not isinstance(names, Mapping):
            raise InvalidData("framework: 'pole_names' is not an object")
        return cls(
            id=_field(data, "id", str, "framework"),
            version=_field(data, "version", str, "framework"),
            dimensions=dimensions,
            name=_optional(data, "name", "", "framework"),
            pole_names=(
                _optional(names, POLES[0], "Treatment", "framework, pole_names"),
                _optional(names, POLES[1], "Healing", "framework, pole_names"),
            ),
        )

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None = None) -> Framework:
        """Read a framework file; without a path, the one that ships with CareLens.

        Raises InvalidData where the file is missing, is no JSON or breaks the contract.
        """
        source = Path(path) if path is not None else resources.find("data/framework.json")
        try:
            data = json.loads(source.read_text(encoding="utf-8"))
        except OSError as error:
            raise InvalidData(f"{source}: cannot be read ({error.strerror})") from error
        except ValueError as error:
            raise InvalidData(f"{source}: is not a UTF-8 JSON file") from error
        try:
            return cls.from_dict(data)
        except InvalidData as error:
            raise InvalidData(f"{source}: {error}") from None


_KINDS: dict[type, str] = {str: "a text", list: "a list", dict: "an object"}


def _field(data: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    value = data.get(key)
    if not isinstance(value, kind) or (isinstance(value, str) and not value.strip()):
        raise InvalidData(f"{where}: {key!r} is missing, empty or not {_KINDS[kind]}; write it")
    return value


def _optional(data: Mapping[str, Any], key: str, default: str, where: str) -> str:
    value = data.get(key, default)
    if not isinstance(value, str):
        raise InvalidData(f"{where}: {key!r} is not a text; write one or leave it out")
    return value


def _dimension(row: Any, where: str) -> Dimension:
    if not isinstance(row, Mapping):
        raise InvalidData(f"{where}: is not an object")
    identifier = _field(row, "id", str, where)
    if not _IDENTIFIER.fullmatch(identifier):
        raise InvalidData(f"{where}: id {identifier!r} is not lower-case letters, digits and _")
    return Dimension(
        id=identifier,
        name=_field(row, "name", str, where),
        question=_field(row, "question", str, where),
        treatment=_pole(_field(row, POLES[0], dict, where), f"{where}, {POLES[0]}"),
        healing=_pole(_field(row, POLES[1], dict, where), f"{where}, {POLES[1]}"),
        excludes=_optional(row, "excludes", "", where),
    )


def _pole(data: Mapping[str, Any], where: str) -> Pole:
    examples = data.get("examples", [])
    if not isinstance(examples, list) or not all(isinstance(text, str) for text in examples):
        raise InvalidData(f"{where}: 'examples' is not a list of texts")
    seed, definition = (
        _field(data, "seed", str, where),
        _field(data, "definition", str, where),
    )
    return Pole(seed, definition, tuple(examples))


def _dimension_dict(dimension: Dimension) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": dimension.id,
        "name": dimension.name,
        "question": dimension.question,
        "excludes": dimension.excludes,
    }
    for name in POLES:
        pole = dimension.pole(name)
        row[name] = {
            "seed": pole.seed,
            "definition": pole.definition,
            "examples": list(pole.examples),
        }
    return row
