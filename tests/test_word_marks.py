"""Marks of comments: on the very words, and nothing else of a document changes."""

from __future__ import annotations

import pytest
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.word_file import NAMESPACES, W, anchored, form, run, unmarked

from carelens import word_marks
from carelens.readers.docx import runs

BOLD = "<w:b/>"
LINK = f'<w:hyperlink r:id="rId1">{run("a soft breeze at dusk")}</w:hyperlink>'
ADDED = f'<w:ins w:id="7" w:author="A">{run("a soft breeze at dusk")}</w:ins>'
FIELD = f'<w:fldSimple w:instr="DATE">{run("a soft breeze at dusk")}</w:fldSimple>'
CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
FORMULA = "<m:oMath><m:r><m:t>a soft breeze at dusk</m:t></m:r></m:oMath>"
RUBY = (
    f"<w:r><w:t>a </w:t><w:ruby><w:rt>{run('hint')}</w:rt><w:rubyBase>{run('soft breeze')}"
    "</w:rubyBase></w:ruby><w:t> at dusk</w:t></w:r>"
)


def paragraph(inside: str) -> etree._Element:
    return parse_xml(f"<w:p {NAMESPACES}>{inside}</w:p>")


def said(element: etree._Element) -> str:
    return "".join(text for _, text in runs(element))


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (run("a soft breeze at dusk"), "soft breeze"),
        (run("a so", BOLD) + run("ft bre") + run("eze at dusk", "<w:i/>"), "soft breeze"),
        (run("\U0001f300 a soft breeze at dusk"), "soft breeze"),
        (run("a cafe\u0301 in a soft breeze"), "soft breeze"),
        (
            "<w:r><w:t>a</w:t><w:tab/><w:t>soft</w:t><w:br/><w:t>breeze at</w:t></w:r>",
            "soft\nbreeze",
        ),
        ("<w:r><w:t>soft</w:t><w:noBreakHyphen/><w:t>breeze</w:t></w:r>", "soft-breeze"),
        (LINK, "soft breeze"),
        (ADDED, "soft breeze"),
        (CONTROL.format("", run("a soft breeze at dusk")), "soft breeze"),
        (CONTROL.format("<w:text/>", run("a soft breeze at dusk")), "a soft breeze at dusk"),
        (FIELD, "a soft breeze at dusk"),
        (FORMULA, "a soft breeze at dusk"),
        (RUBY, "soft breeze"),
    ],
)
def test_marks_stand_around_the_very_words(inside: str, words: str) -> None:
    """Except in what takes no marks: a field or formula is marked as a whole."""
    found = paragraph(inside)
    before, text = unmarked(found), said(found)
    span = text.index("soft"), text.index("breeze") + len("breeze")
    word_marks.mark(found, [(*span, "3")])
    assert anchored(found)["3"].replace("hint", "") == words
    assert unmarked(found) == before
    assert said(found) == text
    assert b"ns0" not in etree.tostring(found)


@pytest.mark.parametrize("inside", [LINK, ADDED, CONTROL.format("", run("a soft breeze at dusk"))])
def test_the_reference_stands_outside_of_what_may_be_taken_away(inside: str) -> None:
    found = paragraph(inside)
    word_marks.mark(found, [(2, 6, "3")])
    [reference] = found.iter(f"{{{W}}}commentReference")
    assert reference.getparent().getparent() is found


def test_comments_on_the_same_words_keep_their_order() -> None:
    found = paragraph(run("a soft breeze"))
    word_marks.mark(found, [(2, 13, "1"), (2, 6, "2"), (2, 13, "3")])
    assert anchored(found) == {"1": "soft breeze", "2": "soft", "3": "soft breeze"}
    references = [e.get(f"{{{W}}}id") for e in found.iter(f"{{{W}}}commentReference")]
    assert references == ["2", "1", "3"]


def test_format_and_attributes_come_along_with_both_halves() -> None:
    found = paragraph(run("a soft breeze", BOLD).replace("<w:r>", '<w:r w:rsidR="00AB">'))
    word_marks.mark(found, [(2, 6, "1")])
    halves = [e for e in found.iter(f"{{{W}}}r") if e.find(f"{{{W}}}t") is not None]
    assert [form(e) for e in halves] == [form(halves[0])] * 3
    assert halves[0].get(f"{{{W}}}rsidR") == "00AB"


def test_a_picture_in_the_run_stays_where_it_is() -> None:
    found = paragraph("<w:r><w:t>soft</w:t><w:drawing/><w:t>breeze</w:t></w:r>")
    word_marks.mark(found, [(4, 10, "1")])
    order = [etree.QName(e).localname for e in found.iter() if e.tag != f"{{{W}}}r"]
    assert order.index("drawing") < order.index("commentRangeStart")


@given(st.data())
def test_any_stretch_of_any_runs_comes_back(data: st.DataObject) -> None:
    letters = st.text(st.sampled_from("ab \u0301\U0001f300<&\r\u202e"), max_size=6)
    pieces = data.draw(st.lists(st.tuples(letters, st.sampled_from(("", BOLD))), min_size=1))
    found = paragraph("")
    for text, properties in pieces:
        element = parse_xml(run("", properties).replace("<w:r>", f"<w:r {NAMESPACES}>"))
        element[-1].text = text
        found.append(element)
    text = said(found)
    before = unmarked(found)
    edges = st.integers(0, len(text))
    drawn = data.draw(st.lists(st.tuples(edges, edges), max_size=5))
    spans = [(*sorted(span), str(i)) for i, span in enumerate(drawn) if span[0] != span[1]]
    word_marks.mark(found, spans)
    assert anchored(found) == {i: text[start:end] for start, end, i in spans}
    assert said(found) == text
    assert unmarked(found) == before
