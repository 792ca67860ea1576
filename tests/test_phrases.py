"""Phrases for a reader: strongest first, apart, and true to the sums."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.annotation import Evidence
from carelens.phrases import phrases

LABEL = "sky.healing"
WEIGHTS = st.integers(-8, 8).map(lambda n: n / 4)
"""Quarters add up exactly."""

STRETCHES = st.builds(
    lambda start, length, label, weight: Evidence(start, start + length, label, weight),
    st.integers(0, 30),
    st.integers(1, 12),
    st.sampled_from([LABEL, LABEL, "sky.treatment"]),
    WEIGHTS,
)
MANY = st.lists(STRETCHES, max_size=25)


def inside(evidence: list[Evidence], outer: Evidence) -> float:
    return sum(
        e.weight
        for e in evidence
        if e.label == outer.label and outer.start <= e.start and e.end <= outer.end
    )


@given(MANY, st.integers(0, 6))
def test_phrases_keep_their_promises(evidence: list[Evidence], count: int) -> None:
    carried, against = phrases(evidence, LABEL, count)
    assert all(e.weight > 0 for e in carried)
    assert all(e.weight < 0 for e in against)
    for found in (carried, against):
        assert len(found) <= count
        sizes = [abs(e.weight) for e in found]
        assert sizes == sorted(sizes, reverse=True)
        in_order = sorted(found, key=lambda e: e.start)
        assert all(a.end <= b.start for a, b in itertools.pairwise(in_order))
        for e in found:
            assert e.label == LABEL
            assert e.weight == inside(evidence, e)


@given(MANY)
def test_the_first_phrase_is_the_strongest_there_is(evidence: list[Evidence]) -> None:
    sums = [inside(evidence, e) for e in evidence if e.label == LABEL]
    carried, against = phrases(evidence, LABEL)
    assert bool(carried) == any(total > 0 for total in sums)
    assert bool(against) == any(total < 0 for total in sums)
    if carried:
        assert carried[0].weight == max(sums)
    if against:
        assert against[0].weight == min(sums)


@given(MANY, st.integers(0, 5))
def test_asking_for_more_only_adds(evidence: list[Evidence], count: int) -> None:
    fewer, more = phrases(evidence, LABEL, count), phrases(evidence, LABEL, count + 1)
    assert fewer == tuple(found[:count] for found in more)


@given(MANY.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_strength_does_not_hang_on_the_order(
    found: tuple[list[Evidence], list[Evidence]],
) -> None:
    first, second = (phrases(evidence, LABEL) for evidence in found)
    assert [e.weight for e in first[0][:1]] == [e.weight for e in second[0][:1]]
    assert [e.weight for e in first[1][:1]] == [e.weight for e in second[1][:1]]


def test_a_phrase_takes_in_the_words_inside_it() -> None:
    evidence = [
        Evidence(0, 10, LABEL, 0.5),
        Evidence(0, 4, LABEL, 0.25),
        Evidence(5, 10, LABEL, 0.5),
        Evidence(20, 24, LABEL, 0.75),
        Evidence(30, 34, LABEL, -1.0),
        Evidence(20, 24, "sky.treatment", 9.0),
    ]
    carried, against = phrases(iter(evidence), LABEL)
    assert carried == [Evidence(0, 10, LABEL, 1.25), Evidence(20, 24, LABEL, 0.75)]
    assert against == [Evidence(30, 34, LABEL, -1.0)]


@pytest.mark.parametrize("evidence", [[], [Evidence(0, 3, "sky.treatment", 1.0)]])
def test_no_evidence_gives_no_phrase(evidence: list[Evidence]) -> None:
    assert phrases(evidence, LABEL) == ([], [])
