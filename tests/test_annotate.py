"""A document and a model make an annotated document."""

import numpy as np
import pytest

from carelens.annotate import annotate, judge
from carelens.document import Document, DocumentBuilder


def weather_report() -> Document:
    builder = DocumentBuilder()
    builder.add("Morning", "heading", level=1)
    builder.add("Grey clouds cover the sky. A soft breeze at dusk.")
    builder.add("Zyx qwv plugh.")
    return builder.build("report", "report.txt")


def test_each_passage_gets_a_verdict_on_each_dimension(small_model):
    annotated = annotate(weather_report(), small_model)
    assert [annotated.text(p) for p in annotated.passages] == [
        "Grey clouds cover the sky.",
        "A soft breeze at dusk.",
        "Zyx qwv plugh.",
    ]
    assert [[v.label for v in row] for row in annotated.verdicts] == [
        ["treatment", "none"],
        ["none", "healing"],
        ["none", "none"],
    ]
    assert annotated.passages[0].section == ("Morning",)


def test_a_verdict_of_none_has_its_reason(small_model):
    rows = judge(
        ["zyx qwv plugh", "the meeting starts at nine", "grey clouds cover the sky"], small_model
    )
    assert [v.reason for v in rows[0]] == ["unknown_words"] * 2
    assert [v.reason for v in rows[1]] == ["below_threshold"] * 2
    assert [v.reason for v in rows[2]] == ["", "below_threshold"]


def test_evidence_is_on_document_offsets_for_addressed_dimensions_and_adds_up(small_model):
    annotated = annotate(weather_report(), small_model)
    for passage, verdicts, evidence in zip(
        annotated.passages, annotated.verdicts, annotated.evidence, strict=True
    ):
        addressed = {v.dimension for v in verdicts if v.label != "none"}
        assert {e.label.split(".")[0] for e in evidence} == addressed
        assert all(passage.start <= e.start < e.end <= passage.end for e in evidence)
        logits = small_model.logits([annotated.text(passage)])[0]
        for label in {e.label for e in evidence}:
            total = sum(e.weight for e in evidence if e.label == label)
            i = small_model.framework.labels.index(label)
            assert total + small_model.intercepts[i] == pytest.approx(logits[i], abs=1e-9)


def test_probabilities_in_verdicts_are_the_scores(small_model):
    text = "Grey clouds and a breeze"
    verdicts = judge([text], small_model)[0]
    scores = small_model.score([text])[0]
    assert np.allclose([p for v in verdicts for p in (v.treatment, v.healing)], scores, atol=1e-4)


def test_a_document_without_passages_is_annotated_as_empty(small_model):
    annotated = annotate(Document(""), small_model)
    assert annotated.passages == ()
    assert [row.band for row in annotated.profile()] == ["not addressed"] * 2
