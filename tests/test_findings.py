"""What is told of each label that a passage was given."""

from carelens.annotate import annotate
from carelens.findings import LEAST, findings, quoted
from carelens.readers import read_text

TEXT = "Grey clouds\nin the sky. Two chairs. A grey sky but a soft breeze."


def test_every_label_has_one_finding_in_order(small_model):
    annotated = annotate(read_text(TEXT), small_model)
    found = list(findings(annotated))
    expected = [(i, label) for i in range(len(annotated.passages)) for label in annotated.labels(i)]
    assert expected
    assert [(f.number, f.label) for f in found] == expected
    for finding in found:
        assert finding.passage == annotated.passages[finding.number]
        assert finding.score == annotated.scores(finding.number)[finding.label]
        assert finding.statement.startswith(f"{finding.dimension.name}: ")
        assert all(e.weight >= LEAST for e in finding.carried)
        assert all(e.weight <= -LEAST for e in finding.against)


def test_reasons_quote_on_one_line_with_weights_or_without(small_model):
    first = next(findings(annotate(read_text(TEXT), small_model)))
    reasons = first.reasons(TEXT)
    assert reasons[0].startswith("For: “")
    assert " +" in reasons[0]
    plain = first.reasons(TEXT, weights=False)
    assert " +" not in plain[0]
    assert not any("\n" in line for line in reasons + plain)
    assert quoted(TEXT, first.carried[0]) in plain[0]


def test_a_passage_with_both_poles_says_so_for_each(small_model):
    text = "A grey sky with clouds and a blue sky, clear and blue above the grey clouds."
    found = [
        f for f in findings(annotate(read_text(text), small_model)) if f.verdict.label == "mixed"
    ]
    assert [f.pole for f in found] == ["treatment", "healing"]
    assert [f.lean for f in found] == [
        "both; here leans to the rough",
        "both; here leans to the fair",
    ]
