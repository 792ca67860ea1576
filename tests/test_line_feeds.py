"""A text with LF alone, and where its places have gone."""

from hypothesis import given
from hypothesis import strategies as st

from carelens.line_feeds import LineFeeds


@given(st.lists(st.sampled_from(["\r\n", "\r", "\n", "a", "\U0001f600"]), max_size=20).map("".join))
def test_every_character_is_found_again_at_its_new_place(text):
    lines = LineFeeds(text)
    assert "\r" not in lines.text
    for offset, character in enumerate(text):
        if character not in "\r\n":
            assert lines.text[lines.place(offset)] == character
    assert lines.place(len(text)) == len(lines.text)
