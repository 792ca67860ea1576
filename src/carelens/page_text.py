"""Pages of lines to running text: no running heads, whole paragraphs, whole words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from carelens.page_layout import Line, regions, with_justified_joined

_BULLET = re.compile(
    r"(?:[-*+•‣◦▪●○■□☐☑☒·–—\uf000-\uf0ff]|o(?= )|\(?(?:\d{1,2}|[a-z])[.)])\s+"
)  # Word's "o", and what symbol fonts show as bullet, arrow or tick
_SENTENCE_END = re.compile(r"[.!?:;][\"”’)\]]*$")
_MARGIN = 0.12  # of the page's height: where running heads stand
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)?\s*[-–|]?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?\s*[-–|]?", re.I
)
_HYPHENS = ("-", "\u00ad", "\u2010", "\x02")  # PDFium marks a hyphen at a line's end by \x02
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_COMPOUND_HEADS = (
    "self trauma attachment evidence client person patient family non strength strengths co goal "
    "relationship problem short long well follow cognitive heart practice process body mind"
)
_COMPOUNDS = frozenset(_COMPOUND_HEADS.split())  # words that keep their hyphen at a line's end


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in any order."""

    lines: tuple[Line, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of one paragraph, heading, list item or table cell; `page` counts from 1."""

    lines: tuple[Line, ...]
    page: int
    is_cell: bool = False

    @property
    def size(self) -> float:
        """The size of its type in points."""
        return median(line.size for line in self.lines)

    @property
    def mark(self) -> int:
        """Length of the bullet or number that it begins with, 0 where it has none."""
        match = _BULLET.match(self.lines[0].text)
        return match.end() if match else 0


def without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """The pages without page numbers, and without what stands in the margin of most of them."""
    keys = [{_key(line) for line in page.lines if _in_margin(line, page)} for page in pages]
    counts = Counter(key for page_keys in keys for key in page_keys)
    least = max(2.0, 0.5 * len(pages))

    def is_running(line: Line, page: Page) -> bool:
        if not _in_margin(line, page):
            return False
        return counts[_key(line)] >= least or _PAGE_NUMBER.fullmatch(line.text.strip()) is not None

    return [
        replace(page, lines=tuple(line for line in page.lines if not is_running(line, page)))
        for page in pages
    ]


def _in_margin(line: Line, page: Page) -> bool:
    return line.bottom > (1 - _MARGIN) * page.height or line.top < _MARGIN * page.height


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.lower().split()))


def stretches(pages: Iterable[Page]) -> Iterator[Stretch]:
    """Paragraphs in reading order. One that runs on over a column or page stays one."""
    under_way: Stretch | None = None
    for number, page in enumerate(pages, 1):
        for region in regions(with_justified_joined(_with_marks_joined(page.lines))):
            for lines in [region.lines] if region.is_cell else _paragraphs(region.lines):
                found = Stretch(tuple(lines), number, region.is_cell)
                if under_way is not None and _runs_on(under_way, found):
                    under_way = replace(under_way, lines=under_way.lines + found.lines)
                    continue
                if under_way is not None:
                    yield under_way
                under_way = found
    if under_way is not None:
        yield under_way


def _runs_on(before: Stretch, after: Stretch) -> bool:
    """Whether a paragraph goes on at the head of the next column or page."""
    last, line = before.lines[-1], after.lines[0]
    if before.is_cell or after.is_cell or abs(last.size - line.size) > 0.1 * last.size:
        return False
    is_below = before.page == after.page and last.bottom > line.bottom
    return not is_below and line.text[:1].islower() and not _SENTENCE_END.search(last.text)


def _with_marks_joined(lines: Iterable[Line]) -> list[Line]:
    """Bullets and numbers that stand apart, each joined to the words that it belongs to."""
    found: list[Line] = []
    for line in lines:
        mark = found[-1] if found else None
        if (
            mark is not None
            and _BULLET.fullmatch(mark.text + " ")
            and mark.bottom < (line.top + line.bottom) / 2 < mark.top
            and 0 < line.left - mark.right < 4 * line.size
        ):
            found[-1] = replace(line, text=f"{mark.text} {line.text}", left=mark.left)
        else:
            found.append(line)
    return found


def _paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines of one column cut at gaps, indents, bullets, changes of size and short ends."""
    pitch = _pitch(lines)
    right = max((line.right for line in lines), default=0.0)
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _begins(paragraph, line, pitch, right):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _pitch(lines: list[Line]) -> float:
    """The usual distance of base lines, in units of the type size."""
    steps = [
        (above.bottom - below.bottom) / above.size
        for above, below in pairwise(lines)
        if above.bottom > below.bottom and abs(above.size - below.size) < 0.5
    ]
    close = [step for step in steps if step < 2.5]
    return min(median(close), 1.6) if close else 1.2


def _begins(paragraph: list[Line], line: Line, pitch: float, right: float) -> bool:
    first, last = paragraph[0], paragraph[-1]
    if abs(line.size - last.size) > 0.1 * last.size or _BULLET.match(line.text):
        return True
    if (last.bottom - line.bottom) / last.size > 1.3 * pitch:
        return True
    if _BULLET.match(first.text):
        return line.left <= first.left + 0.1 * line.size
    if line.left > last.left + 0.8 * line.size and len(paragraph) > 1:
        return True
    width = right - first.left
    is_short = last.right < right - 0.3 * width
    return is_short and not line.text[:1].islower() and "\t" not in last.text


def vocabulary(found: Iterable[Stretch]) -> Counter[str]:
    """The words of a document in lower case, with the times that they occur."""
    lines = (line.text for stretch in found for line in stretch.lines)
    return Counter(word.lower() for text in lines for word in _WORD.findall(text))


def joined(stretch: Stretch, words: Counter[str]) -> str:
    """The lines as running text; a word that a line's end cuts in two is made whole.

    `words` is the vocabulary of the document, which knows whether a hyphen belongs to a word.
    """
    text = ""
    for line in stretch.lines:
        if text.endswith(_HYPHENS) and line.text[:1].islower():
            first, second = _LAST_WORD.findall(text[:-1]), _WORD.findall(line.text)
            keep = bool(first and second) and _keeps_hyphen(first[-1], second[0], words)
            text = text[:-1] + ("-" if keep else "") + line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return text.replace("\x02", "-").replace("\u00ad", "")


def _keeps_hyphen(first: str, second: str, words: Counter[str]) -> bool:
    """Whether the hyphen belongs to the word: as the document writes it elsewhere."""
    first, second = first.lower(), second.lower()
    if words[first + second]:
        return False
    return bool(words[f"{first}-{second}"]) or first in _COMPOUNDS
