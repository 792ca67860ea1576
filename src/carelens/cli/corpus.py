"""`carelens corpus`: is a corpus sound, what does it hold, and what did people code?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from carelens.cli.console import fail, note
from carelens.cli.options import AsJson, FrameworkFile, Quiet
from carelens.errors import CareLensError, UnwritableOutput

app = typer.Typer(no_args_is_help=True, help="Check, count or import passages that people coded.")

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

    Each is one line, `file:line: severity: id: what`. Warnings alone leave with 0, errors with 1.
    """
    from carelens.corpus_check import check_path
    from carelens.framework import Framework

    problems = check_path(path, Framework.load(framework), benchmark)
    errors = sum(problem.severity == "error" for problem in problems)
    for problem in problems:
        if problem.severity == "error" or not quiet:
            what = f"{problem.id}: {problem.what}" if problem.id else problem.what
            print(f"{problem.path}:{problem.line}: {problem.severity}: {what}")
    note(f"{errors} errors, {len(problems) - errors} warnings", quiet)
    if errors:
        raise typer.Exit(1)


@app.command("import")
def import_(
    sources: Annotated[
        list[Path],
        typer.Argument(help="REFI-QDA projects, commented Word or highlighted PDF files."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="A .jsonl file.")],
    everything: Annotated[
        bool, typer.Option("--all", help="Passages that nobody coded too, without a label.")
    ] = False,
    coder: Annotated[
        list[str] | None,
        typer.Option(help="Only what this coder coded, by name; may be given again."),
    ] = None,
    framework: FrameworkFile = None,
    quiet: Quiet = False,
) -> None:
    """Make labelled passages of what people coded: .qdpx, Word comments, PDF highlights.

    A comment or highlight counts where a line of it begins with a code: a label such as those of
    `inspect dimensions`, or a dimension's name and pole. What CareLens itself coded is left out,
    unless --coder names it.
    """
    from carelens.codings.labelled import read_examples
    from carelens.corpus import write_examples
    from carelens.framework import Framework

    if output.suffix != ".jsonl":
        raise UnwritableOutput(f"{output}: labelled passages are JSON lines; name it .jsonl")
    loaded, found, failed = Framework.load(framework), [], 0
    for source in sources:
        try:
            found += read_examples(source, loaded, everything=everything, coders=coder or ())
        except CareLensError as error:
            text = str(error)
            fail(text if text.startswith(str(source)) else f"{source}: {text}")
            failed += 1
    if found:
        write_examples(output, found)
        note(f"{len(found)} passages, in {output}", quiet)
    if failed:
        raise typer.Exit(1 if found else 2)


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
