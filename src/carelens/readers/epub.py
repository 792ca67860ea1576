"""E-books (.epub): EPUB 3.3, chapter 4 (the container) and 5 (the package), and EPUB 2.0.1.

`META-INF/container.xml` names the package, whose spine puts the chapters, XHTML pages, in order.
Only what the container holds is read. Offsets are Unicode code points into the joined chapters.
"""

from __future__ import annotations

import html
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from carelens import archive, markup_text
from carelens.document import Document, DocumentBuilder
from carelens.errors import UnreadableDocument

TEXT_LIMIT, ELEMENT_LIMIT = 50_000_000, 250_000
"""Bytes and elements of all chapters together; each element takes some hundred bytes of memory,
and compressed a hundredth of one."""

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml")


def read(path: Path) -> Document:
    """Read an .epub file, chapter by chapter in the order of its spine.

    `unread` in the metadata names the chapters that are missing. Raises UnreadableDocument for
    a damaged or protected book, and for one beyond TEXT_LIMIT or ELEMENT_LIMIT.
    """
    files = archive.unpack(path, only=(_CONTAINER, _ENCRYPTION))
    package = _package(files.get(_CONTAINER, b""))
    description = archive.unpack(path, only=(package,)).get(package)
    if description is None:
        raise _no_book()
    names = list(_spine(_xml(description), posixpath.dirname(package)))
    if not _encrypted(files.get(_ENCRYPTION)).isdisjoint(names):
        raise UnreadableDocument("is protected by DRM; ask the publisher for a copy without it")
    pages = archive.unpack(path, only=set(names), doctypes=True)
    if sum(map(len, pages.values())) > TEXT_LIMIT:
        raise UnreadableDocument(f"holds more than {TEXT_LIMIT // 1_000_000} MB of text; split it")
    if sum(page.count(b"<") - page.count(b"</") for page in pages.values()) > ELEMENT_LIMIT:
        raise UnreadableDocument(f"holds more than {ELEMENT_LIMIT} elements; split it")
    builder = DocumentBuilder()
    unread = []
    for number, name in enumerate(names, 1):
        if name in pages:
            _add(builder, pages[name], f"chapter {number}")
        else:
            unread.append(f"chapter {number}")
    return builder.build(
        path.name, str(path), format="epub", chapters=len(names), unread=tuple(unread)
    )


def _add(builder: DocumentBuilder, page: bytes, chapter: str) -> None:
    # The parser of HTML, for it knows the named characters of XHTML and forgives.
    found = markup_text.parse_html(_without_cdata(markup_text.decode_html(page)))
    for block in found.blocks:
        text = found.text[block.start : block.end]
        builder.add(text, block.kind, f"{chapter}, {block.locator}", block.level)


def _without_cdata(page: str) -> str:
    first, *sections = page.split("<![CDATA[")
    parts = (section.partition("]]>") for section in sections)
    return first + "".join(html.escape(inside) + after for inside, _, after in parts)


def _package(container: bytes) -> str:
    """The name of the package in the container."""
    if not container:
        raise _no_book()
    for root_file in _xml(container).iterfind(".//{*}rootfile"):
        if name := root_file.get("full-path"):
            return str(name)
    raise _no_book()


def _spine(package: Any, folder: str) -> Iterator[str]:
    """The names of the chapters in reading order, each once; the table of contents is none."""
    items = {item.get("id"): item for item in package.iterfind("{*}manifest/{*}item")}
    seen = set()
    for reference in package.iterfind("{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        name = _resolve(folder, item.get("href", ""))
        if item.get("media-type") in _PAGES and name not in seen:
            seen.add(name)
            yield name


def _encrypted(encryption: bytes | None) -> set[str]:
    """The names of all encrypted files; mangled fonts are among them, and do no harm."""
    if encryption is None:
        return set()
    references = _xml(encryption).iterfind(".//{*}CipherReference")
    return {_resolve("", reference.get("URI", "")) for reference in references}


def _resolve(folder: str, reference: str) -> str:
    """The name in the container that a reference in a file of that folder means."""
    name = unquote(reference.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, name)).lstrip("/")


def _xml(data: bytes) -> Any:
    from defusedxml import DefusedXmlException, ElementTree

    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, DefusedXmlException, LookupError) as error:
        raise UnreadableDocument(
            "holds a damaged list of its chapters; save it anew, or get a fresh copy"
        ) from error


def _no_book() -> UnreadableDocument:
    return UnreadableDocument("holds no e-book; save it again as .epub")
