"""E-mail (.eml): RFC 5322 with MIME (RFC 2045 to 2049) and flowed text (RFC 3676).

The subject is a heading; then comes each part that a mail program shows. Earlier mails below or
between the lines become quotes, and a signature that `-- ` marks is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from carelens import mail_parts, mail_text, markup_text
from carelens.document import Document, DocumentBuilder, clean
from carelens.errors import UnreadableDocument
from carelens.mail_parts import Part, parameter, text_of
from carelens.mail_text import Piece

PART_LIMIT, LINE_LIMIT = 10_000, 2_000_000
"""Parts and line ends of one mail; each takes some hundred bytes of memory."""

_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_PGP = "-----BEGIN PGP MESSAGE-----"


def read(path: Path) -> Document:
    """Read a mail. `attachments` in the metadata names the parts that are not read.

    Raises UnreadableDocument for a mail that is encrypted, has no other part than broken ones, or
    is beyond PART_LIMIT or LINE_LIMIT.
    """
    data = path.read_bytes()
    if data.count(b"\n--") + data.count(b"\r--") > PART_LIMIT:
        raise UnreadableDocument(f"holds more than {PART_LIMIT} parts; save its text on its own")
    if data.count(b"\n") + data.count(b"\r") > LINE_LIMIT:
        raise UnreadableDocument(f"has more than {LINE_LIMIT} lines; save its text on its own")
    message = mail_parts.parse(data)
    if message.get_content_type() in _ENCRYPTED:
        raise _encrypted()
    builder = DocumentBuilder()
    builder.add(" ".join(str(message.get("subject", "")).split()), "heading", "subject", 1)
    attachments: list[str] = []
    broken: UnreadableDocument | None = None
    where = ""
    for part, number, shown in _leaves(message):
        if _is_attachment(part):
            attachments.append(_name(part))
        elif shown:
            where = f"part {number}" if where else "body"
            try:
                pieces = _pieces(part)
            except UnreadableDocument as error:
                attachments.append(_name(part))
                broken = error
            else:
                _add(builder, pieces, where)
    document = builder.build(path.name, str(path), format="eml", attachments=tuple(attachments))
    if broken and not document.blocks:
        raise broken
    return document


def _add(builder: DocumentBuilder, pieces: Iterable[Piece], where: str) -> None:
    for place, (text, kind, level, depth) in enumerate(pieces, 1):
        if depth:
            kind, level = "quote", 0
        builder.add(text, kind, f"{where}, paragraph {place}", level)


def _leaves(part: Part, number: str = "", shown: bool = True) -> Iterator[tuple[Part, str, bool]]:
    """Parts that hold no others, each with its number as in IMAP and whether it is shown."""
    children = _children(part)
    if not children:
        yield part, number or "1", shown
        return
    only = _preferred(children) if part.get_content_type() == "multipart/alternative" else None
    for place, child in enumerate(children, 1):
        below = f"{number}.{place}" if number else f"{place}"
        yield from _leaves(child, below, shown and (only is None or child is only))


def _children(part: Part) -> list[Part]:
    """None for a mail within the mail: it is an attachment."""
    payload: Any = part.get_payload()
    return payload if isinstance(payload, list) and _is_multipart(part) else []


def _preferred(children: list[Part]) -> Part:
    """Of alternatives the plain text, or where that is empty the page."""
    plain = [child for child in children if child.get_content_type() == "text/plain"]
    pages = [child for child in children if child.get_content_type() == "text/html"]
    groups = [child for child in children if _is_multipart(child)]
    full = [child for child in plain if _holdstext_of(child)]
    return [*full, *pages, *groups, *children][0]


def _holdstext_of(part: Part) -> bool:
    try:
        return bool(text_of(part).strip())
    except UnreadableDocument:
        return False


def _is_multipart(part: Part) -> bool:
    return part.get_content_maintype() == "multipart"


def _is_attachment(part: Part) -> bool:
    named = part.get_content_disposition() and part.get_filename()
    if part.get_content_disposition() == "attachment" or named:
        return True
    # A multipart that has no parts lost its boundary, and all of it stands there as text.
    return part.get_content_type() not in ("text/plain", "text/html") and not _is_multipart(part)


def _name(part: Part) -> str:
    kind = str(part.get("content-type", part.get_content_type())).partition(";")[0]
    return " ".join(clean(part.get_filename() or kind).split())


def _pieces(part: Part) -> Iterator[Piece]:
    text = text_of(part)
    if text.lstrip().startswith(_PGP):
        raise _encrypted()
    if part.get_content_type() == "text/html":
        return mail_text.from_page(markup_text.parse_html(text))
    flowed = parameter(part, "format") == "flowed"
    return mail_text.from_text(text, flowed=flowed, delete_space=parameter(part, "delsp") == "yes")


def _encrypted() -> UnreadableDocument:
    return UnreadableDocument("is encrypted; open it in the mail program and save its text")
