"""The model card, written from what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from carelens.features import ANALYSER
from carelens.model import Model
from carelens.training.held_out import GROUNDED

BASELINE_NAMES = {
    "majority": "majority answer",
    "seed_phrases": "the seed phrases alone",
    "plain_tfidf": "plain scikit-learn: TF-IDF of words 1-2 + logistic regression",
}


def model_card(
    model: Model,
    figures: Mapping[str, Any],
    peers: Mapping[str, Any] | None = None,
    ablation: Mapping[str, Any] | None = None,
    about: str = "",
) -> str:
    """Markdown: what the model is, how it was made, how right it is, what it must not be used for.

    `peers` and `ablation` are what `make peers` and `make ablation` measured, where they were run;
    `about` says who wrote and coded the passages.
    """
    parts = [_what(model, figures["training"]), _held_out(figures["cross_validation"])]
    if "benchmark" in figures:
        parts.append(_benchmark(figures))
    if peers:
        parts.append(_peers(peers))
    parts.append(_labels(figures["cross_validation"]["by_label"]))
    parts.append(_groups("By kind of passage", figures["cross_validation"]["by_kind"]))
    parts.append(_groups("By genre", figures["cross_validation"]["by_genre"]))
    if ablation:
        parts.append(_ablation(ablation))
    parts.append(_USE + (about or _UNSAID))
    return "\n".join(parts)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; numbers with a fraction are given to two places."""
    lines = [list(head), *([_cell(cell) for cell in row] for row in rows)]
    text = ["| " + " | ".join(line) + " |" for line in lines]
    text.insert(1, "|" + " --- |" * len(lines[0]))
    return "\n".join(text) + "\n"


def benchmark_rows(figures: Mapping[str, Any]) -> list[list[object]]:
    """One row a method: its name, then micro-F1 / macro-F1 over all files and for each."""
    methods = {"CareLens": figures["benchmark"]["files"]}
    methods |= {BASELINE_NAMES[key]: files for key, files in figures["baselines"].items()}
    return [
        [name, *(f"{f['micro_f1']:.2f} / {f['macro_f1']:.2f}" for f in files.values())]
        for name, files in methods.items()
    ]


def _cell(cell: object) -> str:
    if cell is None:
        return "-"
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _what(model: Model, training: Mapping[str, Any]) -> str:
    return f"""# Model card: {model.name}

Written by `carelens train` from what it measured; do not edit.

A table of {training["terms"]:,} terms with one weight a label, for framework
`{model.framework.id}` version {model.framework.version} ({len(model.framework.dimensions)} dimensions, {len(model.framework.labels)} labels).
Features: `{ANALYSER}`; TF-IDF, and the same times word vectors, whose
weights are folded into those of the terms; one logistic regression a label (C = {training["penalty"]:g}),
Platt calibration, one threshold ({training["threshold"]:g}) on the calibrated probabilities.
Trained on {training["passages"]:,} passages in {_count(training["batches"], "batch", "batches")}. Penalty, calibration, threshold and bands
were chosen on held-out passages in {training["folds"]} folds that keep batches, and batches that share a page, together.
SHA-256 of the weights: `{model.sha256}`.
"""


def _held_out(cv: Mapping[str, Any]) -> str:
    has_real = GROUNDED in cv["by_kind"]  # without such passages the figures are of all
    named = {"all passages": cv["all"]}
    named |= {"written after real pages": cv["real"]} if has_real else {}
    named |= {"words of the seed phrases removed": cv["seed_masked"]}
    rows = [
        [name, f["passages"], f["micro_f1"], f["macro_f1"], f["precision"], f["recall"]]
        for name, f in named.items()
    ]
    where = " on passages written after real pages" if has_real else ""
    error = f" ({cv['calibration_error_real']:.3f}{where})" if has_real else ""
    head = ["held-out passages", "n", "micro-F1", "macro-F1", "precision", "recall"]
    pairs = cv["minimal_pairs"]
    return f"""## How right it is on passages it did not see
{table(head, rows)}
Mean average precision {_cell(cv["mean_average_precision"])}. Which pole, where one alone is coded: AUC {_cell(cv["lean_auc"])}.
Minimal pairs with every member right: {pairs["right"]} of {pairs["sets"]}.
Expected calibration error {cv["calibration_error"]:.3f}{error}.
What is called "strongly" is right {100 * cv["strong_precision_real"]:.0f} times in 100{where},
and is {100 * cv["strong_share_real"]:.0f} % of the labels given there. Of all labels given there {100 * cv["real"]["precision"]:.0f} in 100 are right,
and {100 * cv["real"]["recall"]:.0f} in 100 of those that were coded are found: a stand taken in words that the corpus lacks is passed over.
"""


def _benchmark(figures: Mapping[str, Any]) -> str:
    files = figures["benchmark"]["files"]
    head = ["micro-F1 / macro-F1", *(f"{name} ({f['passages']})" for name, f in files.items())]
    pairs = figures["benchmark"]["minimal_pairs"]
    return f"""## Benchmark: passages for measuring only
{table(head, benchmark_rows(figures))}
On those written after real pages: micro-F1 {figures["benchmark"]["real"]["micro_f1"]:.2f}, macro-F1 {figures["benchmark"]["real"]["macro_f1"]:.2f}.
Which pole, where one alone is coded: AUC {_cell(figures["benchmark"]["lean_auc"])}. Calibration error {figures["benchmark"]["calibration_error"]:.3f}.
Minimal pairs with both members right: {pairs["right"]} of {pairs["sets"]}.
What is called "strongly" is right {100 * figures["benchmark"]["strong_precision"]:.0f} times in 100 here.
"""


def _peers(peers: Mapping[str, Any]) -> str:
    rows = [
        [
            name,
            f["real"]["micro_f1"],
            f["contrast"]["micro_f1"],
            f"{f['minimal_pairs']['right']} of {f['minimal_pairs']['sets']}",
            f["lean_auc"],
            f["held_out_real"]["micro_f1"],
            f["held_out_real"]["mean_average_precision"],
            f["fitted_on"],
            f["fit_seconds"],
        ]
        for name, f in peers["methods"].items()
    ]
    head = ["method", "benchmark, real", "contrast", "pairs", "lean AUC"]
    head += ["held-out real", "its average precision", "fitted on", "seconds to fit"]
    return f"""## Other methods on the same corpus and benchmark
`make peers`, on a corpus of {peers["passages"]:,} passages. Micro-F1; every method, CareLens too, with one threshold chosen on one
held-out fold, from which its held-out figures are, and then fitted on everything (where it says fewer passages: not a second time). CareLens here is the features and heads without the calibration of the shipped model.
{table(head, rows)}"""


def _ablation(ablation: Mapping[str, Any]) -> str:
    rows = [
        [
            name,
            f"{f['average_precision_real']:.3f}",
            f"{f['average_precision']:.3f}",
            *(f"{f[key]:.3f}" for key in ("f1_real", "f1_contrast", "pairs")),
            f["terms"],
            f["seconds"],
        ]
        for name, f in ablation["recipes"].items()
    ]
    head = ["recipe", "average precision, real", "all", "F1 real", "F1 contrast", "pairs right"]
    head += ["terms", "seconds"]
    return f"""## What each choice earns
`make ablation`, held out by batch and page, on a corpus of {ablation["passages"]:,} passages. The first five rows build the shipped recipe up; each
further row is one change to it. Choices were made by the first column.
{table(head, rows)}"""


def _labels(labels: Mapping[str, Any]) -> str:
    rows = [
        [label, f["coded"], f["f1"], f["precision"], f["recall"], f["average_precision"]]
        for label, f in labels.items()
    ]
    return "## By label\n" + table(
        ["label", "coded", "F1", "precision", "recall", "average precision"], rows
    )


def _groups(title: str, groups: Mapping[str, Any]) -> str:
    rows = [[name, f["passages"], f["micro_f1"], f["macro_f1"]] for name, f in groups.items()]
    return f"## {title}\n" + table(["", "passages", "micro-F1", "macro-F1"], rows)


_USE = """## What it is for, and what it is not for
For reading one's own clinical and behavioral-health writing again, for comparing documents, and as
one coder among others in research. It describes writing. It must not be used to judge a person, a
clinician or a client, to decide about care, employment or payment, or to say which model of care is
better. A verdict is a pointer to words that deserve a reader, not a finding.

"""
_UNSAID = """Who wrote and coded the passages is not said. Put it into `about.md` in this folder; it stands here
from the next training on.
"""
