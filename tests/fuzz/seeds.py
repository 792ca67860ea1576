"""What mutation starts from: the examples, odd files, and the words of each format.

`odd/` holds small files that use much of a format, `found/` those that broke a reader once. The
words stand in `words/`, in the format of libFuzzer's dictionaries. All of it is our own.
"""

from __future__ import annotations

import ast
from pathlib import Path

_HERE = Path(__file__).parent
ROOT = _HERE.parents[1]
_FOLDERS = (ROOT / "data" / "examples", _HERE / "odd", _HERE / "found")
EXTENSIONS = {
    "text": ".txt",
    "markdown": ".md",
    "html": ".html",
    "docx": ".docx",
    "odt": ".odt",
    "rtf": ".rtf",
    "pdf": ".pdf",
    "eml": ".eml",
    "epub": ".epub",
    "fhir": ".json",
    "ccda": ".xml",
}
_ALSO = {
    "eml": "html",
    "epub": "html",
    "fhir": "html",
}  # what these hold is made of the words of another


def tokens(key: str) -> list[bytes]:
    """The words of a format that mutation puts in."""
    lines = (_HERE / "words" / f"{key}.dict").read_text(encoding="ascii").splitlines()
    words: list[bytes] = [ast.literal_eval(f"b{line}") for line in lines]
    return words + (tokens(_ALSO[key]) if key in _ALSO else [])


def seeds(key: str, folder: Path | None = None) -> list[bytes]:
    """The files to begin with, those of a folder among them."""
    found = [path for own in _FOLDERS for path in sorted(own.glob(f"*{EXTENSIONS[key]}"))]
    found += sorted(path for path in folder.iterdir() if path.is_file()) if folder else []
    return [path.read_bytes() for path in found]
