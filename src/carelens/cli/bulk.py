"""`carelens bulk`: tables of passages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from carelens.cli.console import fail, note, progress
from carelens.cli.options import Jobs, ModelName, Quiet

EXAMPLES = """Examples:  carelens bulk notes.jsonl --text note --id note_id -o scored.jsonl  |
carelens bulk notes.csv --text note -o scored.csv --jobs 2"""
_SHOWN = 5


def bulk(
    source: Annotated[Path, typer.Argument(help="A .jsonl or .csv file, one passage a row.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="A .jsonl or .csv file.")],
    text: Annotated[str, typer.Option("--text", help="The column with the passage.")] = "text",
    id: Annotated[
        str, typer.Option("--id", help="The column that names the row; its line if missing.")
    ] = "id",
    encoding: Annotated[str, typer.Option("--encoding", help="Of the source.")] = "utf-8-sig",
    model: ModelName = "default",
    jobs: Jobs = 1,
    quiet: Quiet = False,
) -> None:
    """Score every row of a table, streaming: any size, constant memory.

    A row that cannot be read is named and left out; the others are scored.
    """
    from carelens.bulk import score_file

    with progress("rows", quiet=quiet) as step:
        tally = score_file(
            source,
            output,
            model=model,
            text=text,
            id=id,
            encoding=encoding,
            jobs=jobs,
            progress=step,
        )
    for line in tally.failed[:_SHOWN]:
        fail(f"{source}: {line}; left out")
    if len(tally.failed) > _SHOWN:
        fail(f"{source}: {len(tally.failed) - _SHOWN} more rows left out")
    note(f"{tally.written} rows scored, in {output}", quiet)
    if tally.failed:
        raise typer.Exit(1 if tally.written else 2)
