"""UIMA CAS XMI: read back by dkpro-cassis, and fit for INCEpTION by the checks of its import."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

from cassis import Cas, load_cas_from_xmi, load_typesystem
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument
from carelens.document import Document
from carelens.exporters.xmi import LAYER, SENTENCE, TOKEN, render
from carelens.framework import Framework
from carelens.model import Model
from carelens.readers import read_text

LABELLED = ("grey clouds cover the sky", "a gentle breeze from the sea", "grey sky, soft breeze")
INVISIBLE = "".join(map(chr, [*range(0x200B, 0x2010), *range(0x2028, 0x2030)]))
INVISIBLE += "".join(map(chr, range(0x2060, 0x2070)))
FORBIDDEN = {code: 0xFFFD for code in [*range(32), 0xFFFE, 0xFFFF] if code not in (9, 10, 13)}


def unpacked(data: bytes) -> dict[str, bytes]:
    container = zipfile.ZipFile(io.BytesIO(data))
    assert container.testzip() is None
    return {name: container.read(name) for name in container.namelist()}


def load(data: bytes) -> Cas:
    files = unpacked(data)
    assert list(files) == ["document.xmi", "TypeSystem.xml"]
    types = load_typesystem(io.BytesIO(files["TypeSystem.xml"]))
    return load_cas_from_xmi(io.BytesIO(files["document.xmi"]), typesystem=types)


def covered(cas: Cas, kind: str) -> list[str]:
    return [found.get_covered_text() for found in cas.select(kind)]


def visible(text: str) -> str:
    """Without what INCEpTION trims, and with what is written for forbidden characters."""
    while text != (text := text.strip().strip(INVISIBLE)):
        pass
    return text.translate(FORBIDDEN)


def inception_accepts(cas: Cas) -> None:
    """What its import refuses a document for."""
    sentences, tokens, spans = (cas.select(kind) for kind in (SENTENCE, TOKEN, LAYER))
    for found in (*sentences, *tokens, *spans):
        words = found.get_covered_text()
        assert words
        assert not any(edge.isspace() or edge in INVISIBLE for edge in (words[0], words[-1]))
    for several in (sentences, tokens):
        ends = [0, *(found.end for found in several)]
        assert all(found.begin >= end for found, end in zip(several, ends, strict=False))
    within = [(sentence.begin, sentence.end) for sentence in sentences]
    for found in (*tokens, *spans):
        assert any(begin <= found.begin and found.end <= end for begin, end in within)


def comes_back(each: AnnotatedDocument, cas: Cas) -> None:
    dimensions = [dimension.id for dimension in each.model.framework.dimensions]
    found = [
        (span.get_covered_text(), [span[dimension] or "none" for dimension in dimensions])
        for span in cas.select(LAYER)
    ]
    assert found == [
        (visible(each.text(passage)), [verdict.label for verdict in verdicts])
        for i, (passage, verdicts) in enumerate(zip(each.passages, each.verdicts, strict=True))
        if each.labels(i)
    ]


def test_every_addressed_passage_comes_back_with_its_verdicts(each: AnnotatedDocument) -> None:
    comes_back(each, load(render(each)))


def test_the_text_is_the_documents_with_every_line_break(each: AnnotatedDocument) -> None:
    cas = load(render(each))
    assert cas.sofa_string == each.document.text.translate(FORBIDDEN)
    assert ("\r\n" in cas.sofa_string) == ("\r\n" in each.document.text)


def test_offsets_in_the_file_count_utf_16_units(small_model: Model) -> None:
    text = "\U0001f300 A gale,\r\n\U0001f300 cafe\u0301: grey clouds cover the sky."
    found = annotate(read_text(text, "n.txt"), small_model)
    root = etree.fromstring(unpacked(render(found))["document.xmi"])
    units = root.find("{*}Sofa").get("sofaString").encode("utf-16-le")
    spans = [
        units[2 * int(span.get("begin")) : 2 * int(span.get("end"))].decode("utf-16-le")
        for span in root.iterfind("{http:///webanno/custom.ecore}CareLens")
    ]
    assert spans
    assert spans == [found.text(p) for i, p in enumerate(found.passages) if found.labels(i)]


def test_the_type_system_makes_one_span_layer_with_a_feature_a_dimension(
    plan: AnnotatedDocument,
) -> None:
    """INCEpTION makes a layer of every type but sentences and tokens, so there is no other."""
    types = load_typesystem(io.BytesIO(unpacked(render(plan))["TypeSystem.xml"]))
    assert {kind.name for kind in types.get_types()} - {"uima.tcas.DocumentAnnotation"} == {
        LAYER,
        SENTENCE,
        TOKEN,
    }
    layer = types.get_type(LAYER)
    assert layer.supertype.name == "uima.tcas.Annotation"
    assert {feature.name: feature.rangeType.name for feature in layer.features} == {
        dimension.id: "uima.cas.String" for dimension in plan.model.framework.dimensions
    }
    first = plan.model.framework.dimensions[0]
    assert layer.get_feature(first.id).description == f"{first.name}: {first.question}"


def test_inception_accepts_it(each: AnnotatedDocument) -> None:
    inception_accepts(load(render(each)))


def test_all_that_can_be_seen_is_in_a_sentence(each: AnnotatedDocument) -> None:
    cas = load(render(each))
    shown = "".join("".join(words.split()) for words in covered(cas, SENTENCE))
    assert shown == "".join(cas.sofa_string.split())


def test_a_heading_is_a_sentence_and_a_bullet_belongs_to_its_own(small_model: Model) -> None:
    text = "# Log\n\n- grey clouds cover the sky\n- the gale broke two trees\n"
    cas = load(render(annotate(read_text(text, "n.txt"), small_model)))
    assert covered(cas, SENTENCE) == [
        "# Log",
        "- grey clouds cover the sky",
        "- the gale broke two trees",
    ]
    assert covered(cas, LAYER) == ["grey clouds cover the sky", "the gale broke two trees"]


def test_a_token_is_a_word_or_a_sign(small_model: Model) -> None:
    text = "It's a cafe\u0301 (42%) \U0001f44d\U0001f3fd\u200d\u202enow."
    cas = load(render(annotate(read_text(text, "n.txt"), small_model)))
    assert covered(cas, TOKEN) == [
        *("It's", "a", "cafe\u0301", "(", "42", "%", ")"),
        *("\U0001f44d\U0001f3fd", "now", "."),
    ]


def test_both_poles_make_a_mixed_value(small_model: Model) -> None:
    text = "The sky is grey today in the valley but blue and clear above the hills."
    [span] = load(render(annotate(read_text(text, "n.txt"), small_model))).select(LAYER)
    assert (span.sky, span.wind) == ("mixed", None)


def test_a_dimension_may_have_a_name_that_uima_has_taken(
    annotated: AnnotatedDocument, small_framework: Framework
) -> None:
    sky, wind = small_framework.dimensions
    framework = replace(small_framework, dimensions=(replace(sky, id="begin"), wind))
    verdicts = tuple((replace(row[0], dimension="begin"), row[1]) for row in annotated.verdicts)
    model = replace(annotated.model, framework=framework)
    spans = load(render(replace(annotated, verdicts=verdicts, model=model))).select(LAYER)
    assert "treatment" in [span.begin_ for span in spans]


def test_hostile_text_is_text(hostile: AnnotatedDocument) -> None:
    files = unpacked(render(hostile))
    assert not list(etree.fromstring(files["document.xmi"]).iter("{*}script"))
    cas = load(render(hostile))
    assert "<script>alert(1)</script>" in cas.sofa_string
    assert "\ufffd[31mall night\u202e." in cas.sofa_string


def test_what_no_xml_can_hold_leaves_places_as_they_are(small_model: Model) -> None:
    text = "\0\ud800\x1b\uffff grey clouds\x08cover the sky"
    cas = load(render(annotate(Document(text, "n.txt"), small_model)))
    assert cas.sofa_string == "\ufffd\ufffd\ufffd\ufffd grey clouds\ufffdcover the sky"


def test_nothing_gives_an_empty_text_and_the_layer(blank: AnnotatedDocument) -> None:
    cas = load(render(blank))
    assert (cas.sofa_string, cas.select_all_fs()) == ("", [])
    assert cas.typesystem.contains_type(LAYER)


def test_the_bytes_are_always_the_same(annotated: AnnotatedDocument) -> None:
    data = render(annotated)
    assert render(annotated) == data
    for info in zipfile.ZipFile(io.BytesIO(data)).infolist():
        assert info.date_time == (1980, 1, 1, 0, 0, 0)


@settings(max_examples=50)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(LABELLED),
            st.sampled_from(["\r\n\r\n", "\r", "\n- ", ". ", "\U0001f300 ", "e\u0301 ", "\u200b"]),
            st.text(max_size=5),
        ),
        max_size=12,
    )
)
def test_any_text_gives_the_same_words_again(small_model: Model, pieces: list[str]) -> None:
    found = annotate(read_text("".join(pieces), "any.txt"), small_model)
    cas = load(render(found))
    comes_back(found, cas)
    inception_accepts(cas)
    seen = re.compile(rf"[\s{INVISIBLE}]")
    shown = "".join(seen.sub("", words) for words in covered(cas, SENTENCE))
    assert shown.replace("\ufffd", "") == seen.sub("", cas.sofa_string).replace("\ufffd", "")
