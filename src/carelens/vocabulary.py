"""Which terms of a model a text has, and how often: read by the piece or by the block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from carelens import features

if TYPE_CHECKING:
    from carelens.block_reader import BlockReader

BLOCK = 500_000
"""Characters read at once: enough to keep numpy busy, little enough for the caches."""
FEWEST = 200_000
"""Characters from which setting up a block reader pays."""


Counts = NDArray[np.int64]


class Hits(NamedTuple):
    """Known terms of n texts, each once a text, sorted by text and number.

    `rows`, `terms` and `counts` (H,) say which text has which term how often; `words` and `known`
    (n,) how many words a text has, and how many of them are terms.
    """

    rows: NDArray[np.int64]
    terms: NDArray[np.int64]
    counts: NDArray[np.int64]
    words: NDArray[np.int64]
    known: NDArray[np.int64]


class _Each(NamedTuple):
    """Row and term of each occurrence as one number, sorted; words and known words of a text."""

    keys: NDArray[np.uint32]
    words: Counts
    known: Counts


class Vocabulary:
    """The terms of a model, each with its number."""

    def __init__(self, terms: Sequence[str]) -> None:
        """Terms must differ, and be fewer than 2**24."""
        self.terms = tuple(terms)
        self._bits = len(self.terms).bit_length()

    @cached_property
    def ids(self) -> dict[str, int]:
        """The number of each term."""
        return dict(zip(self.terms, range(len(self.terms)), strict=True))

    @cached_property
    def _block_reader(self) -> BlockReader:
        from carelens.block_reader import BlockReader

        return BlockReader(self.ids, self._bits)

    def read(self, texts: Sequence[str]) -> Iterator[Hits]:
        """The known terms of all texts, one stretch of texts after another."""
        whole = sum(map(len, texts)) >= FEWEST
        for stretch in self._stretches(texts):
            yield self._read_block(stretch) if whole else self._read_each(stretch)

    def _stretches(self, texts: Sequence[str]) -> Iterator[Sequence[str]]:
        """Consecutive texts of about BLOCK characters, few enough for their rows to be numbered."""
        ends = np.cumsum([len(text) for text in texts])
        most_rows = (1 << 32 - self._bits) - 1
        first = done = 0
        while first < len(texts):
            last = int(np.searchsorted(ends, done + BLOCK, side="right"))
            last = min(max(last, first + 1), first + most_rows)
            yield texts[first:last]
            first, done = last, int(ends[last - 1])

    def _read_block(self, texts: Sequence[str]) -> Hits:
        read = self._block_reader.read(texts)
        if not read.odd:
            return self._hits(read.keys, read.words, read.known)
        each = self._read_keys(texts, read.odd)
        words, known = read.words.copy(), read.known.copy()
        words[read.odd], known[read.odd] = each.words, each.known
        return self._hits(np.sort(np.concatenate([read.keys, each.keys])), words, known)

    def _read_each(self, texts: Sequence[str]) -> Hits:
        return self._hits(*self._read_keys(texts, range(len(texts))))

    def _read_keys(self, texts: Sequence[str], rows: Sequence[int]) -> _Each:
        """Some of the texts, read by `carelens.features`, one by one."""
        ids = self.ids
        keys: list[int] = []
        words, known = [], []
        for row in rows:
            terms = [term.text for term in features.terms(texts[row])]
            keys.extend(row << self._bits | ids[term] for term in terms if term in ids)
            read = features.words(texts[row])
            words.append(len(read))
            known.append(sum(word in ids for word in read))
        numbers = np.array(sorted(keys), dtype=np.uint32)
        return _Each(numbers, np.array(words, dtype=np.int64), np.array(known, dtype=np.int64))

    def _hits(self, keys: NDArray[np.uint32], words: Counts, known: Counts) -> Hits:
        """Sorted occurrences counted."""
        first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
        counts = np.diff(first, append=len(keys))
        keys = keys[first].astype(np.int64)
        return Hits(keys >> self._bits, keys & (1 << self._bits) - 1, counts, words, known)
