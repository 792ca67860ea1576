"""Documents are built in reading order, with offsets that fit, and never without an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens import document, plain_text
from carelens.document import DocumentBuilder, clean
from carelens.errors import UnreadableDocument

TEXT = st.text(alphabet=st.sampled_from("aé\u0301漢😀\r\n \0\ud800"), max_size=12)


@given(st.lists(st.tuples(TEXT, st.sampled_from(document.BLOCK_KINDS)), max_size=8))
def test_every_block_gives_its_text_again(given: list[tuple[str, str]]) -> None:
    builder = DocumentBuilder()
    for text, kind in given:
        builder.add(text, kind)
    built = builder.build("a", "")
    assert builder.length == len(built.text)
    found = [(built.text[block.start : block.end], block.kind) for block in built.blocks]
    assert found == [(clean(text).strip(), kind) for text, kind in given if clean(text).strip()]


@given(TEXT)
def test_a_clean_text_can_be_written_and_keeps_its_offsets(text: str) -> None:
    assert len(clean(text).encode().decode()) == len(text)
    assert "\0" not in clean(text)


def test_blocks_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (document, plain_text):
        monkeypatch.setattr(module, "BLOCK_LIMIT", 3)
    builder = DocumentBuilder()
    for _ in range(3):
        builder.add("word")
    builder.add(" ")
    assert len(plain_text.parse("a\n\nb\n\nc").blocks) == 3
    with pytest.raises(UnreadableDocument, match="paragraphs; split it, or use: carelens bulk"):
        builder.add("word")
    with pytest.raises(UnreadableDocument, match="paragraphs; split it, or use: carelens bulk"):
        plain_text.parse("a\n\nb\n\nc\n\nd")
