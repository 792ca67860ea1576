"""REFI-QDA projects: valid by the official schema, and read back by QualCoder's rules."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.exporters.qdpx import render
from carelens.framework import Framework
from carelens.model import Model
from carelens.readers import read_text

SCHEMA = Path(__file__).parent.parent / "data" / "refi" / "Project.xsd"
NS = "{urn:QDA-XML:project:1.0}"
LABELLED = ("grey clouds cover the sky", "a gentle breeze from the sea", "grey sky, soft breeze")


@dataclass(frozen=True)
class Imported:
    """What QualCoder has in its tables after an import."""

    categories: list[str]
    codes: dict[str, tuple[str, str]]  # name: category and memo
    source: str
    text: str
    codings: list[tuple[int, int, str, str, str]]  # start, end, code, coder, memo


def as_qualcoder(data: bytes) -> Imported:
    """The rules its importer reads by: names once only, code points, half-open, any line break."""
    container = zipfile.ZipFile(io.BytesIO(data))
    root = etree.fromstring(container.read("project.qde"))
    assert root.get("origin") is not None, "it fails over a project without origin"
    users = {user.get("guid"): user.get("name") for user in root.iter(f"{NS}User")}
    categories, codes, by_guid = [], {}, {}
    for category in root.find(f"{NS}CodeBook/{NS}Codes"):
        assert category.get("isCodable") == "false", "or it becomes a code"
        categories.append(category.get("name"))
        for code in category.findall(f"{NS}Code"):
            assert code.get("name") not in codes, "it drops the second code of a name"
            codes[code.get("name")] = category.get("name"), code.findtext(f"{NS}Description")
            by_guid[code.get("guid")] = code.get("name")
    [source] = root.find(f"{NS}Sources")
    file = "sources" + source.get("plainTextPath").split("internal:/")[1]
    with io.TextIOWrapper(container.open(file), encoding="utf-8", errors="replace") as stream:
        text = stream.read()
    codings = [
        (
            int(selection.get("startPosition")),
            int(selection.get("endPosition")),
            by_guid[selection.find(f"{NS}Coding")[0].get("targetGUID")],
            users[selection.get("creatingUser")],
            selection.findtext(f"{NS}Description"),
        )
        for selection in source.findall(f"{NS}PlainTextSelection")
    ]
    return Imported(categories, codes, source.get("name"), text, codings)


def project(data: bytes) -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("project.qde"))


@pytest.mark.parametrize("text", [True, False])
def test_it_is_valid_by_the_official_schema(each: AnnotatedDocument, text: bool) -> None:
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(project(render(each, text=text)))


def test_every_label_comes_back_on_the_same_words(each: AnnotatedDocument) -> None:
    found = as_qualcoder(render(each))
    given_labels = [
        (label, re.sub("\r\n?", "\n", each.text(passage)))
        for i, passage in enumerate(each.passages)
        for label in each.labels(i)
    ]
    assert [(code, found.text[start:end]) for start, end, code, *_ in found.codings] == given_labels


def test_the_text_is_the_documents_but_for_line_breaks(each: AnnotatedDocument) -> None:
    assert as_qualcoder(render(each)).text == re.sub("\r\n?", "\n", each.document.text)


def test_the_codes_stand_in_pairs_below_their_dimension(annotated: AnnotatedDocument) -> None:
    found = as_qualcoder(render(annotated))
    framework = annotated.model.framework
    assert found.categories == [dimension.name for dimension in framework.dimensions]
    assert tuple(found.codes) == framework.labels
    assert found.codes["sky.healing"] == ("Sky", "Clear.")


def test_the_coder_is_the_model_and_says_why(annotated: AnnotatedDocument) -> None:
    codings = as_qualcoder(render(annotated)).codings
    assert {coder for *_, coder, _ in codings} == {"CareLens weather 1"}
    memos = {code: memo for _, _, code, _, memo in codings}
    lean, score, words, *_ = memos["wind.treatment"].split("\n")
    assert re.fullmatch("Wind: (strongly )?leans to the rough", lean)
    assert re.fullmatch(r"Score [01]\.\d{4}", score)
    assert re.search("^For: .*“[^”]*gale[^”]*” \\+", words)


def test_both_poles_of_a_mixed_passage_have_their_own_reason(small_model: Model) -> None:
    text = "The sky is grey today in the valley but blue and clear above the hills."
    found = as_qualcoder(render(annotate(read_text(text, "n.txt"), small_model)))
    memos = {code: memo for _, _, code, _, memo in found.codings}
    assert memos["sky.treatment"].startswith("Sky: both; here leans to the rough\n")
    assert memos["sky.healing"].startswith("Sky: both; here leans to the fair\n")


def test_hostile_text_is_text(hostile: AnnotatedDocument) -> None:
    found = as_qualcoder(render(hostile))
    assert found.source == "=cmd</title><script>.txt"
    assert "<script>alert(1)</script>" in found.text
    assert "\x1b[31m" in found.text
    assert not list(project(render(hostile)).iter("{*}script"))


def test_a_first_character_never_looks_like_a_byte_order_mark(small_model: Model) -> None:
    plain = annotate(read_text("\ufeffGrey clouds cover the sky.", "n.txt"), small_model)
    container = zipfile.ZipFile(io.BytesIO(render(plain)))
    [name] = [name for name in container.namelist() if name.startswith("sources/")]
    assert container.read(name).decode("utf-8-sig")[1:] == plain.document.text[1:]


def test_a_name_that_is_no_unicode_does_no_harm(small_model: Model) -> None:
    found = annotate(read_text("Grey clouds cover the sky.", "a\udcff\x1b.txt"), small_model)
    assert as_qualcoder(render(found)).source == "a\ufffd\ufffd.txt"


def test_nothing_coded_is_a_project_all_the_same(blank: AnnotatedDocument) -> None:
    found = as_qualcoder(render(blank))
    assert (found.text, found.codings) == ("", [])
    assert len(found.codes) == 4


def test_without_text_no_word_is_left_but_every_place(each: AnnotatedDocument) -> None:
    whole, bare = as_qualcoder(render(each)), as_qualcoder(render(each, text=False))
    assert [coding[:4] for coding in bare.codings] == [coding[:4] for coding in whole.codings]
    assert len(bare.text) == len(whole.text)
    assert set(bare.text) <= {"·", "\n"}
    assert all(len(memo.split("\n")) == 2 and "“" not in memo for *_, memo in bare.codings)
    described = project(render(each, text=False)).findtext(f"{NS}Sources/{NS}TextSource/*")
    assert text_sha256(each.document.text) in described


def test_the_bytes_are_always_the_same(annotated: AnnotatedDocument) -> None:
    data = render(annotated)
    assert render(annotated) == data
    for info in zipfile.ZipFile(io.BytesIO(data)).infolist():
        assert info.date_time == (1980, 1, 1, 0, 0, 0)
    guids = [element.get("guid") for element in project(data).iter() if element.get("guid")]
    assert len(guids) == len(set(guids))


def test_two_documents_of_one_framework_share_their_codes(
    annotated: AnnotatedDocument, hostile: AnnotatedDocument, small_framework: Framework
) -> None:
    one, other = (project(render(each)).find(f"{NS}CodeBook") for each in (annotated, hostile))
    assert etree.tostring(one) == etree.tostring(other)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(LABELLED),
            st.sampled_from(["\r\n", "\r\n\r\n", "\r", "\n", ". ", "\U0001f300 ", "e\u0301 "]),
            st.text(max_size=5),
        ),
        max_size=12,
    )
)
def test_any_text_gives_the_same_words_again(small_model: Model, pieces: list[str]) -> None:
    text = "".join(pieces)
    assume(not text.startswith("\ufeff"))  # see above
    found = annotate(read_text(text, "any.txt"), small_model)
    test_every_label_comes_back_on_the_same_words(found)
