"""What training leaves behind: the model folder with its figures and its card."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from carelens.corpus import Example, read_examples
from carelens.errors import InvalidData, UnwritableOutput
from carelens.model import Model
from carelens.model_file import HEADER
from carelens.training.benchmark import Files, measure, measure_baselines
from carelens.training.card import model_card
from carelens.training.train import Training

METRICS, CARD, ABOUT = "metrics.json", "README.md", "about.md"
PEERS, ABLATION = "peers.json", "ablation.json"


def read_benchmark(path: Path) -> dict[str, list[Example]]:
    """Passages for measuring by file name, from a folder of .jsonl files or one file.

    Raises InvalidData where there are none.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise InvalidData(f"{path}: has no .jsonl files; give a folder of coded passages")
    return {file.stem: list(read_examples(file)) for file in files}


def make_ready(folder: Path) -> None:
    """Make a model folder before time is spent on what goes in; an earlier model is replaced.

    Raises UnwritableOutput where it cannot be made or holds something else than a model.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir()) and not (folder / HEADER).exists()
    except OSError as error:
        raise UnwritableOutput(f"{folder}: cannot be written ({error.strerror})") from error
    if taken:
        raise UnwritableOutput(f"{folder}: is not empty and no model; choose another folder")


def write_model(
    training: Training, folder: Path, examples: Sequence[Example], benchmark: Files
) -> dict[str, Any]:
    """Write weights, header, figures and card; gives the figures.

    With a benchmark, model and baselines are measured on it last, after everything is chosen.
    Raises UnwritableOutput.
    """
    figures: dict[str, Any] = dict(training.metrics)
    try:
        model = training.model.save(folder)
        if benchmark:
            figures["benchmark"] = measure(model, benchmark)
            figures["baselines"] = measure_baselines(benchmark, model.framework, examples)
        _write(folder / METRICS, json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
        write_card(model, folder)
    except OSError as error:
        raise UnwritableOutput(f"{folder}: cannot be written ({error.strerror})") from error
    return figures


def write_card(model: Model, folder: Path) -> None:
    """Write the model card from the figures that stand in the folder, and its `about.md`."""
    peers, ablation = (
        _read(folder / name) if (folder / name).exists() else None for name in (PEERS, ABLATION)
    )
    about = (folder / ABOUT).read_text(encoding="utf-8") if (folder / ABOUT).exists() else ""
    _write(folder / CARD, model_card(model, read_metrics(folder), peers, ablation, about))


def read_metrics(folder: Path) -> Mapping[str, Any]:
    """The figures of a model folder. Raises InvalidData where it has none."""
    return _read(folder / METRICS)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        figures: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidData(f"{path}: no readable figures; train the model again") from error
    return figures


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
