"""Base64 and media types of documents inside documents."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens import attachment, plain_text
from carelens.document import DocumentBuilder
from carelens.errors import UnknownFormat, UnreadableDocument


@given(data=st.binary(max_size=60), width=st.integers(1, 20))
def test_base64_may_be_broken_into_lines_and_lack_its_padding(data: bytes, width: int) -> None:
    text = base64.b64encode(data).decode().rstrip("=")
    lines = "\r\n ".join(text[i : i + width] for i in range(0, len(text), width))
    assert attachment.decode_base64(lines) == data


@pytest.mark.parametrize("text", ["Q", "Q===", "QQ=Q", "Q-_Q", "ÄÖ", "\ud800"])
def test_broken_base64_is_told(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="is no base64"):
        attachment.decode_base64(text)


def test_a_large_attachment_is_told_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachment, "LIMIT", 2_000_000)
    assert len(attachment.decode_base64("A" * 2_666_664)) == 1_999_998
    with pytest.raises(UnreadableDocument, match="is larger than 2 MB"):
        attachment.decode_base64("A" * 2_700_000)


def test_media_types() -> None:
    assert attachment.media_type(" Text/Plain ; charset=utf-8") == "text/plain"
    assert attachment.media_type(None) == attachment.media_type({}) == ""
    assert attachment.parse(b"a", "").text == attachment.parse(b"<p>a", "text/html").text == "a"
    with pytest.raises(UnknownFormat, match="media type that is not read"):
        attachment.parse(b"a", "image/png")
    with pytest.raises(UnreadableDocument, match="damaged"):
        attachment.parse(b"a", "application/pdf")


def test_appended_blocks_say_where_they_come_from() -> None:
    builder = DocumentBuilder()
    found = plain_text.parse("# Plan\n\nRest 🙂\n\nKnown")
    attachment.append(builder, found, "Goal.note[0].text", level=2, known={"Known"})
    document = builder.build("", "")
    assert [(document.text[b.start : b.end], b.level, b.locator) for b in document.blocks] == [
        ("Plan", 3, "Goal.note[0].text, line 1"),
        ("Rest 🙂", 0, "Goal.note[0].text, line 3"),
    ]
