"""A DocBin that spaCy loads and trains on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus, Example

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.document import Document
from carelens.exporters.docbin import KEY, render
from carelens.model import Model
from carelens.readers import read_text

BAG_OF_WORDS = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": False,
    "ngram_size": 1,
    "no_output_layer": False,
    "length": 262144,
}
LINES = [
    "\U0001f300 Grey clouds cover the sky\r\nover the cafe\u0301.",
    "A gentle  breeze \tfrom the sea",
    "The gale broke two trees, \U0001f300 don't you see",
]


@pytest.fixture(scope="module")
def english() -> Language:
    return spacy.blank("en")


def docs(annotated: AnnotatedDocument, nlp: Language) -> list[Doc]:
    return list(DocBin().from_bytes(render(annotated)).get_docs(nlp.vocab))


def test_every_passage_is_a_doc_to_the_letter(each: AnnotatedDocument, english: Language) -> None:
    assert [doc.text for doc in docs(each, english)] == [each.text(p) for p in each.passages]


def test_categories_are_all_labels_given_or_not(each: AnnotatedDocument, english: Language) -> None:
    for i, doc in enumerate(docs(each, english)):
        assert list(doc.cats) == list(each.model.framework.labels)
        assert {label for label, value in doc.cats.items() if value == 1.0} == set(each.labels(i))
        assert set(doc.cats.values()) <= {0.0, 1.0}


def test_user_data_has_the_place_and_the_scores(each: AnnotatedDocument, english: Language) -> None:
    text = each.document.text
    for i, doc in enumerate(docs(each, english)):
        found: dict[str, Any] = doc.user_data[KEY]
        assert text[found["start"] : found["end"]] == doc.text
        assert found["scores"] == each.scores(i)
        assert found["section"] == each.passages[i].section
        assert found["quoted"] == each.passages[i].quoted
        assert (found["document"], found["text_sha256"]) == (each.document.name, text_sha256(text))
        assert found["model"] == f"{each.model.name} {each.model.version}"


def test_tokens_are_those_of_spacy(hostile: AnnotatedDocument, english: Language) -> None:
    for doc in docs(hostile, english):
        assert [token.text for token in doc] == [token.text for token in english(doc.text)]


def test_it_trains_a_classifier_as_spacy_train_does(
    plan: AnnotatedDocument, tmp_path: Path
) -> None:
    (tmp_path / "plan.spacy").write_bytes(render(plan))
    nlp = spacy.blank("en")
    examples = list(Corpus(tmp_path / "plan.spacy")(nlp))
    nlp.add_pipe("textcat_multilabel", config={"model": BAG_OF_WORDS})
    nlp.initialize(lambda: examples)
    assert set(nlp.get_pipe("textcat_multilabel").labels) == set(plan.model.framework.labels)
    losses = nlp.update(examples, losses={})
    assert 0 < losses["textcat_multilabel"] < float("inf")
    assert set(nlp(plan.text(plan.passages[0])).cats) == set(plan.model.framework.labels)


def test_docs_of_several_documents_merge(
    annotated: AnnotatedDocument, hostile: AnnotatedDocument, english: Language
) -> None:
    both = DocBin().from_bytes(render(annotated))
    both.merge(DocBin().from_bytes(render(hostile)))
    assert len(both) == len(annotated.passages) + len(hostile.passages)
    assert all(Example(english.make_doc(d.text), d) for d in both.get_docs(english.vocab))


def test_it_is_the_same_again(hostile: AnnotatedDocument) -> None:
    assert render(hostile) == render(hostile)


def test_nothing_gives_no_doc(blank: AnnotatedDocument, english: Language) -> None:
    assert docs(blank, english) == []


def test_what_utf_8_cannot_hold_is_replaced(small_model: Model, english: Language) -> None:
    found = annotate(Document("Grey\0 clouds \ud800 cover the sky", "\ud800.txt"), small_model)
    [doc] = docs(found, english)
    assert doc.text == "Grey\ufffd clouds \ufffd cover the sky"


@settings(max_examples=5)
@given(st.lists(st.sampled_from(LINES) | st.text(max_size=30), max_size=12))
def test_any_text_comes_back(small_model: Model, english: Language, lines: list[str]) -> None:
    found = annotate(read_text("\n\n".join(lines), "any.txt"), small_model)
    text = found.document.text
    for doc, passage in zip(docs(found, english), found.passages, strict=True):
        assert doc.text == text[passage.start : passage.end]
