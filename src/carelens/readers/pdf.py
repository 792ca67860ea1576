"""PDF files with a text layer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from carelens import pdf_text
from carelens.document import Document


def read(path: Path) -> Document:
    """Read a PDF file; running heads and page numbers are left out.

    Raises UnreadableDocument for a file with a password, without text or with too many pages.
    """
    found = pdf_text.parse(path)
    metadata = {"format": "pdf", **found.metadata}
    return replace(found, name=path.name, source=str(path), metadata=metadata)
