"""A single-byte alphabet: text as bytes that numpy can classify, one byte a character.

Latin-1, with punctuation and letters of the typographer in the places of control characters. What
each byte is, is read off the expressions of `carelens.features`, so that there is one definition.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from carelens import features

OTHER, LETTER, DIGIT, STOP = range(4)
"""Classes of a byte: STOP ends the scope of a rejection, OTHER does nothing."""

_UNUSED = [*range(1, 9), *range(14, 28), *range(0x80, 0x85), *range(0x86, 0xA0)]
_ADDED = "‘’“”‚„‹›–—…•€™†‡‰−‐‑≤≥→✓☐☑■▪●\u2009\u200b\u202f\u2028\ufeffœŒšŠžŽŸāĀēĒīĪōŌū"
_DIGIT_LIKE = "²³¹¼½¾"  # numbers that are no decimal digits: left to the reading by expressions
_UNKNOWN = b"?"  # what the codec writes for a character outside the alphabet
_PLAIN_STOP = "!"  # of the same class as a question mark, which the mark stands in for


def _characters() -> str:
    characters = [chr(code) for code in range(256)]
    for code, character in zip(_UNUSED, _ADDED, strict=False):
        characters[code] = character
    for place, character in enumerate(_DIGIT_LIKE):
        characters[ord(character)] = chr(0xE000 + place)
    return "".join(characters)


_CHARACTERS = _characters()
_CODES = {character: code for code, character in enumerate(_CHARACTERS)}
_CODEC = codecs.charmap_build(_CHARACTERS)
_SYMBOL = re.compile(rf"[^\w{re.escape(_CHARACTERS)}]")


def _tables() -> tuple[bytes, bytes]:
    folded, classes = bytearray(range(256)), bytearray(256)
    for code, character in enumerate(_CHARACTERS):
        if character == "’":
            folded[code] = ord("'")
        elif features.WORD.fullmatch(character):
            digit = character.isdecimal()
            folded[code] = ord("0") if digit else _CODES[character.lower()]
            classes[code] = DIGIT if digit else LETTER
        elif features.BOUNDARY.fullmatch(character):
            classes[code] = STOP
    return bytes(folded), bytes(classes)


_FOLDED, CLASSES = _tables()
"""Lower case, plain apostrophes and 0 for every digit; the class of each byte."""


def encode(texts: Iterable[str]) -> tuple[bytes, list[int], list[int]]:
    """Folded bytes of the texts, each followed by a line feed; their lengths; which do not fit.

    A text with a letter outside the alphabet is empty in the bytes, and its place is in the last
    list. A symbol outside it is written as an underscore, which means as little.
    """
    parts: list[bytes] = []
    odd: list[int] = []
    for place, text in enumerate(texts):
        if text.isascii():
            parts.append(text.encode("ascii"))
            continue
        data = _bytes(text)
        if _UNKNOWN in data:
            data = _bytes(_SYMBOL.sub("_", text))
            if _UNKNOWN in data:
                data = b""
                odd.append(place)
        parts.append(data)
    lengths = list(map(len, parts))
    parts.append(b"")
    return b"\n".join(parts).translate(_FOLDED), lengths, odd


def _bytes(text: str) -> bytes:
    data: bytes = codecs.charmap_encode(text.replace("?", _PLAIN_STOP), "replace", _CODEC)[0]
    return data
