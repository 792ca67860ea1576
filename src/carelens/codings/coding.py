"""A stretch of text that somebody gave a code."""

from __future__ import annotations

from dataclasses import dataclass

from carelens.findings import AUTHOR


@dataclass(frozen=True, slots=True)
class Coding:
    """One code on one stretch of a document.

    `start` and `end` are Unicode code points into `Document.text`, half-open. `label` is the
    framework's name for the code, `dimension.pole`; `coder` is who gave it, and `note` what the
    coder wrote beside it.
    """

    start: int
    end: int
    label: str
    coder: str
    note: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the coder is CareLens: no person gave it."""
        return self.coder.partition(" ")[0] == AUTHOR
