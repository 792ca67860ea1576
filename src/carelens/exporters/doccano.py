"""doccano JSONL for sequence labelling: one line a document, its labels as spans.

Format: doccano.github.io/doccano, task "Sequence Labeling", import as JSONL. doccano's editor
counts UTF-16 units (doccano issue 2290), so that an emoji counts as two; offsets are converted.
A project has to allow overlapping spans, or it drops all labels of a passage but one, and must
not count grapheme clusters as one character.
"""

from __future__ import annotations

import json
from bisect import bisect_left

from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.document import clean


def render(annotated: AnnotatedDocument) -> str:
    """`{"id", "text", "label": [[start, end, label], ...]}`, and what doccano shows as metadata.

    `id` is the SHA-256 of the text; `scores` has the score of each entry of `label`, in its order.
    The line is ASCII, whatever encoding doccano takes it for. A document without text, which
    doccano refuses, gives no line.
    """
    document, model = annotated.document, annotated.model
    text = clean(document.text)
    if not text:
        return ""
    wide = [i for i, character in enumerate(text) if character > "\uffff"]
    spans, scores = [], []
    for i, passage in enumerate(annotated.passages):
        start, end = (offset + bisect_left(wide, offset) for offset in (passage.start, passage.end))
        for label in annotated.labels(i):
            spans.append([start, end, label])
            scores.append(annotated.scores(i)[label])
    line = {
        "id": text_sha256(document.text),
        "text": text,
        "label": spans,
        "scores": scores,
        "document": clean(document.name),
        "model": f"{model.name} {model.version}",
        "model_sha256": model.sha256,
        "framework": f"{model.framework.id} {model.framework.version}",
        "offsets": "UTF-16 code units",
    }
    return json.dumps(line) + "\n"
