"""FHIR R4 and R5 as JSON: care plans, notes, questionnaires and bundles of them.

JSON form: https://hl7.org/fhir/R5/json.html. A block's locator is the path of its element with the
names that the file has (`Bundle.entry[3].resource.note[0].text`), and behind it the place in a
narrative or a file. Offsets are Unicode code points into the text that the blocks make.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from carelens import attachment, cda_text, decoding, fhir_elements, markup_text, plain_text
from carelens.document import Document, DocumentBuilder
from carelens.errors import CareLensError, UnreadableDocument
from carelens.fhir_elements import Tree, each, is_retracted, resource_type, words

_KINDS = {"title": "heading", "words": "paragraph", "named": "list_item"}
_ANSWERS = ("valueString", "valueCoding", "valueReference", "valueAttachment")
_DEEP = "is nested too deeply; export it anew"


def read(path: Path) -> Document:
    """Read a resource or a Bundle of resources; nothing that it refers to is fetched.

    `metadata["skipped"]` lists the elements that were left out and why. Raises UnreadableDocument
    for JSON that is damaged, nested too deeply, or no FHIR.
    """
    walk = _Walk()
    try:
        walk.resource(*_parse(decoding.read(path)[0]))
    except RecursionError as error:
        raise UnreadableDocument(_DEEP) from error
    skipped = {"skipped": walk.skipped} if walk.skipped else {}
    return walk.builder.build(path.name, str(path), format="fhir", **skipped)


def _parse(text: str) -> tuple[Any, str]:
    """The resource and its type. Numbers are no words, so none is made, however large."""
    try:
        resource = json.loads(text, parse_int=bool, parse_float=bool)
    except ValueError as error:
        raise UnreadableDocument("is no JSON, or is cut short; export it anew") from error
    if not (kind := resource_type(resource)):
        raise UnreadableDocument(
            "is JSON, but no FHIR resource: it has no resourceType; save its text as .txt"
        )
    return resource, kind


class _Walk:
    """Carries the blocks so far, those of the resource under way, and what was left out."""

    def __init__(self) -> None:
        self.builder = DocumentBuilder()
        self.skipped: list[str] = []
        self._resource = DocumentBuilder()

    def resource(self, resource: Any, path: str) -> None:
        """Add what is in a resource, then the resources that it contains or bundles."""
        kind = resource_type(resource)
        if not kind:
            return
        if is_retracted(resource):
            self.skipped.append(f"{path}: {fhir_elements.RETRACTED}")
            return
        self._resource = DocumentBuilder()
        self._resource.add(kind, "heading", f"{path}.resourceType", 1)
        self._elements(resource, path, fhir_elements.of(kind))
        if kind == "Binary":
            self._attachment(resource, path, 1)
        found = self._resource.build("", "")
        if _is_own(resource.get("text"), kind, found):
            known = {found.text[block.start : block.end] for block in found.blocks}
            self._narrative(resource.get("text"), f"{path}.text", 1, known)
            found = self._resource.build("", "")
        self._keep(found)
        for entry, where in each(resource.get("entry"), f"{path}.entry"):
            if kind == "Bundle" and isinstance(entry, dict):
                self.resource(entry.get("resource"), f"{where}.resource")
        for inner, where in each(resource.get("contained"), f"{path}.contained"):
            self.resource(inner, where)

    def _keep(self, found: Document) -> None:
        """Headings alone are not worth a block."""
        if _has_words(found):
            for block in found.blocks:
                text = found.text[block.start : block.end]
                self.builder.add(text, block.kind, block.locator, block.level)

    def _elements(self, value: Any, path: str, tree: Tree) -> None:
        """In the file's own order, which keeps together what belongs to one activity."""
        for name, inner in value.items():
            if (role := tree.get(name)) is None:
                continue
            for member, where in each(inner, f"{path}.{name}"):
                if isinstance(role, str):
                    self._take(member, where, role)
                elif isinstance(member, dict):
                    self._elements(member, where, role)

    def _take(self, value: Any, path: str, role: str, level: int = 2) -> None:
        if role == "attachment":
            self._attachment(value, path, level)
        elif role == "section":
            self._section(value, path, level + 1)
        elif role == "item":
            self._item(value, path, level)
        else:
            self._add(*words(value, path), _KINDS[role], level)

    def _add(self, text: str, path: str, kind: str, level: int = 2) -> None:
        """A note of several lines has headings and lists as a text file has."""
        if kind == "heading":
            self._resource.add(" ".join(text.split()), kind, path, level)
        elif kind == "paragraph" and len(text.strip().splitlines()) > 1:
            attachment.append(self._resource, plain_text.parse(text), path, level)
        else:
            self._resource.add(text, kind, path)

    def _section(self, section: Any, path: str, level: int) -> None:
        """A section of a Composition: its title, its narrative, its own sections."""
        if not isinstance(section, dict):
            return
        self._add(*words(section.get("title"), f"{path}.title"), "heading", level)
        self._narrative(section.get("text"), f"{path}.text", level)
        for inner, where in each(section.get("section"), f"{path}.section"):
            self._section(inner, where, level + 1)

    def _item(self, item: Any, path: str, level: int) -> None:
        """A question as a heading, its answers, and the items below either."""
        if not isinstance(item, dict):
            return
        self._add(*words(item.get("text"), f"{path}.text"), "heading", level)
        for answer, where in each(item.get("answer"), f"{path}.answer"):
            for name in _ANSWERS if isinstance(answer, dict) else ():
                role = {"valueString": "words", "valueAttachment": "attachment"}.get(name, "named")
                self._take(answer.get(name), f"{where}.{name}", role, level)
        for inner, where in _items_below(item, path):
            self._item(inner, where, level + 1)

    def _narrative(
        self, narrative: Any, path: str, level: int, known: Collection[str] = ()
    ) -> None:
        """XHTML, its headings below `level`, without blocks that are `known` already."""
        div = narrative.get("div") if isinstance(narrative, dict) else None
        if not isinstance(div, str) or narrative.get("status") == "empty":
            return
        try:
            found = markup_text.parse_html(div)
        except UnreadableDocument as error:
            self.skipped.append(f"{path}.div: {error}")
        else:
            attachment.append(self._resource, found, f"{path}.div", level, known)

    def _attachment(self, value: Any, path: str, level: int) -> None:
        if not isinstance(value, dict):
            return
        data, kind = value.get("data"), attachment.media_type(value.get("contentType"))
        if not isinstance(data, str):
            if value.get("url"):
                self.skipped.append(f"{path}.url: an address, which is not fetched")
            return
        try:
            read = cda_text.parse if kind in cda_text.MEDIA_TYPES else None
            content = attachment.decode_base64(data)
            found = read(content) if read else attachment.parse(content, kind)
        except CareLensError as error:
            self.skipped.append(f"{path}.data: {error}")
            return
        self.skipped += [f"{path}.data, {note}" for note in found.metadata.get("skipped", ())]
        attachment.append(self._resource, found, f"{path}.data", level)


def _is_own(narrative: Any, kind: str, found: Document) -> bool:
    """Whether a narrative says more than the elements do, of which `found` was made."""
    if not isinstance(narrative, dict) or kind not in fhir_elements.ELEMENTS:
        return False
    is_made = narrative.get("status") in ("generated", "extensions")
    return not is_made or (kind in fhir_elements.NARRATED and not _has_words(found))


def _has_words(document: Document) -> bool:
    return any(block.kind != "heading" for block in document.blocks)


def _items_below(item: Any, path: str) -> Iterator[tuple[Any, str]]:
    yield from each(item.get("item"), f"{path}.item")
    for answer, where in each(item.get("answer"), f"{path}.answer"):
        if isinstance(answer, dict):
            yield from each(answer.get("item"), f"{where}.item")
