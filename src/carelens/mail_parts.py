"""The parts of a mail, and the text in each: MIME (RFC 2045 to 2049) as mails really have it.

Headers over which Python's parser stumbles, wrong charsets and broken base64 cost no more than
themselves.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from email.message import EmailMessage
from email.parser import Parser
from email.policy import EmailPolicy
from typing import Any

from carelens import decoding, markup_text
from carelens.document import clean

_HEADER_LIMIT = 1_000  # characters, ten times as many of a subject, whose parser takes less long
_HEADER_MARKS = 40  # quotation marks and semicolons: their square is the time that parsing takes
_WIDER = {"iso8859-1": "cp1252", "gb2312": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932"}
_BY_TRIAL = {"", "ascii", "utf-8"}  # often named without being true


def parse(data: bytes) -> Part:
    """The mail that some bytes are; a mark at their beginning is left out."""
    # As Latin-1 each byte is one character, and `text_of` gets it back for any charset.
    message: Any = Parser(Part, policy=_Policy()).parsestr(
        data.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    )
    part: Part = message
    return part


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


class Part(EmailMessage):
    """Parses each header once, and no mail within the mail, for that is an attachment."""

    def __init__(self, policy: Any = None) -> None:
        super().__init__(policy)
        self._parsed: dict[str, Any] = {}

    def get(self, name: str, failobj: Any = None) -> Any:
        """A header as it was parsed the first time; `failobj` where there is none."""
        if name not in self._parsed:
            self._parsed[name] = super().get(name)
        found = self._parsed[name]
        return failobj if found is None else found

    def get_content_type(self) -> str:
        """The media type; that of a mail within the mail is one that nothing reads."""
        kind = super().get_content_type()
        return "application/octet-stream" if kind.startswith("message/") else kind


def text_of(part: Part) -> str:
    """The decoded content. Raises UnreadableDocument where it is binary."""
    payload: Any = part.get_payload()
    if not isinstance(payload, str):
        return ""
    data = payload.encode("latin-1")
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    charset = parameter(part, "charset")
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
    name = decoding.codec(charset)
    if name in _BY_TRIAL or (not data.isascii() and _is_utf8(data)):
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


def parameter(part: Part, name: str) -> str:
    """A parameter of the content type, lower-case; "" where there is none."""
    value: Any = part.get_param(name, "")
    return str(value[2] if isinstance(value, tuple) else value).strip().lower()
