"""The plots of an evaluation, as SVG text; needs matplotlib, from the extra `report`."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

INK, BLUE, ORANGE, GREY = "#22252b", "#0a5a8f", "#a04a00", "#8a8f98"


def reliability_plot(figures: Mapping[str, Any]) -> str:
    """Share coded against probability given, held-out passages."""

    def draw(axes: Any) -> None:
        axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle=":")
        for name, colour, title in (("all", BLUE, "all passages"), ("real", ORANGE, "real pages")):
            rows = figures["reliability"][name]
            axes.plot(
                [row["predicted"] for row in rows],
                [row["coded"] for row in rows],
                marker="o",
                color=colour,
                label=title,
            )
        axes.set(xlabel="probability given", ylabel="share that is coded", xlim=(0, 1), ylim=(0, 1))
        axes.legend(frameon=False)

    return _svg(draw, (5, 4.2))


def label_plot(figures: Mapping[str, Any]) -> str:
    """F1 of every label, held out, as bars."""
    labels = figures["cross_validation"]["by_label"]

    def draw(axes: Any) -> None:
        names = list(labels)[::-1]
        colours = [BLUE if name.endswith(".healing") else ORANGE for name in names]
        axes.barh(names, [labels[name]["f1"] for name in names], color=colours)
        axes.set(xlabel="F1 on held-out passages", xlim=(0, 1))
        axes.margins(y=0.01)

    return _svg(draw, (6.5, 6))


def batch_plot(figures: Mapping[str, Any]) -> str:
    """Micro-F1 of every batch, held out."""
    batches = figures["cross_validation"]["by_batch"]

    def draw(axes: Any) -> None:
        names = sorted(batches, key=lambda name: batches[name]["micro_f1"])
        axes.plot(names, [batches[name]["micro_f1"] for name in names], "o", color=BLUE)
        axes.set(ylabel="micro-F1", ylim=(0, 1))
        axes.tick_params(axis="x", rotation=90, labelsize=7)

    return _svg(draw, (9, 3.2))


def curve_plot(rows: Sequence[Mapping[str, Any]]) -> str:
    """Quality on held-out real pages against the passages trained on that follow real pages."""
    with_invented = [row for row in rows if row["passages"] > row["grounded"]]
    alone = [row for row in rows if row["passages"] == row["grounded"]]

    def draw(axes: Any) -> None:
        x = [row["grounded"] for row in with_invented]
        for key, colour, title in (
            ("mean_average_precision", BLUE, "mean average precision"),
            ("micro_f1", ORANGE, "micro-F1"),
        ):
            axes.plot(x, [row[key] for row in with_invented], marker="o", color=colour, label=title)
            axes.plot(
                [row["grounded"] for row in alone], [row[key] for row in alone], "x", color=colour
            )
        axes.set(xlabel="passages after real pages (x: without invented ones)", ylim=(0, 1))
        axes.legend(frameon=False)

    return _svg(draw, (5.5, 4))


def lean_plot(leans: Mapping[str, Sequence[float]], unit: str) -> str:
    """Predicted against coded lean of documents or pages."""

    def draw(axes: Any) -> None:
        axes.plot([-1, 1], [-1, 1], color=GREY, linewidth=1, linestyle=":")
        axes.scatter(leans["coded"], leans["predicted"], s=9, color=BLUE, alpha=0.5, linewidths=0)
        axes.set(xlabel=f"coded lean of the {unit}", ylabel="predicted lean")

    return _svg(draw, (4.2, 4))


def _svg(draw: Callable[[Any], None], size: tuple[float, float]) -> str:
    """An SVG element; the same figures give the same text."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: dict[Any, Any] = {
        "svg.hashsalt": "carelens",
        "svg.fonttype": "none",
        "font.family": "sans-serif",
    }
    with mpl.rc_context({**settings, "text.color": INK, "font.size": 9}):
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        draw(axes)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None}, transparent=True)
    return text.getvalue()[text.getvalue().index("<svg") :]
