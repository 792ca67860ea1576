"""Text with the statistics of the corpus and no line twice: a Markov chain over its words."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

BYTES = 148
"""Bytes of a passage in the mean."""


class Texts:
    """Makes passages word by word, each by the two before it; the same seed, the same passages."""

    def __init__(self, passages: Sequence[str], seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._next: dict[tuple[str, str], list[str]] = defaultdict(list)
        for passage in passages:
            words = ["", "", *passage.split(), ""]
            for first, second, third in zip(words, words[1:], words[2:], strict=False):
                self._next[first, second].append(third)

    def __iter__(self) -> Iterator[str]:
        """Passages without end, of BYTES bytes in the mean."""
        while True:
            yield self.passage(int(self._random.gammavariate(4, BYTES / 4)))

    def passage(self, size: int) -> str:
        """One passage of about as many characters."""
        words: list[str] = []
        length, state = 0, ("", "")
        while length < size:
            word = self._random.choice(self._next[state])
            if not word:
                state = ("", "")
                continue
            words.append(word)
            length += len(word) + 1
            state = (state[1], word)
        return " ".join(words)

    def take(self, size: int) -> list[str]:
        """Passages of `size` bytes together."""
        found, total = [], 0
        for passage in self:
            found.append(passage)
            total += len(passage.encode()) + 1
            if total >= size:
                break
        return found
