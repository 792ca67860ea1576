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

from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.document import clean
from carelens.findings import findings
from carelens.framework import POLES, Dimension, Framework

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
    text, digest = clean(annotated.document.text), text_sha256(annotated.document.text)
    for finding in findings(annotated):
        start, end = finding.passage.start, finding.passage.end
        note = [f"{finding.statement}.", *finding.reasons(text, weights=False)]
        yield {
            "id": str(uuid.uuid5(_NAMESPACE, f"{digest}:{start}:{end}:{finding.label}")),
            "from_name": _LABELS,
            "to_name": _TEXT,
            "type": "labels",
            "value": {
                "start": start,
                "end": end,
                "text": text[start:end],
                "labels": [finding.label],
            },
            "score": finding.score,
            "meta": {"text": "\n".join(note)},
        }
