"""CSV by RFC 4180, one row a passage; offsets are code points, spans half-open."""

from __future__ import annotations

import csv
import io

from carelens.annotation import AnnotatedDocument
from carelens.formulas import neutral


def render(annotated: AnnotatedDocument, *, text: bool = True) -> str:
    """document, start, end, section, quoted, text, labels, then one column of scores a label.

    A text that a spreadsheet would take for a formula gets a leading apostrophe. Without text,
    section and text are empty.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out)
    labels = annotated.model.framework.labels
    table.writerow(["document", "start", "end", "section", "quoted", "text", "labels", *labels])
    for i, passage in enumerate(annotated.passages):
        scores = annotated.scores(i)
        table.writerow(
            [
                neutral(annotated.document.name),
                passage.start,
                passage.end,
                neutral(" > ".join(passage.section)) if text else "",
                str(passage.quoted).lower(),
                neutral(annotated.text(passage)) if text else "",
                " ".join(annotated.labels(i)),
                *(scores[label] for label in labels),
            ]
        )
    return out.getvalue()
