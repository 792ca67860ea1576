"""Annotated documents out: one small file per format, behind a registry.

Each part is `render(annotated, **options) -> str`. Only this file writes to disk. Listing the
formats is part of every start, so what rendering needs is imported when it is needed.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carelens.errors import UnwritableOutput
from carelens.registry import Part, Registry

if TYPE_CHECKING:
    from carelens.annotation import AnnotatedDocument

REGISTRY = Registry(
    "exporter",
    Part("terminal", "carelens.exporters.terminal:render", (), "coloured view for a terminal"),
    Part("html", "carelens.exporters.html:render", (".html", ".htm"), "one self-contained page"),
    Part("json", "carelens.exporters.json:render", (".json",), "everything, by a schema"),
    Part("jsonl", "carelens.exporters.jsonl:render", (".jsonl",), "one line a passage"),
    Part("csv", "carelens.exporters.csv:render", (".csv",), "one row a passage"),
)


def render(annotated: AnnotatedDocument, key: str, **options: Any) -> str:
    """An annotated document in the format of that name. Raises UnknownFormat or MissingExtra."""
    from carelens.document import clean

    return clean(REGISTRY.load(key)(annotated, **options))


def write(
    annotated: AnnotatedDocument, path: str | os.PathLike[str], key: str | None = None
) -> None:
    """Write an annotated document, in the format of the path's extension unless `key` insists.

    The file appears whole or not at all; an older one stays until then, and its permissions
    stay for good. Raises UnknownFormat, MissingExtra or UnwritableOutput.
    """
    target = Path(path)
    text = render(annotated, key or REGISTRY.for_path(target).key)
    try:
        _replace(Path(os.path.realpath(target)), text)
    except OSError as error:
        name = os.fsencode(target).decode("utf-8", "replace")
        raise UnwritableOutput(
            f"{name}: cannot be written ({error.strerror}); choose another place with -o"
        ) from error


def _replace(target: Path, text: str) -> None:
    """Write beside the target, then rename over it."""
    if target.is_dir():
        raise IsADirectoryError(0, "is a folder")
    if target.exists() and not target.is_file():
        raise FileExistsError(0, "is a device, not a file")
    import tempfile

    handle, name = tempfile.mkstemp(prefix=".carelens-", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
