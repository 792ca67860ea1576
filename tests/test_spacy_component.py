"""`nlp.add_pipe("carelens")` annotates a Doc."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.tokens.underscore import Underscore

from carelens.annotate import annotate
from carelens.errors import InvalidModel
from carelens.model import Model
from carelens.readers import read_text
from carelens.spacy_component import CareLens  # registers the factory without an entry point

TEXT = "Grey clouds cover the sky 🙂. The meeting starts at nine.\n\nGrey sky but a soft breeze."


@pytest.fixture(scope="module")
def folder(small_model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "weather"
    small_model.save(path)
    return path


@pytest.fixture
def nlp(folder: Path) -> Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("carelens", config={"model": str(folder)})
    return pipeline


def spans(doc: Doc, key: str = "carelens") -> list[tuple[str, str, float]]:
    return [(span.text, span.label_, span._.carelens_score) for span in doc.spans[key]]


def test_the_doc_carries_the_annotated_document(nlp: Language, folder: Path):
    annotated = nlp(TEXT)._.carelens
    assert annotated == annotate(read_text(TEXT), Model.load(folder))
    assert len(annotated.passages) == 3


def test_each_addressed_label_is_a_span_with_its_own_score(nlp: Language):
    doc = nlp(TEXT)
    rows = doc._.carelens.verdicts
    assert spans(doc) == [
        ("Grey clouds cover the sky 🙂.", "sky.treatment", rows[0][0].treatment),
        ("Grey sky but a soft breeze.", "sky.treatment", rows[2][0].treatment),
        ("Grey sky but a soft breeze.", "wind.healing", rows[2][1].healing),
    ]


def test_spans_grow_to_whole_tokens(nlp: Language):
    words = ["Hm.Grey", "clouds", "cover", "the", "sky.Soft", "breeze"]
    doc = nlp.get_pipe("carelens")(Doc(nlp.vocab, words=words))
    assert doc.spans["carelens"]
    assert all(span.label_ in {"sky.treatment", "wind.healing"} for span in doc.spans["carelens"])


def test_the_key_of_the_spans_can_be_chosen(folder: Path):
    pipeline = spacy.blank("en")
    pipeline.add_pipe("carelens", config={"model": str(folder), "spans_key": "sc"})
    assert len(pipeline(TEXT).spans["sc"]) == 3


def test_an_empty_doc_has_no_spans(nlp: Language):
    doc = nlp("")
    assert list(doc.spans["carelens"]) == []
    assert doc._.carelens.passages == ()


def test_a_doc_that_was_not_annotated_has_none(nlp: Language):
    assert nlp.make_doc(TEXT)._.carelens is None


def test_a_saved_pipeline_is_made_again_from_its_configuration(nlp: Language, tmp_path: Path):
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert spans(again(TEXT)) == spans(nlp(TEXT))
    assert spans(spacy.blank("en").from_config(nlp.config)(TEXT)) == spans(nlp(TEXT))


def test_spans_and_scores_survive_bytes_and_the_annotation_does_not(nlp: Language):
    doc = nlp(TEXT)
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    for again in (
        Doc(nlp.vocab).from_bytes(doc.to_bytes()),
        next(DocBin().from_bytes(stored).get_docs(nlp.vocab)),
    ):
        assert spans(again) == spans(doc)
        assert again._.carelens is None


def test_a_doc_can_be_stored_without_its_scores(nlp: Language):
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes(exclude=["user_data"]))
    labels = [(text, label) for text, label, _ in spans(doc)]
    assert spans(again) == [(text, label, None) for text, label in labels]


def test_the_extensions_come_with_the_component_and_replace_nobodys(
    small_model: Model, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Underscore, "doc_extensions", {})
    monkeypatch.setattr(Underscore, "span_extensions", {})
    Doc.set_extension("carelens", default="mine")
    CareLens(small_model)
    assert Doc.get_extension("carelens")[0] == "mine"
    assert Span.has_extension("carelens_score")


def test_many_texts_go_through_the_pipe(nlp: Language):
    docs = list(nlp.pipe([TEXT, "", TEXT]))
    assert [len(doc.spans["carelens"]) for doc in docs] == [3, 0, 3]


def test_a_model_that_does_not_exist_is_an_error():
    with pytest.raises(InvalidModel):
        spacy.blank("en").add_pipe("carelens", config={"model": "no-such-model"})


def test_the_shipped_model_is_the_default():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("carelens")
    doc = pipeline("She decides the pace of the work.")
    assert doc._.carelens.model.name == Model.load().name
