"""UIMA CAS XMI with its type system, which INCEpTION imports as "UIMA CAS XMI (XML 1.0)".

Specification: UIMA References, chapter "XMI CAS Serialization" (uima.apache.org); sentences and
tokens are types of DKPro Core. Offsets in the file count UTF-16 units, half-open; dkpro-cassis
converts to them from ours, code points.

`TypeSystem.xml` is imported first, among the layers of a project, then `document.xmi` among its
documents. INCEpTION refuses a document in which an annotation begins or ends with white space or
an invisible character, or stands outside all sentences, and does not show text outside of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cassis import Cas, TypeSystem

from carelens import archive
from carelens.annotation import AnnotatedDocument, Verdict
from carelens.document import Passage, clean
from carelens.framework import Framework
from carelens.xml_characters import xml_text

LAYER = "webanno.custom.CareLens"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"

Span = tuple[int, int]

_TAKEN = frozenset({"begin", "end", "self", "sofa", "type"})  # by UIMA, or by cassis
_UNSEEN = r"\s\u200b-\u200f\u202a-\u202e\u2060-\u206f"
_MARKS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
_SKIN_TONES = "\U0001f3fb-\U0001f3ff"
_SEEN = re.compile(rf"[^{_UNSEEN}](?:.*[^{_UNSEEN}])?", re.DOTALL)
_LINE = re.compile(rf"[^{_UNSEEN}](?:[^\n\r]*[^{_UNSEEN}])?")
_WORD = rf"[\w{_MARKS}]+"
_TOKEN = re.compile(rf"{_WORD}(?:['’]{_WORD})*|[^\w{_UNSEEN}][{_MARKS}{_SKIN_TONES}]*")


def render(annotated: AnnotatedDocument) -> bytes:
    """A ZIP of `document.xmi` and `TypeSystem.xml`.

    Each passage that addresses a dimension is one span of the layer CareLens. It has a feature
    a dimension: treatment, healing, mixed, or unset where the dimension is not addressed.
    """
    types = _types(annotated.model.framework)
    text = clean(annotated.document.text)
    cas = Cas(types, sofa_string=xml_text(text), sofa_mime="text/plain")
    sentences = _sentences(text, annotated.passages)
    for name, spans in ((SENTENCE, sentences), (TOKEN, _tokens(text, sentences))):
        kind = types.get_type(name)
        cas.add_all([kind(begin=start, end=end) for start, end in spans])
    layer = types.get_type(LAYER)
    for passage, verdicts in zip(annotated.passages, annotated.verdicts, strict=True):
        seen, values = _seen(text, passage), _values(verdicts)
        if seen and values:
            cas.add(layer(begin=seen[0], end=seen[1], **values))
    files = {"document.xmi": cas.to_xmi() or "", "TypeSystem.xml": types.to_xml() or ""}
    return archive.pack({name: data.encode("utf-8") for name, data in files.items()})


def _types(framework: Framework) -> TypeSystem:
    """The layer, and no more of DKPro Core's types than needed: INCEpTION knows them itself."""
    types = TypeSystem()
    types.create_type(SENTENCE)
    types.create_type(TOKEN)
    name = xml_text(f"{framework.name or framework.id} {framework.version}")
    types.create_type(LAYER, description=f"Where a passage leans, by the framework {name}")
    for dimension in framework.dimensions:
        types.create_feature(
            LAYER,
            _feature(dimension.id),
            "uima.cas.String",
            description=xml_text(f"{dimension.name}: {dimension.question}"),
        )
    return types


def _feature(dimension: str) -> str:
    return f"{dimension}_" if dimension in _TAKEN else dimension


def _values(verdicts: Iterable[Verdict]) -> dict[str, str]:
    return {_feature(v.dimension): v.label for v in verdicts if v.label != "none"}


def _sentences(text: str, passages: Iterable[Passage]) -> list[Span]:
    """A sentence a passage, from the mark before it, and one a line that is in no passage."""
    sentences: list[Span] = []
    at = 0
    for passage in passages:
        seen = _seen(text, passage)
        if seen is None:
            continue
        before = _lines(text, at, seen[0])
        if before and not re.search("[\n\r]", text[before[-1][1] : seen[0]]):
            seen = (before.pop()[0], seen[1])
        sentences += [*before, seen]
        at = seen[1]
    return sentences + _lines(text, at, len(text))


def _tokens(text: str, sentences: Iterable[Span]) -> list[Span]:
    return [match.span() for span in sentences for match in _TOKEN.finditer(text, *span)]


def _lines(text: str, start: int, end: int) -> list[Span]:
    return [match.span() for match in _LINE.finditer(text, start, end)]


def _seen(text: str, passage: Passage) -> Span | None:
    """A passage without the white space and the invisible characters around it."""
    match = _SEEN.search(text, passage.start, passage.end)
    return match and match.span()
