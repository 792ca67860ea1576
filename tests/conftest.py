"""A made-up framework of two dimensions and its corpus: nothing depends on the twelve."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from carelens.corpus import Example
from carelens.framework import Dimension, Framework, Pole
from carelens.model import Model

ROOT = Path(__file__).parent.parent


def pytest_configure() -> None:
    os.environ.setdefault("COLUMNS", "100")
    # The same examples on every machine; explore with --hypothesis-profile=default.
    settings.register_profile("same", derandomize=True, deadline=None)
    settings.load_profile("same")


WEATHER = {
    "sky.treatment": [
        "grey clouds cover the sky",
        "clouds hang low and grey",
        "the sky is grey today",
    ],
    "sky.healing": ["a blue sky all morning", "the sky is clear and blue", "blue above the hills"],
    "wind.treatment": [
        "a gale tears at the roof",
        "the gale broke two trees",
        "storm and gale warnings",
    ],
    "wind.healing": ["a gentle breeze from the sea", "the breeze is soft", "soft breeze at dusk"],
}
PLACES = ["over the harbour", "near the old mill", "in the valley"]


@pytest.fixture(scope="session")
def small_framework() -> Framework:
    """Two dimensions, two poles each."""
    return Framework(
        id="weather",
        version="1",
        name="Weather",
        pole_names=("Rough", "Fair"),
        dimensions=(
            Dimension(
                "sky",
                "Sky",
                "How is the sky?",
                Pole("Grey.", "Clouds."),
                Pole("<i>Blue</i>.", "Clear."),
            ),
            Dimension(
                "wind",
                "Wind",
                "How is the wind?",
                Pole("Gale.", "Strong."),
                Pole("Breeze.", "Soft."),
            ),
        ),
    )


@pytest.fixture(scope="session")
def small_corpus() -> list[Example]:
    """Forty lines in four batches, some carrying nothing."""
    texts = [(text, (label,)) for label, lines in WEATHER.items() for text in lines]
    lines = [(f"{text} {place}", labels) for place in PLACES for text, labels in texts]
    lines += [("the meeting starts at nine", ()), ("two chairs and a table", ())]
    lines += [("grey sky but a soft breeze", ("sky.treatment", "wind.healing"))] * 2
    return [
        Example(f"t-{i:02}", text, labels, "note", "aimed", f"b{i % 4}")
        for i, (text, labels) in enumerate(lines, 1)
    ]


@pytest.fixture(scope="session")
def small_training(small_corpus: list[Example], small_framework: Framework):
    """A model trained on the forty lines, with its pipeline and figures."""
    from carelens.training.train import train

    return train(small_corpus, small_framework, name="weather", penalties=(10.0, 30.0))


@pytest.fixture(scope="session")
def small_model(small_training) -> Model:
    return small_training.model


@pytest.fixture(scope="session")
def default_model() -> Model:
    return Model.load()
