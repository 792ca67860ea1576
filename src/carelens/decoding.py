"""Bytes of a text file to text, by its marks where it has some, else by trial."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from carelens.document import clean
from carelens.errors import UnreadableDocument

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_CONTROL_SHARE = 0.01
_NO_CHARSETS = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}


def read(path: str | os.PathLike[str]) -> tuple[str, str]:
    """The text of a file and the name of its encoding; line breaks stay as they are.

    Raises UnreadableDocument for what is no text, OSError for what cannot be opened.
    """
    return decode(Path(path).read_bytes())


def decode(data: bytes) -> tuple[str, str]:
    """The text in some bytes and the name of their encoding. A byte order mark is left out.

    NUL and what cannot be decoded become U+FFFD. Raises UnreadableDocument for binary data.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return clean(data[len(mark) :].decode(encoding, "replace")), encoding
    if encoding := _unmarked_utf16(data[:_SAMPLE]):
        return clean(data.decode(encoding, "replace")), encoding
    controls = len(data[:_SAMPLE]) - len(data[:_SAMPLE].translate(None, _CONTROLS))
    if controls > _CONTROL_SHARE * len(data[:_SAMPLE]):
        raise UnreadableDocument("is binary data, not text; give a text file")
    try:
        return clean(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return _decode_legacy(data)


def codec(name: str) -> str:
    """Python's name of a charset that a file declares; "" for none, or one of no text's bytes."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found in _NO_CHARSETS else found


def _unmarked_utf16(sample: bytes) -> str:
    """UTF-16 without a mark shows by NULs in every second place and there only."""
    even, odd = sample[0::2], sample[1::2]
    if len(odd) < 2:
        return ""
    shares = even.count(0) / len(even), odd.count(0) / len(odd)
    if shares[0] < 0.05 and shares[1] > 0.7:
        return "utf-16-le"
    if shares[1] < 0.05 and shares[0] > 0.7:
        return "utf-16-be"
    return ""


def _decode_legacy(data: bytes) -> tuple[str, str]:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(not char.isascii() for char in text) > 5 * broken:
        return clean(text), "utf-8"  # UTF-8 with a few broken bytes, not another encoding
    try:
        return clean(data.decode("cp1252")), "cp1252"
    except UnicodeDecodeError:
        encoding = _guess(data[:_SAMPLE])
        return clean(data.decode(encoding, "replace")), encoding


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"
