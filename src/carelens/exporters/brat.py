"""Brat standoff: text, annotations and their configuration, to unpack into a brat collection.

Specification: "brat standoff format" and "Configuration" (brat.nlplab.org). Offsets are Unicode
code points into the text file, half-open, as brat's server and page count them. The text has LF
only, so offsets behind a CR LF are moved.

No annotation may hold a line break: one of several lines is discontinuous, a piece a line, the
pieces joined with a space. Brat reads the annotation file by Python's line breaks, so form feeds
and the like count too.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from carelens.annotation import AnnotatedDocument, Evidence, Verdict, in_words
from carelens.document import clean
from carelens.framework import Dimension, Framework
from carelens.phrases import phrases

LEAST = 0.05
"""Weights below it would be printed as zero."""
_LONGEST_NAME = 60  # characters; a file name may have 255 bytes
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a ZIP container must give a date; this one says nothing
_PIECE = re.compile(r"\S(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*\S)?")
_OVERLAP = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"


def render(annotated: AnnotatedDocument) -> bytes:
    """A ZIP of `NAME.txt`, `NAME.ann` and `annotation.conf`; NAME is that of the document.

    Each label given to a passage is a text-bound annotation. A note on it says why: band, score,
    and the words for and against.
    """
    text = _plain(annotated.document.text)
    name = _file_name(annotated.document.name)
    lines = _annotations(annotated, text)
    files = {
        f"{name}.txt": text if text.endswith("\n") or not text else text + "\n",
        f"{name}.ann": "".join(line + "\n" for line in lines),
        "annotation.conf": _configuration(annotated.model.framework),
    }
    return _pack(files)


def _plain(text: str) -> str:
    return re.sub("\r\n?", "\n", clean(text))


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


def _annotations(annotated: AnnotatedDocument, text: str) -> Iterator[str]:
    """Two lines a label: where it stands, and why."""
    dimensions = annotated.model.framework.dimensions
    returns = [match.start() for match in re.finditer("\r\n", annotated.document.text)]
    number = 0
    for i, passage in enumerate(annotated.passages):
        start, end = (at - bisect_left(returns, at) for at in (passage.start, passage.end))
        pieces = [match.span() for match in _PIECE.finditer(text, start, end)]
        places = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(text[start:end] for start, end in pieces)
        for dimension, verdict in zip(dimensions, annotated.verdicts[i], strict=True):
            for pole in verdict.poles:
                number += 1
                label = f"{dimension.id}.{pole}"
                yield f"T{number}\t{_type(label)} {places}\t{words}"
                reason = _reason(annotated, i, dimension, verdict, pole)
                yield f"#{number}\tAnnotatorNotes T{number}\t{_one_line(reason)}"


def _reason(
    annotated: AnnotatedDocument, number: int, dimension: Dimension, verdict: Verdict, pole: str
) -> str:
    label = f"{dimension.id}.{pole}"
    band = "leans" if verdict.band == "both" else verdict.band
    lean = in_words(annotated.model.framework, band, pole)
    both = "both; here what " if verdict.label == "mixed" else ""
    parts = [f"{dimension.name}: {both}{lean}.", f"Score {dict(verdict.scores)[label]:.4f}."]
    found = phrases(annotated.evidence[number], label)
    quoted = [_quoted(annotated.document.text, words) for words in found]
    parts += [f"{side}: {q}." for side, q in zip(("For", "Against"), quoted, strict=True) if q]
    return " ".join(parts)


def _quoted(text: str, found: list[Evidence]) -> str:
    return ", ".join(
        f"“{clean(text[e.start : e.end])}” {e.weight:+.2f}" for e in found if abs(e.weight) >= LEAST
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _pack(files: Mapping[str, str]) -> bytes:
    """A ZIP container that is the same on every day and every system."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.create_system, info.external_attr = 3, 0o644 << 16
            container.writestr(info, data.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return out.getvalue()
