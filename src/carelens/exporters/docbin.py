"""spaCy's DocBin (.spacy): one Doc a passage, whose categories are its labels.

Format: spacy.io/api/docbin. `spacy train` takes such a file for `textcat_multilabel`. A Doc's
text is the passage's; `start` and `end` in its user data are code points into the document.
"""

from __future__ import annotations

import spacy
from spacy.tokens import DocBin

from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.document import clean

KEY = "carelens_passage"
"""Where `Doc.user_data` has the passage; the pipeline component keeps its own under another."""


def render(annotated: AnnotatedDocument) -> bytes:
    """Docs with `cats` of every label of the framework, 1.0 where it is given, else 0.0.

    `user_data[KEY]` has the document's name, its text's SHA-256, the passage's place, section and
    quotation mark, the scores of all labels, and the model.
    """
    document, model = annotated.document, annotated.model
    tokenize = spacy.blank("en").tokenizer
    digest = text_sha256(document.text)
    docs = DocBin(attrs=(), store_user_data=True)
    for i, passage in enumerate(annotated.passages):
        doc = tokenize(clean(annotated.text(passage)))
        given = annotated.labels(i)
        doc.cats = {label: float(label in given) for label in model.framework.labels}
        doc.user_data[KEY] = {
            "document": clean(document.name),
            "text_sha256": digest,
            "start": passage.start,
            "end": passage.end,
            "section": [clean(heading) for heading in passage.section],
            "quoted": passage.quoted,
            "scores": annotated.scores(i),
            "model": f"{model.name} {model.version}",
            "model_sha256": model.sha256,
            "framework": f"{model.framework.id} {model.framework.version}",
        }
        docs.add(doc)
    return docs.to_bytes()
