"""The whole evaluation on a small corpus of another framework, and its page."""

import json
import re
from html.parser import HTMLParser

import pytest

from carelens.errors import UnwritableOutput
from carelens.evaluation.figures import SCHEMA, evaluation
from carelens.evaluation.learning_curve import STEPS
from carelens.evaluation.report import render, write_report


@pytest.fixture(scope="module")
def figures(small_model, small_corpus):
    return evaluation(small_model, small_corpus, {"held": small_corpus[:8]}, penalty=10.0, jobs=1)


def test_everything_is_measured(figures):
    assert figures["schema"] == SCHEMA
    assert set(figures) == {
        "schema",
        "model",
        "corpus",
        "cross_validation",
        "reliability",
        "robustness",
        "invariance",
        "profiles",
        "learning_curve",
        "benchmark",
        "baselines",
    }
    steps = [row["trained_on"] for row in figures["learning_curve"]]
    assert steps == [name for name, invented, share in STEPS if invented is False or share]
    assert figures["robustness"]["undamaged"]["unchanged"] == 1


def test_figures_are_plain_json(figures):
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_the_page_is_well_formed_and_loads_nothing(figures):
    page = render(figures)
    open_tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in ("meta", "br"):
                open_tags.append(tag)

        def handle_endtag(self, tag):
            assert open_tags.pop() == tag

    Tags().feed(page)
    assert not open_tags
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert page.count("<svg") == 6


def test_the_same_figures_give_the_same_page(figures):
    assert render(figures) == render(figures)


def test_figures_stand_beside_the_page(figures, tmp_path):
    data = write_report(figures, tmp_path / "out" / "evaluation.html")
    assert data.name == "evaluation.json"
    assert json.loads(data.read_text()) == figures
    assert (tmp_path / "out" / "evaluation.html").read_text().startswith("<!DOCTYPE html>")


def test_a_place_that_cannot_be_written_is_named(figures, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableOutput, match=r"file/e\.html: cannot be written"):
        write_report(figures, tmp_path / "file" / "e.html")
