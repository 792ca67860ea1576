"""A keyword lexicon, the LIWC way: a label is given where enough of its words occur."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from carelens.framework import Framework
from carelens.training.tables import Floats, Truth

WORDS = Path(__file__).with_name("lexicon.tsv")


class Lexicon:
    """Word lists written from the codebook; `*` stands for any ending. It learns nothing."""

    def __init__(self, framework: Framework) -> None:
        rows = (line.split("\t") for line in WORDS.read_text(encoding="utf-8").splitlines())
        lists = {label: entries.split(", ") for label, entries in rows}
        self._patterns = [_pattern(lists[label]) for label in framework.labels]

    def fit(self, texts: Sequence[str], truth: Truth) -> None:
        """Nothing: the lists are as they were written."""

    def scores(self, texts: Sequence[str]) -> Floats:
        """Hits / (hits + 1): 0.5 for one, 0.67 for two."""
        hits = np.array(
            [[len(p.findall(text.lower())) for p in self._patterns] for text in texts], dtype=float
        )
        shares: Floats = hits / (hits + 1)
        return shares


def _pattern(entries: Sequence[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(entry).replace(r"\*", r"\w*") for entry in entries)
    return re.compile(rf"\b(?:{words})\b")
