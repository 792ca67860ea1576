"""JSON by `data/schema/annotation.schema.json`; offsets are code points, spans half-open."""

from __future__ import annotations

import json

from carelens.annotation import AnnotatedDocument


def render(annotated: AnnotatedDocument, *, text: bool = True) -> str:
    """The whole annotation: document, model, profile, passages with verdicts and evidence."""
    return json.dumps(annotated.to_dict(text=text), ensure_ascii=False, indent=1) + "\n"
