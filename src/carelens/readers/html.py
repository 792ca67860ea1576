"""Web pages: the text that a browser would show, without navigation and scripts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from carelens import markup_text
from carelens.document import Document


def read(path: Path) -> Document:
    """Read an HTML or XHTML file. Nothing that it refers to is fetched."""
    found = markup_text.parse_html(markup_text.decode_html(path.read_bytes()))
    return replace(found, name=path.name, source=str(path), metadata={"format": "html"})
