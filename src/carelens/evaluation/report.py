"""An evaluation as one HTML page, self-contained, with its plots."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from carelens import __version__, resources
from carelens.errors import UnwritableOutput
from carelens.evaluation import plots


def write_report(figures: Mapping[str, Any], path: Path) -> Path:
    """Write the HTML page, and the figures beside it as .json; gives the latter's path.

    Raises UnwritableOutput, and ModuleNotFoundError where matplotlib is not installed.
    """
    page, data = render(figures), path.with_suffix(".json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
        data.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise UnwritableOutput(f"{path}: cannot be written ({error.strerror})") from error
    return data


def render(figures: Mapping[str, Any]) -> str:
    """The page's text."""
    from jinja2 import Environment
    from markupsafe import Markup

    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        resources.read_text("templates/evaluation.html")
    )
    drawn = {
        "reliability": plots.reliability_plot(figures),
        "labels": plots.label_plot(figures),
        "batches": plots.batch_plot(figures),
        "documents": plots.lean_plot(figures["profiles"]["documents"]["leans"], "document"),
        "pages": plots.lean_plot(figures["profiles"]["pages"]["leans"], "page"),
    }
    if "learning_curve" in figures:
        drawn["curve"] = plots.curve_plot(figures["learning_curve"])
    pictures = {name: Markup(svg) for name, svg in drawn.items()}
    return template.render(f=figures, plot=pictures, version=__version__)
