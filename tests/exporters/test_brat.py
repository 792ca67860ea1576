"""brat standoff, read back by the rules of brat's documentation and of its own parser."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from itertools import cycle, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument
from carelens.document import DocumentBuilder
from carelens.exporters.brat import render
from carelens.framework import Framework
from carelens.model import Model
from carelens.readers import read_text

LABELLED = ("grey clouds cover the sky", "a gentle breeze from the sea", "grey sky, soft breeze")
LINE_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
NOTE = re.compile(r"(#\d+)\tAnnotatorNotes (T\d+)\t(.+)")


@dataclass(frozen=True)
class Unpacked:
    """A collection of one document."""

    name: str
    text: str
    types: dict[str, str]  # name in the .ann file: name after the bar
    annotations: list[tuple[str, str]]  # type and words
    notes: list[str]  # one an annotation


def as_brat(data: bytes) -> Unpacked:
    """Its rules: Python's line breaks, one identifier a line, words that are those of the text."""
    container = zipfile.ZipFile(io.BytesIO(data))
    files = {name: container.read(name).decode("utf-8") for name in container.namelist()}
    types = entities(files.pop("annotation.conf"))
    name, text = next((name, text) for name, text in files.items() if name.endswith(".txt"))
    stem = name.removesuffix(".txt")
    assert set(files) == {f"{stem}.txt", f"{stem}.ann"}
    found, notes = {}, {}
    for line in files[f"{stem}.ann"].splitlines():
        if match := TEXT_BOUND.fullmatch(line):
            key, kind, places, words = match.groups()
            spans = [tuple(map(int, place.split(" "))) for place in places.split(";")]
            pieces = [text[start:end] for start, end in spans]
            assert words == " ".join(pieces)
            assert all(pieces)
            assert not any(mark in piece for piece in pieces for mark in LINE_BREAKS)
            assert all(one[1] <= other[0] for one, other in pairwise(spans))
            assert kind in types
            assert key not in found
            found[key] = kind, words
        else:
            match = NOTE.fullmatch(line)
            assert match, "a line that brat cannot read"
            assert match[2] in found, "of an annotation that stands before it"
            assert match[2] not in notes
            notes[match[2]] = match[3]
    assert list(found) == list(notes)
    return Unpacked(stem, text, types, list(found.values()), list(notes.values()))


def entities(configuration: str) -> dict[str, str]:
    """The types that annotators can give; a line that begins with ! only groups those below."""
    section, sections = "", {}
    for line in configuration.split("\n"):
        if match := re.fullmatch(r"\[(.*)\]", line):
            section = sections.setdefault(match[1], [])
        elif line and not line.startswith("#"):
            section.append(line)
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    [overlap] = sections["relations"]
    assert overlap.split() == ["<OVERLAP>", "Arg1:<ENTITY>,", "Arg2:<ENTITY>,", "<OVL-TYPE>:<ANY>"]
    types = dict(line[1:].split("|") for line in sections["entities"] if line.startswith("\t"))
    assert all(re.fullmatch("[a-zA-Z0-9_-]+", name) for name in types)
    return types


def test_every_label_comes_back_on_the_same_words(each: AnnotatedDocument) -> None:
    found = as_brat(render(each))
    assert [(found.types[kind], words.split()) for kind, words in found.annotations] == [
        (label, each.text(passage).split())
        for i, passage in enumerate(each.passages)
        for label in each.labels(i)
    ]


def test_the_text_has_lf_only_and_ends_with_one(each: AnnotatedDocument) -> None:
    text = as_brat(render(each)).text
    assert text.removesuffix("\n") == re.sub("\r\n?", "\n", each.document.text).removesuffix("\n")
    assert not text or text.endswith("\n")


def test_the_configuration_maps_each_type_to_its_label(plan: AnnotatedDocument) -> None:
    types = as_brat(render(plan)).types
    assert types["goal_healing"] == "goal.healing"
    assert tuple(types.values()) == plan.model.framework.labels


def test_a_note_says_why_in_one_line(annotated: AnnotatedDocument) -> None:
    found = as_brat(render(annotated))
    notes = {kind: note for (kind, _), note in zip(found.annotations, found.notes, strict=True)}
    assert re.fullmatch(
        r"Wind: (strongly )?leans to the rough\. Score [01]\.\d{4}\. "
        r"For: .*“[^”]*gale[^”]*” \+\d.*\.",
        notes["wind_treatment"],
    )


def test_both_poles_of_a_mixed_passage_have_their_own_note(small_model: Model) -> None:
    text = "The sky is grey today in the valley but blue and clear above the hills."
    rough, fair = as_brat(render(annotate(read_text(text, "n.txt"), small_model))).notes
    assert rough.startswith("Sky: both; here leans to the rough. Score ")
    assert fair.startswith("Sky: both; here leans to the fair. Score ")


def test_a_passage_of_two_lines_has_a_piece_a_line(small_model: Model) -> None:
    builder = DocumentBuilder()
    builder.add("\U0001f300 Over\r\ncafe\u0301s", "heading")
    builder.add("grey clouds cover the sky  \r\n  over the harbour", "list_item")
    data = render(annotate(builder.build("n.txt", "n.txt"), small_model))
    first = zipfile.ZipFile(io.BytesIO(data)).read("n.ann").decode().splitlines()[0]
    assert first.split("\t") == [
        "T1",
        "sky_treatment 15 40;45 61",
        "grey clouds cover the sky over the harbour",
    ]


def test_no_line_break_of_any_kind_stands_in_a_line(annotated: AnnotatedDocument) -> None:
    """Brat reads lines as Python does, which breaks them at ten characters."""
    breaks = cycle(LINE_BREAKS)
    text = re.sub(" ", lambda match: next(breaks), annotated.document.text)
    broken = replace(annotated, document=replace(annotated.document, text=text))
    test_every_label_comes_back_on_the_same_words(broken)


def test_hostile_text_is_text(hostile: AnnotatedDocument) -> None:
    found = as_brat(render(hostile))
    assert found.name == "cmd_title_script"
    assert "<script>alert(1)</script>" in found.text
    assert "\x1b[31mall night\u202e." in found.text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Plan M. R. 2024-05.docx", "Plan_M._R._2024-05"),
        ("../../etc/passwd", "etc_passwd"),
        ("cafe\u0301 no.1.txt", "caf\u00e9_no.1"),
        ("a" * 300 + ".txt", "a" * 60),
        ("", "document"),
        ("....", "document"),
    ],
)
def test_a_name_is_one_that_a_file_can_have(
    blank: AnnotatedDocument, name: str, expected: str
) -> None:
    named = replace(blank, document=replace(blank.document, name=name))
    assert as_brat(render(named)).name == expected


def test_nothing_gives_empty_files_and_the_configuration(
    blank: AnnotatedDocument, small_framework: Framework
) -> None:
    found = as_brat(render(blank))
    assert (found.text, found.annotations) == ("", [])
    assert tuple(found.types.values()) == small_framework.labels


def test_the_bytes_are_always_the_same(annotated: AnnotatedDocument) -> None:
    data = render(annotated)
    assert render(annotated) == data
    for info in zipfile.ZipFile(io.BytesIO(data)).infolist():
        assert info.date_time == (1980, 1, 1, 0, 0, 0)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(LABELLED),
            st.sampled_from(["\r\n", "\r\n\r\n", "\r", "\u2028", ". ", "\U0001f300 ", "e\u0301 "]),
            st.text(max_size=5),
        ),
        max_size=12,
    )
)
def test_any_text_gives_the_same_words_again(small_model: Model, pieces: list[str]) -> None:
    found = annotate(read_text("".join(pieces), "any.txt"), small_model)
    test_every_label_comes_back_on_the_same_words(found)
