"""Rich Text Format: headings, paragraphs, list items and the cells of tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from carelens import decoding, rich_text
from carelens.document import Document


def read(path: Path) -> Document:
    """Read an .rtf file; pictures, notes and tracked deletions are left out."""
    document = rich_text.parse(decoding.read(path)[0])
    metadata = {**document.metadata, "format": "rtf"}
    return replace(document, name=path.name, source=str(path), metadata=metadata)
