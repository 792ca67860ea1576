"""Texts that nearly say the same: word shingles, an inverted index, Jaccard similarity."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

THRESHOLD = 0.6
"""Similarity from which two texts count: about one word in ten exchanged."""

_WORD = re.compile(r"\w+")
_SIZE = 3

Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Two texts by their positions, `first < second`, and their similarity, up to 1.0."""

    first: int
    second: int
    similarity: float


def shingles(text: str) -> frozenset[Shingle]:
    """The runs of three words of a text; case and punctuation do not matter.

    The ends are padded, so that a text of one word has shingles too; a text without any word
    has none.
    """
    words = _WORD.findall(text.casefold())
    if not words:
        return frozenset()
    edge = [""] * (_SIZE - 1)
    padded = [*edge, *words, *edge]
    return frozenset(tuple(padded[i : i + _SIZE]) for i in range(len(padded) - _SIZE + 1))


def similarity(one: frozenset[Shingle], other: frozenset[Shingle]) -> float:
    """Jaccard similarity: shared shingles over all shingles; 0.0 where both are empty."""
    shared = len(one & other)
    total = len(one) + len(other) - shared
    return shared / total if total else 0.0


def near_duplicates(texts: Sequence[str], threshold: float = THRESHOLD) -> list[Match]:
    """All pairs of texts at least that similar, in the order of their positions.

    `threshold` is above 0 and at most 1; raises ValueError otherwise.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"a threshold lies above 0 and at most at 1, not at {threshold}")
    sets = [shingles(text) for text in texts]
    matches = [
        Match(first, second, score)
        for first, second in _candidates(sets, threshold)
        if (score := similarity(sets[first], sets[second])) >= threshold
    ]
    return sorted(matches, key=lambda match: (match.first, match.second))


def _candidates(sets: Sequence[frozenset[Shingle]], threshold: float) -> Iterator[tuple[int, int]]:
    """Pairs that share one of their rarest shingles; no pair above the threshold is missed.

    Two sets that similar share at least ceil(threshold * size) shingles of either, so of each
    set only the size - ceil(threshold * size) + 1 rarest need to stand in the index.
    """
    frequency = Counter(shingle for shingle_set in sets for shingle in shingle_set)
    index: dict[Shingle, list[int]] = defaultdict(list)
    for position, shingle_set in enumerate(sets):
        rarest = sorted(shingle_set, key=lambda shingle: (frequency[shingle], shingle))
        # The small term keeps 0.6 * 5 from becoming 4 through floating point.
        needed = ceil(threshold * len(rarest) - 1e-9)
        seen: set[int] = set()
        for shingle in rarest[: len(rarest) - needed + 1] if rarest else ():
            seen.update(index[shingle])
            index[shingle].append(position)
        for earlier in seen:
            yield earlier, position
