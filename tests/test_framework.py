"""A framework is a file: read, checked with the place of a fault, written back unchanged."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from carelens.errors import InvalidData
from carelens.framework import SCHEMA, Framework


@pytest.fixture
def data(small_framework: Framework) -> dict[str, Any]:
    return copy.deepcopy(small_framework.to_dict())


def test_labels_are_two_a_dimension_treatment_first(small_framework: Framework) -> None:
    assert small_framework.labels == (
        "sky.treatment",
        "sky.healing",
        "wind.treatment",
        "wind.healing",
    )


def test_the_seed_phrase_gives_its_plain_text_and_its_emphasis(small_framework: Framework) -> None:
    pole = small_framework.dimensions[0].healing
    assert pole.seed == "<i>Blue</i>."
    assert pole.phrase == "Blue."
    assert pole.emphasised == ("Blue",)


def test_a_pole_is_found_by_its_name(small_framework: Framework) -> None:
    sky = small_framework.dimensions[0]
    assert sky.pole("treatment") is sky.treatment
    assert sky.pole("healing") is sky.healing


def test_writing_and_reading_give_the_same_framework(
    small_framework: Framework, data: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "weather.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert Framework.load(file) == small_framework
    assert Framework.load(file).to_dict() == data


def test_the_shipped_framework_has_twelve_dimensions() -> None:
    framework = Framework.load()
    assert len(framework.dimensions) == 12
    assert len(framework.labels) == 24
    assert framework.pole_names == ("Treatment model", "Healing model")


def test_pole_names_default(data: dict[str, Any]) -> None:
    del data["pole_names"]
    assert Framework.from_dict(data).pole_names == ("Treatment", "Healing")


def _set(*path: Any, value: Any) -> Any:
    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (_set("schema", value="other/1"), "schema"),
        (_set("id", value=" "), "'id'"),
        (_set("version", value=1), "'version'"),
        (_set("dimensions", value=[]), "no dimensions"),
        (_set("dimensions", value={}), "'dimensions'"),
        (_set("dimensions", 1, value="wind"), "dimension 2"),
        (_set("dimensions", 1, "id", value="sky"), "'sky' stands twice"),
        (_set("dimensions", 1, "id", value="Wind!"), "dimension 2: id"),
        (_set("dimensions", 0, "name", value=""), "dimension 1: 'name'"),
        (_set("dimensions", 0, "question", value=None), "dimension 1: 'question'"),
        (_set("dimensions", 0, "healing", value=[]), "dimension 1: 'healing'"),
        (_set("dimensions", 0, "healing", "seed", value=""), "dimension 1, healing: 'seed'"),
        (_set("dimensions", 1, "treatment", "definition", value=3), "dimension 2, treatment"),
        (_set("dimensions", 1, "treatment", "examples", value=[3]), "'examples'"),
        (_set("dimensions", 1, "healing", value="seed"), "'healing' is missing, empty or not an"),
        (_set("dimensions", 0, "excludes", value=["a"]), "dimension 1: 'excludes'"),
        (_set("pole_names", value="Rough"), "'pole_names' is not an object"),
        (_set("pole_names", value={"treatment": 5}), "pole_names: 'treatment' is not a text"),
        (_set("name", value=4), "'name' is not a text"),
    ],
)
def test_a_fault_is_named_with_its_place(data: dict[str, Any], change: Any, place: str) -> None:
    Framework.from_dict(data)
    change(data)
    with pytest.raises(InvalidData) as caught:
        Framework.from_dict(data)
    assert place in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidData, match="object"):
        Framework.from_dict([])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"{", "not a UTF-8 JSON file"),
        (b"\xff\xfe{}", "not a UTF-8 JSON file"),
        (b"{}", "schema"),
        (json.dumps({"schema": SCHEMA}).encode(), "'dimensions'"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(content)
    with pytest.raises(InvalidData, match=what) as caught:
        Framework.load(file)
    assert "mine.json" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match=r"none\.json"):
        Framework.load(tmp_path / "none.json")
