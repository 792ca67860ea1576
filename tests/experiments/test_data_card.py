"""The counts of the data card: numbers change, words stay."""

from experiments.data_card import put

CARD = """# Card

### Kinds

Words before.

| kind | what | n |
|---|---|---:|
| old | said of it | 1 |

Words after.
"""


def test_a_table_gets_new_numbers_and_rows_and_keeps_its_words():
    assert put(CARD, "### Kinds", {"new": [2], "old": [3]}) == CARD.replace(
        "| old | said of it | 1 |", "| new | 2 |\n| old | said of it | 3 |"
    )
