"""The command line: `carelens`. One file per command, each a thin wrapper over the library."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from carelens.cli import annotate, bulk, corpus, evaluate, inspect, score, train
from carelens.cli.console import fail
from carelens.errors import CareLensError

NOTHING_DONE, INTERRUPTED = 2, 130


class _Commands(TyperGroup):
    """The commands, with our errors as one line on standard error and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CareLensError as error:
            if ctx.params.get("debug"):
                raise
            fail(str(error))
            raise typer.Exit(NOTHING_DONE) from error
        except KeyboardInterrupt as error:
            fail("interrupted; what was already written stays")
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError as error:
            # The reader of a pipe has gone (`| head`): nothing to say, not even at shutdown.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit from error


app = typer.Typer(
    name="carelens",
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Everything runs on this machine; nothing is sent anywhere.",
)
for command in (annotate.annotate, score.score, bulk.bulk, train.train, evaluate.evaluate):
    app.command(epilog=sys.modules[command.__module__].EXAMPLES)(command)
app.add_typer(corpus.app, name="corpus")
app.add_typer(inspect.app, name="inspect")


def _version(wanted: bool) -> None:
    if wanted:
        from carelens import __version__

        print(f"carelens {__version__}")
        raise typer.Exit


@app.callback()
def carelens(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of errors.")] = False,
) -> None:
    """Shows where writing about care leans to the treatment model or the healing model.

    It reads passage by passage, on twelve dimensions, and shows the words that made it say so.
    It describes writing; it never grades a person, and never says which model is better.
    """


def main() -> None:
    """Run the command line and leave with its exit code.

    0 all done, 1 some inputs failed, 2 wrong usage or nothing could be done, 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets an escape, not a crash.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app()
