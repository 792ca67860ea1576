"""Brat standoff: text, annotations and their configuration, to unpack into a brat collection.

Specification: "brat standoff format" and "Configuration" (brat.nlplab.org). Offsets are Unicode
code points into the text file, half-open, as brat's server and page count them. The text has LF
only, so offsets behind a CR LF are moved.

No annotation may hold a line break: one of several lines is discontinuous, a piece a line, the
pieces joined with a space. Brat reads the annotation file by Python's line breaks, so form feeds
and the like count too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from carelens import archive
from carelens.annotation import AnnotatedDocument
from carelens.findings import findings
from carelens.framework import Framework
from carelens.line_feeds import LineFeeds

_LONGEST_NAME = 60  # characters; a file name may have 255 bytes
_PIECE = re.compile(r"\S(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*\S)?")
_OVERLAP = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"


def render(annotated: AnnotatedDocument) -> bytes:
    """A ZIP of `NAME.txt`, `NAME.ann` and `annotation.conf`; NAME is that of the document.

    Each label given to a passage is a text-bound annotation. A note on it says why: band, score,
    and the words for and against.
    """
    lines = LineFeeds(annotated.document.text)
    text, name = lines.text, _file_name(annotated.document.name)
    files = {
        f"{name}.txt": text if text.endswith("\n") or not text else text + "\n",
        f"{name}.ann": "".join(line + "\n" for line in _annotations(annotated, lines)),
        "annotation.conf": _configuration(annotated.model.framework),
    }
    return archive.pack({name: data.encode("utf-8") for name, data in files.items()})


def _file_name(name: str) -> str:
    """The document's name without extension, and without what a file or an address cannot have."""
    stem = re.sub(r"\.[A-Za-z]\w*\Z", "", unicodedata.normalize("NFC", name))
    stem = re.sub(r"[^\w.-]+", "_", stem).strip("._-")[:_LONGEST_NAME]
    return stem or "document"


def _type(label: str) -> str:
    """A label in the letters that brat has for types."""
    return label.replace(".", "_")


def _configuration(framework: Framework) -> str:
    """All labels below their dimensions, each with its name here; they may share their words."""
    lines = [
        "# In the .ann file | in CareLens. Framework: "
        + _one_line(f"{framework.name or framework.id} {framework.version}"),
        "[entities]",
    ]
    for dimension in framework.dimensions:
        lines.append(f"!{dimension.id}")
        lines += [f"\t{_type(label)}|{label}" for label in dimension.labels]
    lines += ["[relations]", _OVERLAP, "[events]", "[attributes]"]
    return "".join(line + "\n" for line in lines)


def _annotations(annotated: AnnotatedDocument, lines: LineFeeds) -> Iterator[str]:
    """Two lines a label: where it stands, and why."""
    for number, finding in enumerate(findings(annotated), 1):
        start, end = lines.place(finding.passage.start), lines.place(finding.passage.end)
        pieces = [match.span() for match in _PIECE.finditer(lines.text, start, end)]
        places = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(lines.text[start:end] for start, end in pieces)
        yield f"T{number}\t{_type(finding.label)} {places}\t{words}"
        parts = [finding.statement, f"Score {finding.score:.4f}"]
        parts += finding.reasons(annotated.document.text)
        reason = " ".join(f"{part}." for part in parts)
        yield f"#{number}\tAnnotatorNotes T{number}\t{_one_line(reason)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
