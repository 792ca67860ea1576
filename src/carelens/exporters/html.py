"""A self-contained HTML page: profile, text and evidence. It loads nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from carelens import __version__, resources
from carelens.annotation import REASONS, AnnotatedDocument, Evidence, ProfileRow, Verdict
from carelens.document import Block, Passage
from carelens.framework import POLES
from carelens.phrases import phrases

BAR = 110
"""Half the width of a bar, in SVG units."""


def render(annotated: AnnotatedDocument) -> str:
    """One page, readable without scripts, in light and dark, on paper, and by keyboard."""
    from jinja2 import Environment
    from markupsafe import Markup

    script = resources.read_text("templates/report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        resources.read_text("templates/report.html")
    )
    addressed = sum(bool(annotated.labels(i)) for i in range(len(annotated.passages)))
    return template.render(
        name=annotated.document.name or "Document",
        model=annotated.model,
        framework=annotated.model.framework,
        poles=_pole_names(annotated),
        rows=_profile(annotated),
        blocks=_blocks(annotated),
        passages=len(annotated.passages),
        addressed=addressed,
        version=__version__,
        css=Markup(resources.read_text("templates/report.css")),
        script=Markup(script),
        script_hash=digest,
        bar=BAR,
    )


def _pole_names(annotated: AnnotatedDocument) -> dict[str, str]:
    names = (name.lower() for name in annotated.model.framework.pole_names)
    return dict(zip(POLES, names, strict=True))


def _profile(annotated: AnnotatedDocument) -> list[dict[str, Any]]:
    profile = annotated.profile()
    most = max((max(row.treatment, row.healing) + row.mixed for row in profile), default=0) or 1
    poles = _pole_names(annotated)
    return [
        {
            "dimension": dimension,
            "row": row,
            "lean": _lean(row.band, row.pole, poles),
            "treatment": BAR * row.treatment / most,
            "healing": BAR * row.healing / most,
            "mixed": BAR * row.mixed / most,
            "passages": [
                n
                for n, verdicts in enumerate(annotated.verdicts, 1)
                if verdicts[i].label != "none"
            ],
            "interval": _interval(row),
        }
        for i, (dimension, row) in enumerate(
            zip(annotated.model.framework.dimensions, profile, strict=True)
        )
    ]


def _lean(band: str, pole: str, poles: dict[str, str]) -> str:
    if band == "both":
        return "both"
    if not pole:
        return "not addressed"
    return f"{'strongly leans' if band == 'strongly' else 'leans'} to the {poles[pole]}"


def _interval(row: ProfileRow) -> str:
    if row.balance is None:
        return ""
    return f"balance {row.balance:+.2f}, 95 % interval {row.low:+.2f} to {row.high:+.2f}"


def _blocks(annotated: AnnotatedDocument) -> list[dict[str, Any]]:
    """The document's blocks, each with its text in pieces and the notes on its passages."""
    document = annotated.document
    blocks = document.blocks or (Block(0, len(document.text), "paragraph"),)
    found = []
    number = 0
    for block in blocks:
        pieces: list[dict[str, Any]] = []
        position = block.start
        while number < len(annotated.passages) and annotated.passages[number].start < block.end:
            passage = annotated.passages[number]
            pieces.append({"text": document.text[position : passage.start]})
            pieces.append(_piece(annotated, number, passage))
            position, number = passage.end, number + 1
        pieces.append({"text": document.text[position : block.end]})
        notes = [piece for piece in pieces if piece.get("notes")]
        found.append({"block": block, "pieces": pieces, "notes": notes})
    return found


def _piece(annotated: AnnotatedDocument, number: int, passage: Passage) -> dict[str, Any]:
    verdicts = annotated.verdicts[number]
    labels = {verdict.label for verdict in verdicts} - {"none"}
    tint = labels.pop() if len(labels) == 1 else "mixed" if labels else ""
    return {
        "text": annotated.text(passage),
        "number": number + 1,
        "tint": tint,
        "quoted": passage.quoted,
        "reason": "" if tint else REASONS[verdicts[0].reason],
        "notes": [
            note
            for i, verdict in enumerate(verdicts)
            if verdict.label != "none"
            for note in _notes(annotated, number, i, verdict)
        ],
    }


def _notes(
    annotated: AnnotatedDocument, number: int, index: int, verdict: Verdict
) -> list[dict[str, Any]]:
    """One note a label: both poles of a mixed verdict have their own words."""
    poles = _pole_names(annotated)
    dimension = annotated.model.framework.dimensions[index]
    notes = []
    for pole in POLES:
        if verdict.label not in (pole, "mixed"):
            continue
        carried, against = phrases(annotated.evidence[number], f"{dimension.id}.{pole}")
        band = "leans" if verdict.band == "both" else verdict.band
        notes.append(
            {
                "dimension": dimension,
                "pole": pole,
                "lean": _lean(band, pole, poles),
                "probability": getattr(verdict, pole),
                "seed": dimension.pole(pole).phrase,
                "carried": _words(annotated, carried),
                "against": _words(annotated, against),
            }
        )
    return notes


def _words(annotated: AnnotatedDocument, found: list[Evidence]) -> list[dict[str, Any]]:
    text = annotated.document.text
    return [{"text": " ".join(text[e.start : e.end].split()), "weight": e.weight} for e in found]
