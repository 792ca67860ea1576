"""Codes that a person wrote into a comment, `dimension.pole` or "Dimension: pole".

A line holds codes where it begins with one, and several may follow one another. What stands
behind them, down to the next line with codes, is the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carelens.errors import InvalidData
from carelens.framework import POLES, Framework

_GAP = r"[\s,;.:–—-]*"
_UNKNOWN = re.compile(rf"#?[\w-]+\.(?:{'|'.join(POLES)})\b", re.I)


class CommentCodes:
    """Reads the codes of one framework out of comments; upper or lower case is one."""

    def __init__(self, framework: Framework) -> None:
        self._labels: dict[str, str] = {}
        for dimension in framework.dimensions:
            poles = zip(POLES, framework.pole_names, dimension.labels, strict=True)
            for pole, pole_name, label in poles:
                self._labels[label.lower()] = label
                for name in (pole, pole_name):
                    self._labels[f"{dimension.name}:{name}".lower()] = label
        longest_first = sorted(self._labels, key=len, reverse=True)  # one may begin another
        names = "|".join(re.escape(name).replace(":", r"\s?:\s?") for name in longest_first)
        self._code = re.compile(rf"#?({names})(?!\w){_GAP}", re.I)

    def read(self, comment: str) -> Iterator[tuple[str, str]]:
        """Each label with its note; none where the comment holds no code.

        Raises InvalidData for `something.healing` that the framework lacks.
        """
        labels: list[str] = []
        note: list[str] = []
        for line in comment.splitlines():
            found, rest = self._at_head(" ".join(line.split()))
            if found:
                yield from _noted(labels, note)
                labels, note = found, []
            note.append(rest)
        yield from _noted(labels, note)

    def _at_head(self, line: str) -> tuple[list[str], str]:
        """The labels that a line begins with, and what is left of it."""
        labels = []
        while match := self._code.match(line):
            labels.append(self._labels[re.sub(r"\s?:\s?", ":", match[1].lower())])
            line = line[match.end() :]
        if match := _UNKNOWN.match(line):
            raise InvalidData(f"the framework has no code {match[0]!r}; correct the comment")
        return labels, line


def _noted(labels: list[str], note: list[str]) -> Iterator[tuple[str, str]]:
    text = "\n".join(note).strip()
    return ((label, text) for label in dict.fromkeys(labels))
