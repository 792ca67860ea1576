"""Other ways to do the job, on the same corpus and the same benchmark: `make peers`.

Each method learns from the corpus without one fold, where its threshold is chosen and its held-out
figures are taken; then it learns from the whole corpus and is measured on the benchmark. A method
that takes too long for both is measured on the benchmark as it learned first.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from carelens.corpus import Example, groups, read_corpus
from carelens.framework import Framework
from carelens.model import Model
from carelens.training import evaluate
from carelens.training.calibrate import choose_threshold
from carelens.training.folder import PEERS, read_benchmark, read_metrics, write_card
from carelens.training.folds import assign_folds
from carelens.training.held_out import real_rows
from carelens.training.tables import Floats, Given, Truth, truth_table
from experiments.fasttext_peer import FastText
from experiments.lexicon import Lexicon
from experiments.minilm import FrozenMiniLM, TunedMiniLM
from experiments.spacy_peer import SpacyTextcat
from experiments.tfidf import CareLens, PlainTfidf

SCHEMA = "carelens/peers/1"


class Peer(Protocol):
    """Something that learns yes/no labels from texts."""

    def fit(self, texts: Sequence[str], truth: Truth) -> None:
        """Learn from texts and what was coded, (n, L)."""

    def scores(self, texts: Sequence[str]) -> Floats:
        """A number in 0..1 for every label, (n, L)."""


def measure_peer(
    make: Callable[[], Peer],
    examples: Sequence[Example],
    benchmark: Sequence[Example],
    framework: Framework,
) -> dict[str, Any]:
    """Held-out figures of one fold, and figures on the benchmark."""
    truth = truth_table(examples, framework)
    texts = np.array([example.text for example in examples], dtype=object)
    inside = assign_folds(groups(examples), [example.kind for example in examples]) == 0
    held, started = make(), time.perf_counter()
    held.fit(texts[~inside].tolist(), truth[~inside])
    first = time.perf_counter() - started
    scores = held.scores(texts[inside].tolist())
    threshold = choose_threshold(scores, truth[inside])
    real = real_rows(examples)[inside]
    whole, seconds = held, first
    if not isinstance(held, TunedMiniLM):
        started = time.perf_counter()
        whole = make()
        whole.fit(texts.tolist(), truth)
        seconds = time.perf_counter() - started
    given = (scores >= threshold)[real]
    figures = {
        "threshold": threshold,
        "fit_seconds": round(seconds),
        "fitted_on": len(texts) if whole is not held else int((~inside).sum()),
        "held_out_real": {
            "micro_f1": evaluate.f1_scores(truth[inside][real], given)["micro_f1"],
            "mean_average_precision": evaluate.mean_average_precision(
                truth[inside][real], scores[real]
            ),
        },
    }
    scores = whole.scores([example.text for example in benchmark])
    return figures | benchmark_figures(benchmark, framework, scores, scores >= threshold)


def benchmark_figures(
    passages: Sequence[Example], framework: Framework, scores: Floats, given: Given
) -> dict[str, Any]:
    """Micro- and macro-F1 on real and on contrast passages, minimal pairs, lean AUC."""
    truth = truth_table(passages, framework)
    real = real_rows(passages)
    return {
        "real": evaluate.f1_scores(truth[real], given[real]),
        "contrast": evaluate.f1_scores(truth[~real], given[~real]),
        "minimal_pairs": evaluate.pairs_right(passages, truth, given),
        "mean_average_precision": evaluate.mean_average_precision(truth, scores),
        "lean_auc": evaluate.lean_auc(truth, scores),
    }


def main() -> None:
    """Measure the named methods, or all, and write them next to the model's figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="methods; all if none")
    parser.add_argument("--corpus", type=Path, default=Path("data/corpus"))
    parser.add_argument("--benchmark", type=Path, default=Path("data/benchmark"))
    parser.add_argument("--model", type=Path, default=Path("models/default"))
    options = parser.parse_args()
    framework = Framework.load()
    penalty = float(read_metrics(options.model)["training"]["penalty"])
    methods: dict[str, Callable[[], Peer]] = {
        "CareLens": lambda: CareLens(penalty),
        "plain TF-IDF": PlainTfidf,
        "keyword lexicon": lambda: Lexicon(framework),
        "fastText": FastText,
        "spaCy textcat": SpacyTextcat,
        "MiniLM frozen": FrozenMiniLM,
        "MiniLM fine-tuned": TunedMiniLM,
    }
    if unknown := set(options.names) - set(methods):
        parser.error(f"no such method: {sorted(unknown)[0]}; there are {', '.join(methods)}")
    examples = read_corpus(options.corpus)
    benchmark = [e for file in read_benchmark(options.benchmark).values() for e in file]
    path = options.model / PEERS
    table: dict[str, Any] = {"schema": SCHEMA, "passages": len(examples), "methods": {}}
    if path.exists() and (old := json.loads(path.read_text()))["passages"] == len(examples):
        table = old
    for name in options.names or methods:
        try:
            figures = measure_peer(methods[name], examples, benchmark, framework)
        except ImportError as error:
            print(f"{name}: left out, {error}", file=sys.stderr)
            continue
        table["methods"][name] = evaluate.rounded(figures)
        path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
        print(line(name, table["methods"][name]), flush=True)
    write_card(Model.load(options.model), options.model)


def line(name: str, figures: dict[str, Any]) -> str:
    """One method's figures in words."""
    pairs = figures["minimal_pairs"]
    return (
        f"{name:18} benchmark real {figures['real']['micro_f1']:.2f} "
        f"contrast {figures['contrast']['micro_f1']:.2f} pairs {pairs['right']}/{pairs['sets']} "
        f"lean AUC {figures['lean_auc']:.3f}; held-out real "
        f"{figures['held_out_real']['micro_f1']:.2f}; fitted in {figures['fit_seconds']} s"
    )


if __name__ == "__main__":
    main()
