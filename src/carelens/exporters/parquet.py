"""Apache Parquet, one row a passage, through pyarrow, of the extra `tables`.

Offsets are code points, spans half-open. The file's metadata tell the model and the framework.
"""

from __future__ import annotations

import io

import pyarrow
from pyarrow import parquet

from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.document import clean


def render(annotated: AnnotatedDocument, *, text: bool = True) -> bytes:
    """document, start, end, section, quoted, text, labels, then one column of scores a label.

    Without text, section and text are empty.
    """
    labels = annotated.model.framework.labels
    name = clean(annotated.document.name)
    rows = [
        {
            "document": name,
            "start": passage.start,
            "end": passage.end,
            "section": [clean(title) for title in passage.section] if text else [],
            "quoted": passage.quoted,
            "text": clean(annotated.text(passage)) if text else "",
            "labels": list(annotated.labels(i)),
            **annotated.scores(i),
        }
        for i, passage in enumerate(annotated.passages)
    ]
    out = io.BytesIO()
    table = pyarrow.Table.from_pylist(rows, schema=_schema(labels, _metadata(annotated)))
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def _schema(labels: tuple[str, ...], metadata: dict[str, str]) -> pyarrow.Schema:
    texts = pyarrow.list_(pyarrow.string())
    columns = {
        "document": pyarrow.string(),
        "start": pyarrow.int32(),
        "end": pyarrow.int32(),
        "section": texts,
        "quoted": pyarrow.bool_(),
        "text": pyarrow.string(),
        "labels": texts,
        **dict.fromkeys(labels, pyarrow.float32()),
    }
    fields = [pyarrow.field(name, kind, nullable=False) for name, kind in columns.items()]
    return pyarrow.schema(fields, metadata)


def _metadata(annotated: AnnotatedDocument) -> dict[str, str]:
    model = annotated.model
    return {
        "carelens.text_sha256": text_sha256(annotated.document.text),
        "carelens.model": model.name,
        "carelens.model_version": model.version,
        "carelens.model_sha256": model.sha256,
        "carelens.framework": model.framework.id,
        "carelens.framework_version": model.framework.version,
    }
