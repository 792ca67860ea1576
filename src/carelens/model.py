"""The compact model: a table of terms and weights.

The logit of a label is

    intercept + sum over known terms of  (1 + ln count) * weight(term, label) / norm
    norm = square root of the sum over known terms of  ((1 + ln count) * idf(term)) ** 2

which is scikit-learn's TfidfVectorizer (sublinear_tf, L2 norm) followed by logistic regression,
the weight being idf times the coefficient. Weights are multiples of a power of two, so that their
sums are exact and neither the order nor the company of texts can change a score.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carelens import features, model_file
from carelens.annotation import Evidence, ModelInfo
from carelens.errors import CareLensError, InvalidModel
from carelens.framework import Framework
from carelens.vocabulary import Hits, Vocabulary

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """What scoring needs. V terms, L labels, in the order of `framework.labels`.

    `weights` (V, L), `idf` (V,), `intercepts` (L,), `calibration` (L, 2) slope and offset
    from logit to calibrated logit, `thresholds` (L,) and `strong` (L,) calibrated probabilities
    from which a label is given and called strong. `known_share` is the least share of a passage's
    words that must be in the vocabulary for a verdict.
    """

    framework: Framework
    vocabulary: tuple[str, ...]
    weights: NDArray[np.float32]
    idf: Floats
    intercepts: Floats
    calibration: Floats
    thresholds: Floats
    strong: Floats
    name: str = "unnamed"
    version: str = "1"
    known_share: float = 0.5
    sha256: str = ""

    @cached_property
    def _terms(self) -> Vocabulary:
        return Vocabulary(self.vocabulary)

    @cached_property
    def info(self) -> ModelInfo:
        """Name, version, hash, framework and intercepts, for what is made with this model."""
        intercepts = dict(zip(self.framework.labels, self.intercepts.tolist(), strict=True))
        return ModelInfo(self.name, self.version, self.sha256, self.framework, intercepts)

    def read(self, texts: Iterable[str]) -> tuple[Floats, Floats]:
        """Uncalibrated logits, (n, L), and the share of each text's words that is known, (n,).

        The share of a text without words is 0.
        """
        parts = [(self._logits(hits), _known(hits)) for hits in self._terms.read(list(texts))]
        if not parts:
            return np.zeros((0, len(self.intercepts))), np.zeros(0)
        logits, known = zip(*parts, strict=True)
        return np.concatenate(logits), np.concatenate(known)

    def logits(self, texts: Iterable[str]) -> Floats:
        """Uncalibrated logits, (n, L)."""
        return self.read(texts)[0]

    def calibrate(self, logits: Floats) -> NDArray[np.float32]:
        """Calibrated probabilities in 0..1 for logits of any shape (..., L)."""
        return calibrated(self.calibration, logits).astype(np.float32)

    def score(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Calibrated probability of every label for every text, (n, L)."""
        return self.calibrate(self.logits(texts))

    def explain(self, text: str, labels: Sequence[str] | None = None) -> list[Evidence]:
        """What each stretch of a text adds to each label's logit, in reading order.

        A term's contribution is shared evenly by its occurrences, and terms read from the same
        characters are summed. The weights of a label and its intercept add up to its logit.
        Offsets are code points into `text`. Raises InvalidModel for a label it does not know.
        """
        columns = self._columns(labels)
        ids = self._terms.ids
        found = [term for term in features.terms(text) if term.text in ids]
        if not found:
            return []
        terms, counts = np.unique([ids[term.text] for term in found], return_counts=True)
        frequencies = 1.0 + np.log(counts)
        norm = np.sqrt(((frequencies * self.idf[terms]) ** 2).sum())
        share = dict(zip(terms.tolist(), (frequencies / counts / norm).tolist(), strict=True))
        spans: dict[tuple[int, int], Floats] = {}
        for term in found:
            i = ids[term.text]
            added = share[i] * self.weights[i, columns].astype(np.float64)
            span = (term.start, term.end)
            spans[span] = spans[span] + added if span in spans else added
        names = [self.framework.labels[column] for column in columns]
        return [
            Evidence(start, end, label, weight)
            for (start, end), weights in sorted(spans.items())
            for label, weight in zip(names, weights.tolist(), strict=True)
        ]

    def _columns(self, labels: Sequence[str] | None) -> list[int]:
        known = self.framework.labels
        if labels is None:
            return list(range(len(known)))
        if unknown := [label for label in labels if label not in known]:
            raise InvalidModel(f"model {self.name}: has no label {unknown[0]!r}")
        return [known.index(label) for label in labels]

    def _logits(self, hits: Hits) -> Floats:
        size = len(hits.words)
        sums = _sums(self.weights, hits.rows, hits.terms, size)
        values = self.idf[hits.terms]
        again = np.flatnonzero(hits.counts > 1)
        more = np.log(hits.counts[again])
        values[again] *= 1.0 + more
        added = more[:, None] * self.weights[hits.terms[again]]
        first = np.flatnonzero(np.diff(hits.rows[again], prepend=-1))
        if len(first):
            sums[hits.rows[again[first]]] += np.add.reduceat(added, first, axis=0)
        norms = np.sqrt(np.bincount(hits.rows, weights=values * values, minlength=size))
        norms[norms == 0] = 1.0
        return sums / norms[:, None] + self.intercepts

    def save(self, folder: str | os.PathLike[str]) -> Model:
        """Write header and weights; gives the model with its hash.

        The same model gives the same bytes.
        """
        grid = _grid(self.weights)
        arrays: model_file.Arrays = {
            "vocabulary": np.frombuffer("\n".join(self.vocabulary).encode(), dtype=np.uint8),
            "weights": np.round(self.weights.astype(np.float64) / grid).astype(np.int16),
            "idf": self.idf,
        }
        header = {
            "name": self.name,
            "version": self.version,
            "terms": len(self.vocabulary),
            "grid": grid,
            "known_share": self.known_share,
            "labels": [
                {
                    "label": label,
                    "intercept": float(self.intercepts[i]),
                    "slope": float(self.calibration[i, 0]),
                    "offset": float(self.calibration[i, 1]),
                    "threshold": float(self.thresholds[i]),
                    "strong": float(self.strong[i]),
                }
                for i, label in enumerate(self.framework.labels)
            ],
            "framework": self.framework.to_dict(),
        }
        model_file.save(folder, header, arrays)
        return Model.load(folder)

    @classmethod
    def load(cls, name: str | os.PathLike[str] = "default") -> Model:
        """Load a model folder, or a shipped model by its name.

        Raises InvalidModel where a file is missing or damaged, the hash is wrong, or the format
        number or analyser is another.
        """
        header, arrays, folder = model_file.load(name)
        try:
            return cls._from_parts(header, arrays)
        except (KeyError, TypeError, ValueError, CareLensError) as error:
            raise model_file.unfit(folder) from error

    @classmethod
    def _from_parts(cls, header: dict[str, Any], arrays: model_file.Arrays) -> Model:
        vocabulary = tuple(arrays["vocabulary"].tobytes().decode("utf-8").split("\n"))
        weights = arrays["weights"].astype(np.float32) * np.float32(header["grid"])
        idf = arrays["idf"].astype(np.float64)
        framework = Framework.from_dict(header["framework"])
        rows = header["labels"]
        if [row["label"] for row in rows] != list(framework.labels):
            raise InvalidModel("labels and framework differ")
        if weights.shape != (len(vocabulary), len(rows)) or idf.shape != (len(vocabulary),):
            raise InvalidModel("shapes differ")

        def column(key: str) -> Floats:
            return np.array([row[key] for row in rows], dtype=np.float64)

        return cls(
            framework=framework,
            vocabulary=vocabulary,
            weights=np.ascontiguousarray(weights),
            idf=idf,
            intercepts=column("intercept"),
            calibration=np.stack([column("slope"), column("offset")], axis=1),
            thresholds=column("threshold"),
            strong=column("strong"),
            name=header["name"],
            version=header["version"],
            known_share=float(header["known_share"]),
            sha256=header["sha256"],
        )


def _known(hits: Hits) -> Floats:
    return hits.known / np.maximum(hits.words, 1)


def _sums(
    weights: NDArray[np.float32], rows: NDArray[np.int64], terms: NDArray[np.int64], size: int
) -> Floats:
    """Sum of the weights of each row's terms, (size, L): the k-th terms of all rows at once."""
    each = np.bincount(rows, minlength=size)
    order = np.argsort(-each, kind="stable")
    first = (np.cumsum(each) - each)[order]
    left = np.searchsorted(-each[order], -np.arange(each.max(initial=0)))  # rows with more than k
    sums = np.zeros((size, weights.shape[1]), dtype=np.float32)
    buffer = np.empty_like(sums)
    for k, count in enumerate(left.tolist()):
        found = buffer[:count]
        np.take(weights, terms[first[:count] + k], axis=0, out=found, mode="clip")
        sums[:count] += found
    result = np.empty_like(sums, dtype=np.float64)
    result[order] = sums
    return result


def calibrated(calibration: Floats, logits: Floats) -> Floats:
    """Probabilities in 0..1 for logits (n, L), by slope and offset of each label, (L, 2)."""
    margin = calibration[:, 0] * logits + calibration[:, 1]
    probabilities: Floats = 1.0 / (1.0 + np.exp(-np.clip(margin, -500, 500)))
    return probabilities


def round_weights(weights: Floats) -> Floats:
    """Weights on the grid that a model file has: the last step of fitting."""
    grid = _grid(weights)
    return np.round(weights / grid) * grid


def _grid(weights: NDArray[Any]) -> float:
    """The finest power of two, 2**-7 at best, at which the weights fit 16 bits."""
    largest, grid = float(np.abs(weights).max(initial=0.0)), 2.0**-7
    while largest / grid > 32767:
        grid *= 2
    return grid
