"""Words of a block as arrays."""

from carelens import tokens


def words(read, texts):
    data = "\n".join([*texts, ""]).lower()
    return [
        (int(row), data[start : start + size])
        for row, start, size in zip(read.rows, read.starts, read.sizes, strict=True)
    ]


def test_each_word_has_its_row_and_place():
    texts = ["We don't", "", "rock'n'roll 12", "'quoted'"]
    assert words(tokens.read(texts), texts) == [
        (0, "we"), (0, "don't"), (2, "rock'n"), (2, "roll"), (2, "12"), (3, "quoted"),
    ]  # fmt: skip


def test_keys_are_equal_for_equal_words_alone():
    read = tokens.read(["symptom Symptom symptomatic symptomatic symptomatically ab"])
    first, second, long, again, longer, short = read.keys.tolist()
    assert first == second
    assert long == again
    assert len({first, long, longer, short}) == 4


def test_numbers_are_marked():
    assert tokens.read(["q4h"]).numeric.tolist() == [False, True, False]


def test_texts_that_do_not_fit_are_named_and_have_no_words():
    read = tokens.read(["fine", "Психика", "a" * 25 + " b", "fine"])
    assert read.odd == [1, 2]
    assert read.rows.tolist() == [0, 3]


def test_no_texts():
    assert len(tokens.read([]).rows) == 0
