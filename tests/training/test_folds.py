"""Folds keep a group together and hold every kind."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from carelens.training.folds import assign_folds

rows = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["real", "made"])), min_size=1
)


@given(rows)
def test_a_group_is_never_on_both_sides(pairs):
    groups, kinds = zip(*pairs, strict=True)
    folds = assign_folds(groups, kinds)
    seen = defaultdict(set)
    for group, fold in zip(groups, folds, strict=True):
        seen[group].add(int(fold))
    if len(seen) > 1:
        assert all(len(values) == 1 for values in seen.values())
        assert set(folds.tolist()) == set(range(min(5, len(seen))))


def test_a_single_group_is_dealt_out_by_example_and_not_in_turns():
    folds = assign_folds(["a"] * 60, ["made"] * 60)
    assert folds.tolist() == assign_folds(["a"] * 60, ["made"] * 60).tolist()
    assert [int((folds == fold).sum()) for fold in range(5)] == [12] * 5
    for rhythm in range(2, 13):
        for turn in range(rhythm):
            assert len(set(folds[turn::rhythm])) > 1
    assert sorted(assign_folds(["a"] * 3, ["made"] * 3)) == [0, 1, 2]


def test_kinds_are_spread():
    groups = [f"r{i}" for i in range(5)] + [f"m{i}" for i in range(5)]
    folds = assign_folds(groups, ["real"] * 5 + ["made"] * 5)
    assert sorted(folds[:5].tolist()) == sorted(folds[5:].tolist()) == [0, 1, 2, 3, 4]
