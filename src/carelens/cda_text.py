"""HL7 clinical documents (CDA R2, with it C-CDA) as blocks: the narrative of their sections.

The narrative block is CDA's `Section.text` (https://hl7.org/cda/stds/core/2.0.0-sd/narrative.html);
entries repeat it in codes and are not read. Offsets are Unicode code points into the text that
the blocks make.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from carelens import attachment, markup_text
from carelens.document import Document, DocumentBuilder, clean
from carelens.errors import CareLensError, UnreadableDocument

MEDIA_TYPES = frozenset({"application/hl7-v3+xml", "application/xml", "text/xml"})
"""The media types that clinical documents go by."""
DEPTH_LIMIT = 20
"""Sections in one another."""

_V3 = "{urn:hl7-org:v3}"
_NAME_LENGTH = 80
_BLOCK_NAMES = (
    "caption colgroup footnote item list paragraph renderMultiMedia table tbody td text tfoot th "
    "thead title tr"
)
_NARRATIVE = markup_text.Language(
    frozenset(_BLOCK_NAMES.split()),
    {"item": "list_item", "td": "table_cell", "th": "table_cell"},
    lambda element: element.get("revised") == "delete",
)


def parse(data: bytes) -> Document:
    """A clinical document: its title, then title and narrative of each section.

    `metadata["skipped"]` lists what was left out and why. Raises UnreadableDocument for XML that
    is damaged, declares entities, or is no clinical document.
    """
    root = _root(data)
    if root.tag != _V3 + "ClinicalDocument":
        raise UnreadableDocument(
            "is XML, but no HL7 clinical document (C-CDA); save its text as .txt or .html"
        )
    walk = _Walk()
    walk.document(root)
    skipped = {"skipped": walk.skipped} if walk.skipped else {}
    return walk.builder.build("", "", **skipped)


def _root(data: bytes) -> Any:
    from defusedxml import DefusedXmlException, ElementTree

    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnreadableDocument(
            "declares XML entities, which are never resolved; save it anew in its program"
        ) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise UnreadableDocument(
            "is no well-formed XML, or is cut short; export it anew"
        ) from error


class _Walk:
    """Carries the blocks so far, and notes of what was left out."""

    def __init__(self) -> None:
        self.builder = DocumentBuilder()
        self.skipped: list[str] = []

    def document(self, root: Any) -> None:
        self.builder.add(_content(root.find(_V3 + "title")), "heading", "title", 1)
        for body in root.findall(f"{_V3}component/{_V3}structuredBody"):
            for number, section in _sections(body):
                self._section(section, (number,), ())
        for text in root.findall(f"{_V3}component/{_V3}nonXMLBody/{_V3}text"):
            self._body(text)

    def _section(self, section: Any, path: tuple[int, ...], names: tuple[str, ...]) -> None:
        if len(path) > DEPTH_LIMIT:
            raise UnreadableDocument("is nested too deeply; export it anew")
        name = _code_name(section)
        names = (*names, name) if name else names
        where = f"section {'.'.join(map(str, path))}" + (f" ({' > '.join(names)})" if names else "")
        title = _content(section.find(_V3 + "title")) or name
        self.builder.add(title, "heading", where, len(path) + 1)
        text = section.find(_V3 + "text")
        if text is not None:
            found = markup_text.parse(text, _NARRATIVE)
            attachment.append(self.builder, found, where)
        for step, inner in _sections(section):
            self._section(inner, (*path, step), names)

    def _body(self, text: Any) -> None:
        """A body that is a file: base64 or characters, by its media type."""
        where = "nonXMLBody"
        content = (text.text or "") + "".join(child.tail or "" for child in text)
        if text.find(_V3 + "reference") is not None:
            self.skipped.append(f"{where}: refers to a file, which is not fetched")
            return
        kind = attachment.media_type(text.get("mediaType"))
        try:
            is_encoded = text.get("representation") == "B64"
            data = attachment.decode_base64(content) if is_encoded else content.encode()
            found = attachment.parse(data, kind)
        except CareLensError as error:
            self.skipped.append(f"{where}: {error}")
        else:
            attachment.append(self.builder, found, where, level=1)


def _sections(parent: Any) -> Iterator[tuple[int, Any]]:
    return enumerate(parent.findall(f"{_V3}component/{_V3}section"), 1)


def _code_name(section: Any) -> str:
    """What LOINC calls the section, as the document gives it; else the code; else ""."""
    code = section.find(_V3 + "code")
    name = "" if code is None else code.get("displayName") or code.get("code") or ""
    return clean(" ".join(name.split()))[:_NAME_LENGTH]


def _content(element: Any) -> str:
    """The text of an element on one line; "" for none."""
    if element is None:
        return ""
    return " ".join(markup_text.parse(element, _NARRATIVE).text.split())
