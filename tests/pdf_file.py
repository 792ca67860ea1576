"""PDF files written by hand, so that each line stands where a test wants it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FI, FL, CYCLONE, ACUTE, SOFT = "\x01", "\x02", "\x03", "\x04", "\x05"
"""What stands in the file for ﬁ, ﬂ, an emoji, an e with a combining accent, a soft hyphen."""

_UNICODE = """/CIDInit /ProcSet findresource begin begincmap
1 begincodespacerange <00> <FF> endcodespacerange
5 beginbfchar <01> <FB01> <02> <FB02> <03> <D83CDF00> <04> <00650301> <05> <00AD> endbfchar
endcmap end"""
_FONT = """<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R /Encoding
<< /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /fl /bullet /eacute /hyphen] >> >>"""

Placed = tuple[float, float, str]  # left, base line, text


@dataclass(frozen=True)
class Sheet:
    """A page: lines in type of 10 points, moved by `matrix`, and its annotations."""

    lines: list[Placed]
    entries: str = "/MediaBox [0 0 612 792]"
    matrix: str = "1 0 0 1 0 0"
    annotations: tuple[str, ...] = ()


UPRIGHT = "/MediaBox [0 0 612 792]"
LANDSCAPE = Sheet([], UPRIGHT + " /Rotate 90", "0 1 -1 0 612 0")
"""A page turned to the right whose text is written from its foot to its head."""


def column(left: float, top: float, *texts: str) -> list[Placed]:
    """Lines below one another."""
    return [(left, top - 12 * i, text) for i, text in enumerate(texts)]


def write(path: Path, *sheets: Sheet, catalog: str = "", end: str = "\n") -> Path:
    """The file, with one object after another and a table of where they begin."""
    objects = ["", "", _FONT, _stream(_UNICODE)]
    kids = []
    for sheet in sheets:
        notes = [_added(objects, note) for note in sheet.annotations]
        annots = _added(objects, f"[{' '.join(notes)}]")
        shown = "\n".join(f"1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj" for x, y, text in sheet.lines)
        stream = _added(objects, _stream(f"q {sheet.matrix} cm BT /F1 10 Tf\n{shown}\nET Q"))
        kids.append(
            _added(
                objects,
                f"<< /Type /Page /Parent 2 0 R {sheet.entries} /Contents {stream} "
                f"/Annots {annots} /Resources << /Font << /F1 3 0 R >> >> >>",
            )
        )
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, table = "%PDF-1.4\n", ""
    for number, body in enumerate(objects, 1):
        table += f"{len(data):010} 00000 n \n"
        data += f"{number} 0 obj\n{body}\nendobj\n"
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF{end}"
    data = f"{data}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}"
    path.write_bytes(data.encode("cp1252"))
    return path


def _added(objects: list[str], body: str) -> str:
    objects.append(body)
    return f"{len(objects)} 0 R"


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
