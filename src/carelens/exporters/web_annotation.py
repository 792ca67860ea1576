"""W3C Web Annotations (JSON-LD), one a passage and label given to it, on one page.

Specification: w3.org/TR/annotation-model. Positions and quotes are code points, as 4.2.4 asks,
of the text that CareLens read. The source is the document's name, a reference relative to the
annotations' own place; without text, or for a document without name, it is the hash of the text.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from carelens import __version__
from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.document import Passage, clean
from carelens.findings import findings

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""Characters of the text before and after a passage that its quotation has."""

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:carelens:web-annotation")


def render(annotated: AnnotatedDocument, *, text: bool = True) -> str:
    """An AnnotationPage; where no label was given, its AnnotationCollection, with a total of 0.

    The bodies of an annotation are the label as a tag, its score as an assessment, and a comment
    with the verdict in words and what spoke for and against it. Without text there are neither
    these words nor quotations.
    """
    items = list(_annotations(annotated, text))
    collection = {
        "id": _iri(annotated, "collection"),
        "type": "AnnotationCollection",
        "label": clean(annotated.document.name) or "document",
        "total": len(items),
    }
    page = {
        "@context": CONTEXT,
        "id": _iri(annotated, "page"),
        "type": "AnnotationPage",
        "partOf": collection,
        "startIndex": 0,
        "items": items,
    }
    # A page has to have an item (5.2).
    found = page if items else {"@context": CONTEXT, **collection}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _annotations(annotated: AnnotatedDocument, text: bool) -> Iterator[dict[str, Any]]:
    generator = _generator(annotated)
    for finding in findings(annotated):
        passage = finding.passage
        words = annotated.document.text
        reasons = finding.reasons(words, weights=False) if text else []
        comment = "\n".join([f"{finding.statement}.", *reasons])
        yield {
            "id": _iri(annotated, f"{passage.start}:{passage.end}:{finding.label}"),
            "type": "Annotation",
            "motivation": "classifying",
            "generator": generator,
            "body": [
                _body("tagging", finding.label),
                _body("assessing", str(finding.score)),
                _body("commenting", comment, language="en"),
            ],
            "target": _target(annotated, passage, text),
        }


def _iri(annotated: AnnotatedDocument, what: str) -> str:
    """A name that is the same whenever the same model reads the same document."""
    document, model = annotated.document, annotated.model
    parts = (clean(document.name), text_sha256(document.text), model.sha256, model.version, what)
    return uuid.uuid5(_NAMESPACE, "\n".join(parts)).urn


def _generator(annotated: AnnotatedDocument) -> dict[str, str]:
    model = annotated.model
    name = f"CareLens {__version__}, model {model.name} {model.version}"
    iri = {"id": f"urn:sha256:{model.sha256}"} if model.sha256 else {}
    return {**iri, "type": "Software", "name": name}


def _body(purpose: str, value: str, **other: str) -> dict[str, str]:
    return {
        "type": "TextualBody",
        "purpose": purpose,
        "value": value,
        "format": "text/plain",
        **other,
    }


def _target(annotated: AnnotatedDocument, passage: Passage, text: bool) -> dict[str, Any]:
    document = annotated.document
    position = {"type": "TextPositionSelector", "start": passage.start, "end": passage.end}
    if not text:
        return {"source": _by_hash(document.text), "selector": position}
    before, after = max(0, passage.start - AROUND), passage.end + AROUND
    quotation = {
        "type": "TextQuoteSelector",
        "exact": clean(annotated.text(passage)),
        "prefix": clean(document.text[before : passage.start]),
        "suffix": clean(document.text[passage.end : after]),
    }
    source = quote(document.name, safe="", errors="replace") or _by_hash(document.text)
    return {"source": source, "selector": [quotation, position]}


def _by_hash(text: str) -> str:
    return f"urn:sha256:{text_sha256(text)}"
