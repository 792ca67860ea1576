"""C-CDA: clinical documents that records systems exchange as XML (HL7 CDA R2)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from carelens import cda_text
from carelens.document import Document


def read(path: Path) -> Document:
    """Read the narrative of an .xml file; no entity is resolved, nothing fetched.

    Raises UnreadableDocument for XML that is no clinical document.
    """
    found = cda_text.parse(path.read_bytes())
    metadata = {"format": "ccda", **found.metadata}
    return replace(found, name=path.name, source=str(path), metadata=metadata)
