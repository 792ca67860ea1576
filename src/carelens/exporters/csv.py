"""CSV by RFC 4180, one row a passage; offsets are code points, spans half-open."""

from __future__ import annotations

import csv
import io

from carelens.annotation import AnnotatedDocument

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(annotated: AnnotatedDocument) -> str:
    """document, start, end, section, quoted, text, labels, then one column of scores a label.

    A text that a spreadsheet would take for a formula gets a leading apostrophe.
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
                neutral(" > ".join(passage.section)),
                str(passage.quoted).lower(),
                neutral(annotated.text(passage)),
                " ".join(annotated.labels(i)),
                *(scores[label] for label in labels),
            ]
        )
    return out.getvalue()


def neutral(cell: str) -> str:
    """The cell as it is, with an apostrophe before it where a spreadsheet would run a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell
