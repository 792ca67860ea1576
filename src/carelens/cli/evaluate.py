"""`carelens evaluate`: how right a model is on coded passages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from carelens.cli.options import AsJson, ModelName

EXAMPLES = """Examples:  carelens evaluate data/benchmark  |
carelens evaluate data/benchmark --baselines data/corpus  |  carelens evaluate --held-out"""


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
    as_json: AsJson = False,
) -> None:
    """Measure a model on coded passages that it was not trained on."""
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
    print(f"minimal pairs, every member right: {pairs['right']} of {pairs['sets']}")
    print(f"which pole (AUC): {chosen['lean_auc']}")
    print(f"calibration error: {chosen['calibration_error']}")
    print(f"share right of what is called strongly: {strongly}")
