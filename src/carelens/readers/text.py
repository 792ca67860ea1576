"""Plain text. The document's text is the decoded file itself, so offsets fit the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from carelens import decoding
from carelens.document import Document
from carelens.plain_text import parse

__all__ = ["parse", "read"]


def read(path: Path) -> Document:
    """Read a text file of any common encoding; line breaks stay as they are."""
    text, encoding = decoding.read(path)
    metadata = {"format": "text", "encoding": encoding}
    return replace(parse(text, path.name), source=str(path), metadata=metadata)
