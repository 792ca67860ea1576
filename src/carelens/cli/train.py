"""`carelens train`: a corpus in, a model folder out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from carelens.cli.console import note, progress
from carelens.cli.options import FrameworkFile, Quiet
from carelens.errors import UnwritableOutput

EXAMPLES = """Examples:  carelens train data/corpus -o models/mine  |
carelens train mine.jsonl --framework mine.json -o models/mine --benchmark held-out/"""


def train(
    corpus: Annotated[Path, typer.Argument(help="A corpus folder, or one .jsonl file.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The model folder to write.")],
    framework: FrameworkFile = None,
    benchmark: Annotated[
        Path | None,
        typer.Option("--benchmark", help="Passages for measuring only, never trained on."),
    ] = None,
    pipeline: Annotated[
        Path | None,
        typer.Option(
            "--pipeline", help="Write the scikit-learn pipeline too (joblib, trusted use)."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Its name; the folder's if none.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Threads.")] = 2,
    quiet: Quiet = False,
) -> None:
    """Train a model: cross-validation by batch, calibration, thresholds, a model card.

    The same corpus gives the same model again.
    """
    from carelens.corpus import read_corpus
    from carelens.framework import Framework
    from carelens.training.folder import make_ready, read_benchmark, write_model
    from carelens.training.train import train as fit

    examples = read_corpus(corpus)
    files = read_benchmark(benchmark) if benchmark else {}
    loaded = Framework.load(framework)
    make_ready(output)
    with progress("cross-validation", quiet=quiet) as step:
        training = fit(
            examples,
            loaded,
            name=name or output.name,
            jobs=jobs,
            progress=lambda done, total: step(1),
        )
    figures = write_model(training, output, examples, files)
    if pipeline:
        import joblib

        try:
            pipeline.parent.mkdir(parents=True, exist_ok=True)
            joblib.dump(training.pipeline, pipeline)
        except OSError as error:
            raise UnwritableOutput(f"{pipeline}: cannot be written ({error.strerror})") from error
    held_out = figures["cross_validation"]["all"]["micro_f1"]
    note(f"{len(examples)} passages, held-out micro-F1 {held_out:.2f}; model in {output}", quiet)
