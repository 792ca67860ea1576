"""A Label Studio task (JSON) whose predictions are the labels, for people to correct.

Format: labelstud.io/guide/predictions. Label Studio counts code points, and CR LF as two (its
editor spreads a text into characters, `web/libs/editor/src/tags/object/RichText`), so that
nothing is converted.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from statistics import fmean
from typing import Any
from xml.sax.saxutils import escape

from carelens.annotation import AnnotatedDocument, Verdict, in_words, text_sha256
from carelens.document import clean
from carelens.framework import POLES, Dimension, Framework
from carelens.phrases import phrases

LEAST = 0.05
"""Words of less weight are not worth a mention."""

_LABELS, _TEXT = "label", "text"
_COLOURS = {"treatment": "#a04a00", "healing": "#0a5a8f"}  # as in the report
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:carelens:label-studio")


def render(annotated: AnnotatedDocument) -> str:
    """A list of one task, with one region a passage and label given to it.

    A region has the label's score, and as its note the verdict in words and what spoke for and
    against it; the prediction's score is the mean of its regions'. The labelling configuration
    that the project needs stands first, in `meta.label_config`: one line without anything that
    JSON escapes, to be copied from the file to the project's settings (Labeling Interface, Code).
    """
    document, model = annotated.document, annotated.model
    regions = list(_regions(annotated))
    prediction = {
        "model_version": f"{model.name} {model.version}",
        "score": round(fmean(r["score"] for r in regions), 4) if regions else None,
        "result": regions,
    }
    task = {
        "meta": {
            "label_config": labelling_config(model.framework),
            "framework": model.framework.id,
            "framework_version": model.framework.version,
            "model_sha256": model.sha256,
            "text_sha256": text_sha256(document.text),
        },
        "data": {_TEXT: clean(document.text), "document": clean(document.name)},
        "predictions": [prediction],
    }
    return json.dumps([task], ensure_ascii=False, indent=1) + "\n"


def labelling_config(framework: Framework) -> str:
    """The XML that a project needs for tasks of this framework, in one line.

    Every attribute is in single quotes, for JSON would escape double ones.
    """
    labels = "".join(
        _label(dimension, pole, name)
        for dimension in framework.dimensions
        for pole, name in zip(POLES, framework.pole_names, strict=True)
    )
    return (
        f"<View><Labels name='{_LABELS}' toName='{_TEXT}'>{labels}</Labels>"
        f"<Text name='{_TEXT}' value='${_TEXT}' valueType='text'/>"
        "<Style>.htx-richtext { white-space: pre-wrap; }</Style></View>"
    )


def _label(dimension: Dimension, pole: str, pole_name: str) -> str:
    hint = f"{dimension.name}, {pole_name.lower()}: {dimension.pole(pole).phrase}"
    quoted = escape(" ".join(hint.split()), {"'": "&apos;", '"': "&quot;", "\\": "&#92;"})
    colour = _COLOURS[pole]
    return f"<Label value='{dimension.id}.{pole}' background='{colour}' hint='{quoted}'/>"


def _regions(annotated: AnnotatedDocument) -> Iterator[dict[str, Any]]:
    document, framework = annotated.document, annotated.model.framework
    text, digest = clean(document.text), text_sha256(document.text)
    for i, (passage, verdicts) in enumerate(
        zip(annotated.passages, annotated.verdicts, strict=True)
    ):
        for dimension, verdict in zip(framework.dimensions, verdicts, strict=True):
            for pole, label in zip(verdict.poles, verdict.labels, strict=True):
                place = f"{digest}:{passage.start}:{passage.end}:{label}"
                yield {
                    "id": str(uuid.uuid5(_NAMESPACE, place)),
                    "from_name": _LABELS,
                    "to_name": _TEXT,
                    "type": "labels",
                    "value": {
                        "start": passage.start,
                        "end": passage.end,
                        "text": text[passage.start : passage.end],
                        "labels": [label],
                    },
                    "score": getattr(verdict, pole),
                    "meta": {"text": _note(annotated, text, i, dimension, verdict, pole)},
                }


def _note(
    annotated: AnnotatedDocument,
    text: str,
    number: int,
    dimension: Dimension,
    verdict: Verdict,
    pole: str,
) -> str:
    """The verdict in words, and the words for and against it, a line each."""
    mixed = verdict.band == "both"
    lean = in_words(annotated.model.framework, "leans" if mixed else verdict.band, pole)
    lines = [f"{dimension.name}: {'both; here ' if mixed else ''}{lean}."]
    sides = phrases(annotated.evidence[number], f"{dimension.id}.{pole}")
    for side, found in zip(("For", "Against"), sides, strict=True):
        words = [" ".join(text[e.start : e.end].split()) for e in found if abs(e.weight) >= LEAST]
        if words:
            lines.append(f"{side}: {', '.join(f'“{word}”' for word in words)}")
    return "\n".join(lines)
