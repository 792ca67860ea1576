"""What each choice of the model earns, held out by batch and page: `make ablation`.

Each row is one change to the shipped recipe, cross-validated on the same folds. The quality that
choices are made by is the mean average precision on passages written after real pages.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed
from scipy.special import logit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from carelens import features
from carelens.corpus import Example, groups, read_corpus
from carelens.framework import Framework
from carelens.model import Model, calibrated
from carelens.training import evaluate
from carelens.training.calibrate import choose_threshold, fit_calibration
from carelens.training.cross_validate import HeldOut
from carelens.training.folder import ABLATION, write_card
from carelens.training.folds import assign_folds
from carelens.training.held_out import real_rows
from carelens.training.pipeline import choose_vocabulary, term_texts
from carelens.training.tables import Floats, Given, Truth, truth_table
from carelens.training.train import PENALTIES
from carelens.training.word_vectors import Meaning

SCHEMA = "carelens/ablation/1"
Terms = Callable[[str], list[str]]
_RAW = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_CONCESSION = frozenset({"although", "though", "while", "whereas", "despite"})
_STOP = re.compile(r"[.;:!?,()\n]")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2} [A-Z][a-z]+ \d{4}")
_SCALE = re.compile(r"\b[A-Z]{2,}-?\d{1,2}\b")
_ACRONYM = re.compile(r"\b[A-Z]{2,6}s?\b")


@dataclass(frozen=True)
class Recipe:
    """One way to train: its terms, whether words have vectors, and how heads are fitted."""

    terms: Terms = term_texts
    vectors: bool = True
    penalty: float = PENALTIES[0]
    sublinear: bool = True
    weights: str | None = None
    three_way: bool = False
    stacked: bool = False
    thresholds: bool = False


def plain_words(text: str) -> list[str]:
    """Words and pairs as they stand, lower-cased."""
    words = [m.group().lower() for m in _RAW.finditer(text.replace("’", "'"))]
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def plain_stems(text: str) -> list[str]:
    """The same with beginnings of 4 and 6 letters."""
    terms = plain_words(text)
    stems = [t[:n] + "-" for t in terms if " " not in t for n in features.STEMS if len(t) > n]
    return terms + stems


def unmarked(text: str) -> list[str]:
    """The shipped terms without the marks of rejection."""
    return [term for term in term_texts(text) if not term.startswith(features.REJECTED)]


def replaced(text: str) -> list[str]:
    """Rejected words stand only with their mark."""
    found = features.terms(text)
    marked = {t.start for t in found if t.text.startswith(features.REJECTED)}
    return [
        t.text
        for t in found
        if t.text.startswith(features.REJECTED) or " " in t.text or t.start not in marked
    ]


def conceded(text: str) -> list[str]:
    """And words in a clause after "although", "while", "despite" once more, marked."""
    terms = term_texts(text)
    for match in re.finditer(r"[^\W\d_]+", text):
        if match.group().lower() in _CONCESSION:
            clause = _STOP.split(text[match.end() :])[0]
            terms += [f"^{word}" for word in features.words(clause)]
    return terms


def characters(text: str) -> list[str]:
    """And character 3-5-grams within words."""
    padded = [f" {word} " for word in features.words(text)]
    return term_texts(text) + [
        "#" + word[i : i + n]
        for word in padded
        for n in (3, 4, 5)
        for i in range(len(word) - n + 1)
    ]


def skipping(text: str) -> list[str]:
    """And pairs of words with one word between them."""
    words = features.words(text)
    return term_texts(text) + [f"{a} _ {b}" for a, b in zip(words, words[2:], strict=False)]


def triples(text: str) -> list[str]:
    """And three words in a row."""
    words = features.words(text)
    return term_texts(text) + [" ".join(words[i : i + 3]) for i in range(len(words) - 2)]


def classes(text: str) -> list[str]:
    """And classes for dates, scales and acronyms."""
    counts = (("#date", _DATE), ("#scale", _SCALE), ("#acronym", _ACRONYM))
    return term_texts(text) + [name for name, p in counts for _ in p.findall(text)]


RECIPES: dict[str, Recipe] = {
    "words 1-2": Recipe(plain_words, vectors=False),
    "+ stems of 4 and 6 letters": Recipe(plain_stems, vectors=False),
    "+ persons, peoples and numbers folded": Recipe(unmarked, vectors=False),
    "+ rejected words marked": Recipe(vectors=False),
    "+ word vectors (shipped)": Recipe(),
    "shipped without marks": Recipe(unmarked),
    "rejected words only marked": Recipe(replaced),
    "+ conceded clauses marked": Recipe(conceded),
    "+ character 3-5-grams": Recipe(characters),
    "+ skip-grams": Recipe(skipping),
    "+ words 1-3": Recipe(triples),
    "+ classes for dates, scales, acronyms": Recipe(classes),
    "plain term frequency": Recipe(sublinear=False),
    "C = 10": Recipe(penalty=10.0),
    "C = 100": Recipe(penalty=100.0),
    "class weights balanced": Recipe(weights="balanced"),
    "three-way heads per dimension": Recipe(three_way=True),
    "second stage over all labels": Recipe(stacked=True),
    "a threshold per label": Recipe(thresholds=True),
}


def held_logits(
    recipe: Recipe, texts: Sequence[str], truth: Truth, folds: Any
) -> tuple[Floats, int]:
    """Held-out logits (n, L), and the terms of the last fold."""
    documents = [recipe.terms(text) for text in texts]
    logits = np.zeros(truth.shape)
    size = 0
    for fold in np.unique(folds):
        inside, others = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        training = [documents[i] for i in others]
        vocabulary = choose_vocabulary(training)
        size = len(vocabulary)
        tfidf = TfidfVectorizer(analyzer=list, vocabulary=vocabulary, sublinear_tf=recipe.sublinear)
        matrix = tfidf.fit_transform(training)
        held = tfidf.transform([documents[i] for i in inside])
        if recipe.vectors:
            meaning = Meaning.of(vocabulary)
            matrix, held = meaning.design(matrix), meaning.design(held)
        logits[inside] = _fit(recipe, matrix, truth[others], held)
    return logits, size


def _fit(recipe: Recipe, matrix: sp.csr_matrix, truth: Truth, held: sp.csr_matrix) -> Floats:
    matrix.sort_indices()
    if recipe.three_way:
        parts = Parallel(n_jobs=2, prefer="threads")(
            delayed(_three_way)(recipe, matrix, truth[:, i : i + 2], held)
            for i in range(0, truth.shape[1], 2)
        )
        return np.concatenate(parts, axis=1)
    columns = Parallel(n_jobs=2, prefer="threads")(
        delayed(_head)(recipe, matrix, truth[:, i], held) for i in range(truth.shape[1])
    )
    return np.stack(columns, axis=1)


def _head(recipe: Recipe, matrix: Any, column: Any, held: Any) -> Floats:
    head = LogisticRegression(
        C=recipe.penalty, solver="liblinear", tol=1e-3, max_iter=500, class_weight=recipe.weights
    )
    logits: Floats = head.fit(matrix, column).decision_function(held)
    return logits


def _three_way(recipe: Recipe, matrix: Any, poles: Truth, held: Any) -> Floats:
    """None, treatment and healing in one softmax; a mixed passage counts once on either side."""
    mixed = np.flatnonzero(poles.all(axis=1))
    answer = poles[:, 0] + 2 * poles[:, 1]
    rows = np.concatenate([np.arange(len(answer)), mixed])
    answer[mixed] = 1
    answer = np.concatenate([answer, np.full(len(mixed), 2)])
    head = LogisticRegression(C=recipe.penalty, max_iter=2000)
    head.fit(matrix[rows], answer)
    scores: Floats = logit(np.clip(head.predict_proba(held)[:, 1:], 1e-12, 1 - 1e-12))
    return scores


def _second_stage(logits: Floats, truth: Truth, folds: Any) -> Floats:
    """Each label anew from the logits of all labels, fitted on the other folds."""
    stacked = np.zeros_like(logits)
    for fold in np.unique(folds):
        inside, others = folds == fold, folds != fold
        for i in range(truth.shape[1]):
            head = LogisticRegression(C=0.1, max_iter=500).fit(logits[others], truth[others, i])
            stacked[inside, i] = head.decision_function(logits[inside])
    return stacked


def _own_thresholds(held: HeldOut) -> Given:
    """Labels with a threshold for each, chosen on the other folds for its own F1."""
    given = np.zeros(held.logits.shape, dtype=bool)
    for fold in np.unique(held.folds):
        inside, others = held.folds == fold, held.folds != fold
        calibration = fit_calibration(held.logits[others], held.truth[others])
        seen = calibrated(calibration, held.logits[others])
        now = calibrated(calibration, held.logits[inside])
        for i in range(seen.shape[1]):
            threshold = choose_threshold(seen[:, i : i + 1], held.truth[others, i : i + 1])
            given[inside, i] = now[:, i] >= threshold
    return given


def measure(recipe: Recipe, examples: Sequence[Example], framework: Framework) -> dict[str, Any]:
    """Held-out figures of one recipe."""
    started = time.perf_counter()
    truth = truth_table(examples, framework)
    folds = assign_folds(groups(examples), [example.kind for example in examples])
    logits, size = held_logits(recipe, [e.text for e in examples], truth, folds)
    if recipe.stacked:
        logits = _second_stage(logits, truth, folds)
    held = HeldOut(truth, logits, {}, folds, recipe.penalty, {})
    given = _own_thresholds(held) if recipe.thresholds else held.cross_fit(logits)[1]
    real = real_rows(examples)
    contrast = np.array([example.kind == "contrast" for example in examples])
    figures = {
        "terms": size,
        "seconds": round(time.perf_counter() - started),
        "average_precision_real": evaluate.mean_average_precision(truth[real], logits[real]),
        "average_precision": evaluate.mean_average_precision(truth, logits),
        "f1_real": evaluate.f1_scores(truth[real], given[real])["micro_f1"],
        "f1_contrast": evaluate.f1_scores(truth[contrast], given[contrast])["micro_f1"],
        "f1": evaluate.f1_scores(truth, given)["micro_f1"],
        "pairs": evaluate.pairs_right(examples, truth, given)["share"],
    }
    rounded: dict[str, Any] = evaluate.rounded(figures)
    return rounded


def main() -> None:
    """Measure the named recipes, or all, and write them next to the model's figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="recipes; all if none")
    parser.add_argument("--corpus", type=Path, default=Path("data/corpus"))
    parser.add_argument("--model", type=Path, default=Path("models/default"))
    options = parser.parse_args()
    if unknown := set(options.names) - set(RECIPES):
        parser.error(f"no such recipe: {sorted(unknown)[0]}")
    examples = read_corpus(options.corpus)
    table: dict[str, Any] = {"schema": SCHEMA, "passages": len(examples), "recipes": {}}
    for name in options.names or RECIPES:
        table["recipes"][name] = measure(RECIPES[name], examples, Framework.load())
        (options.model / ABLATION).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
        print(name, json.dumps(table["recipes"][name]), flush=True)
    write_card(Model.load(options.model), options.model)


if __name__ == "__main__":
    main()
