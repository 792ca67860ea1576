"""Folds that keep a group together: no writer and no page on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def assign_folds(groups: Sequence[str], kinds: Sequence[str], folds: int = 5) -> NDArray[np.int64]:
    """The fold, 0 .. folds-1, of every example.

    Groups are dealt out from the largest to the smallest, each to the fold that has least of
    the group's main kind, so that every fold holds every kind. The order of examples within a
    group does not matter, and nothing is random. With fewer groups than folds there are as many
    folds as groups; a single group is dealt out example by example, in an order that is always
    the same and follows no rhythm: codings often come in turns, and a fold must not be one label.
    """
    sizes = Counter(groups)
    if len(sizes) == 1:
        shuffled = np.random.RandomState(0).permutation(len(groups))
        return shuffled % min(folds, len(groups))
    folds = min(folds, len(sizes))
    by_group: dict[str, Counter[str]] = {group: Counter() for group in sizes}
    for group, kind in zip(groups, kinds, strict=True):
        by_group[group][kind] += 1
    loads: list[Counter[str]] = [Counter() for _ in range(folds)]
    fold: dict[str, int] = {}
    for group in sorted(sizes, key=lambda g: (-sizes[g], g)):
        kind = max(by_group[group], key=lambda k: (by_group[group][k], k))
        fold[group] = min(range(folds), key=lambda i: (loads[i][kind], loads[i].total(), i))
        loads[fold[group]] += by_group[group]
    return np.array([fold[group] for group in groups])
