"""`carelens score`: passages given as arguments, or lines of standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from carelens.cli.options import AsJson, ModelName

if TYPE_CHECKING:
    from carelens.model import Model

EXAMPLES = """Examples:  carelens score "She sets the pace."  |
carelens score --json < passages.txt"""
_WORDS = 3


def score(
    passages: Annotated[
        list[str] | None,
        typer.Argument(help="Passages; lines of standard input if none is given."),
    ] = None,
    model: ModelName = "default",
    as_json: AsJson = False,
) -> None:
    """Say where single passages lean: one line for each dimension that is addressed.

    A passage that leans both ways on a dimension has a line for each.
    """
    from carelens.model import Model

    loaded = Model.load(model)
    texts = passages or [line.strip() for line in sys.stdin if line.strip()]
    if not texts:
        raise typer.BadParameter("give a passage, or passages on standard input, one a line")
    for number, text in enumerate(texts, 1):
        if as_json:
            _print_json(number, text, loaded)
        else:
            _print_lines(f"{number}: " if len(texts) > 1 else "", text, loaded)


def _print_json(number: int, text: str, model: Model) -> None:
    import json

    from carelens.annotate import label

    scores, given = label([text], model)
    labels = model.framework.labels
    row = {
        "id": str(number),
        "labels": [name for name, is_given in zip(labels, given[0], strict=True) if is_given],
        "scores": dict(zip(labels, scores[0].tolist(), strict=True)),
    }
    print(json.dumps(row))


def _print_lines(prefix: str, text: str, model: Model) -> None:
    from carelens.annotate import judge
    from carelens.annotation import REASONS, in_words

    verdicts = judge([text], model)[0]
    addressed = [verdict for verdict in verdicts if verdict.label != "none"]
    if not addressed:
        print(f"{prefix}not addressed: {REASONS[verdicts[0].reason]}")
    names = {dimension.id: dimension.name for dimension in model.framework.dimensions}
    for verdict in addressed:
        band = "leans" if verdict.label == "mixed" else verdict.band
        for pole in verdict.poles:
            lean, score = in_words(model.framework, band, pole), getattr(verdict, pole)
            words = _words(text, f"{verdict.dimension}.{pole}", model)
            print(f"{prefix}{names[verdict.dimension]}: {lean} ({score:.2f}); words: {words}")


def _words(text: str, label: str, model: Model) -> str:
    from carelens.phrases import phrases

    carried, _ = phrases(model.explain(text, [label]), label, _WORDS)
    return ", ".join(repr(text[e.start : e.end]) for e in carried)
