"""The terms that a passage is made of, for training and for scoring alike.

A word is a run of letters, with an inner apostrophe, or a run of digits, lower-cased and folded
(`carelens.folding`). Terms are

- words and pairs of neighbouring words: `"chase"`, `"chase symptoms"`;
- word beginnings, which stand for a word's family: `"sympt-"` for symptom and symptomatic;
- inside the scope of a rejection, once more the words and beginnings, marked with `~`: "we no
  longer chase symptoms" has `"~chase"` beside `"chase"`, so that what a word adds can be taken
  back. A scope begins after a cue such as "not", "rather than" or "no longer", and ends at a
  stop, a comma, a turning word ("but") or after SCOPE words.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from carelens.folding import fold

ANALYSER = "folded-words-1-2-stems-4-6-rejected/2"
SCOPE = 8
STEMS = (4, 6)
REJECTED = "~"

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
BOUNDARY = re.compile(r"[.;:!?,()\u2014\u2013\n]| - ")
TURNING = frozenset({"but"})
CUES = frozenset(
    """
    against avoid avoids beyond hardly instead neither never no nobody nor not nothing rarely
    refuse refuses reject rejects stop stopped without
    aren't can't cannot couldn't didn't doesn't don't hadn't hasn't haven't isn't shouldn't
    wasn't weren't won't wouldn't
    """.split()
)
CUE_PAIRS = frozenset(
    [
        ("anything", "but"),
        ("as", "opposed"),
        ("away", "from"),
        ("instead", "of"),
        ("less", "about"),
        ("no", "longer"),
        ("rather", "than"),
    ]
)


class Term(NamedTuple):
    """A term and the code points that it was read from, half-open."""

    text: str
    start: int
    end: int


def terms(text: str) -> list[Term]:
    """Every term of a passage, repetitions included, in the order of their first words."""
    found: list[Term] = []
    read, rejected = _words(text)
    for i, word in enumerate(read):
        family = [word, *(Term(stem, word.start, word.end) for stem in stems(word.text))]
        found.extend(family)
        if rejected[i]:
            found.extend(Term(REJECTED + term.text, term.start, term.end) for term in family)
        if i + 1 < len(read):
            after = read[i + 1]
            found.append(Term(f"{word.text} {after.text}", word.start, after.end))
    return found


def words(text: str) -> list[str]:
    """The folded words of a passage alone, in its order."""
    return [word.text for word in _words(text)[0]]


def stems(word: str) -> list[str]:
    """The beginnings of a folded word that stand for its family, shortest first."""
    if not word[0].isalpha() or "/" in word:
        return []
    return [word[:size] + "-" for size in STEMS if len(word) > size]


def _words(text: str) -> tuple[list[Term], list[bool]]:
    """Folded words, and for each whether it stands in the scope of a rejection."""
    found: list[Term] = []
    rejected: list[bool] = []
    left, previous, last_end = 0, "", 0
    # Lower-casing may change the length of a text (İ), so it is done word by word.
    for match in WORD.finditer(text.replace("’", "'")):
        word = match.group().lower()
        if left and (word in TURNING or BOUNDARY.search(text, last_end, match.start())):
            left = 0
        found.append(Term(fold(word), match.start(), match.end()))
        rejected.append(left > 0)
        left = max(0, left - 1)
        if word in CUES or (previous, word) in CUE_PAIRS:
            left = SCOPE
        previous, last_end = word, match.end()
    return found, rejected
