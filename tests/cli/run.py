"""Runs the command line as a whole process."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import NamedTuple

from tests.conftest import ROOT

EXAMPLES = ROOT / "data" / "examples"


class Done(NamedTuple):
    """Exit code, standard output and standard error of a finished command."""

    code: int
    out: str
    err: str


def carelens(*arguments: object, stdin: bytes | None = None, code: str = "") -> Done:
    """Run `carelens` with these arguments; `code` is Python to run before it."""
    program = f"{code}\nfrom carelens.cli import main; main()"
    command = [sys.executable, "-c", program, *map(str, arguments)]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    done = subprocess.run(
        command,
        input=stdin if stdin is not None else b"",
        capture_output=True,
        env=environment,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())
