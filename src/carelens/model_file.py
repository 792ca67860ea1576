"""A model folder: `model.json` (the header) and `weights.npz`, read without running any code."""

from __future__ import annotations

import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carelens import features, resources
from carelens.errors import InvalidModel

FORMAT = "carelens/model/2"
HEADER, WEIGHTS = "model.json", "weights.npz"

Arrays = dict[str, NDArray[Any]]


def save(folder: str | os.PathLike[str], header: dict[str, Any], arrays: Arrays) -> None:
    """Write header and arrays; format, analyser and hash are added. Same in, same bytes out."""
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]  # its stub knows one keyword
    data = buffer.getvalue()
    stamp = {"format": FORMAT, "analyser": features.ANALYSER}
    header = stamp | header | {"sha256": hashlib.sha256(data).hexdigest()}
    (path / WEIGHTS).write_bytes(data)
    text = json.dumps(header, indent=1, ensure_ascii=False) + "\n"
    (path / HEADER).write_text(text, encoding="utf-8")


def load(name: str | os.PathLike[str]) -> tuple[dict[str, Any], Arrays, Path]:
    """Header, arrays and place of a model folder, or of a shipped model by its name.

    Raises InvalidModel where a file is missing or damaged, the hash is wrong, or the format
    number or analyser is another.
    """
    folder = resources.model_folder(name)
    try:
        header = json.loads((folder / HEADER).read_text(encoding="utf-8"))
        data = (folder / WEIGHTS).read_bytes()
    except OSError as error:
        raise InvalidModel(
            f"model {os.fspath(name)}: no readable {HEADER} and {WEIGHTS} in it; "
            "give a model folder or the name of a shipped model"
        ) from error
    except ValueError as error:
        raise InvalidModel(f"{folder / HEADER}: is not JSON; train the model again") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise InvalidModel(f"{folder}: its format is not {FORMAT}; train it with this version")
    if header.get("analyser") != features.ANALYSER:
        raise InvalidModel(f"{folder}: was trained with another analyser; train it again")
    if hashlib.sha256(data).hexdigest() != header.get("sha256"):
        raise InvalidModel(
            f"{folder / WEIGHTS}: the hash is wrong, the file is not the trained one"
        )
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return header, dict(arrays), folder
    except (KeyError, ValueError) as error:
        raise unfit(folder) from error


def unfit(folder: Path) -> InvalidModel:
    """The error for a header and weights that contradict one another."""
    return InvalidModel(f"{folder}: header and weights do not fit; train it again")
