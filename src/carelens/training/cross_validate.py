"""Cross-validation grouped by batch: held-out logits for every example."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from carelens.corpus import Example, groups
from carelens.framework import Framework
from carelens.model import calibrated
from carelens.training.calibrate import choose_threshold, fit_calibration
from carelens.training.evaluate import mean_average_precision
from carelens.training.folds import assign_folds
from carelens.training.pipeline import choose_vocabulary, fit_heads, term_texts, vectorizer
from carelens.training.tables import Floats, Given, Truth, truth_table

_WORD = re.compile(r"\w+")
_FUNCTION_WORD_SHARE = 0.1

View = Callable[[str], str]
"""Another form of a text, such as one with typing errors."""
_NO_VIEWS: Mapping[str, View] = MappingProxyType({})


@dataclass(frozen=True)
class HeldOut:
    """Every example as seen by a model that saw nothing of its group.

    `logits` (n, L), and the same for each view of the texts by its name; `folds` (n,); `penalty`
    the chosen C and `grid` the mean average precision of each C.
    """

    truth: Truth
    logits: Floats
    views: dict[str, Floats]
    folds: NDArray[np.int64]
    penalty: float
    grid: dict[float, float]

    @cached_property
    def _fitted(self) -> list[tuple[Given, Floats, float]]:
        """For each fold its rows, and calibration and threshold fitted on the other folds."""
        fitted = []
        for fold in np.unique(self.folds):
            others = self.folds != fold
            calibration = fit_calibration(self.logits[others], self.truth[others])
            seen = calibrated(calibration, self.logits[others])
            threshold = choose_threshold(seen, self.truth[others])
            fitted.append((self.folds == fold, calibration, threshold))
        return fitted

    def cross_fit(self, logits: Floats) -> tuple[Floats, Given]:
        """Probabilities and labels, (n, L) each, calibration and threshold being other folds'.

        `logits` (n, L) are those of the texts or of one of their views.
        """
        probabilities = np.zeros_like(logits)
        given = np.zeros(logits.shape, dtype=bool)
        for inside, calibration, threshold in self._fitted:
            probabilities[inside] = calibrated(calibration, logits[inside])
            given[inside] = probabilities[inside] >= threshold
        return probabilities, given


def cross_validate(
    examples: Sequence[Example],
    framework: Framework,
    penalties: Sequence[float],
    *,
    views: Mapping[str, View] = _NO_VIEWS,
    trainable: Given | None = None,
    jobs: int = 2,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> HeldOut:
    """Fit every penalty on every fold and keep the penalty with the best mean average precision.

    Each fold's models read every view of its texts too. Where `trainable` (n,) is given, they
    learn from those examples alone.
    """
    truth = truth_table(examples, framework)
    texts = [example.text for example in examples]
    seen = {"": [term_texts(text) for text in texts]} | {
        name: [term_texts(view(text)) for text in texts] for name, view in views.items()
    }
    folds = assign_folds(groups(examples), [example.kind for example in examples])
    shape = (len(penalties), *truth.shape)
    logits = {name: np.zeros(shape) for name in seen}
    total = len(np.unique(folds)) * len(penalties)
    for fold in np.unique(folds):
        inside, others = folds == fold, folds != fold
        if trainable is not None:
            others &= trainable
        training = _rows(seen[""], others)
        vocabulary = choose_vocabulary(training)
        tfidf = vectorizer(vocabulary, split=True)
        matrix = tfidf.fit_transform(training)
        held = {name: tfidf.transform(_rows(view, inside)) for name, view in seen.items()}
        for i, penalty in enumerate(penalties):
            coefficients, intercepts = fit_heads(matrix, vocabulary, truth[others], penalty, jobs)
            for name, table in held.items():
                logits[name][i, inside] = table @ coefficients.T + intercepts
            progress(int(fold) * len(penalties) + i + 1, total)
    quality = [round(mean_average_precision(truth, table), 6) for table in logits[""]]
    best = int(np.argmax(quality))
    grid = dict(zip(penalties, quality, strict=True))
    plain, *others = (table[best] for table in logits.values())
    named = dict(zip(views, others, strict=True))
    return HeldOut(truth, plain, named, folds, penalties[best], grid)


def _rows(documents: Sequence[list[str]], chosen: Given) -> list[list[str]]:
    return [document for document, take in zip(documents, chosen, strict=True) if take]


def seed_masker(texts: Sequence[str], framework: Framework) -> View:
    """What takes the words of the seed phrases out of a text.

    Words that a tenth of the texts or more have ("the", "of") are function words and stay.
    """
    having: dict[str, int] = {}
    for text in texts:
        for word in set(_WORD.findall(text.lower())):
            having[word] = having.get(word, 0) + 1
    limit = _FUNCTION_WORD_SHARE * len(texts)
    masked = {
        word
        for phrase in framework.phrases
        for word in _WORD.findall(phrase.lower())
        if having.get(word, 0) < limit
    }
    return lambda text: _WORD.sub(
        lambda match: "" if match.group().lower() in masked else match.group(), text
    )
