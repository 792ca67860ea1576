"""Annotated documents out: one small file per format, behind a registry.

Each part is `render(annotated, **options)` and gives text, or bytes where the format is binary;
those that can leave the document's text out take `text=False`. Only this file writes to disk.
Listing the formats is part of every start, so what rendering needs is imported when it is needed.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carelens.errors import UnknownFormat, UnwritableOutput
from carelens.registry import Part, Registry

if TYPE_CHECKING:
    from carelens.annotation import AnnotatedDocument

_HERE = "carelens.exporters"

REGISTRY = Registry(
    "exporter",
    Part("terminal", "carelens.exporters.terminal:render", (), "coloured view for a terminal"),
    Part("html", "carelens.exporters.html:render", (".html", ".htm"), "one self-contained page"),
    Part("json", f"{_HERE}.json:render", (".json",), "everything, by a schema", "", True),
    Part("jsonl", f"{_HERE}.jsonl:render", (".jsonl",), "one line a passage", "", True),
    Part("csv", f"{_HERE}.csv:render", (".csv",), "one row a passage", "", True),
    Part(
        "xlsx",
        f"{_HERE}.xlsx:render",
        (".xlsx",),
        "a workbook: profile, passages, words",
        "tables",
        True,
    ),
    Part(
        "parquet",
        f"{_HERE}.parquet:render",
        (".parquet",),
        "one typed row a passage",
        "tables",
        True,
    ),
    Part(
        "word-comments", f"{_HERE}.word_comments:render", (".docx",), "the Word file, with comments"
    ),
    Part(
        "pdf-highlights",
        f"{_HERE}.pdf_highlights:render",
        (".pdf",),
        "the PDF, with highlights",
        "pdf",
    ),
    Part(
        "qdpx",
        f"{_HERE}.qdpx:render",
        (".qdpx",),
        "REFI-QDA project (QualCoder, MAXQDA, NVivo)",
        "",
        True,
    ),
    Part("qdc", f"{_HERE}.qdc:render", (".qdc",), "REFI-QDA codebook", "", True),
    Part("xmi", f"{_HERE}.xmi:render", (".xmi.zip",), "UIMA CAS XMI for INCEpTION", "exchange"),
    Part("brat", f"{_HERE}.brat:render", (".brat.zip",), "brat standoff"),
    Part(
        "label-studio",
        f"{_HERE}.label_studio:render",
        (".label-studio.json",),
        "a Label Studio task with predictions",
    ),
    Part(
        "doccano",
        f"{_HERE}.doccano:render",
        (".doccano.jsonl",),
        "doccano spans, one line a document",
    ),
    Part("docbin", f"{_HERE}.docbin:render", (".spacy",), "spaCy training data, one Doc a passage"),
    Part(
        "web-annotation",
        f"{_HERE}.web_annotation:render",
        (".jsonld",),
        "W3C Web Annotations",
        "",
        True,
    ),
    Part(
        "sarif",
        f"{_HERE}.sarif:render",
        (".sarif",),
        "findings in plain text files, for editors and code scanning",
        "",
        True,
    ),
)


def render(
    annotated: AnnotatedDocument, key: str, *, text: bool = True, **options: Any
) -> str | bytes:
    """An annotated document in the format of that name, bytes where the format is binary.

    With `text=False` nothing of the document's own words is in it. Raises UnknownFormat, also
    for a format that has nothing without text, or MissingExtra.
    """
    from carelens.document import clean

    if not text:
        if not REGISTRY[key].text_free:
            known = ", ".join(name for name, part in REGISTRY.items() if part.text_free)
            raise UnknownFormat(f"format {key!r} is nothing without its text; there are: {known}")
        options["text"] = False
    rendered: str | bytes = REGISTRY.load(key)(annotated, **options)
    return clean(rendered) if isinstance(rendered, str) else rendered


def write(
    annotated: AnnotatedDocument,
    path: str | os.PathLike[str],
    key: str | None = None,
    *,
    text: bool = True,
) -> None:
    """Write an annotated document, in the format of the path's extension unless `key` insists.

    The file appears whole or not at all; an older one stays until then, and its permissions
    stay for good. Raises UnknownFormat, MissingExtra or UnwritableOutput.
    """
    target = Path(path)
    rendered = render(annotated, key or REGISTRY.for_path(target).key, text=text)
    data = rendered.encode("utf-8") if isinstance(rendered, str) else rendered
    try:
        _replace(Path(os.path.realpath(target)), data)
    except OSError as error:
        name = os.fsencode(target).decode("utf-8", "replace")
        raise UnwritableOutput(
            f"{name}: cannot be written ({error.strerror}); choose another place with -o"
        ) from error


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target, then rename over it."""
    if target.is_dir():
        raise IsADirectoryError(0, "is a folder")
    if target.exists() and not target.is_file():
        raise FileExistsError(0, "is a device, not a file")
    import tempfile

    handle, name = tempfile.mkstemp(prefix=".carelens-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
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
