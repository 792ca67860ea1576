"""The command line: `carelens`. One file per command, each a thin wrapper over the library."""

from __future__ import annotations

import sys
from typing import Annotated

import click
import typer

from carelens.cli import annotate, bulk, corpus, evaluate, inspect, score, train
from carelens.cli.console import fail
from carelens.errors import CareLensError

DONE, SOME_FAILED, NOTHING_DONE, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="carelens",
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


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    0 all done, 1 some inputs failed, 2 wrong usage or nothing could be done, 130 interrupted.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets an escape, not a crash.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = app([word for word in arguments if word != "--debug"], standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = NOTHING_DONE
    except CareLensError as error:
        if debug:
            raise
        fail(str(error))
        code = NOTHING_DONE
    except (KeyboardInterrupt, click.exceptions.Abort):
        fail("interrupted; what was already written stays")
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): nothing more to say, not even at shutdown.
        sys.stderr.close()
        code = DONE
    sys.exit(code or DONE)
