"""What XML can hold."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from carelens.xml_characters import xml_text


@given(st.text())
def test_what_is_left_is_taken_by_a_parser_and_nothing_moves(text):
    plain = xml_text(text)
    element = etree.Element("a")
    element.text = plain
    assert len(plain) == len(text)
    assert all(new in (old, "\ufffd") for old, new in zip(text, plain, strict=True))


def test_letters_emoji_and_line_breaks_stay():
    assert xml_text("e\u0301 \U0001f600\r\n\t\x0b\ud800") == "e\u0301 \U0001f600\r\n\t\ufffd\ufffd"
