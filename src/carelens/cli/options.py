"""Options that several commands share, so that they are spelt and explained once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ModelName = Annotated[
    str, typer.Option("--model", "-m", help="A shipped model's name, or a model folder.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=-1, help="Processes; -1 is every core.")]
FrameworkFile = Annotated[
    Path | None,
    typer.Option("--framework", help="A framework file; the shipped one if not given."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
