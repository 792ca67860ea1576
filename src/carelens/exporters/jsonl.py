"""JSON lines, one a passage; offsets are code points, spans half-open."""

from __future__ import annotations

import json

from carelens.annotation import AnnotatedDocument


def render(annotated: AnnotatedDocument, *, text: bool = True) -> str:
    """`{"document", "start", "end", "text", "section", "quoted", "labels", "scores"}` a line.

    Without text, "text" and "section" are empty.
    """
    lines = [
        json.dumps(
            {
                "document": annotated.document.name,
                "start": passage.start,
                "end": passage.end,
                "text": annotated.text(passage) if text else "",
                "section": list(passage.section) if text else [],
                "quoted": passage.quoted,
                "labels": list(annotated.labels(i)),
                "scores": annotated.scores(i),
            },
            ensure_ascii=False,
        )
        for i, passage in enumerate(annotated.passages)
    ]
    return "".join(line + "\n" for line in lines)
