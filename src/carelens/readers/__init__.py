"""Documents in: one small file per format, found by file extension."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from carelens.errors import CareLensError, UnknownFormat, UnreadableDocument
from carelens.registry import Part, Registry

if TYPE_CHECKING:
    from carelens.document import Document

_HERE = "carelens.readers"

REGISTRY = Registry(
    "reader",
    Part("text", f"{_HERE}.text:read", (".txt", ".text"), "Plain text"),
    Part("markdown", f"{_HERE}.markdown:read", (".md", ".markdown"), "Markdown"),
    Part("html", f"{_HERE}.html:read", (".html", ".htm", ".xhtml"), "Web page"),
    Part("docx", f"{_HERE}.docx:read", (".docx",), "Word"),
    Part("odt", f"{_HERE}.odt:read", (".odt",), "OpenDocument text (LibreOffice)"),
    Part("rtf", f"{_HERE}.rtf:read", (".rtf",), "Rich Text Format"),
    Part("pdf", f"{_HERE}.pdf:read", (".pdf",), "PDF with a text layer"),
    Part("epub", f"{_HERE}.epub:read", (".epub",), "E-book"),
    Part("eml", f"{_HERE}.eml:read", (".eml",), "E-mail"),
    Part("fhir", f"{_HERE}.fhir:read", (".json",), "FHIR R4 and R5 (JSON)"),
    Part("ccda", f"{_HERE}.ccda:read", (".xml",), "C-CDA clinical document (HL7)"),
)

_MB = 1_000_000
TEXT_LIMIT, CONTAINER_LIMIT = 50 * _MB, 200 * _MB
"""Bytes of one document: of plain and marked-up text, of a .docx, .odt or PDF."""
_CONTAINERS = {"docx": "zip", "odt": "zip", "epub": "zip", "pdf": "pdf"}
_FORMATS = {**_CONTAINERS, "rtf": "rtf"}
_MAGIC = (
    (b"%PDF-", "pdf", "a PDF file; rename it to .pdf"),
    (b"PK\x03\x04", "zip", "a ZIP container such as .docx or .odt; give it its own extension"),
    (b"{\\rtf", "rtf", "a Rich Text file; rename it to .rtf"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "ole",
        "password-protected or an old Word file; save it in Word without password as .docx",
    ),
)
_TELLING = {".json": b'"resourceType"', ".xml": b"ClinicalDocument"}
_TABLE = "tables are read by: carelens bulk"
_ADVICE = {
    ".doc": "old Word files are not read; save it in Word or LibreOffice as .docx",
    ".csv": _TABLE,
    ".tsv": _TABLE,
    ".jsonl": _TABLE,
    ".parquet": _TABLE,
}


def read(path: str | os.PathLike[str], *, key: str | None = None) -> Document:
    """Read a document by its file extension, or by the reader called `key`.

    Raises UnknownFormat where no reader fits, and UnreadableDocument for all that is missing,
    empty, damaged, protected, too large or of another format than its name says.
    """
    path = Path(path)
    part = REGISTRY[key] if key is not None else _part_for(path)
    try:
        _check(path, part.key)
        document: Document = REGISTRY.load(part.key)(path)
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{path}: {error}") from error
    except CareLensError:
        raise
    except OSError as error:
        raise UnreadableDocument(f"{path}: cannot be opened ({error.strerror})") from error
    except (RecursionError, MemoryError) as error:
        raise UnreadableDocument(
            f"{path}: is nested too deeply or too large; open it in its program and save it anew"
        ) from error
    except Exception as error:  # what libraries raise over a damaged file has no common base
        raise UnreadableDocument(
            f"{path}: cannot be read as {part.key}; it is damaged or of another format"
        ) from error
    if not document.blocks:
        raise UnreadableDocument(f"{path}: holds no text")
    return document


def read_text(text: str, name: str = "") -> Document:
    """A plain string as a document, with the blocks that a text file would get."""
    from carelens.readers.text import parse

    return parse(text, name)


def read_bytes(data: bytes, name: str) -> Document:
    """The bytes of a plain text, such as a pipe gives, as a document of that name.

    Raises UnreadableDocument, beginning with the name, for what is empty, binary or longer than
    TEXT_LIMIT.
    """
    from carelens.decoding import decode

    try:
        _check_size(len(data), TEXT_LIMIT)
        document = read_text(decode(data)[0], name)
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{name}: {error}") from error
    if not document.blocks:
        raise UnreadableDocument(f"{name}: holds no text")
    return document


def is_document(path: Path) -> bool:
    """Whether a file found in a folder is meant for a reader: by extension, and for the extensions
    that much else has (.json, .xml) by what its beginning names."""
    suffix = path.suffix.lower()
    if suffix not in REGISTRY.extensions or not path.is_file():
        return False
    mark = _TELLING.get(suffix)
    if mark is None:
        return True
    try:
        with path.open("rb") as file:
            return mark in file.read(1 << 16)
    except OSError:
        return True


def _part_for(path: Path) -> Part:
    if advice := _ADVICE.get(path.suffix.lower()):
        raise UnknownFormat(f"{path}: {advice}")
    try:
        return REGISTRY.for_path(path)
    except UnknownFormat as error:
        raise UnknownFormat(f"{path}: {error}") from None


def _check(path: Path, key: str) -> None:
    """Raises UnreadableDocument for what shows before any of the file is parsed."""
    if not path.exists():
        raise UnreadableDocument("there is no such file")
    if not path.is_file():
        raise UnreadableDocument("is a folder or device, not a file")
    size = path.stat().st_size
    _check_size(size, CONTAINER_LIMIT if key in _CONTAINERS else TEXT_LIMIT)
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise UnreadableDocument("is empty")
    _check_magic(head, key)


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise UnreadableDocument(
            f"is larger than {limit // _MB} MB; split it, or use: carelens bulk"
        )


def _check_magic(head: bytes, key: str) -> None:
    wanted = _FORMATS.get(key, "")
    if wanted == "pdf" and b"%PDF-" in head:
        return  # some programs write a few bytes before the mark
    for magic, found, advice in _MAGIC:
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
            if found == wanted:
                return
            raise UnreadableDocument(f"is {advice}")
    if wanted:
        raise UnreadableDocument(f"is no {key} file in spite of its name; save it again as .{key}")
