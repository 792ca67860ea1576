"""The compact model: equal to scikit-learn, additive, and safe to load."""

import json
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT

from carelens.corpus import read_corpus
from carelens.errors import InvalidModel
from carelens.model import Model, round_weights

WORDS = """grey blue sky gale breeze soft not no longer rather than but , . the clouds \U0001f600"""
weather_texts = st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join)


def test_the_shipped_model_has_the_name_that_it_is_loaded_by(default_model):
    assert default_model.info.name == "default"


def test_logits_equal_the_fitted_scikit_learn_pipeline(small_training, small_corpus):
    texts = [example.text for example in small_corpus] + ["", "nothing known", "grey grey grey sky"]
    expected = small_training.pipeline.decision_function(texts)
    assert np.abs(small_training.model.logits(texts) - expected).max() < 1e-6


@given(text=weather_texts)
def test_contributions_and_intercept_add_up_to_the_logit(small_model, text):
    logits = small_model.logits([text])[0]
    evidence = small_model.explain(text)
    for i, label in enumerate(small_model.framework.labels):
        total = sum(e.weight for e in evidence if e.label == label)
        assert total + small_model.info.intercepts[label] == pytest.approx(logits[i], abs=1e-9)
    assert all(0 <= e.start < e.end <= len(text) for e in evidence)


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=300))
def test_the_default_model_explains_itself_exactly_on_any_text(default_model, text):
    logits = default_model.logits([text])[0]
    sums = dict.fromkeys(default_model.framework.labels, 0.0)
    for e in default_model.explain(text):
        sums[e.label] += e.weight
    totals = np.array([sums[label] for label in default_model.framework.labels])
    assert np.abs(totals + default_model.intercepts - logits).max() < 1e-9


def test_scores_are_float32_probabilities_one_row_a_text(small_model):
    scores = small_model.score(["grey sky", "a soft breeze", ""])
    assert scores.shape == (3, 4)
    assert scores.dtype == np.float32
    assert ((scores >= 0) & (scores <= 1)).all()
    assert small_model.score([]).shape == (0, 4)


def test_the_order_and_company_of_texts_does_not_matter(default_model):
    texts = [example.text for example in read_corpus(ROOT / "data/benchmark/contrast.jsonl")][:20]
    texts *= 40  # enough to be read by the block
    together = default_model.score(texts)
    alone = np.concatenate([default_model.score([text]) for text in texts[19::-1]])[::-1]
    assert (together.reshape(40, 20, -1) == alone).all()


def test_explain_refuses_a_label_that_the_model_has_not(small_model):
    with pytest.raises(InvalidModel, match=r"has no label 'moon\.healing'"):
        small_model.explain("grey", ["moon.healing"])


def test_known_is_the_share_of_words_in_the_vocabulary(small_model):
    _, known = small_model.read(["grey sky", "grey zyx", "..."])
    assert known.tolist() == [1.0, 0.5, 0.0]


def test_a_saved_model_scores_the_same_and_saves_to_the_same_bytes(small_model, tmp_path):
    saved = small_model.save(tmp_path / "a")
    again = saved.save(tmp_path / "b")
    texts = ["grey sky", "no breeze"]
    assert (saved.score(texts) == small_model.score(texts)).all()
    assert again.sha256 == saved.sha256
    for name in ("model.json", "weights.npz"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def _edit_header(folder, **changes):
    header = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps(header | changes))


BROKEN = {
    "another format number": (lambda f: _edit_header(f, format="carelens/model/99"), "format"),
    "another analyser": (lambda f: _edit_header(f, analyser="words/9"), "analyser"),
    "a wrong hash": (lambda f: _edit_header(f, sha256="0" * 64), "hash"),
    "altered weights": (lambda f: (f / "weights.npz").write_bytes(b"PK"), "hash"),
    "labels of another framework": (lambda f: _edit_header(f, labels=[]), "do not fit"),
    "a header that is no JSON": (lambda f: (f / "model.json").write_text("{"), "not JSON"),
    "a header that is a list": (lambda f: (f / "model.json").write_text("[]"), "format"),
    "no header": (lambda f: (f / "model.json").unlink(), "no readable"),
    "no weights": (lambda f: (f / "weights.npz").unlink(), "no readable"),
    "no folder": (lambda f: shutil.rmtree(f), "no readable"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_model_folder_that_cannot_be_used_is_refused_in_one_line(small_model, tmp_path, case):
    folder = tmp_path / "model"
    small_model.save(folder)
    damage, message = BROKEN[case]
    damage(folder)
    with pytest.raises(InvalidModel, match=message) as caught:
        Model.load(folder)
    assert "\n" not in str(caught.value)


def test_a_pickle_in_the_weights_is_not_run(small_model, tmp_path):
    import hashlib

    folder = tmp_path / "model"
    small_model.save(folder)
    np.savez(folder / "weights.npz", vocabulary=np.array([object()], dtype=object))
    digest = hashlib.sha256((folder / "weights.npz").read_bytes()).hexdigest()
    _edit_header(folder, sha256=digest)
    with pytest.raises(InvalidModel, match="do not fit"):
        Model.load(folder)


@given(st.lists(st.floats(-200, 200), min_size=1, max_size=20))
def test_rounded_weights_stay_near_and_round_to_themselves(values):
    rounded = round_weights(np.array(values))
    assert np.abs(rounded - values).max() <= 2**-7
    assert (round_weights(rounded) == rounded).all()
