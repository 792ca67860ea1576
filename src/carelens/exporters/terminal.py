"""A coloured view for a terminal: the profile as two-sided bars, then the text with its labels."""

from __future__ import annotations

import io

from carelens.annotation import AnnotatedDocument, ProfileRow
from carelens.framework import POLES
from carelens.phrases import phrases

STYLES = {"treatment": "dark_orange", "healing": "deep_sky_blue1", "mixed": "medium_purple1"}
_MARKS = {"treatment": "T", "healing": "H", "mixed": "B"}
_HALF = 12


def render(annotated: AnnotatedDocument, color: bool = False, width: int = 100) -> str:
    """Text of `width` columns; `color` adds ANSI codes. Marks T, H and B say the same without."""
    from rich.console import Console
    from rich.padding import Padding
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
    console.print(Text(annotated.document.name or "Document", style="bold"))
    console.print(f"T {treatment}   H {healing}   B both   (it describes writing, not people)\n")
    dimensions = annotated.model.framework.dimensions
    for dimension, row in zip(dimensions, annotated.profile(), strict=True):
        console.print(_profile_line(dimension.name, row))
    console.print()
    section: tuple[str, ...] = ()
    for i, passage in enumerate(annotated.passages):
        if passage.section != section:
            section = passage.section
            console.print(Text("\n" + " > ".join(section), style="bold"))
        lean = _lean(annotated, i)
        body = Text(" ".join(annotated.text(passage).split()), style=STYLES.get(lean, ""))
        console.print(Padding(Text.assemble((f"{_MARKS.get(lean, ' ')} ", "bold"), body), 0))
        for line in _label_lines(annotated, i):
            console.print(Padding(Text(line, style="dim"), (0, 0, 0, 4)))
    if not any(annotated.labels(i) for i in range(len(annotated.passages))):
        console.print("(nothing addressed)")
    return out.getvalue()


def _lean(annotated: AnnotatedDocument, passage: int) -> str:
    labels = {verdict.label for verdict in annotated.verdicts[passage]} - {"none"}
    return labels.pop() if len(labels) == 1 else "mixed" if labels else ""


def _profile_line(name: str, row: ProfileRow) -> object:
    from rich.text import Text

    left, right = row.treatment + row.mixed, row.healing + row.mixed
    band = row.band.replace("strongly", "strongly leans")
    words = f"{band} to {row.pole}" if row.pole else band
    return Text.assemble(
        f"{name:32.32} {left or '':>3} ",
        ("█" * min(left, _HALF)).rjust(_HALF, "·"),
        "│",
        ("█" * min(right, _HALF)).ljust(_HALF, "·"),
        f" {right or '':<3} ",
        (words, STYLES.get(row.pole, "dim" if not row.addressed else STYLES["mixed"])),
    )


def _label_lines(annotated: AnnotatedDocument, passage: int) -> list[str]:
    lines = []
    names = {dimension.id: dimension.name for dimension in annotated.model.framework.dimensions}
    text = annotated.document.text
    for verdict in annotated.verdicts[passage]:
        for pole in POLES:
            if verdict.label not in (pole, "mixed"):
                continue
            carried, _ = phrases(annotated.evidence[passage], f"{verdict.dimension}.{pole}", 3)
            words = ", ".join(" ".join(text[e.start : e.end].split()) for e in carried)
            score = getattr(verdict, pole)
            lines.append(f"{_MARKS[pole]} {names[verdict.dimension]} {score:.2f}: {words}")
    return lines
