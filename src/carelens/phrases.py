"""The words for and against a label, as a reader wants them: phrases, not terms."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from carelens.annotation import Evidence


def phrases(
    evidence: Iterable[Evidence], label: str, count: int = 4
) -> tuple[list[Evidence], list[Evidence]]:
    """The stretches that speak most for a label, and most against it, strongest first.

    Each is given the sum of all contributions inside it, and none overlaps another of its list.
    """
    own = sorted((e for e in evidence if e.label == label), key=lambda e: (e.start, e.end))
    starts = [e.start for e in own]
    whole = {
        (a.start, a.end): sum(
            b.weight
            for b in own[bisect_left(starts, a.start) : bisect_left(starts, a.end)]
            if b.end <= a.end
        )
        for a in own
    }
    ranked = [Evidence(start, end, label, weight) for (start, end), weight in whole.items()]
    ranked.sort(key=lambda e: (-e.weight, e.start))
    carried = _apart((e for e in ranked if e.weight > 0), count)
    against = _apart((e for e in reversed(ranked) if e.weight < 0), count)
    return carried, against


def _apart(ranked: Iterable[Evidence], count: int) -> list[Evidence]:
    chosen: list[Evidence] = []
    for e in ranked:
        if len(chosen) == count:
            break
        if all(e.end <= other.start or other.end <= e.start for other in chosen):
            chosen.append(e)
    return chosen
