"""Recipes of the ablation: each is the shipped one with one change."""

import numpy as np

from carelens.training.pipeline import term_texts
from experiments import ablation

TEXT = "Although he asked for CBT on 3/4/2024, we no longer chase symptoms."


def test_the_shipped_recipe_is_what_training_does():
    shipped = ablation.RECIPES["+ word vectors (shipped)"]
    assert shipped == ablation.Recipe()
    assert shipped.terms is term_texts


def test_recipes_change_the_terms_that_they_name():
    shipped = term_texts(TEXT)
    assert not any(term.startswith("~") for term in ablation.unmarked(TEXT))
    assert "~chase" in ablation.replaced(TEXT)
    assert "chase" not in ablation.replaced(TEXT)
    for change, added in (
        (ablation.conceded, "^asked"),
        (ablation.characters, "#sym"),
        (ablation.skipping, "we _ longer"),
        (ablation.triples, "no longer chase"),
        (ablation.classes, "#acronym"),
    ):
        terms = change(TEXT)
        assert terms[: len(shipped)] == shipped
        assert added in terms[len(shipped) :]


def test_every_kind_of_recipe_is_measured(small_corpus, small_framework):
    recipes = (
        ablation.Recipe(),
        ablation.Recipe(three_way=True),
        ablation.Recipe(stacked=True, thresholds=True),
    )
    for recipe in recipes:
        figures = ablation.measure(recipe, small_corpus, small_framework)
        assert figures["average_precision"] > 0.5
        assert np.isfinite(list(figures.values())).all()
