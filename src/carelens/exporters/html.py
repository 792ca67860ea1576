"""A self-contained HTML page: profile, text and evidence. It loads nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from itertools import groupby
from typing import Any

from carelens import __version__, resources
from carelens.annotation import (
    REASONS,
    AnnotatedDocument,
    Evidence,
    ProfileRow,
    Verdict,
    in_words,
)
from carelens.document import Block, Passage
from carelens.framework import POLES
from carelens.phrases import phrases

BAR = 110
"""Half the width of a bar, in SVG units."""
LEAST = 0.05
"""Weights below it would be printed as zero."""


def render(annotated: AnnotatedDocument) -> str:
    """One page, readable without scripts, in light and dark, on paper, and by keyboard."""
    from jinja2 import Environment
    from markupsafe import Markup

    script = resources.read_text("templates/report.js")
    digest = hashlib.sha256(script.encode()).digest()
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        resources.read_text("templates/report.html")
    )
    return template.render(
        name=annotated.document.name or "Document",
        model=annotated.model,
        framework=annotated.model.framework,
        poles=_pole_names(annotated),
        rows=_profile(annotated),
        rows_of_text=_rows_of_text(_blocks(annotated)),
        passages=len(annotated.passages),
        silent=_silent(annotated),
        version=__version__,
        css=Markup(resources.read_text("templates/report.css")),
        script=Markup(script),
        script_hash=base64.b64encode(digest).decode(),
        bar=BAR,
    )


def _pole_names(annotated: AnnotatedDocument) -> dict[str, str]:
    names = annotated.model.framework.pole_names
    return dict(zip(POLES, map(str.lower, names), strict=True))


def _silent(annotated: AnnotatedDocument) -> list[tuple[int, str]]:
    """How many passages address nothing, by the reason, most frequent first."""
    silent = (row for i, row in enumerate(annotated.verdicts) if not annotated.labels(i))
    counts = Counter(row[0].reason for row in silent)
    return [(count, REASONS[reason]) for reason, count in counts.most_common()]


def _profile(annotated: AnnotatedDocument) -> list[dict[str, Any]]:
    profile = annotated.profile()
    most = max((max(row.treatment, row.healing) + row.mixed for row in profile), default=0) or 1
    framework = annotated.model.framework
    return [
        {
            "dimension": dimension,
            "row": row,
            "lean": in_words(framework, row.band, row.pole),
            "treatment": BAR * row.treatment / most,
            "healing": BAR * row.healing / most,
            "mixed": BAR * row.mixed / most,
            "passages": [
                n for n, verdicts in enumerate(annotated.verdicts, 1) if verdicts[i].label != "none"
            ],
            "interval": _interval(row),
            "whisker": [BAR * x for x in (row.low, row.balance, row.high) if x is not None],
        }
        for i, (dimension, row) in enumerate(zip(framework.dimensions, profile, strict=True))
    ]


def _interval(row: ProfileRow) -> str:
    if row.balance is None:
        return ""
    return f"balance {row.balance:+.2f}, 95 % interval {row.low:+.2f} to {row.high:+.2f}"


def _blocks(annotated: AnnotatedDocument) -> list[dict[str, Any]]:
    """The document's blocks, each with its text in pieces and the notes on its passages."""
    document = annotated.document
    blocks = document.blocks or (Block(0, len(document.text), "paragraph"),)
    found, number = [], 0
    for block in blocks:
        pieces: list[dict[str, Any]] = []
        position = block.start
        while number < len(annotated.passages) and annotated.passages[number].start < block.end:
            passage = annotated.passages[number]
            pieces.append({"text": document.text[position : passage.start]})
            pieces.append(_piece(annotated, number, passage))
            position, number = passage.end, number + 1
        pieces.append({"text": document.text[position : block.end]})
        noted = [piece for piece in pieces if piece.get("notes")]
        found.append({"block": block, "pieces": pieces, "notes": noted})
    return found


def _rows_of_text(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells of one table row together, each with its blocks; any other block alone."""

    def row(item: dict[str, Any]) -> str:
        block: Block = item["block"]
        cell = block.kind == "table_cell"
        return (cell and block.locator.rpartition(", column ")[0]) or str(block.start)

    rows = [list(items) for _, items in groupby(blocks, row)]
    return [
        {
            "kind": items[0]["block"].kind,
            "cells": [list(cell) for _, cell in groupby(items, lambda item: item["block"].locator)],
            "notes": [note for item in items for note in item["notes"]],
        }
        for items in rows
    ]


def _piece(annotated: AnnotatedDocument, number: int, passage: Passage) -> dict[str, Any]:
    verdicts = annotated.verdicts[number]
    notes = [
        note for i, verdict in enumerate(verdicts) for note in _notes(annotated, number, i, verdict)
    ]
    lean = annotated.lean(number)
    return {
        "runs": _runs(annotated.document.text, passage, notes),
        "number": number + 1,
        "tint": "" if lean == "none" else lean,
        "strong": any(verdict.band == "strongly" for verdict in verdicts),
        "quoted": passage.quoted,
        "notes": notes,
    }


def _runs(text: str, passage: Passage, notes: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    """A passage's words in runs, each with whether it did most for a verdict."""
    carried = {i for note in notes for word in note["carried"] for i in word["places"]}
    runs = groupby(range(passage.start, passage.end), carried.__contains__)
    return [("".join(text[i] for i in places), marked) for marked, places in runs]


def _notes(
    annotated: AnnotatedDocument, number: int, index: int, verdict: Verdict
) -> list[dict[str, Any]]:
    """One note a label: both poles of a mixed verdict have their own words."""
    framework = annotated.model.framework
    dimension, notes = framework.dimensions[index], []
    for pole in verdict.poles:
        carried, against = phrases(annotated.evidence[number], f"{dimension.id}.{pole}")
        band = "leans" if verdict.band == "both" else verdict.band
        lean = in_words(framework, band, pole)
        note = {
            "dimension": dimension,
            "pole": pole,
            "strong": band == "strongly",
            "lean": f"both; here what {lean}" if verdict.label == "mixed" else lean,
            "probability": getattr(verdict, pole),
            "carried": _words(annotated, carried),
            "against": _words(annotated, against),
        }
        notes.append(note)
    return notes


def _words(annotated: AnnotatedDocument, found: list[Evidence]) -> list[dict[str, Any]]:
    """Words with their weights, and the places of those that have half the strongest's."""
    text, half = annotated.document.text, abs(found[0].weight) / 2 if found else 0
    return [
        {
            "text": text[e.start : e.end],
            "weight": e.weight,
            "places": range(e.start, e.end) if abs(e.weight) >= half else (),
        }
        for e in found
        if abs(e.weight) >= LEAST
    ]
