"""The terms that a passage is made of, for training and for scoring alike.

A word is a run of letters, with an inner apostrophe, or a run of digits. Terms are

- words and pairs of neighbouring words, lower-cased: `"chase"`, `"chase symptoms"`;
- word beginnings, which stand for a word's family: `"sympt-"` for symptom and symptomatic;
- each of these marked with `~` inside the scope of a rejection: in "we no longer chase
  symptoms" the terms are `"~chase"`, `"~chase ~symptoms"`, so that it shares little with
  "we chase symptoms". A scope begins after a cue such as "not", "rather than" or "no longer",
  and ends at a stop, a comma, a turning word ("but") or after SCOPE words.
"""

from __future__ import annotations

import re
from typing import NamedTuple

ANALYSER = "scoped-words-1-2-stems-4-6/1"
SCOPE = 8
STEMS = (4, 6)
REJECTED = "~"

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_BOUNDARY = re.compile(r"[.;:!?,()\u2014\u2013\n]| - ")
_TURNING = frozenset({"but"})
_CUES = frozenset(
    """
    against avoid avoids beyond hardly instead neither never no nobody nor not nothing rarely
    refuse refuses reject rejects stop stopped without
    aren't can't cannot couldn't didn't doesn't don't hadn't hasn't haven't isn't shouldn't
    wasn't weren't won't wouldn't
    """.split()
)
_CUE_PAIRS = frozenset(
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
    words = _scoped_words(text)
    found: list[Term] = []
    for i, word in enumerate(words):
        found.append(word)
        if i + 1 < len(words):
            after = words[i + 1]
            found.append(Term(f"{word.text} {after.text}", word.start, after.end))
        found.extend(_stems(word))
    return found


def _stems(word: Term) -> list[Term]:
    marks = word.text.startswith(REJECTED)
    length = len(word.text) - marks
    return [
        Term(word.text[: size + marks] + "-", word.start, word.end)
        for size in STEMS
        if length > size
    ]


def _scoped_words(text: str) -> list[Term]:
    """Lower-cased words, those in the scope of a rejection marked."""
    words: list[Term] = []
    left, previous, last_end = 0, "", 0
    # Lower-casing may change the length of a text (İ), so it is done word by word.
    for match in _WORD.finditer(text.replace("’", "'")):
        word = match.group().lower()
        if left and (word in _TURNING or _BOUNDARY.search(text, last_end, match.start())):
            left = 0
        words.append(Term(REJECTED + word if left else word, match.start(), match.end()))
        left = max(0, left - 1)
        if word in _CUES or (previous, word) in _CUE_PAIRS:
            left = SCOPE
        previous, last_end = word, match.end()
    return words
