"""The known terms of a block of texts at once: a few look-ups in arrays for all words together.

The terms are those of `carelens.features.terms`, which defines them, down to the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carelens import alphabet, features, tokens
from carelens.features import REJECTED, SCOPE, STEMS
from carelens.folding import FOLDED, fold
from carelens.hash_table import HashTable
from carelens.tokens import Indices, Keys, Tokens

Column = NDArray[np.uint32]
Counts = NDArray[np.int64]

NOTHING = 0xFFFFFFFF
"""Stands for no term, and stays what it is when a row is or-ed to it."""

_CUE, _TURN, _SECOND_OF_CUE = 1, 2, 4
_SPELLINGS = {name: word for word, name in FOLDED.items()}


class Occurrences(NamedTuple):
    """Known terms of n texts.

    `keys` has row * 2**bits + term for each occurrence, sorted; `words` and `known` (n,) say how
    many words a text has and how many of them are terms; `odd` are the texts that cannot be read in
    a block, and have nothing here.
    """

    keys: Column
    words: Counts
    known: Counts
    odd: list[int]


class BlockReader:
    """Reads blocks of texts for one vocabulary."""

    def __init__(self, ids: Mapping[str, int], bits: int) -> None:
        """`ids` gives each term its number, of fewer bits than `bits`."""
        self._bits = np.uint32(bits)
        spelled = _spelled(ids)
        families = list(zip(*map(_family, spelled), strict=True))
        self._plain = [_column(ids, terms) for terms in families]
        self._rejected = [_column(ids, map(_mark, terms)) for terms in families]
        self._stems = [_Stems(ids, size) for size in STEMS]
        self._words = _WordTable(spelled)
        self._cues = _Cues(spelled)
        self._pairs = self._pair_table(ids)

    def read(self, texts: Sequence[str]) -> Occurrences:
        """The known terms of fewer than 2**(32 - bits) texts."""
        read = tokens.read(texts)
        words = self._words.find(read)
        rejected = np.flatnonzero(self._cues.rejected(read, words))
        rows = read.rows.astype(np.uint32) << self._bits
        found = [rows | column[words] for column in self._plain]
        known = np.bincount(read.rows[found[0] != NOTHING], minlength=len(texts))
        found += [rows[rejected] | column[words[rejected]] for column in self._rejected]
        unknown = np.flatnonzero((words < 0) & ~read.numeric)
        for stems in self._stems:
            found.append(rows[unknown] | stems.plain[stems.find(read, unknown)])
        unknown = rejected[(words[rejected] < 0) & ~read.numeric[rejected]]
        for stems in self._stems:
            found.append(rows[unknown] | stems.rejected[stems.find(read, unknown)])
        first = np.flatnonzero(read.rows[1:] == read.rows[:-1])
        classes = self._words.classes[words]
        pairs = self._pairs.find(_pair_keys(classes[first], classes[first + 1]))
        found.append(rows[first] | pairs.view(np.uint32))
        words_each = np.bincount(read.rows, minlength=len(texts))
        keys = np.sort(np.concatenate(found))
        keys = keys[: np.searchsorted(keys, np.uint32(NOTHING))]
        return Occurrences(keys, words_each, known, read.odd)

    def _pair_table(self, ids: Mapping[str, int]) -> HashTable:
        """Pairs of words by the classes of both."""
        pairs = [term for term in ids if " " in term]
        read = tokens.read([_spelt(pair) for pair in pairs])
        whole = np.bincount(read.rows, minlength=len(pairs)) == 2
        found = self._words.classes[self._words.find(read)[whole[read.rows]]].reshape(-1, 2)
        values = np.array([ids[pairs[place]] for place in np.flatnonzero(whole)], dtype=np.int64)
        return HashTable(_pair_keys(found[:, 0], found[:, 1]), values)


class _WordTable:
    """Words by their number, ABSENT for others; the class of a word is the number of another."""

    def __init__(self, words: Sequence[str]) -> None:
        read = tokens.read(words)
        # Words with letters outside the alphabet occur only in texts that are read elsewhere.
        rows = read.rows.astype(np.int64)
        self._table = HashTable(read.keys, rows)
        self._parts = np.zeros((len(words) + 1, 3), dtype=np.uint64)
        self._parts[rows[read.long]] = read.parts
        number = {word: place for place, word in enumerate(words)}
        classes = [number[_SPELLINGS.get(fold(word), word)] for word in words]
        self.classes = np.array([*classes, -1], dtype=np.int64)

    def find(self, read: Tokens) -> Indices:
        found = self._table.find(read.keys).astype(np.int64)
        differ = (self._parts[found[read.long]] != read.parts).any(axis=1)
        found[read.long[differ]] = -1
        return found


class _Stems:
    """Word beginnings of one size, for words that are not in the word table."""

    def __init__(self, ids: Mapping[str, int], size: int) -> None:
        ends = [term[:-1].removeprefix(REJECTED) for term in ids if term.endswith("-")]
        stems = sorted({stem for stem in ends if len(stem) == size})
        outside = set(alphabet.encode(stems)[2])
        stems = [stem for place, stem in enumerate(stems) if place not in outside]
        data = np.frombuffer(alphabet.encode(stems)[0], dtype=np.uint8).reshape(-1, size + 1)
        keys = np.zeros((len(stems), 8), dtype=np.uint8)
        keys[:, :size] = data[:, :size]
        self._size, self._mask = size, np.uint64((1 << 8 * size) - 1)
        self._table = HashTable(keys.view("<u8").ravel(), np.arange(len(stems)))
        self.plain = _column(ids, [stem + "-" for stem in stems])
        self.rejected = _column(ids, [REJECTED + stem + "-" for stem in stems])

    def find(self, read: Tokens, places: Indices) -> Indices:
        """The number of the stem of each word at `places`, or -1."""
        found = self._table.find(read.first[places] & self._mask).astype(np.int64)
        return np.where(read.sizes[places] > self._size, found, -1)


class _Cues:
    """Where the scope of a rejection begins and ends."""

    def __init__(self, words: Sequence[str]) -> None:
        number = {word: place for place, word in enumerate(words)}
        self._marks = np.zeros(len(words) + 1, dtype=np.uint8)
        for mark, marked in (
            (_CUE, features.CUES),
            (_TURN, features.TURNING),
            (_SECOND_OF_CUE, {second for _, second in features.CUE_PAIRS}),
        ):
            self._marks[[number[word] for word in marked]] |= mark
        pairs = np.array([(number[a], number[b]) for a, b in features.CUE_PAIRS])
        self._pairs = HashTable(_pair_keys(pairs[:, 0], pairs[:, 1]), np.arange(len(pairs)))

    def rejected(self, read: Tokens, words: Indices) -> NDArray[np.bool_]:
        """Whether each word stands in a scope: no end of scope since a cue SCOPE words back."""
        marks = self._marks[words]
        second = np.flatnonzero(marks & _SECOND_OF_CUE)
        second = second[second > 0]
        second = second[read.rows[second] == read.rows[second - 1]]
        pairs = self._pairs.find(_pair_keys(words[second - 1], words[second]))
        cues = np.concatenate([np.flatnonzero(marks & _CUE), second[pairs >= 0]])
        reached = (cues[:, None] + np.arange(1, SCOPE + 1)).ravel()
        cues = np.repeat(cues, SCOPE)[reached < len(words)]
        reached = reached[reached < len(words)]
        turns = np.cumsum(marks & _TURN > 0)
        open_ = read.stops[read.starts[reached]] == read.stops[read.starts[cues]]
        result = np.zeros(len(words), dtype=np.bool_)
        result[reached[open_ & (turns[reached] == turns[cues])]] = True
        return result


def _spelled(ids: Mapping[str, int]) -> list[str]:
    """Every word that a term is made of, as it is written in texts, and the words of scope."""
    words = {word.lstrip(REJECTED) for term in ids if term[-1:] != "-" for word in term.split()}
    words |= features.CUES | features.TURNING | {word for cue in features.CUE_PAIRS for word in cue}
    return sorted({word for word in words if features.WORD.fullmatch(word)} | FOLDED.keys())


def _family(word: str) -> list[str]:
    """The word as it is folded, and its stems; "" where it has none."""
    folded = fold(word)
    return [folded, *features.stems(folded), *[""] * len(STEMS)][: 1 + len(STEMS)]


def _spelt(pair: str) -> str:
    """A pair of words with a word for each class that stands in it."""
    if "/" not in pair and "(" not in pair:
        return pair
    return " ".join(_SPELLINGS.get(word, word) for word in pair.split())


def _mark(term: str) -> str:
    return term and REJECTED + term


def _column(ids: Mapping[str, int], terms: Iterable[str]) -> Column:
    """The number of each term, NOTHING for those without; NOTHING once more, for number -1."""
    return np.array([*(ids.get(term, NOTHING) for term in terms), NOTHING], dtype=np.uint32)


def _pair_keys(first: Indices, second: Indices) -> Keys:
    return first.astype(np.uint64) << np.uint64(32) | second.astype(np.uint64) & np.uint64(
        0xFFFFFFFF
    )
