"""The compact model: a table of terms and weights, loaded without running any code.

A model folder holds `model.json` (the header) and `weights.npz`. The logit of a label is

    intercept + sum over known terms of  tfidf(term) * weight(term, label)
    tfidf = (1 + ln count) * idf, divided by the Euclidean norm over the passage's known terms

as scikit-learn's TfidfVectorizer (sublinear_tf, L2 norm) followed by logistic regression has it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carelens import features, resources
from carelens.annotation import Evidence, ModelInfo
from carelens.errors import CareLensError, InvalidModel
from carelens.framework import Framework

FORMAT = "carelens/model/1"
HEADER, WEIGHTS = "model.json", "weights.npz"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """What scoring needs. V terms, L labels, in the order of `framework.labels`.

    `coefficients` (V, L), `idf` (V,), `intercepts` (L,), `calibration` (L, 2) slope and offset
    from logit to calibrated logit, `thresholds` (L,) and `strong` (L,) calibrated probabilities
    from which a label is given and called strong. `known_share` is the least share of a passage's
    words that must be in the vocabulary for a verdict.
    """

    framework: Framework
    vocabulary: tuple[str, ...]
    coefficients: NDArray[np.float32]
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
    def _ids(self) -> dict[str, int]:
        return dict(zip(self.vocabulary, range(len(self.vocabulary)), strict=True))

    @cached_property
    def info(self) -> ModelInfo:
        """Name, version, hash, framework and intercepts, for what is made with this model."""
        intercepts = dict(zip(self.framework.labels, self.intercepts.tolist(), strict=True))
        return ModelInfo(self.name, self.version, self.sha256, self.framework, intercepts)

    def logits(self, texts: Iterable[str]) -> Floats:
        """Uncalibrated logits, (n, L)."""
        rows = [self._logit(features.terms(text)) for text in texts]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self.intercepts))

    def calibrate(self, logits: Floats) -> NDArray[np.float32]:
        """Calibrated probabilities in 0..1 for logits of any shape (..., L)."""
        return calibrated(self.calibration, logits).astype(np.float32)

    def score(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Calibrated probability of every label for every text, (n, L)."""
        return self.calibrate(self.logits(texts))

    def known(self, text: str) -> float:
        """The share of a passage's words that the vocabulary has, 0 for no words."""
        words = features.words(text)
        return sum(word in self._ids for word in words) / len(words) if words else 0.0

    def explain(self, text: str, labels: Sequence[str] | None = None) -> list[Evidence]:
        """What each stretch of a text adds to each label's logit, in reading order.

        A term's contribution is shared evenly by its occurrences, and terms read from the same
        characters are summed. The weights of a label and its intercept add up to its logit.
        Offsets are code points into `text`. Raises InvalidModel for a label it does not know.
        """
        columns = self._columns(labels)
        found = [term for term in features.terms(text) if term.text in self._ids]
        if not found:
            return []
        ids, values, counts = self._tfidf(found)
        share = dict(zip(ids, (values / counts).tolist(), strict=True))
        spans: dict[tuple[int, int], Floats] = {}
        for term in found:
            i = self._ids[term.text]
            added = share[i] * self.coefficients[i, columns].astype(np.float64)
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

    def _logit(self, found: list[features.Term]) -> Floats:
        known = [term for term in found if term.text in self._ids]
        if not known:
            return self.intercepts
        ids, values, _ = self._tfidf(known)
        return self.intercepts + values @ self.coefficients[ids].astype(np.float64)

    def _tfidf(self, known: list[features.Term]) -> tuple[list[int], Floats, Floats]:
        """Ids of the distinct terms, their tf-idf values and their counts."""
        tally: dict[int, int] = {}
        for term in known:
            i = self._ids[term.text]
            tally[i] = tally.get(i, 0) + 1
        ids = list(tally)
        counts = np.array(list(tally.values()), dtype=np.float64)
        values = (1.0 + np.log(counts)) * self.idf[ids]
        return ids, values / np.sqrt(values @ values), counts

    def save(self, folder: str | os.PathLike[str]) -> Model:
        """Write header and weights; gives the model with its hash.

        The same model gives the same bytes.
        """
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        grid = _grid(self.coefficients)
        buffer = io.BytesIO()
        np.savez(
            buffer,
            vocabulary=np.frombuffer("\n".join(self.vocabulary).encode(), dtype=np.uint8),
            coefficients=np.round(self.coefficients.astype(np.float64) / grid).astype(np.int16),
            idf=self.idf,
        )
        data = buffer.getvalue()
        digest = hashlib.sha256(data).hexdigest()
        header = {
            "format": FORMAT,
            "name": self.name,
            "version": self.version,
            "analyser": features.ANALYSER,
            "terms": len(self.vocabulary),
            "sha256": digest,
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
        (path / WEIGHTS).write_bytes(data)
        text = json.dumps(header, indent=1, ensure_ascii=False) + "\n"
        (path / HEADER).write_text(text, encoding="utf-8")
        return Model.load(path)

    @classmethod
    def load(cls, name: str | os.PathLike[str] = "default") -> Model:
        """Load a model folder, or a shipped model by its name.

        Raises InvalidModel where a file is missing or damaged, the hash is wrong, or the format
        number or analyser is another.
        """
        folder = resources.model_folder(name)
        try:
            header = json.loads((folder / HEADER).read_text(encoding="utf-8"))
            data = (folder / WEIGHTS).read_bytes()
        except OSError as error:
            raise InvalidModel(
                f"model {os.fspath(name)}: no readable {HEADER} and {WEIGHTS} in it; "
                "give a model folder or the name of a shipped model"
            ) from error
        except ValueError as error:
            raise InvalidModel(f"{folder / HEADER}: is not JSON; train the model again") from error
        _check_header(header, data, folder)
        try:
            return cls._from_files(header, data)
        except (KeyError, TypeError, ValueError, CareLensError) as error:
            raise InvalidModel(
                f"{folder}: header and weights do not fit; train it again"
            ) from error

    @classmethod
    def _from_files(cls, header: dict[str, Any], data: bytes) -> Model:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            blob = arrays["vocabulary"].tobytes().decode("utf-8")
            coefficients = arrays["coefficients"].astype(np.float32)
            idf = arrays["idf"].astype(np.float64)
        coefficients *= np.float32(header["grid"])
        framework = Framework.from_dict(header["framework"])
        rows = header["labels"]
        vocabulary = tuple(blob.split("\n"))
        if [row["label"] for row in rows] != list(framework.labels):
            raise InvalidModel("labels and framework differ")
        if coefficients.shape != (len(vocabulary), len(rows)) or idf.shape != (len(vocabulary),):
            raise InvalidModel("shapes differ")

        def column(key: str) -> Floats:
            return np.array([row[key] for row in rows], dtype=np.float64)

        return cls(
            framework=framework,
            vocabulary=vocabulary,
            coefficients=coefficients,
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


def _check_header(header: Any, data: bytes, folder: Path) -> None:
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise InvalidModel(f"{folder}: its format is not {FORMAT}; train it with this version")
    if header.get("analyser") != features.ANALYSER:
        raise InvalidModel(f"{folder}: was trained with another analyser; train it again")
    if hashlib.sha256(data).hexdigest() != header.get("sha256"):
        raise InvalidModel(
            f"{folder / WEIGHTS}: the hash is wrong, the file is not the trained one"
        )


def calibrated(calibration: Floats, logits: Floats) -> Floats:
    """Probabilities in 0..1 for logits (n, L), by slope and offset of each label, (L, 2)."""
    margin = calibration[:, 0] * logits + calibration[:, 1]
    probabilities: Floats = 1.0 / (1.0 + np.exp(-np.clip(margin, -500, 500)))
    return probabilities


def round_coefficients(coefficients: Floats) -> Floats:
    """Coefficients on the grid that a model file has: the last step of fitting."""
    grid = _grid(coefficients)
    return np.round(coefficients / grid) * grid


def _grid(coefficients: NDArray[Any]) -> float:
    """The finest power of two, 2**-10 at best, at which the coefficients fit 16 bits."""
    largest, grid = float(np.abs(coefficients).max(initial=0.0)), 2.0**-10
    while largest / grid > 32767:
        grid *= 2
    return grid
