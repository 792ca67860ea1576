"""Coded passages as tables: n passages by L labels, in the framework's order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from carelens.corpus import Example
from carelens.errors import InvalidData
from carelens.framework import Framework

Floats = NDArray[np.float64]
"""Logits or probabilities, (n, L)."""
Truth = NDArray[np.int8]
"""What was coded: 0 or 1, (n, L)."""
Given = NDArray[np.bool_]
"""What a method gives, (n, L)."""


def truth_table(examples: Sequence[Example], framework: Framework) -> Truth:
    """Which labels each example carries: 0 or 1, (n, L).

    Raises InvalidData for a label that the framework has not.
    """
    column = {label: i for i, label in enumerate(framework.labels)}
    table = np.zeros((len(examples), len(column)), dtype=np.int8)
    for i, example in enumerate(examples):
        if unknown := sorted(set(example.labels) - column.keys()):
            raise InvalidData(
                f"corpus: {example.id} of {example.batch} has label {unknown[0]!r}, which "
                f"framework {framework.id} has not; correct it, or give its framework or model"
            )
        table[i, [column[label] for label in example.labels]] = 1
    return table
