"""Where the files that ship with CareLens are: in the package, else in the checkout."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOTS = (_PACKAGE, _PACKAGE.parents[1])


def find(name: str) -> Path:
    """The path of a shipped file or folder, such as `"data/framework.json"`.

    Raises FileNotFoundError where neither the package nor the checkout has it.
    """
    for root in _ROOTS:
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"CareLens is installed without {name}; install it again")


def read_text(name: str) -> str:
    """The text of a shipped UTF-8 file."""
    return find(name).read_text(encoding="utf-8")


def model_folder(name: str | os.PathLike[str] = "default") -> Path:
    """The folder of a model: an existing folder of that path, else a shipped model's name."""
    path = Path(name)
    if path.is_dir():
        return path
    if path.name == os.fspath(name):
        for root in _ROOTS:
            if (root / "models" / path.name).is_dir():
                return root / "models" / path.name
    return path
