"""E-mail (.eml): RFC 5322 with MIME (RFC 2045 to 2049) and flowed text (RFC 3676).

The subject is a heading; then comes each part that a mail program shows. Earlier mails below or
between the lines become quotes, and a signature that `-- ` marks is left out.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from email.parser import Parser
from email.policy import EmailPolicy
from pathlib import Path
from typing import Any

from carelens import decoding, mail_text, markup_text
from carelens.document import Document, DocumentBuilder, clean
from carelens.errors import UnreadableDocument
from carelens.mail_text import Piece

PART_LIMIT, LINE_LIMIT = 10_000, 2_000_000
"""Parts and line ends of one mail; each takes some hundred bytes of memory."""

_HEADER_LIMIT = 1_000  # characters, ten times as many of a subject, whose parser takes less long
_HEADER_MARKS = 40  # quotation marks and semicolons: their square is the time that parsing takes
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_PGP = "-----BEGIN PGP MESSAGE-----"
_WIDER = {"iso8859-1": "cp1252", "gb2312": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932"}
_BY_TRIAL = {"", "ascii", "utf-8"}  # often named without being true
_NO_CHARSETS = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}


class _Policy(EmailPolicy):
    """Headers over which Python's parser stumbles or lingers come as they are, or cut."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[: _HEADER_LIMIT * (10 if name.lower() == "subject" else 1)]

    def header_fetch_parse(self, name: str, value: str) -> Any:
        try:
            if not value.isascii():
                value = decoding.decode(value.encode("latin-1"))[0]
            if name.lower() == "subject" or value.count('"') + value.count(";") < _HEADER_MARKS:
                return super().header_fetch_parse(name, value)
        except Exception:  # IndexError, AttributeError and more: CPython issues 83281, 151857
            pass
        return " ".join(clean(value).split())


class _Part(EmailMessage):
    """Parses each header once, and no mail within the mail, for that is an attachment."""

    def __init__(self, policy: Any = None) -> None:
        super().__init__(policy)
        self._parsed: dict[str, Any] = {}

    def get(self, name: str, failobj: Any = None) -> Any:
        if name not in self._parsed:
            self._parsed[name] = super().get(name)
        found = self._parsed[name]
        return failobj if found is None else found

    def get_content_type(self) -> str:
        kind = super().get_content_type()
        return "application/octet-stream" if kind.startswith("message/") else kind


def read(path: Path) -> Document:
    """Read a mail. `attachments` in the metadata names the parts that are not read.

    Raises UnreadableDocument for a mail that is encrypted, or has no other part than broken ones.
    """
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    if data.count(b"\n--") + data.count(b"\r--") > PART_LIMIT:
        raise UnreadableDocument(f"holds more than {PART_LIMIT} parts; save its text on its own")
    if data.count(b"\n") + data.count(b"\r") > LINE_LIMIT:
        raise UnreadableDocument(f"has more than {LINE_LIMIT} lines; save its text on its own")
    # As Latin-1 each byte is one character, and `_text` gets it back for any charset.
    message: Any = Parser(_Part, policy=_Policy()).parsestr(data.decode("latin-1"))
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
                _add(builder, _pieces(part), where)
            except UnreadableDocument as error:
                attachments.append(_name(part))
                broken = error
    document = builder.build(path.name, str(path), format="eml", attachments=tuple(attachments))
    if broken and not document.blocks:
        raise broken
    return document


def _add(builder: DocumentBuilder, pieces: Iterable[Piece], where: str) -> None:
    for place, (text, kind, level, depth) in enumerate(pieces, 1):
        if depth:
            kind, level = "quote", 0
        builder.add(text, kind, f"{where}, paragraph {place}", level)


def _leaves(part: _Part, number: str = "", shown: bool = True) -> Iterator[tuple[_Part, str, bool]]:
    """Parts that hold no others, each with its number as in IMAP and whether it is shown."""
    children = _children(part)
    if not children:
        yield part, number or "1", shown
        return
    only = _preferred(children) if part.get_content_type() == "multipart/alternative" else None
    for place, child in enumerate(children, 1):
        below = f"{number}.{place}" if number else f"{place}"
        yield from _leaves(child, below, shown and (only is None or child is only))


def _children(part: _Part) -> list[_Part]:
    """None for a mail within the mail: it is an attachment."""
    payload: Any = part.get_payload()
    return payload if isinstance(payload, list) and _is_multipart(part) else []


def _preferred(children: list[_Part]) -> _Part:
    """Of alternatives the plain text, or where that is empty the page."""
    plain = [child for child in children if child.get_content_type() == "text/plain"]
    pages = [child for child in children if child.get_content_type() == "text/html"]
    groups = [child for child in children if _is_multipart(child)]
    full = [child for child in plain if _holds_text(child)]
    return [*full, *pages, *groups, *children][0]


def _holds_text(part: _Part) -> bool:
    try:
        return bool(_text(part).strip())
    except UnreadableDocument:
        return False


def _is_multipart(part: _Part) -> bool:
    return part.get_content_maintype() == "multipart"


def _is_attachment(part: _Part) -> bool:
    named = part.get_content_disposition() and part.get_filename()
    if part.get_content_disposition() == "attachment" or named:
        return True
    # A multipart that has no parts lost its boundary, and all of it stands there as text.
    return part.get_content_type() not in ("text/plain", "text/html") and not _is_multipart(part)


def _name(part: _Part) -> str:
    kind = str(part.get("content-type", part.get_content_type())).partition(";")[0]
    return " ".join(clean(part.get_filename() or kind).split())


def _pieces(part: _Part) -> Iterator[Piece]:
    text = _text(part)
    if text.lstrip().startswith(_PGP):
        raise _encrypted()
    if part.get_content_type() == "text/html":
        return mail_text.from_page(markup_text.parse_html(text))
    flowed = _parameter(part, "format") == "flowed"
    return mail_text.from_text(text, flowed=flowed, delete_space=_parameter(part, "delsp") == "yes")


def _text(part: _Part) -> str:
    """The decoded content. Raises UnreadableDocument where it is binary."""
    payload: Any = part.get_payload()
    if not isinstance(payload, str):
        return ""
    data = payload.encode("latin-1")
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    charset = _parameter(part, "charset")
    if encoding == "base64":
        data = _from_base64(data)
    elif encoding == "quoted-printable":
        data = quopri.decodestring(data)
    if part.get_content_type() == "text/html" and not charset:
        return markup_text.decode_html(data)
    return _decode(data, charset)


def _from_base64(data: bytes) -> bytes:
    """Line by line where it can be, so that a broken one does not shift those below it."""
    lines = [line.strip() for line in data.splitlines() if line.strip()]
    if len(lines[0] if lines else b"") % 4:
        lines = [b"".join(lines)]
    found = []
    for line in lines:
        for piece in re.split(rb"=+", re.sub(rb"[^A-Za-z0-9+/=]", b"", line)):
            whole = piece[: len(piece) - (len(piece) % 4 == 1)]
            found.append(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return b"".join(found)


def _decode(data: bytes, charset: str) -> str:
    """As UTF-8 where it is valid, which is never by chance, else as named, else by trial."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        name = ""
    if name in _BY_TRIAL or name in _NO_CHARSETS or (not data.isascii() and _is_utf8(data)):
        return decoding.decode(data)[0]
    try:
        return clean(data.decode(_WIDER.get(name, name), "replace"))
    except (LookupError, ValueError):  # a codec, but of no text
        return decoding.decode(data)[0]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parameter(part: _Part, name: str) -> str:
    """A parameter of the content type, lower-case; "" where there is none."""
    value: Any = part.get_param(name, "")
    return str(value[2] if isinstance(value, tuple) else value).strip().lower()


def _encrypted() -> UnreadableDocument:
    return UnreadableDocument("is encrypted; open it in the mail program and save its text")
