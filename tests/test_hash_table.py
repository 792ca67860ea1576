"""An exact table of 64-bit keys."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from carelens.hash_table import ABSENT, HashTable

KEYS = st.integers(0, 2**64 - 1) | st.integers(0, 40)


@given(keys=st.lists(KEYS, unique=True, max_size=60), others=st.lists(KEYS, max_size=20))
def test_each_key_has_its_value_and_others_have_none(keys, others):
    table = HashTable(np.array(keys, dtype=np.uint64), np.arange(len(keys)))
    asked = [*keys, *others]
    expected = [keys.index(key) if key in keys else ABSENT for key in asked]
    assert table.find(np.array(asked, dtype=np.uint64)).tolist() == expected


def test_keys_that_share_a_slot_are_told_apart():
    keys = np.arange(2000, dtype=np.uint64) << np.uint64(40)
    table = HashTable(keys, np.arange(2000))
    assert (table.find(keys) == np.arange(2000)).all()
    assert (table.find(keys + np.uint64(1)) == ABSENT).all()
