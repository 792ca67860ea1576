"""fastText, one-vs-all: words, word pairs and character 3-5-grams."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from carelens.training.tables import Floats, Truth


class FastText:
    """fasttext.train_supervised with loss "ova"."""

    def __init__(self, words: int = 2, characters: tuple[int, int] = (3, 5)) -> None:
        """`words` and `characters` are the sizes of n-grams, 0 for none."""
        self._words, self._characters = words, characters

    def fit(self, texts: Sequence[str], truth: Truth) -> None:
        """Write fastText's format to a temporary file and train on it."""
        import fasttext

        self._labels = truth.shape[1]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            lines = [
                " ".join([*(f"__label__{i}" for i in np.flatnonzero(row)), _flat(text)])
                for text, row in zip(texts, truth, strict=True)
            ]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            self._model = fasttext.train_supervised(
                str(path), loss="ova", wordNgrams=self._words, minn=self._characters[0],
                maxn=self._characters[1], epoch=30, lr=0.5, dim=100, thread=1, seed=1, verbose=0,
            )  # fmt: skip

    def predict(self, texts: Sequence[str]) -> object:
        """All labels of all texts in fastText's own form, in one call: the fastest way."""
        return self._model.f.multilinePredict([_flat(t) + "\n" for t in texts], -1, 0.0, "strict")

    def scores(self, texts: Sequence[str]) -> Floats:
        """Each label's sigmoid."""
        table = np.zeros((len(texts), self._labels))
        for i, text in enumerate(texts):
            # The wrapper's predict() does not work with numpy 2; this is what it calls.
            for probability, label in self._model.f.predict(_flat(text) + "\n", -1, 0.0, "strict"):
                table[i, int(label.removeprefix("__label__"))] = min(1.0, probability)
        return table


def _flat(text: str) -> str:
    return " ".join(text.lower().split())
