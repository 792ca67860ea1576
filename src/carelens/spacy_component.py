"""The spaCy component: `nlp.add_pipe("carelens")` on any pipeline, a blank one included."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from spacy.language import Language
from spacy.tokens import Doc, Span

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument
from carelens.model import Model
from carelens.readers import read_text

_KEY = "carelens"

# Beside the Doc rather than in it: `Doc.to_bytes` fails on what is no plain data.
_ANNOTATED: WeakKeyDictionary[Doc, AnnotatedDocument] = WeakKeyDictionary()


class CareLens:
    """Annotates a `Doc` by a model; see `make_carelens` for what it assigns."""

    def __init__(self, model: Model, spans_key: str = _KEY) -> None:
        self.model = model
        self.spans_key = spans_key
        register()

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.carelens` and the spans with their scores."""
        annotated = annotate(read_text(doc.text), self.model)
        spans: list[Span] = []
        scores: dict[str, float] = {}
        for start, end, label, score in addressed(annotated):
            span = doc.char_span(start, end, label=label, alignment_mode="expand")
            if span is not None:
                spans.append(span)
                scores[_name(span)] = max(score, scores.get(_name(span), 0.0))
        doc.spans[self.spans_key] = spans
        doc.user_data[_KEY] = {**doc.user_data.get(_KEY, {}), **scores}
        _ANNOTATED[doc] = annotated
        return doc


@Language.factory(
    "carelens",
    assigns=["doc._.carelens", "doc.spans", "span._.carelens_score"],
    default_config={"model": "default", "spans_key": _KEY},
)
def make_carelens(nlp: Language, name: str, model: str, spans_key: str) -> CareLens:
    """Make the component of a pipeline.

    `model` is the name of a shipped model or the path of a model folder. `doc._.carelens` is the
    `AnnotatedDocument`, or None for a `Doc` that was copied, pickled or read back from bytes.
    `doc.spans[spans_key]` has one span per passage and label that it addresses, with the label's
    name as `span.label_` and its calibrated probability in 0..1 as `span._.carelens_score`.

    Raises InvalidModel where the model cannot be used.

        >>> import spacy
        >>> nlp = spacy.blank("en")
        >>> component = nlp.add_pipe("carelens")
        >>> doc = nlp("She sets the pace of her own recovery.")
        >>> [(span.label_, span._.carelens_score) for span in doc.spans["carelens"]]
    """
    return CareLens(Model.load(model), spans_key)


def addressed(annotated: AnnotatedDocument) -> Iterator[tuple[int, int, str, float]]:
    """Start, end, label and probability of every label that a passage was given."""
    for passage, verdicts in zip(annotated.passages, annotated.verdicts, strict=True):
        for verdict in verdicts:
            for label, score in verdict.scores:
                if label in verdict.labels:
                    yield passage.start, passage.end, label, score


def register() -> None:
    """Declare `doc._.carelens` and `span._.carelens_score` where no such extension is yet."""
    if not Doc.has_extension("carelens"):
        Doc.set_extension("carelens", getter=_annotated)
    if not Span.has_extension("carelens_score"):
        Span.set_extension("carelens_score", getter=_score)


def _annotated(doc: Doc) -> AnnotatedDocument | None:
    return _ANNOTATED.get(doc)


def _score(span: Span) -> float | None:
    """Looked up by label too: spaCy keeps one value per stretch, and labels share stretches."""
    scores: dict[str, float] = span.doc.user_data.get(_KEY, {})
    return scores.get(_name(span))


def _name(span: Span) -> str:
    return f"{span.start}:{span.end}:{span.label_}"
