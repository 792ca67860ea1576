"""`carelens score`."""

import json

from tests.cli.run import carelens


def test_one_line_for_each_dimension_that_is_addressed():
    done = carelens("score", "She sets the pace.")
    assert done.code == 0
    assert len(done.out.splitlines()) == 1
    assert done.out.startswith("Pace and direction: ")
    assert "leans to the healing model" in done.out


def test_nothing_addressed_is_said_with_its_reason():
    out = carelens(
        "score",
        "Vital signs stable; wound healing well; follow up in two weeks.",
        "Zyx qwv plugh.",
        "Yes.",
    ).out
    assert [line.split(": ", 2)[1:] for line in out.splitlines()] == [
        ["not addressed", "neither pole is likely enough"],
        ["not addressed", "the model knows too few of its words to say"],
        ["not addressed", "too few words to take a stand"],
    ]


def test_lines_of_standard_input_and_json():
    done = carelens("score", "--json", stdin=b"She sets the pace.\n\nWe listen.\n")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [row["id"] for row in rows] == ["1", "2"]
    assert rows[0]["labels"] == ["pacing.healing"]
    assert len(rows[0]["scores"]) == 24
