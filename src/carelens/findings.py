"""What is told of each label that a passage was given: the verdict in words, and why.

Exporters that hang a note on a passage say the same, in the shape of their format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from carelens.annotation import AnnotatedDocument, Evidence, Verdict, in_words
from carelens.document import Passage, clean
from carelens.framework import Dimension
from carelens.phrases import phrases

AUTHOR = "CareLens"
"""Who writes the notes and codings that exporters put into files."""
LEAST = 0.05
"""Words of less weight, in logits, are not worth a mention."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One label given to one passage.

    `number` counts passages from 0, `lean` is the verdict in words, and `carried` and `against`
    are the stretches of the document that spoke for the label and against it, strongest first.
    """

    number: int
    passage: Passage
    dimension: Dimension
    verdict: Verdict
    pole: str
    lean: str
    carried: tuple[Evidence, ...]
    against: tuple[Evidence, ...]

    @property
    def label(self) -> str:
        """`dimension.pole`."""
        return f"{self.dimension.id}.{self.pole}"

    @property
    def score(self) -> float:
        """The label's calibrated probability, in 0..1."""
        score: float = getattr(self.verdict, self.pole)
        return score

    @property
    def statement(self) -> str:
        """Dimension and verdict in words, without a stop."""
        return f"{self.dimension.name}: {self.lean}"

    def reasons(self, text: str, *, weights: bool = True) -> list[str]:
        """ "For: ..." and "Against: ..." with the words of the document's `text` in quotation
        marks, each with its weight where `weights` are wanted; a side without words is left out.
        """
        sides = (("For", self.carried), ("Against", self.against))
        told = ((side, [quoted(text, e, weights=weights) for e in found]) for side, found in sides)
        return [f"{side}: {', '.join(words)}" for side, words in told if words]


def findings(annotated: AnnotatedDocument) -> Iterator[Finding]:
    """Every label given, by passage and in the framework's order."""
    framework, all_evidence = annotated.model.framework, annotated.evidence
    for number, passage in enumerate(annotated.passages):
        for dimension, verdict in zip(
            framework.dimensions, annotated.verdicts[number], strict=True
        ):
            mixed = verdict.band == "both"
            for pole in verdict.poles:
                lean = in_words(framework, "leans" if mixed else verdict.band, pole)
                lean = f"both; here {lean}" if mixed else lean
                carried, against = (
                    tuple(e for e in side if abs(e.weight) >= LEAST)
                    for side in phrases(all_evidence[number], f"{dimension.id}.{pole}")
                )
                yield Finding(
                    number, passage, dimension, verdict, pole, lean, carried, against
                )  # fmt: skip


def quoted(text: str, evidence: Evidence, *, weights: bool = False) -> str:
    """A stretch of a text on one line, in quotation marks, with its weight where asked."""
    words = f"“{' '.join(clean(text[evidence.start : evidence.end]).split())}”"
    return f"{words} {evidence.weight:+.2f}" if weights else words
