"""Counts over a corpus, as plain data: what it holds and how its labels are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import Any, TypeVar

from carelens.corpus import Example
from carelens.framework import Dimension, Framework

Key = TypeVar("Key", str, int)


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the passages, parted by white space: in all, and of one passage."""

    total: int
    shortest: int
    median: float
    mean: float
    longest: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Passages by what they carry of one dimension.

    `balance` is (healing - treatment) / (healing + treatment) over labels, from -1 to +1, and
    None where no passage addresses the dimension.
    """

    treatment: int
    healing: int
    mixed: int
    none: int
    balance: float | None


@dataclass(frozen=True, slots=True)
class CorpusStats:
    """All counts of a corpus. Mappings are ordered by name; labels as in the framework."""

    passages: int
    words: Words
    batches: dict[str, int]
    genres: dict[str, int]
    kinds: dict[str, int]
    labels: dict[str, int]
    labels_by_kind: dict[str, dict[str, int]]
    labels_per_passage: dict[int, int]
    dimensions: dict[str, Balance]
    sources: int
    pairs: int
    docs: int

    def to_dict(self) -> dict[str, Any]:
        """The counts as nested dictionaries, ready for JSON."""
        return asdict(self)


def stats(examples: Sequence[Example], framework: Framework) -> CorpusStats:
    """Count a corpus. Labels that the framework does not have are left out."""
    kinds = _count(example.kind for example in examples)
    labels = {
        label: [example for example in examples if label in example.labels]
        for label in framework.labels
    }
    return CorpusStats(
        passages=len(examples),
        words=_words(examples),
        batches=_count(example.batch for example in examples),
        genres=_count(example.genre for example in examples),
        kinds=kinds,
        labels={label: len(carriers) for label, carriers in labels.items()},
        labels_by_kind={
            label: {kind: sum(example.kind == kind for example in carriers) for kind in kinds}
            for label, carriers in labels.items()
        },
        labels_per_passage=_count(len(example.labels) for example in examples),
        dimensions={
            dimension.id: _balance(examples, dimension) for dimension in framework.dimensions
        },
        sources=_distinct(example.source for example in examples),
        pairs=_distinct(example.pair for example in examples),
        docs=_distinct(example.doc for example in examples),
    )


def _count(values: Iterable[Key]) -> dict[Key, int]:
    return dict(sorted(Counter(values).items()))


def _distinct(names: Iterable[str]) -> int:
    return len({name for name in names if name})


def _words(examples: Sequence[Example]) -> Words:
    lengths = [len(example.text.split()) for example in examples] or [0]
    return Words(
        total=sum(lengths),
        shortest=min(lengths),
        median=float(median(lengths)),
        mean=round(fmean(lengths), 1),
        longest=max(lengths),
    )


def _balance(examples: Sequence[Example], dimension: Dimension) -> Balance:
    treatment, healing = dimension.labels
    seen = Counter((treatment in e.labels, healing in e.labels) for e in examples)
    mixed = seen[True, True]
    towards_treatment, towards_healing = seen[True, False] + mixed, seen[False, True] + mixed
    total = towards_treatment + towards_healing
    return Balance(
        treatment=seen[True, False],
        healing=seen[False, True],
        mixed=mixed,
        none=seen[False, False],
        balance=round((towards_healing - towards_treatment) / total, 3) if total else None,
    )
