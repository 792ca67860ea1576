"""spaCy's textcat_multilabel in its default architecture, as the quickstart would set it up."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from carelens.training.tables import Floats, Truth

EPOCHS, BATCH = 6, 64
BAG_OF_WORDS = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": False,
    "ngram_size": 2,
    "no_output_layer": False,
    "length": 262144,
}


class SpacyTextcat:
    """A blank English pipeline with textcat_multilabel."""

    def __init__(self, bag_of_words: bool = False) -> None:
        """The default architecture is an ensemble; `bag_of_words` is its fast half alone."""
        self._config = {"model": BAG_OF_WORDS} if bag_of_words else {}

    def fit(self, texts: Sequence[str], truth: Truth) -> None:
        """Train for EPOCHS passes in batches of BATCH texts."""
        import spacy
        from spacy.training import Example
        from thinc.api import fix_random_seed

        fix_random_seed(1)
        self._nlp = spacy.blank("en")
        head: Any = self._nlp.add_pipe("textcat_multilabel", config=self._config)
        self._names = [str(i) for i in range(truth.shape[1])]
        for name in self._names:
            head.add_label(name)
        examples = [
            Example.from_dict(
                self._nlp.make_doc(text),
                {"cats": dict(zip(self._names, map(float, row), strict=True))},
            )
            for text, row in zip(texts, truth, strict=True)
        ]
        optimizer = self._nlp.initialize(lambda: examples[:500])
        rng = random.Random(1)
        for _ in range(EPOCHS):
            rng.shuffle(examples)
            for first in range(0, len(examples), BATCH):
                self._nlp.update(examples[first : first + BATCH], sgd=optimizer, drop=0.2)

    def scores(self, texts: Sequence[str]) -> Floats:
        """Each category's score."""
        docs = self._nlp.pipe(texts)
        return np.array([[doc.cats[name] for name in self._names] for doc in docs])
