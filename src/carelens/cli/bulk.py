"""`carelens bulk`: tables of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carelens.cli.console import fail, note, progress
from carelens.cli.options import Jobs, ModelName, Quiet

if TYPE_CHECKING:
    from carelens.bulk.run import Outcome

EXAMPLES = """Examples:  carelens bulk notes.jsonl --text note --id note_id -o scored.jsonl  |
carelens bulk notes.parquet --text note -o scored/ --jobs -1 --resume  |
carelens bulk plans/ --documents profiles -o plans.csv"""
_SHOWN = 5


Sources = Annotated[
    list[str],
    typer.Argument(help="CSV, JSONL or Parquet files, folders of them, or fsspec addresses."),
]
Output = Annotated[
    str, typer.Option("--output", "-o", help="A file, or a folder with a shard for each block.")
]
Text = Annotated[str, typer.Option("--text", help="The column with the passage.")]
Id = Annotated[
    str,
    typer.Option("--id", help="The column that names a row; its number where there is no 'id'."),
]
Keep = Annotated[
    list[str] | None, typer.Option("--keep", help="A column to copy; can be given again.")
]
Documents = Annotated[
    str,
    typer.Option(
        help="Rows are whole documents: 'passages' gives a row for each passage, "
        "'profiles' one for each document."
    ),
]
To = Annotated[str, typer.Option("--to", help="jsonl, csv or parquet; by the output's extension.")]
Encoding = Annotated[str, typer.Option("--encoding", help="Of CSV and JSONL.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a run that was interrupted.")]
Backend = Annotated[
    str, typer.Option("--backend", help="Where it runs: loky (here), dask, ray or spark.")
]
Cluster = Annotated[
    str, typer.Option("--cluster", help="The address of a Dask scheduler or Ray head.")
]


def bulk(
    sources: Sources,
    output: Output,
    text: Text = "text",
    id: Id = "id",
    keep: Keep = None,
    documents: Documents = "",
    to: To = "",
    encoding: Encoding = "utf-8-sig",
    model: ModelName = "default",
    jobs: Jobs = 1,
    resume: Resume = False,
    backend: Backend = "loky",
    cluster: Cluster = "",
    quiet: Quiet = False,
) -> None:
    """Score every row of tables of any size, in constant memory.

    A row, or a table among several, that cannot be read is left out and listed among the rejects.
    Nothing finished is lost when the run is interrupted: give the same command with --resume.
    """
    from carelens.bulk.backends import BACKENDS
    from carelens.bulk.backends import backend as on
    from carelens.bulk.job import DOCUMENTS, Job
    from carelens.bulk.run import run
    from carelens.bulk.sources import find
    from carelens.model import Model

    _one_of("--documents", documents, DOCUMENTS)
    _one_of("--backend", backend, BACKENDS)
    found = find(sources)
    job = Job(
        model=str(Path(model).resolve()) if Path(model).is_dir() else model,
        sha256=Model.load(model).sha256,
        format=_format(to, output, found[0]),
        text=text,
        id=id,
        keep=tuple(keep or ()),
        encoding=encoding,
        documents=documents,
        with_source=len(found) > 1,
    )
    workers = -1 if jobs == 1 and backend != "loky" else jobs
    with _bytes_done(quiet) as start, on(backend, cluster):
        outcome = run(sources, output, job, resume=resume, jobs=workers, start=start)
    note(f"{outcome.rows} rows scored, in {output}", quiet)
    _tell_rejects(outcome)


def _tell_rejects(outcome: Outcome) -> None:
    for source, row, reason in outcome.rejects[:_SHOWN]:
        where = f"{source}: row {row}" if row else source  # row 0: no row of it could be read
        fail(f"{where}: {reason}; left out")
    if len(outcome.rejects) > _SHOWN:
        fail(f"{len(outcome.rejects) - _SHOWN} more left out; all are in {outcome.listed}")
    if outcome.rejects:
        raise typer.Exit(1 if outcome.rows else 2)


def _one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    if value and value not in known:
        raise typer.BadParameter(f"{option} is one of: {', '.join(known)}")


def _format(to: str, output: str, source: str) -> str:
    """The format of the results: as told, else by the target's extension, else the source's."""
    from carelens.bulk.job import FORMATS
    from carelens.bulk.places import extension

    of_target = extension(output)
    if of_target and of_target not in FORMATS:
        raise typer.BadParameter(f"{output}: bulk writes {', '.join(FORMATS)}, or into a folder")
    _one_of("--to", f".{to}" if to else "", FORMATS)
    if to and of_target not in ("", f".{to}"):
        raise typer.BadParameter(f"{output} and --to {to} are two formats; give one")
    return f".{to}" if to else of_target or extension(source)


@contextmanager
def _bytes_done(quiet: bool) -> Iterator[Callable[[int, int], Callable[[int], None]]]:
    """A progress bar over bytes with the time left, for `run`."""
    with ExitStack() as stack:

        def start(total: int, done: int) -> Callable[[int], None]:
            step = stack.enter_context(progress("scoring", total, quiet=quiet, bytes=True))
            step(done)
            return step

        yield start
