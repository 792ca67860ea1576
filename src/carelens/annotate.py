"""A document and a model make an annotated document."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from carelens.annotation import AnnotatedDocument, Evidence, Verdict
from carelens.document import Document
from carelens.framework import POLES
from carelens.model import Model

FEWEST_WORDS = 3
_BATCH = 512


def annotate(document: Document, model: Model) -> AnnotatedDocument:
    """Split a document into passages and judge each on every dimension of the model.

    Evidence is given for both labels of the dimensions that a passage addresses, with offsets
    into `document.text`.
    """
    from carelens import passages  # its expressions take longer to compile than a passage to judge

    found = passages.split(document)
    texts = [document.text[passage.start : passage.end] for passage in found]
    verdicts: list[tuple[Verdict, ...]] = []
    for first in range(0, len(texts), _BATCH):
        verdicts.extend(judge(texts[first : first + _BATCH], model))
    evidence = [
        _evidence(text, passage.start, row, model)
        for text, passage, row in zip(texts, found, verdicts, strict=True)
    ]
    return AnnotatedDocument(document, found, tuple(verdicts), tuple(evidence), model.info)


def judge(texts: list[str], model: Model) -> list[tuple[Verdict, ...]]:
    """The verdicts on each text, one per dimension in the framework's order."""
    scores, silences = _read(texts, model)
    return [
        _verdicts(row, silence, model)
        for row, silence in zip(scores.astype(float).tolist(), silences, strict=True)
    ]


def label(texts: list[str], model: Model) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Scores of all labels, to four decimals, and which of them are given; (n, L) both.

    What `judge` says, without an object a text.
    """
    scores, silences = _read(texts, model)
    given = scores.astype(float) >= model.thresholds
    given[[bool(silence) for silence in silences]] = False
    return np.round(scores.astype(float), 4), given


def _read(texts: list[str], model: Model) -> tuple[NDArray[np.float32], list[str]]:
    """Scores, and why nothing can be said of a text, whatever its scores; "" where it can."""
    logits, known = model.read(texts)
    enough = (known >= model.known_share).tolist()
    silences = [
        "too_short" if len(text.split()) < FEWEST_WORDS else "" if known else "unknown_words"
        for text, known in zip(texts, enough, strict=True)
    ]
    return model.calibrate(logits), silences


def _verdicts(row: list[float], silence: str, model: Model) -> tuple[Verdict, ...]:
    verdicts = []
    for i, dimension in enumerate(model.framework.dimensions):
        columns = (2 * i, 2 * i + 1)
        treatment, healing = (round(row[column], 4) for column in columns)
        poles = [
            pole
            for pole, column in zip(POLES, columns, strict=True)
            if not silence and row[column] >= model.thresholds[column]
        ]
        strong = any(row[column] >= model.strong[column] for column in columns)
        label, band = _label(poles, strong)
        reason = "" if poles else silence or "below_threshold"
        verdicts.append(Verdict(dimension.id, treatment, healing, label, band, reason))
    return tuple(verdicts)


def _label(poles: list[str], strong: bool) -> tuple[str, str]:
    if not poles:
        return "none", "not addressed"
    if len(poles) == 2:
        return "mixed", "both"
    return poles[0], "strongly" if strong else "leans"


def _evidence(
    text: str, offset: int, verdicts: tuple[Verdict, ...], model: Model
) -> tuple[Evidence, ...]:
    addressed = [
        f"{verdict.dimension}.{pole}"
        for verdict in verdicts
        if verdict.label != "none"
        for pole in POLES
    ]
    if not addressed:
        return ()
    return tuple(
        Evidence(offset + e.start, offset + e.end, e.label, e.weight)
        for e in model.explain(text, addressed)
    )
