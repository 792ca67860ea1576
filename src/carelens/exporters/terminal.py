"""A coloured view for a terminal: the profile as two-sided bars, then the text with its labels."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from carelens.annotation import AnnotatedDocument, in_words
from carelens.phrases import phrases

if TYPE_CHECKING:
    from rich.table import Table

STYLES = {"treatment": "dark_orange", "healing": "deep_sky_blue1", "mixed": "medium_purple1"}
_MARKS = {"treatment": "T", "healing": "H", "mixed": "B"}
_HALF = 8
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def render(annotated: AnnotatedDocument, color: bool = False, width: int = 100) -> str:
    """Text of `width` columns; `color` adds ANSI codes. Marks T, H and B say the same without."""
    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="256" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
    )
    treatment, healing = (name.lower() for name in annotated.model.framework.pole_names)
    console.print(Text(_plain(annotated.document.name) or "Document", style="bold"))
    console.print(f"T {treatment}   H {healing}   B both   (it describes writing, not people)\n")
    console.print(_profile(annotated))
    console.print()
    section: tuple[str, ...] = ()
    for i, passage in enumerate(annotated.passages):
        if passage.section != section:
            section = passage.section
            console.print(Text("\n" + _plain(" > ".join(section)), style="bold"))
        console.print(_passage(annotated, i))
    if not any(annotated.labels(i) for i in range(len(annotated.passages))):
        console.print("(nothing addressed)")
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def _plain(text: str) -> str:
    """One line of a document's text, without what could steer the terminal."""
    return _STEERING.sub("\ufffd", " ".join(text.split()))


def _profile(annotated: AnnotatedDocument) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 1))
    for justify in ("left", "right", "left", "left", "left"):
        table.add_column(justify=justify, no_wrap=justify == "right")
    rows = annotated.profile()
    most = max((max(row.treatment, row.healing) + row.mixed for row in rows), default=0)
    for dimension, row in zip(annotated.model.framework.dimensions, rows, strict=True):
        left, right = row.treatment + row.mixed, row.healing + row.mixed
        style = STYLES[row.pole or "mixed"] if row.addressed else "dim"
        table.add_row(
            Text(dimension.name),
            str(left or ""),
            Text(_bar(left, most)[::-1] + "│" + _bar(right, most), no_wrap=True),
            str(right or ""),
            Text(in_words(annotated.model.framework, row.band, row.pole), style=style),
        )
    return table


def _bar(count: int, most: int) -> str:
    """One block a passage while they fit, else a share of the longest bar."""
    blocks = count if most <= _HALF else -(-count * _HALF // most)
    return ("█" * blocks).ljust(_HALF, "·")


def _passage(annotated: AnnotatedDocument, number: int) -> Table:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    passage = annotated.passages[number]
    tint = annotated.lean(number)
    text = Text(_plain(annotated.text(passage)), style=STYLES.get(tint, ""))
    if passage.quoted:
        text.append("  (quoted)", style="dim")
    table = Table.grid(padding=(0, 1))
    table.add_row(Text(_MARKS.get(tint, " "), style="bold"), text)
    for line in _label_lines(annotated, number):
        table.add_row("", Padding(Text(line, style="dim"), (0, 0, 0, 2)))
    return table


def _label_lines(annotated: AnnotatedDocument, number: int) -> list[str]:
    lines = []
    names = {dimension.id: dimension.name for dimension in annotated.model.framework.dimensions}
    text = annotated.document.text
    for verdict in annotated.verdicts[number]:
        for pole in verdict.poles:
            carried, _ = phrases(annotated.evidence[number], f"{verdict.dimension}.{pole}", 3)
            words = ", ".join(_plain(text[e.start : e.end]) for e in carried)
            strong = " strongly" if verdict.band == "strongly" else ""
            score = f"{getattr(verdict, pole):.2f}"
            lines.append(f"{_MARKS[pole]}{strong} {names[verdict.dimension]} {score}: {words}")
    return lines
