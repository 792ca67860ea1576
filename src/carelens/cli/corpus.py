"""`carelens corpus`: is a corpus sound, and what does it hold?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from carelens.cli.console import note
from carelens.cli.options import AsJson, FrameworkFile, Quiet

app = typer.Typer(no_args_is_help=True, help="Check a corpus of labelled passages, or count it.")

CorpusPath = Annotated[Path, typer.Argument(help="A corpus folder, or one .jsonl file.")]


@app.command()
def check(
    path: CorpusPath,
    benchmark: Annotated[
        Path | None,
        typer.Option("--benchmark", help="Passages for measuring that must not stand in it."),
    ] = None,
    framework: FrameworkFile = None,
    quiet: Quiet = False,
) -> None:
    """Look for faults: form, labels, repeated passages, leaks into a benchmark, odd lengths.

    Each is one line, `file:line: id: what`. Warnings alone leave with 0, errors with 1.
    """
    from carelens.corpus_check import check_path
    from carelens.framework import Framework

    problems = check_path(path, Framework.load(framework), benchmark)
    errors = sum(problem.severity == "error" for problem in problems)
    for problem in problems:
        if problem.severity == "error" or not quiet:
            print(
                f"{problem.path}:{problem.line}: {problem.severity}: {problem.id}: {problem.what}"
            )
    note(f"{errors} errors, {len(problems) - errors} warnings", quiet)
    if errors:
        raise typer.Exit(1)


@app.command()
def stats(path: CorpusPath, framework: FrameworkFile = None, as_json: AsJson = False) -> None:
    """Count passages, words, kinds, genres, batches and labels."""
    from carelens.corpus import read_corpus
    from carelens.corpus_stats import stats as count
    from carelens.framework import Framework

    counts = count(read_corpus(path), Framework.load(framework))
    if as_json:
        import json

        print(json.dumps(counts.to_dict(), indent=1, ensure_ascii=False))
        return
    words = counts.words
    print(f"passages  {counts.passages}")
    print(
        f"words     {words.total}; of a passage {words.shortest} to {words.longest}, "
        f"median {words.median:g}"
    )
    print(
        f"pages     {counts.sources}, pairs and sets {counts.pairs}, whole documents {counts.docs}"
    )
    per_passage = ", ".join(f"{n}: {count}" for n, count in counts.labels_per_passage.items())
    print(f"labels of a passage  {per_passage}")
    for title, table in (
        ("kind", counts.kinds),
        ("genre", counts.genres),
        ("batch", counts.batches),
    ):
        print(f"\n{title:24} passages")
        for name, number in table.items():
            print(f"{name:24} {number:8}")
    print(f"\n{'dimension':24} treatment  healing  of these both")
    for name, row in counts.dimensions.items():
        treatment, healing = row.treatment + row.mixed, row.healing + row.mixed
        print(f"{name:24} {treatment:9}  {healing:7}  {row.mixed:13}")
