"""What XML 1.0 can hold: production 2, Char (w3.org/TR/xml)."""

from __future__ import annotations

import re

_OTHERS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text with every other character replaced by U+FFFD, one for one: offsets stay."""
    return _OTHERS.sub("\ufffd", text)
