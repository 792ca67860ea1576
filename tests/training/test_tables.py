"""Coded passages as tables."""

import pytest

from carelens.corpus import Example
from carelens.errors import InvalidData
from carelens.training.tables import truth_table


def test_a_row_an_example_and_a_column_a_label_in_the_frameworks_order(small_framework):
    examples = [
        Example("1", "t", ("sky.healing", "wind.treatment"), "note", "aimed", "b"),
        Example("2", "t", (), "note", "aimed", "b"),
    ]
    assert truth_table(examples, small_framework).tolist() == [[0, 1, 1, 0], [0, 0, 0, 0]]


def test_a_label_of_another_framework_is_named_with_its_passage(small_framework):
    example = Example("e-1", "secret", ("sky.heeling",), "note", "aimed", "b7")
    with pytest.raises(InvalidData, match=r"e-1 of b7 has label 'sky\.heeling'") as caught:
        truth_table([example], small_framework)
    assert "secret" not in str(caught.value)


def test_the_phrases_stand_in_the_order_of_the_labels(small_framework):
    assert small_framework.phrases == ("Grey.", "Blue.", "Gale.", "Breeze.")
