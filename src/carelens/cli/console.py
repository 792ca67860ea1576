"""What the commands say besides their data: on standard error, progress on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def fail(message: str) -> None:
    """One line about what went wrong."""
    one_line = " ".join(message.split())
    print(f"carelens: {one_line}", file=sys.stderr)


def note(message: str, quiet: bool = False) -> None:
    """One line about what was done."""
    if not quiet:
        print(message, file=sys.stderr)


@contextmanager
def progress(
    title: str, total: int | None = None, *, quiet: bool = False, bytes: bool = False
) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error; gives a function that moves it on by a number of steps.

    Nothing is drawn where standard error is no terminal. Without `total` it counts; `bytes` are
    shown with their speed and the time left.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda steps: None
        return
    from rich import progress as rich
    from rich.console import Console

    counts = (
        (rich.DownloadColumn(), rich.TransferSpeedColumn(), rich.TimeRemainingColumn())
        if bytes
        else (rich.MofNCompleteColumn(), rich.TimeElapsedColumn())
    )
    columns = (rich.TextColumn("{task.description}"), rich.BarColumn(), *counts)
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda steps: bar.advance(task, steps)
