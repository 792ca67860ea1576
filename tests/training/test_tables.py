"""Coded passages as tables."""

from carelens.corpus import Example
from carelens.training.tables import truth_table


def test_a_row_an_example_and_a_column_a_label_in_the_frameworks_order(small_framework):
    examples = [
        Example("1", "t", ("sky.healing", "wind.treatment"), "note", "aimed", "b"),
        Example("2", "t", (), "note", "aimed", "b"),
    ]
    assert truth_table(examples, small_framework).tolist() == [[0, 1, 1, 0], [0, 0, 0, 0]]


def test_the_phrases_stand_in_the_order_of_the_labels(small_framework):
    assert small_framework.phrases == ("Grey.", "Blue.", "Gale.", "Breeze.")
