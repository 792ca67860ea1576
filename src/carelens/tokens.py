"""The words of a block of texts as arrays: no Python object a word.

What `carelens.features` finds by expressions, text by text, is found here for all texts at once,
on the bytes of the alphabet. A word's key is its first eight bytes as a number, little-endian, or a
mixture of three such numbers where it is longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carelens import alphabet
from carelens.alphabet import LETTER, STOP

Bytes = NDArray[np.uint8]
Indices = NDArray[np.int64]
Keys = NDArray[np.uint64]

LONGEST = 24
"""Bytes up to which a word can be read here."""

_PART = 8
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_PART + 1)], dtype=np.uint64)
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_APOSTROPHE, _SPACE, _HYPHEN = b"' -"
_WORDS = alphabet.CLASSES.replace(bytes([STOP]), bytes([alphabet.OTHER]))


@dataclass(frozen=True)
class Tokens:
    """N words of a block of texts, in order.

    `rows` (N,) the text of each; `starts` (N,) where it begins in the block's bytes; `sizes` (N,)
    its bytes; `numeric` (N,) whether it is of digits; `first` (N,) its first eight bytes;
    `long` (K,) the places of words of more than eight, and `parts` (K, 3) all their bytes;
    `keys` (N,) a number for each, the same for the same word; `stops` (bytes,) how many ends of
    scope there are up to each byte; `odd` the texts that cannot be read here and have no words.
    """

    rows: NDArray[np.int32]
    starts: Indices
    sizes: Indices
    numeric: NDArray[np.bool_]
    first: Keys
    long: Indices
    parts: Keys
    keys: Keys
    stops: NDArray[np.int32]
    odd: list[int]


def read(texts: Sequence[str]) -> Tokens:
    """The words of all texts, as `features.words` has them before folding."""
    data, lengths, odd = alphabet.encode(texts)
    codes = np.frombuffer(data + bytes(LONGEST), dtype=np.uint8)
    kinds = np.frombuffer(bytearray(data.translate(_WORDS)), dtype=np.uint8)
    kinds[_joining(codes, kinds)] = LETTER
    edges = np.flatnonzero(kinds[1:] != kinds[:-1]) + 1
    if len(kinds) and kinds[0]:
        edges = np.concatenate([[0], edges])
    opening = np.flatnonzero(kinds[edges])
    starts, ends = edges[opening], edges[opening + 1]  # a text ends in a line feed, never a word
    offsets = np.cumsum([0, *(length + 1 for length in lengths)])
    rows = np.repeat(
        np.arange(len(lengths), dtype=np.int32), np.diff(np.searchsorted(starts, offsets))
    )
    too_long = np.unique(rows[ends - starts > LONGEST])
    if len(too_long):
        odd = sorted({*odd, *too_long.tolist()})
        kept = ~np.isin(rows, too_long)
        rows, starts, ends = rows[kept], starts[kept], ends[kept]
    sizes = ends - starts
    numeric = kinds[starts] != LETTER
    first, long, parts, keys = _keys(codes, starts, sizes)
    return Tokens(rows, starts, sizes, numeric, first, long, parts, keys, _stops(data, codes), odd)


def _joining(codes: Bytes, kinds: Bytes) -> Indices:
    """The apostrophes inside words; a word has one at most, and the next one ends it."""
    at = np.flatnonzero(codes == _APOSTROPHE)
    at = at[(at > 0) & (kinds[at - 1] == LETTER) & (kinds[at + 1] == LETTER)]
    near = np.flatnonzero(np.diff(at) <= LONGEST + 1)
    dropped: list[int] = []
    for place in near.tolist():
        left, right = at[place], at[place + 1]
        if (place not in dropped[-1:]) and (kinds[left + 1 : right] == LETTER).all():
            dropped.append(place + 1)
    return np.delete(at, dropped)


def _keys(codes: Bytes, starts: Indices, sizes: Indices) -> tuple[Keys, Indices, Keys, Keys]:
    """First eight bytes, places of the longer words, their bytes in full, keys."""
    # Eight bytes from any place, as one number.
    window = np.ndarray((max(0, len(codes) - _PART + 1),), "<u8", codes.data, 0, (1,))
    first = window[starts] & _MASKS[np.minimum(sizes, _PART)]
    long = np.flatnonzero(sizes > _PART)
    parts = np.zeros((len(long), 3), dtype=np.uint64)
    parts[:, 0] = first[long]
    for part in (1, 2):
        left = np.clip(sizes[long] - part * _PART, 0, _PART)
        parts[:, part] = window[starts[long] + part * _PART] & _MASKS[left]
    keys = first.copy()
    mixed = np.bitwise_xor.reduce(parts * _MIX, axis=1)
    # The lowest byte of a short word's key is a character, never 0.
    keys[long] = (mixed ^ (mixed >> np.uint64(29))) << np.uint64(8)
    return first, long, parts, keys


def _stops(data: bytes, codes: Bytes) -> NDArray[np.int32]:
    """How many ends of scope there are up to each byte; a hyphen between spaces is one."""
    stop = np.frombuffer(data.translate(alphabet.CLASSES), dtype=np.uint8) == STOP
    dashes = np.flatnonzero(codes == _HYPHEN)
    dashes = dashes[dashes > 0]
    dashes = dashes[(codes[dashes - 1] == _SPACE) & (codes[dashes + 1] == _SPACE)]
    stop[dashes] = True
    return np.cumsum(stop, dtype=np.int32)
