"""An exact hash table from 64-bit keys to numbers, asked for many keys at once.

Open addressing with linear probing; keys are compared in full, so two that share a slot are never
mistaken for one another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]

ABSENT = -1
_ROOM = 4  # slots for each key, so that most are found at once
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing, Knuth, TAOCP 3, 6.4


class HashTable:
    """The value of each key, ABSENT for others. Keys must differ; values are 0 or more."""

    def __init__(self, keys: Keys, values: Numbers) -> None:
        bits = max(4, int(len(keys) * _ROOM).bit_length())
        self._shift = np.uint64(64 - bits)
        self._last = (1 << bits) - 1
        self._keys = np.zeros(1 << bits, dtype=np.uint64)
        self._values = np.full(1 << bits, ABSENT, dtype=np.int32)
        left, slots = np.arange(len(keys)), self._slots(keys)
        while len(left):
            free = np.flatnonzero(self._values[slots] == ABSENT)
            taken, first = np.unique(slots[free], return_index=True)
            placed = free[first]
            self._keys[taken] = keys[left[placed]]
            self._values[taken] = values[left[placed]]
            left, slots = np.delete(left, placed), np.delete(slots, placed)
            slots = (slots + 1) & self._last

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """The value of each key."""
        slots = self._slots(keys)
        found = self._values[slots]
        other = np.flatnonzero((self._keys[slots] != keys) & (found != ABSENT))
        left, slots = other, slots[other]
        while len(left):
            slots = (slots + 1) & self._last
            values = self._values[slots]
            found[left] = values
            other = np.flatnonzero((self._keys[slots] != keys[left]) & (values != ABSENT))
            left, slots = left[other], slots[other]
        return found

    def _slots(self, keys: Keys) -> Numbers:
        return ((keys * _GOLDEN) >> self._shift).astype(np.int64)
