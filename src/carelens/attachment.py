"""Documents inside documents: base64 in FHIR attachments and in CDA bodies, by media type.

Base64 is that of RFC 4648 with white space and missing padding allowed; FHIR's Attachment and
CDA's ED data type hold it. Offsets are Unicode code points into the text that the bytes make.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Collection

from carelens import decoding, markup_text, pdf_text, plain_text, rich_text
from carelens.document import Document, DocumentBuilder
from carelens.errors import CareLensError, UnknownFormat, UnreadableDocument

LIMIT = 20_000_000
"""Bytes of one attachment."""


def _plain(data: bytes) -> Document:
    return plain_text.parse(decoding.decode(data)[0])


def _page(data: bytes) -> Document:
    return markup_text.parse_html(markup_text.decode_html(data))


def _rich(data: bytes) -> Document:
    return rich_text.parse(decoding.decode(data)[0])


_READERS: dict[str, Callable[[bytes], Document]] = {
    "": _plain,
    "text/plain": _plain,
    "text/markdown": _plain,
    "text/html": _page,
    "application/xhtml+xml": _page,
    "application/rtf": _rich,
    "text/rtf": _rich,
    "application/pdf": pdf_text.parse,
}


def decode_base64(text: str) -> bytes:
    """The bytes that base64 stands for. Raises UnreadableDocument for what is broken or large."""
    text = "".join(text.split())
    if len(text) > LIMIT * 4 // 3 + 4:
        raise UnreadableDocument(f"is larger than {LIMIT // 1_000_000} MB")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:  # the latter for what is not ASCII
        raise UnreadableDocument("is no base64") from error


def media_type(value: object) -> str:
    """A media type in lower case without its parameters; "" for what is no string."""
    return value.partition(";")[0].strip().lower() if isinstance(value, str) else ""


def parse(data: bytes, media_type: str) -> Document:
    """The bytes of an attachment as a document.

    Raises UnknownFormat for a media type that is not read, UnreadableDocument for the rest.
    """
    reader = _READERS.get(media_type)
    if reader is None:
        raise UnknownFormat("is of a media type that is not read")
    try:
        return reader(data)
    except CareLensError:
        raise
    except Exception as error:  # what libraries raise over a damaged file has no common base
        raise UnreadableDocument("is damaged, or of another format than it says") from error


def append(
    builder: DocumentBuilder,
    document: Document,
    locator: str,
    level: int = 0,
    known: Collection[str] = (),
) -> None:
    """Add a document's blocks, locators behind `locator`, headings below `level`, none `known`."""
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if text not in known:
            where = f"{locator}, {block.locator}"
            builder.add(text, block.kind, where, block.level and block.level + level)
