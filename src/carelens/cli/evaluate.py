"""`carelens evaluate`: how right a model is on coded passages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from carelens.cli.console import note, progress
from carelens.cli.options import AsJson, ModelName, Quiet
from carelens.errors import MissingExtra

EXAMPLES = """Examples:  carelens evaluate data/benchmark  |
carelens evaluate data/benchmark --baselines data/corpus  |  carelens evaluate --held-out  |
carelens evaluate data/benchmark --corpus data/corpus -o out/evaluation.html"""


def evaluate(
    passages: Annotated[
        Path | None, typer.Argument(help="Coded passages: a folder of .jsonl files, or one file.")
    ] = None,
    model: ModelName = "default",
    baselines: Annotated[
        Path | None,
        typer.Option("--baselines", help="Measure simple ways too, trained on this corpus."),
    ] = None,
    held_out: Annotated[
        bool,
        typer.Option("--held-out", help="Show the cross-validated figures made in training."),
    ] = False,
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", help="For a report: the corpus that the model was trained on."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="A full report: this HTML page, and a .json file beside it."
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Threads.")] = 2,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Measure a model on coded passages that it was not trained on.

    A full report trains anew on parts of the corpus and takes minutes: cross-validation,
    calibration, robustness, swaps of names and genders, documents, learning curve, benchmark.
    """
    if (corpus is None) != (output is None):
        raise typer.BadParameter("a report needs both --corpus and --output")
    if corpus is not None and output is not None:
        _report(passages, model, corpus, output, jobs, quiet)
        return
    if held_out == (passages is not None):
        raise typer.BadParameter("give coded passages, or --held-out")
    figures = _held_out(model) if held_out else _measured(passages, model, baselines)
    if as_json:
        import json

        print(json.dumps(figures, indent=1, ensure_ascii=False))
    else:
        _print(figures)


def _held_out(model: str) -> dict[str, Any]:
    from carelens.resources import model_folder
    from carelens.training.folder import read_metrics

    return {"cross_validation": read_metrics(model_folder(model))["cross_validation"]}


def _measured(passages: Path | None, model: str, baselines: Path | None) -> dict[str, Any]:
    from carelens.corpus import read_corpus
    from carelens.model import Model
    from carelens.training.benchmark import measure, measure_baselines
    from carelens.training.folder import read_benchmark

    assert passages is not None
    loaded, files = Model.load(model), read_benchmark(passages)
    figures: dict[str, Any] = {"benchmark": measure(loaded, files), "baselines": {}}
    if baselines is not None:
        corpus = read_corpus(baselines)
        figures["baselines"] = measure_baselines(files, loaded.framework, corpus)
    return figures


def _report(
    passages: Path | None, model: str, corpus: Path, output: Path, jobs: int, quiet: bool
) -> None:
    if find_spec("matplotlib") is None:
        raise MissingExtra("the report's plots need matplotlib; install carelens[report]")
    from carelens.corpus import read_corpus
    from carelens.evaluation.figures import evaluation
    from carelens.evaluation.report import write_report
    from carelens.model import Model
    from carelens.resources import model_folder
    from carelens.training.folder import read_benchmark, read_metrics

    loaded, examples = Model.load(model), read_corpus(corpus)
    benchmark = read_benchmark(passages) if passages else {}
    penalty = float(read_metrics(model_folder(model))["training"]["penalty"])
    with progress("fits", quiet=quiet) as step:
        figures = evaluation(
            loaded,
            examples,
            benchmark,
            penalty=penalty,
            jobs=jobs,
            progress=lambda done, total: step(1),
        )
    data = write_report(figures, output)
    note(f"report in {output}, its figures in {data}", quiet)


def _print(figures: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if "benchmark" in figures:
        files = figures["benchmark"]["files"]
        methods = {"CareLens": files, **figures["baselines"]}
        heads = (f"{name}\n({f['passages']})" for name, f in files.items())
        table = Table("micro- and\nmacro-F1", *heads)
        for name, row in methods.items():
            cells = (f"{f['micro_f1']:.2f} {f['macro_f1']:.2f}" for f in row.values())
            table.add_row(name, *cells)
    else:
        cv = figures["cross_validation"]
        table = Table("held-out", "passages", "micro-F1", "macro-F1", "precision", "recall")
        for name in ("all", "real", "seed_masked"):
            f = cv[name]
            figs = (f"{f[key]:.3f}" for key in ("micro_f1", "macro_f1", "precision", "recall"))
            table.add_row(name, str(f["passages"]), *figs)
    console.print(table)
    chosen = figures.get("benchmark") or figures["cross_validation"]
    pairs = chosen["minimal_pairs"]
    strongly = chosen.get("strong_precision", chosen.get("strong_precision_real"))
    if "real" in chosen and "files" in chosen:
        print(f"written after real pages: {chosen['real']['micro_f1']} micro-F1")
    print(f"minimal pairs, every member right: {pairs['right']} of {pairs['sets']}")
    print(f"which pole (AUC): {chosen['lean_auc']}")
    print(f"calibration error: {chosen['calibration_error']}")
    print(f"share right of what is called strongly: {strongly}")
