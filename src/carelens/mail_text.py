"""The words of an e-mail apart from those it quotes, and without its signature.

Flowed text, quotation by `>` and the signature below `-- ` are those of RFC 3676; what introduces
an earlier mail is what mail programs write. Offsets are made by whoever collects the pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from carelens import plain_text
from carelens.document import Document, clean

_QUOTE_MARKS = re.compile(r"(?:> ?)+")
_SENTENCE_BEFORE = re.compile(
    r"(?-i:On)\b(?=.*(?:@|\d:\d\d)).{6,300}\bwrote:"
    r"|[-_ ]{3,}(?:original|forwarded) message[-_ ]{3,}|begin forwarded message:",
    re.I,
)
_HEADERS_BEFORE = re.compile(
    r"\W?from:\W? [^\n]{1,300}\n(?:[^\n]{0,300}\n){0,2}?\W?(?:sent|date):", re.I
)
_MAY_INTRODUCE = re.compile(r"On\b|\W?from:|[-_ ]{3,}(?:original|forwarded)|begin", re.I)
_SIGNATURE_LIMIT = 15
"""Lines or, on a page, blocks: what is longer is no signature, whatever stands above it."""


class Piece(NamedTuple):
    """A line of a text, or a block. `depth` counts the mails that quote it, as far as is known."""

    text: str
    kind: str = "paragraph"
    level: int = 0
    depth: int = 0


def from_text(text: str, *, flowed: bool = False, delete_space: bool = False) -> Iterator[Piece]:
    """The blocks of a plain text; `flowed` and `delete_space` are those of its content type."""
    kept = _without_signatures(_with_earlier_mails(list(_lines(text, flowed, delete_space))), "-- ")
    for depth, group in groupby(kept, key=lambda line: line.depth):
        yield from _blocks(plain_text.parse("\n".join(line.text for line in group)), depth)


def from_page(page: Document) -> Iterator[Piece]:
    """The blocks of a web page that was sent as a mail."""
    return _without_signatures(_with_earlier_mails(list(_blocks(page))), "--")


def _blocks(document: Document, depth: int = 0) -> Iterator[Piece]:
    for block in document.blocks:
        text = document.text[block.start : block.end]
        yield Piece(text, block.kind, block.level, depth or int(block.kind == "quote"))


def _lines(text: str, flowed: bool, delete_space: bool) -> Iterator[Piece]:
    """Lines without their `>`, which give the depth; flowed lines are joined again."""
    open_lines: list[str] = []
    last = ("x", 0)
    for line in clean(text).splitlines():
        marks = _QUOTE_MARKS.match(line)
        depth = marks[0].count(">") if marks else 0
        line = line[marks.end() :] if marks else line.removeprefix(" " if flowed else "")
        if open_lines and depth != last[1]:
            yield Piece("".join(open_lines), depth=last[1])
            open_lines = []
        if flowed and line.endswith(" ") and line != "-- ":
            open_lines.append(line[: len(line) - delete_space])
        elif open_lines or line or last != ("", depth):  # of several blank lines one is enough
            yield Piece("".join((*open_lines, line)), depth=depth)
            open_lines = []
        last = line, depth
    if open_lines:
        yield Piece("".join(open_lines), depth=last[1])


def _with_earlier_mails(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """What introduces an earlier mail is quoted, and so is all below unless it is marked."""
    place, below = 0, 0
    while place < len(pieces):
        introduced = 0 if below else _introduction(pieces, place)
        for piece in pieces[place : place + (introduced or 1)]:
            yield piece._replace(depth=max(piece.depth, below, int(introduced > 0)))
        place += introduced or 1
        if introduced:
            filled = (i for i in range(place, len(pieces)) if pieces[i].text.strip())
            following = next(filled, None)
            below = int(following is None or not pieces[following].depth)


def _introduction(pieces: Sequence[Piece], place: int) -> int:
    """How many pieces from a place on say that an earlier mail follows."""
    if not _MAY_INTRODUCE.match(pieces[place].text[:1000].lstrip()):
        return 0
    texts = [piece.text[:1000].strip() for piece in pieces[place : place + 4]]
    for count in range(1, 4):
        if _SENTENCE_BEFORE.fullmatch(" ".join(" ".join(texts[:count]).split())):
            return count
    return int(_HEADERS_BEFORE.match("\n".join(texts)) is not None)


def _without_signatures(pieces: Iterator[Piece], mark: str) -> Iterator[Piece]:
    for _, group in groupby(pieces, key=lambda piece: piece.depth):
        run = list(group)
        yield from run[: _signature(run, mark)]


def _signature(run: Sequence[Piece], mark: str) -> int:
    """Where the signature at the end of a mail begins: at the first mark not too far above it."""
    begin, filled = len(run), 0
    for place in reversed(range(len(run))):
        if run[place].text.split("\n", 1)[0] == mark:
            begin = place
        filled += bool(run[place].text.strip())
        if filled > _SIGNATURE_LIMIT:
            break
    return begin
