"""Bytes to text: encodings as people's files have them."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens import decoding
from carelens.errors import UnreadableDocument

NOTE = "She said: “I’m safe here” – naïve, perhaps. Review of the plan follows next week."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (NOTE.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + NOTE.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF16_LE + NOTE.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + NOTE.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + NOTE.encode("utf-32-le"), "utf-32-le"),
        (NOTE.encode("utf-16-le"), "utf-16-le"),
        (NOTE.encode("utf-16-be"), "utf-16-be"),
        (NOTE.encode("cp1252"), "cp1252"),
    ],
)
def test_common_encodings_give_the_same_text(data: bytes, encoding: str) -> None:
    assert decoding.decode(data) == (NOTE, encoding)


def test_a_few_broken_bytes_do_not_spoil_the_rest() -> None:
    text, encoding = decoding.decode(NOTE.encode("utf-8") + b" caf\xe9")
    assert encoding == "utf-8"
    assert text.startswith(NOTE)
    assert text.endswith("caf\ufffd")


def test_bytes_of_no_western_encoding_are_still_read() -> None:
    russian = "Наша Беседа: она сказала, что здесь ей спокойно и что никто её не торопит. " * 5
    assert decoding.decode(russian.encode("cp866"))[0] == russian


def test_a_single_nul_becomes_a_replacement_character() -> None:
    assert decoding.decode(b"a" * 200 + b"\0" + b"b" * 200)[0][200] == "\ufffd"


def test_binary_data_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="binary"):
        decoding.decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0")


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text, _ = decoding.decode(data)
    except UnreadableDocument:
        return
    text.encode("utf-8")
    assert "\0" not in text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_marked_utf8_comes_back_as_it_was(text: str) -> None:
    assert decoding.decode(codecs.BOM_UTF8 + text.encode("utf-8"))[0] == text
