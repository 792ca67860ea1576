"""What a model says of a document: verdicts with their evidence, and the document's profile.

Offsets are Unicode code points into `Document.text`, spans are half-open.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from carelens.document import Document, Passage
from carelens.framework import POLES, Framework

SCHEMA = "carelens/annotation/1"
LABELS = ("treatment", "healing", "mixed", "none")
BANDS = ("strongly", "leans", "both", "not addressed")
REASONS = {
    "": "",
    "too_short": "too few words to take a stand",
    "unknown_words": "the model knows too few of its words to say",
    "below_threshold": "neither pole is likely enough",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One passage on one dimension.

    `treatment` and `healing` are calibrated probabilities in 0..1, independent of one another.
    `label` is one of LABELS, `band` one of BANDS; `reason` is a key of REASONS, empty unless the
    label is "none".
    """

    dimension: str
    treatment: float
    healing: float
    label: str
    band: str
    reason: str = ""

    @property
    def poles(self) -> tuple[str, ...]:
        """The poles that are given: none, one, or both where the label is "mixed"."""
        return tuple(pole for pole in POLES if self.label in (pole, "mixed"))

    @property
    def labels(self) -> tuple[str, ...]:
        """The label names of the poles that are given."""
        return tuple(f"{self.dimension}.{pole}" for pole in self.poles)

    @property
    def scores(self) -> tuple[tuple[str, float], tuple[str, float]]:
        """Both label names with their calibrated probabilities, treatment first."""
        treatment, healing = (f"{self.dimension}.{pole}" for pole in POLES)
        return (treatment, self.treatment), (healing, self.healing)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one stretch of words added to a label's logit (positive) or took from it."""

    start: int
    end: int
    label: str
    weight: float


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model judged: name, version, SHA-256 of its weights, and the framework it knows."""

    name: str
    version: str
    sha256: str
    framework: Framework
    intercepts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One dimension over a whole document.

    The four counts are passages. `balance` is (healing - treatment) / (healing + treatment)
    in -1..+1, a mixed passage counting on both sides; `low` and `high` bound its 95 % interval.
    All three are None where the dimension is not addressed.
    """

    dimension: str
    addressed: int
    treatment: int
    healing: int
    mixed: int
    balance: float | None
    low: float | None
    high: float | None

    @property
    def band(self) -> str:
        """The document's lean in words: one of BANDS.

        "strongly" where the whole interval lies on one side, "leans" where only the balance does
        (beyond one third), else "both".
        """
        if self.balance is None or self.low is None or self.high is None:
            return "not addressed"
        if self.low > 0 or self.high < 0:
            return "strongly"
        return "leans" if abs(self.balance) > 1 / 3 else "both"

    @property
    def pole(self) -> str:
        """The pole that the dimension leans to, or "" where it leans to neither."""
        if self.balance is None or self.band == "both":
            return ""
        return "healing" if self.balance > 0 else "treatment"


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document with one row of verdicts per passage, in the framework's order.

    `evidence` holds, per passage, the contributions to every label of each dimension that the
    passage addresses; with the label's intercept they add up to its logit.
    """

    document: Document
    passages: tuple[Passage, ...]
    verdicts: tuple[tuple[Verdict, ...], ...]
    evidence: tuple[tuple[Evidence, ...], ...]
    model: ModelInfo

    def text(self, passage: Passage) -> str:
        """The words of a passage."""
        return self.document.text[passage.start : passage.end]

    def labels(self, passage: int) -> tuple[str, ...]:
        """The labels given to the passage of that number, in the framework's order."""
        return tuple(name for verdict in self.verdicts[passage] for name in verdict.labels)

    def scores(self, passage: int) -> dict[str, float]:
        """Every label's calibrated probability for the passage of that number."""
        return {name: score for verdict in self.verdicts[passage] for name, score in verdict.scores}

    def lean(self, passage: int) -> str:
        """Where the passage of that number leans over all dimensions: one of LABELS."""
        labels = {verdict.label for verdict in self.verdicts[passage]} - {"none"}
        return labels.pop() if len(labels) == 1 else "mixed" if labels else "none"

    def profile(self) -> tuple[ProfileRow, ...]:
        """One row per dimension, in the framework's order."""
        return tuple(
            profile_row(dimension.id, [row[i].label for row in self.verdicts])
            for i, dimension in enumerate(self.model.framework.dimensions)
        )

    def to_dict(self, *, text: bool = True) -> dict[str, Any]:
        """The whole annotation as plain data: schema `carelens/annotation/1`.

        Without text, what is quoted of the document is empty; offsets and the text's SHA-256 stay.
        """
        document, model = self.document, self.model
        return {
            "schema": SCHEMA,
            "document": {
                "name": document.name,
                "text": document.text if text else "",
                "text_sha256": text_sha256(document.text),
                "metadata": dict(document.metadata) if text else {},
            },
            "model": {
                "name": model.name,
                "version": model.version,
                "sha256": model.sha256,
                "framework": model.framework.id,
                "framework_version": model.framework.version,
                "intercepts": dict(model.intercepts),
            },
            "profile": [_row_dict(row) for row in self.profile()],
            "passages": [
                _passage_dict(document.text if text else "", *item)
                for item in zip(self.passages, self.verdicts, self.evidence, strict=True)
            ],
        }


def profile_row(dimension: str, labels: list[str]) -> ProfileRow:
    """Count one dimension's labels over passages and say where they lean.

    The interval is Wilson's score interval at 95 % (Wilson 1927) for the healing share, carried
    to the scale of the balance; it takes passages as independent, so it is a lower bound of the
    uncertainty.
    """
    counts = Counter(labels)
    treatment, healing, mixed = counts["treatment"], counts["healing"], counts["mixed"]
    addressed = treatment + healing + mixed
    if not addressed:
        return ProfileRow(dimension, 0, 0, 0, 0, None, None, None)
    total = treatment + healing + 2 * mixed
    low, high = wilson_interval(healing + mixed, total)
    balance = (healing - treatment) / total
    row = (addressed, treatment, healing, mixed, balance, 2 * low - 1, 2 * high - 1)
    return ProfileRow(dimension, *row)


def text_sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, which tells a document without quoting it."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def in_words(framework: Framework, band: str, pole: str) -> str:
    """A band and the pole it leans to as a reader is told: "strongly leans to the ...".

    `pole` is one of the framework's poles, or "" where the band names none.
    """
    if not pole:
        return band
    name = framework.pole_names[POLES.index(pole)].lower()
    return f"{'strongly leans' if band == 'strongly' else band} to the {name}"


def wilson_interval(successes: int, trials: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval for a proportion; (0, 1) where there are no trials."""
    if not trials:
        return 0.0, 1.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def _row_dict(row: ProfileRow) -> dict[str, Any]:
    return {
        "dimension": row.dimension,
        "addressed": row.addressed,
        "treatment": row.treatment,
        "healing": row.healing,
        "mixed": row.mixed,
        "balance": row.balance,
        "low": row.low,
        "high": row.high,
        "band": row.band,
    }


def _passage_dict(
    text: str,
    passage: Passage,
    verdicts: tuple[Verdict, ...],
    evidence: tuple[Evidence, ...],
) -> dict[str, Any]:
    return {
        "start": passage.start,
        "end": passage.end,
        "text": text[passage.start : passage.end],
        "section": list(passage.section) if text else [],
        "quoted": passage.quoted,
        "verdicts": [
            {
                "dimension": verdict.dimension,
                "treatment": verdict.treatment,
                "healing": verdict.healing,
                "label": verdict.label,
                "band": verdict.band,
                "reason": verdict.reason,
            }
            for verdict in verdicts
        ],
        "evidence": [
            {"start": e.start, "end": e.end, "label": e.label, "weight": e.weight} for e in evidence
        ],
    }
