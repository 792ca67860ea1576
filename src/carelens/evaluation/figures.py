"""Everything that is measured of a model, as plain data: `carelens/evaluation/1`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from carelens.corpus import Example
from carelens.evaluation.learning_curve import learning_curve
from carelens.evaluation.noise import NOISES
from carelens.evaluation.profiles import dimension_correlations, lean_correlation, leans
from carelens.evaluation.reliability import reliability
from carelens.evaluation.swaps import SWAPS
from carelens.model import Model
from carelens.training import evaluate
from carelens.training.benchmark import Files, measure, measure_baselines
from carelens.training.cross_validate import HeldOut, cross_validate, seed_masker
from carelens.training.held_out import MASKED, held_out_figures, real_rows
from carelens.training.tables import Given

SCHEMA = "carelens/evaluation/1"


def evaluation(
    model: Model,
    examples: Sequence[Example],
    benchmark: Files,
    *,
    penalty: float,
    curve: bool = True,
    jobs: int = 2,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Cross-validate the model's recipe on its corpus, and measure the model on the benchmark.

    All but the benchmark is held out by batch and page. `penalty` is the C that training chose.
    """
    framework = model.framework
    masker = seed_masker([example.text for example in examples], framework)
    views = {MASKED: masker, **NOISES, **SWAPS}
    held = cross_validate(
        examples, framework, (penalty,), views=views, jobs=jobs, progress=progress
    )
    figures: dict[str, Any] = {
        "schema": SCHEMA,
        "model": {"name": model.name, "sha256": model.sha256, "framework": framework.id},
        "corpus": {"passages": len(examples), "batches": len({e.batch for e in examples})},
        "cross_validation": held_out_figures(examples, framework, held, float(model.strong[0])),
        "reliability": _reliability(examples, held),
        "robustness": _robustness(examples, held),
        "invariance": _invariance(examples, held),
        "profiles": _profiles(examples, model, held),
    }
    if curve:
        figures["learning_curve"] = learning_curve(
            examples, framework, penalty, jobs=jobs, progress=progress
        )
    if benchmark:
        figures["benchmark"] = measure(model, benchmark)
        figures["baselines"] = measure_baselines(benchmark, framework, examples)
    rounded: dict[str, Any] = evaluate.rounded(figures)
    return rounded


def _reliability(examples: Sequence[Example], held: HeldOut) -> dict[str, Any]:
    probabilities, _ = held.cross_fit(held.logits)
    real = real_rows(examples)
    return {
        "all": reliability(held.truth, probabilities),
        "real": reliability(held.truth[real], probabilities[real]),
    }


def _robustness(examples: Sequence[Example], held: HeldOut) -> dict[str, Any]:
    """F1 on each damaged form of the real passages, and how many of them keep all their labels."""
    real = real_rows(examples)
    truth, given = held.truth[real], held.cross_fit(held.logits)[1][real]
    table = {"undamaged": {**evaluate.f1_scores(truth, given), "unchanged": 1.0}}
    for name in NOISES:
        damaged = held.cross_fit(held.views[name])[1][real]
        same = float((damaged == given).all(axis=1).mean())
        table[name] = {**evaluate.f1_scores(truth, damaged), "unchanged": same}
    return table


def _invariance(examples: Sequence[Example], held: HeldOut) -> dict[str, Any]:
    """For each swap: passages that it changes, and the share of them that keep all their labels."""
    given = held.cross_fit(held.logits)[1]
    table = {}
    all_kept: list[Given] = []
    for name, swap in SWAPS.items():
        touched = np.array([swap(example.text) != example.text for example in examples])
        swapped = held.cross_fit(held.views[name])[1]
        kept = (swapped == given)[touched]
        all_kept.append(kept)
        table[name] = _kept(kept)
    table["all swaps"] = _kept(np.concatenate(all_kept))
    return table


def _kept(kept: Given) -> dict[str, Any]:
    return {
        "swaps": len(kept),
        "passages_kept": float(kept.all(axis=1).mean()) if len(kept) else float("nan"),
        "labels_kept": float(kept.mean()) if len(kept) else float("nan"),
    }


def _profiles(examples: Sequence[Example], model: Model, held: HeldOut) -> dict[str, Any]:
    probabilities, given = held.cross_fit(held.logits)

    def page(example: Example) -> str:
        return example.source

    def document(example: Example) -> str:
        return example.doc

    units: Mapping[str, Callable[[Example], str]] = {"documents": document, "pages": page}
    table: dict[str, Any] = {}
    for name, unit in units.items():
        coded, predicted = leans(examples, held.truth, probabilities, unit)
        table[name] = {
            "by_probability": lean_correlation(examples, held.truth, probabilities, unit),
            "by_labels": lean_correlation(examples, held.truth, given.astype(float), unit),
            "three_labels_or_more": lean_correlation(
                examples, held.truth, probabilities, unit, labels_at_least=3
            ),
            "by_dimension": dimension_correlations(
                examples, model.framework, held.truth, probabilities, unit
            ),
            "leans": {"coded": coded.tolist(), "predicted": predicted.tolist()},
        }
    return table
