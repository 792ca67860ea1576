"""A text with LF as its only line break, and where its places have gone."""

from __future__ import annotations

import re
from bisect import bisect_left

from carelens.document import clean


class LineFeeds:
    """`text` is the cleaned text; CR LF and CR are LF in it."""

    def __init__(self, text: str) -> None:
        self.text = re.sub("\r\n?", "\n", clean(text))
        self._returns = [match.start() for match in re.finditer("\r\n", text)]

    def place(self, offset: int) -> int:
        """Where a code point of the text as it was stands now."""
        return offset - bisect_left(self._returns, offset)
