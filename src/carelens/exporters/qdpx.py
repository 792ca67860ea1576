"""REFI-QDA project (.qdpx): the document, the codes, and the model as one more coder.

Specification: REFI-QDA 1.5 (qdasoftware.org): a ZIP container with `project.qde` and a folder
`sources`. Positions are Unicode code points into the source, the first is 0. Chapter 10.2 calls
the end "the last character", but in the examples of annex A, written by ATLAS.ti, and in QualCoder
it is the place behind that one: spans are half-open, like ours.

Programs count a line break of two characters as one or as two, so the source has LF only, and
positions are moved accordingly. It is UTF-8 without byte order mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from carelens import __version__, archive
from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.findings import AUTHOR, findings
from carelens.line_feeds import LineFeeds
from carelens.refi_codebook import code_guid, codes, guid, to_xml
from carelens.xml_characters import xml_text

NAMESPACE = "urn:QDA-XML:project:1.0"
_BLANK = "·"  # stands for each character of a text that is left out
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
    coder = xml_text(f"{AUTHOR} {model.name} {model.version}")
    SubElement(SubElement(project, "Users"), "User", {"guid": user, "name": coder})
    SubElement(project, "CodeBook").append(codes(model.framework))
    element = SubElement(SubElement(project, "Sources"), "TextSource", {"guid": source})
    element.set("name", name)
    element.set("plainTextPath", f"internal://{source}.txt")
    element.set("creatingUser", user)
    if not text:
        note = f"The text is left out. Its SHA-256: {text_sha256(document.text)}"
        SubElement(element, "Description").text = note
    lines = LineFeeds(document.text)
    element.extend(_selections(annotated, lines, source, user, text))
    words = _source(lines.text) if text else re.sub("[^\n]", _BLANK, lines.text)
    files = {"project.qde": to_xml(project), f"sources/{source}.txt": words.encode("utf-8")}
    return archive.pack(files)


def _selections(
    annotated: AnnotatedDocument, lines: LineFeeds, source: str, user: str, text: bool
) -> Iterator[Element]:
    """A selection a label, for programs show a description beside every code of its selection."""
    for finding in findings(annotated):
        start = str(lines.place(finding.passage.start))
        end = str(lines.place(finding.passage.end))
        key = (source, user, start, end, finding.label)
        selection = Element("PlainTextSelection", {"guid": guid("selection", *key)})
        selection.set("startPosition", start)
        selection.set("endPosition", end)
        selection.set("creatingUser", user)
        reasons = finding.reasons(annotated.document.text) if text else []
        reason = "\n".join([finding.statement, f"Score {finding.score:.4f}", *reasons])
        SubElement(selection, "Description").text = xml_text(reason)
        coding = SubElement(selection, "Coding", {"guid": guid("coding", *key)})
        coding.set("creatingUser", user)
        code = code_guid(annotated.model.framework, finding.label)
        SubElement(coding, "CodeRef", {"targetGUID": code})
        yield selection


def _source(text: str) -> str:
    """The text as the source holds it: no first character that looks like a mark."""
    return "\u2060" + text[1:] if text.startswith(_MARK) else text
