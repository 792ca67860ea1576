"""REFI-QDA project (.qdpx): the document, the codes, and the model as one more coder.

Specification: REFI-QDA 1.5 (qdasoftware.org): a ZIP container with `project.qde` and a folder
`sources`. Positions are Unicode code points into the source, the first is 0. Chapter 10.2 calls
the end "the last character", but in the examples of annex A, written by ATLAS.ti, and in QualCoder
it is the place behind that one: spans are half-open, like ours.

Programs count a line break of two characters as one or as two, so the source has LF only, and
positions are moved accordingly. It is UTF-8 without byte order mark.
"""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

from carelens import __version__
from carelens.annotation import AnnotatedDocument, Evidence, Verdict, in_words, text_sha256
from carelens.document import clean
from carelens.framework import Dimension
from carelens.phrases import phrases
from carelens.refi_codebook import code_guid, codes, guid, to_xml, xml_text

NAMESPACE = "urn:QDA-XML:project:1.0"
LEAST = 0.05
"""Weights below it would be printed as zero."""
_BLANK = "·"  # stands for each character of a text that is left out
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a ZIP container must give a date; this one says nothing
_MARK = "\ufeff"


def render(annotated: AnnotatedDocument, *, text: bool = True) -> bytes:
    """One source, one user, all codes; each label given to a passage is a coded selection.

    Its description says why: band, score, and the words for and against. Without text, the source
    has a dot in place of every character but line breaks, and no word is quoted.
    """
    document, model = annotated.document, annotated.model
    name = xml_text(document.name) or "Document"
    user = guid("user", model.name, model.version, model.sha256)
    source = guid("source", document.name, text_sha256(document.text))
    project = Element("Project", {"xmlns": NAMESPACE, "name": name})
    project.set("origin", f"CareLens {__version__}")
    project.set("creatingUserGUID", user)
    coder = xml_text(f"CareLens {model.name} {model.version}")
    SubElement(SubElement(project, "Users"), "User", {"guid": user, "name": coder})
    SubElement(project, "CodeBook").append(codes(model.framework))
    element = SubElement(SubElement(project, "Sources"), "TextSource", {"guid": source})
    element.set("name", name)
    element.set("plainTextPath", f"internal://{source}.txt")
    element.set("creatingUser", user)
    if not text:
        note = f"The text is left out. Its SHA-256: {text_sha256(document.text)}"
        SubElement(element, "Description").text = note
    element.extend(_selections(annotated, source, user, text))
    words = _plain(document.text) if text else re.sub("[^\n]", _BLANK, _plain(document.text))
    return _pack({"project.qde": to_xml(project), f"sources/{source}.txt": words.encode("utf-8")})


def _plain(text: str) -> str:
    """The text as the source holds it: LF only, and no first character that looks like a mark."""
    text = re.sub("\r\n?", "\n", clean(text))
    return "\u2060" + text[1:] if text.startswith(_MARK) else text


def _selections(
    annotated: AnnotatedDocument, source: str, user: str, text: bool
) -> Iterator[Element]:
    """A selection a label, for programs show a description beside every code of its selection."""
    framework = annotated.model.framework
    returns = [match.start() for match in re.finditer("\r\n", annotated.document.text)]
    for i, passage in enumerate(annotated.passages):
        start, end = (at - bisect_left(returns, at) for at in (passage.start, passage.end))
        for dimension, verdict in zip(framework.dimensions, annotated.verdicts[i], strict=True):
            for pole in verdict.poles:
                label = f"{dimension.id}.{pole}"
                key = (source, user, str(start), str(end), label)
                selection = Element("PlainTextSelection", {"guid": guid("selection", *key)})
                selection.set("startPosition", str(start))
                selection.set("endPosition", str(end))
                selection.set("creatingUser", user)
                reason = _reason(annotated, i, dimension, verdict, pole, text)
                SubElement(selection, "Description").text = xml_text(reason)
                coding = SubElement(selection, "Coding", {"guid": guid("coding", *key)})
                coding.set("creatingUser", user)
                SubElement(coding, "CodeRef", {"targetGUID": code_guid(framework, label)})
                yield selection


def _reason(
    annotated: AnnotatedDocument,
    number: int,
    dimension: Dimension,
    verdict: Verdict,
    pole: str,
    text: bool,
) -> str:
    label = f"{dimension.id}.{pole}"
    band = "leans" if verdict.band == "both" else verdict.band
    lean = in_words(annotated.model.framework, band, pole)
    both = "both; here what " if verdict.label == "mixed" else ""
    lines = [f"{dimension.name}: {both}{lean}", f"Score {dict(verdict.scores)[label]:.4f}"]
    if text:
        found = phrases(annotated.evidence[number], label)
        quoted = [_quoted(annotated.document.text, words) for words in found]
        lines += [f"{side}: {q}" for side, q in zip(("For", "Against"), quoted, strict=True) if q]
    return "\n".join(lines)


def _quoted(text: str, found: list[Evidence]) -> str:
    return ", ".join(
        f"“{' '.join(text[e.start : e.end].split())}” {e.weight:+.2f}"
        for e in found
        if abs(e.weight) >= LEAST
    )


def _pack(files: Mapping[str, bytes]) -> bytes:
    """A ZIP container that is the same on every day and every system."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.create_system, info.external_attr = 3, 0o644 << 16
            container.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
