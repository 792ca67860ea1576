"""Training: deterministic, and independent of the twelve dimensions."""

import json
import shutil

import numpy as np
import pytest
from tests.conftest import ROOT

from carelens.annotate import annotate
from carelens.corpus import Example, read_corpus
from carelens.document import Document
from carelens.errors import InvalidData
from carelens.framework import Framework
from carelens.model import Model
from carelens.training.benchmark import measure, measure_baselines
from carelens.training.cross_validate import seed_masker
from carelens.training.folder import read_benchmark, read_metrics, write_card, write_model
from carelens.training.pipeline import fit_whole
from carelens.training.tables import truth_table
from carelens.training.train import train


def test_another_framework_and_forty_lines_make_a_working_model(small_model):
    annotated = annotate(
        Document("Grey clouds hang low over the sky. A soft breeze from the sea at dusk."),
        small_model,
    )
    assert [[v.label for v in row] for row in annotated.verdicts] == [
        ["treatment", "none"],
        ["none", "healing"],
    ]


def test_the_same_corpus_gives_the_same_model_and_figures(
    small_training, small_corpus, small_framework
):
    again = train(small_corpus, small_framework, name="weather", penalties=(10.0, 30.0), jobs=1)
    assert (again.model.weights == small_training.model.weights).all()
    assert again.metrics == small_training.metrics


def test_a_model_folder_is_whole(small_training, small_corpus, tmp_path):
    files = {"held": small_corpus[:8]}
    figures = write_model(small_training, tmp_path / "m", small_corpus, files)
    assert sorted(p.name for p in (tmp_path / "m").iterdir()) == [
        "README.md",
        "metrics.json",
        "model.json",
        "weights.npz",
    ]
    assert json.loads(json.dumps(read_metrics(tmp_path / "m"))) == json.loads(json.dumps(figures))
    card = (tmp_path / "m" / "README.md").read_text()
    assert "# Model card: weather" in card
    assert f"{figures['cross_validation']['all']['micro_f1']:.2f}" in card
    assert set(figures["baselines"]) == {"majority", "seed_phrases", "plain_tfidf"}


def test_a_card_says_of_a_corpus_what_its_owner_says(small_training, small_corpus, tmp_path):
    write_model(small_training, tmp_path, small_corpus, {})
    card = (tmp_path / "README.md").read_text()
    assert "is not said. Put it into `about.md`" in card
    assert "language models" not in card
    assert "real pages" not in card  # it has no grounded passages
    (tmp_path / "about.md").write_text("Two nurses coded them.\n")
    write_card(small_training.model, tmp_path)
    assert (tmp_path / "README.md").read_text().endswith("\n\nTwo nurses coded them.\n")


def test_the_shipped_card_is_what_its_figures_make(default_model, tmp_path):
    shutil.copytree(ROOT / "models/default", tmp_path, dirs_exist_ok=True)
    write_card(default_model, tmp_path)
    made, shipped = (folder / "README.md" for folder in (tmp_path, ROOT / "models/default"))
    assert made.read_text() == shipped.read_text()


def test_retraining_gives_the_committed_weights_again(default_model):
    """The whole corpus, three of the labels: the last step of `make model`."""
    examples = read_corpus(ROOT / "data/corpus")
    framework = Framework.load()
    penalty = read_metrics(ROOT / "models/default")["training"]["penalty"]
    some = [0, 11, 22]
    texts = [example.text for example in examples]
    truth = truth_table(examples, framework)[:, some]
    tfidf, coefficients, intercepts = fit_whole(texts, truth, penalty)
    assert tuple(tfidf.get_feature_names_out()) == default_model.vocabulary
    texts = [e.text for file in read_benchmark(ROOT / "data/benchmark").values() for e in file]
    logits = tfidf.transform(texts) @ coefficients.T + intercepts
    assert np.abs(logits - default_model.logits(texts)[:, some]).max() < 1e-9


def test_committed_benchmark_figures_are_what_the_model_gives(default_model):
    recorded = read_metrics(ROOT / "models/default")["benchmark"]
    assert measure(default_model, read_benchmark(ROOT / "data/benchmark")) == recorded


def test_the_model_beats_its_baselines_on_the_benchmark():
    figures = read_metrics(ROOT / "models/default")
    ours = figures["benchmark"]["files"]["all"]["micro_f1"]
    assert all(ours > files["all"]["micro_f1"] for files in figures["baselines"].values())


def test_baselines_are_measured_on_the_same_passages(small_framework, small_corpus):
    figures = measure_baselines({"held": small_corpus[:8]}, small_framework, small_corpus)
    assert {files["held"]["passages"] for files in figures.values()} == {8}
    assert figures["plain_tfidf"]["all"]["micro_f1"] > figures["majority"]["all"]["micro_f1"] == 0


def test_seed_masking_takes_the_phrases_words_and_leaves_the_frequent_ones(small_framework):
    texts = ["grey and blue", "wind and rain", *["plain and short"] * 30]
    masker = seed_masker(texts, small_framework)
    assert [masker(text) for text in texts[:2]] == [" and ", "wind and rain"]


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        ([], "too few"),
        (
            [Example(str(i), "t", ("moon.healing",), "note", "aimed", "b") for i in range(20)],
            "'moon.healing'",
        ),
        ([Example(str(i), "t", (), "note", "aimed", "b") for i in range(20)], "no passage carries"),
    ],
)
def test_a_corpus_that_cannot_be_trained_on_is_refused(small_framework, examples, message):
    with pytest.raises(InvalidData, match=message):
        train(examples, small_framework)


def test_the_default_model_knows_the_shipped_framework():
    assert Model.load().framework == Framework.load()
