"""Agreement of the blind second coding with the first: `python -m experiments.agreement`.

`data/second_coding.tsv` holds, for a random sample of every batch, what a coder gave who saw text
and codebook alone, next to what the writer had given before anything was settled.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from carelens.corpus import read_corpus
from carelens.framework import Framework
from carelens.training.card import table
from carelens.training.held_out import GROUNDED

CODINGS = Path("data/second_coding.tsv")
Codes = NDArray[np.bool_]
"""Which labels a coder gave, (n, L)."""


@dataclass(frozen=True)
class Agreement:
    """Two coders on one label: how often each gave it, and how far beyond chance they agree."""

    first: int
    second: int
    kappa: float
    alpha: float


def read_codings(
    framework: Framework, path: Path = CODINGS
) -> tuple[list[str], Codes, Codes, Codes]:
    """Ids, and what the first and the second coder gave, and what was settled."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    column = {label: i for i, label in enumerate(framework.labels)}
    tables = []
    for coder in ("first", "second", "settled"):
        codes = np.zeros((len(rows), len(column)), dtype=bool)
        for i, row in enumerate(rows):
            codes[i, [column[label] for label in row[coder].split()]] = True
        tables.append(codes)
    return [row["id"] for row in rows], tables[0], tables[1], tables[2]


def agreement(first: Codes, second: Codes) -> Agreement:
    """Cohen's kappa (1960) and Krippendorff's alpha (2004, nominal) of two coders, (n,) each.

    Both are NaN where nobody ever gave the label.
    """
    n, a, b = len(first), int(first.sum()), int(second.sum())
    observed = float((first != second).mean())
    by_margins = (a * (n - b) + b * (n - a)) / n**2
    given = a + b
    pooled = 2 * given * (2 * n - given) / (2 * n * (2 * n - 1))
    kappa, alpha = (1 - observed / e if e else float("nan") for e in (by_margins, pooled))
    return Agreement(a, b, kappa, alpha)


def report(framework: Framework, first: Codes, second: Codes) -> str:
    """A Markdown table: every label, then all together."""
    rows: list[Sequence[object]] = [
        [label, *_cells(agreement(first[:, i], second[:, i]))]
        for i, label in enumerate(framework.labels)
    ]
    rows.append(["all labels together", *_cells(agreement(first.ravel(), second.ravel()))])
    return table(["label", "first coder", "second coder", "kappa", "alpha"], rows)


def _cells(one: Agreement) -> list[object]:
    return [one.first, one.second, *(f"{x:.2f}" if x == x else "-" for x in (one.kappa, one.alpha))]


def by_one_another(first: Codes, second: Codes) -> str:
    """F1 of one coder by the other, and how many labels each gave, in words."""
    a, b, both = int(first.sum()), int(second.sum()), int((first & second).sum())
    return f"F1 of one coder by the other {2 * both / (a + b):.2f}; labels {a} and {b}"


def main() -> None:
    """Print the table, the same for invented and grounded passages, and how disputes ended."""
    framework = Framework.load()
    ids, first, second, settled = read_codings(framework)
    print(f"{len(ids)} passages\n")
    print(report(framework, first, second))
    kinds = {example.id: example.kind for example in read_corpus("data/corpus")}
    grounded = np.array([kinds[name] == GROUNDED for name in ids])
    for name, rows in (("all", grounded | True), ("grounded", grounded), ("invented", ~grounded)):
        print(f"{name}, {rows.sum()} passages: {by_one_another(first[rows], second[rows])}")
    disputed = first != second
    print(f"{disputed.sum()} labels in dispute, {settled[disputed].sum()} settled as carried")


if __name__ == "__main__":
    main()
