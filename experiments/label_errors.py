"""Codings that held-out models doubt most, to be read again: `python -m experiments.label_errors`.

A label is doubted where a model that saw nothing of the batch gives it a probability far from
what was coded: self-confidence, the plainest score of confident learning (Northcutt, Jiang and
Chuang 2021). Labels given and labels withheld are ranked apart, as a held-out model misses far more
than it invents. Nothing is changed: a person or coder reads each passage with the codebook again.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

from carelens.corpus import read_corpus
from carelens.framework import Framework
from carelens.training.cross_validate import cross_validate
from carelens.training.train import PENALTIES


def main() -> None:
    """Write id, label, coded or not, probability, text: those given first, most doubted first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="the .tsv file to write")
    parser.add_argument("--corpus", type=Path, default=Path("data/corpus"))
    parser.add_argument("--most", type=int, default=1000, help="how many of either kind")
    options = parser.parse_args()
    framework = Framework.load()
    examples = read_corpus(options.corpus)
    held = cross_validate(examples, framework, PENALTIES)
    probabilities, _ = held.cross_fit(held.logits)
    confidence = np.where(held.truth == 1, probabilities, 1 - probabilities)
    order = np.argsort(confidence, axis=None)
    given = held.truth.ravel()[order] == 1
    order = np.concatenate([order[given][: options.most], order[~given][: options.most]])
    with options.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["id", "label", "coded", "probability", "text"])
        for row, column in zip(*np.unravel_index(order, confidence.shape), strict=True):
            example, label = examples[row], framework.labels[column]
            coded = "yes" if label in example.labels else "no"
            probability = f"{probabilities[row, column]:.3f}"
            writer.writerow([example.id, label, coded, probability, example.text])


if __name__ == "__main__":
    main()
