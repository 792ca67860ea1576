"""CareLens and its peers, trained on the same corpus, as functions from texts to scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from experiments.fasttext_peer import FastText
from experiments.spacy_peer import SpacyTextcat
from experiments.tfidf import PlainTfidf
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline

from carelens.model import Model
from carelens.training.pipeline import term_texts
from carelens.training.tables import Floats

Score = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True)
class Scorer:
    """A name, what it scores with, and how many bytes of text are enough to time it.

    `timed` is what is timed, where the scores as a table cost extra.
    """

    name: str
    score: Score
    enough: int = 10_000_000
    timed: Callable[[Sequence[str]], object] | None = None


def carelens(model: Model) -> Scorer:
    """Ours: calibrated probabilities of all labels."""
    return Scorer("CareLens", model.score, 30_000_000)


def same_in_scikit_learn(model: Model) -> Scorer:
    """The same terms and weights as a scikit-learn pipeline, heads stacked into one product."""
    tfidf = TfidfVectorizer(
        analyzer=term_texts, vocabulary={t: i for i, t in enumerate(model.vocabulary)},
        sublinear_tf=True,
    )  # fmt: skip
    tfidf.idf_ = model.idf
    coefficients = model.weights.astype(np.float64) / model.idf[:, None]

    def score(texts: Sequence[str]) -> Floats:
        logits = tfidf.transform(texts) @ coefficients + model.intercepts
        return np.asarray(model.calibrate(logits), dtype=np.float64)

    return Scorer("scikit-learn, the same terms and weights", score, 1_000_000)


def plain(texts: Sequence[str], truth: np.ndarray) -> list[Scorer]:
    """scikit-learn, words 1-2: as one writes it, and with the heads stacked."""
    written = PlainTfidf()
    written.fit(texts, truth)
    pipeline: Pipeline = written._model
    tfidf, heads = pipeline[0], pipeline[1]
    coefficients = np.vstack([head.coef_ for head in heads.estimators_]).T
    intercepts = np.array([head.intercept_[0] for head in heads.estimators_])

    def stacked(texts: Sequence[str]) -> Floats:
        return 1 / (1 + np.exp(-(tfidf.transform(texts) @ coefficients + intercepts)))

    return [
        Scorer("scikit-learn, words 1-2, as written", written.scores),
        Scorer("scikit-learn, words 1-2, heads stacked", stacked),
    ]


def fasttext_words(texts: Sequence[str], truth: np.ndarray) -> Scorer:
    """fastText one-vs-all on words 1-2, without character n-grams."""
    peer = FastText(characters=(0, 0))
    peer.fit(texts, truth)
    return Scorer("fastText, words 1-2", peer.scores, timed=peer.predict)


def fasttext_terms(texts: Sequence[str], truth: np.ndarray) -> Scorer:
    """fastText on our terms as its words; making them is not counted."""
    peer = FastText(characters=(0, 0), words=1)
    peer.fit([as_words(text) for text in texts], truth)
    return Scorer("fastText on our terms, given ready-made", peer.scores, timed=peer.predict)


def spacy_textcat(texts: Sequence[str], truth: np.ndarray) -> Scorer:
    """spaCy's bag-of-words text categorizer."""
    peer = SpacyTextcat(bag_of_words=True)
    peer.fit(texts, truth)
    return Scorer("spaCy textcat, bag of words", peer.scores, 2_000_000)


def empath() -> Scorer:
    """Empath's 194 categories: word counts, as LIWC makes them. It has none of our labels."""
    from empath import Empath

    lexicon = Empath()

    def score(texts: Sequence[str]) -> Floats:
        found = [list(lexicon.analyze(text, normalize=True).values()) for text in texts]
        return np.array(found)

    return Scorer("Empath", score, 50_000)


def as_words(text: str) -> str:
    """The terms of a text, each one word to fastText."""
    return " ".join(term.replace(" ", "_") for term in term_texts(text))
