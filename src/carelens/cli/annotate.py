"""`carelens annotate`: documents in, annotated documents out."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carelens import exporters, readers
from carelens.cli.console import fail, note, progress
from carelens.cli.options import ModelName, Quiet
from carelens.errors import CareLensError, UnknownFormat, UnwritableOutput

if TYPE_CHECKING:
    from carelens.annotation import AnnotatedDocument
    from carelens.document import Document
    from carelens.model import Model

EXAMPLES = """Examples:  carelens annotate plan.docx  |  carelens annotate plan.docx -o plan.html  |
carelens annotate notes/ --to json -o out/  |  pbpaste | carelens annotate -"""
STANDARD_INPUT = "-"
NoText = Annotated[
    bool, typer.Option("--no-text", help="Leave the document's words out: offsets and scores only.")
]


@dataclass(frozen=True, slots=True)
class Source:
    """One document to read; `relative` is its place below the folder that was named."""

    path: Path
    relative: Path


def annotate(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders (read recursively) or patterns; - is standard input."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file; a folder where there are several documents."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", help=f"Format: {', '.join(exporters.REGISTRY)}."),
    ] = None,
    model: ModelName = "default",
    no_text: NoText = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Plain terminal view.")] = False,
    quiet: Quiet = False,
) -> None:
    """Annotate documents: where each passage leans, and the words that say so.

    Without -o the result is shown in the terminal. With -o the format follows from the file's
    extension (html if it is a folder); --to insists. One bad file never stops the others.
    """
    from carelens.model import Model

    if not paths:
        if sys.stdin.isatty():
            raise typer.BadParameter("give a file, a folder, or - for standard input")
        paths = [STANDARD_INPUT]
    many = len(paths) > 1 or any(Path(p).is_dir() or glob.has_magic(p) for p in paths)
    into_folder = output is not None and (many or output.is_dir() or not output.suffix)
    key = _format(to, output, into_folder)
    _refuse_file(output if many else None, to)
    loaded = Model.load(model)
    sources, failed = _sources(paths)
    done, taken = 0, set[Path]()
    with progress("annotating", len(sources), quiet=quiet or output is None) as step:
        for source in sources:
            try:
                annotated = _annotate(source, loaded)
                if output is None:
                    _show(annotated, key, no_color, text=not no_text, last=done)
                else:
                    target = _target(output, source, key, taken) if into_folder else output
                    _spare(target, sources)
                    exporters.write(annotated, target, key, text=not no_text)
                done += 1
            except CareLensError as error:
                fail(str(error))
                failed += 1
            step(1)
    if output is not None and done:
        note(f"{done} annotated, in {output}" + (f"; {failed} failed" if failed else ""), quiet)
    if failed:
        raise typer.Exit(1 if done else 2)


def _format(to: str | None, output: Path | None, into_folder: bool) -> str:
    if to is not None:
        return exporters.REGISTRY[to].key
    if output is None:
        return "terminal"
    return "html" if into_folder else exporters.REGISTRY.for_path(output).key


def _refuse_file(output: Path | None, to: str | None) -> None:
    """Raises UnwritableOutput where the place for several documents is named like one file."""
    if output is None or output.is_dir():
        return
    try:
        key = exporters.REGISTRY.for_path(output).key
    except UnknownFormat:
        return
    raise UnwritableOutput(
        f"{output}: every document gets a file of its own; give a folder: -o out --to {to or key}"
    )


def _sources(paths: list[str]) -> tuple[list[Source], int]:
    """The documents that the arguments name, and how many arguments name none."""
    found: dict[Path, Source] = {}
    failed = 0
    for path in paths:
        named = list(_expand(path))
        for source in named:
            found.setdefault(source.path, source)
        if not named:
            fail(
                f"{path}: there is no document of a known format here; "
                "'carelens inspect formats' lists them"
            )
            failed += 1
    return list(found.values()), failed


def _expand(argument: str) -> Iterator[Source]:
    path = Path(argument)
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if not file.name.startswith(("~$", ".")) and readers.is_document(file):
                yield Source(file, file.relative_to(path))
    elif glob.has_magic(argument) and not path.exists():
        for match in sorted(glob.glob(argument, recursive=True)):
            yield from _expand(match)
    else:
        yield Source(path, Path(path.name))


def _annotate(source: Source, model: Model) -> AnnotatedDocument:
    from carelens.annotate import annotate as annotate_document

    return annotate_document(_read(source.path), model)


def _read(path: Path) -> Document:
    if str(path) != STANDARD_INPUT:
        return readers.read(path)
    return readers.read_bytes(sys.stdin.buffer.read(readers.TEXT_LIMIT + 1), "standard input")


def _show(annotated: AnnotatedDocument, key: str, no_color: bool, *, text: bool, last: int) -> None:
    options: dict[str, object] = {}
    if key == "terminal":
        import os
        import shutil

        color = sys.stdout.isatty() and not no_color and "NO_COLOR" not in os.environ
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        options = {"color": color, "width": width}
    rendered = exporters.render(annotated, key, text=text, **options)
    if isinstance(rendered, bytes):
        sys.stdout.flush()
        sys.stdout.buffer.write(rendered)
        return
    if last and key == "csv":
        rendered = rendered.partition("\n")[2]
    print(rendered, end="" if rendered.endswith("\n") else "\n")


def _spare(target: Path, sources: list[Source]) -> None:
    """Never write over a document that was given to be read."""
    if target.exists() and any(_same(target, source.path) for source in sources):
        raise UnwritableOutput(f"{target}: is one of the documents; choose another place with -o")


def _same(target: Path, source: Path) -> bool:
    return source.exists() and target.samefile(source)


def _target(folder: Path, source: Source, key: str, taken: set[Path]) -> Path:
    """Where a document's result goes: the same place below `folder`, with the new extension."""
    extensions = exporters.REGISTRY[key].extensions
    if not extensions:
        raise UnknownFormat(f"format {key!r} has no files; leave -o out, or choose another --to")
    name = Path("stdin") if str(source.path) == STANDARD_INPUT else source.relative
    target = folder / name.with_suffix(extensions[0])
    if target in taken:
        target = folder / name.with_name(name.name + extensions[0])
    taken.add(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableOutput(
            f"{target.parent}: cannot be made ({error.strerror}); choose another place with -o"
        ) from error
    return target
