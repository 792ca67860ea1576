"""The page: whole, harmless, in order, and loading nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from carelens import resources
from carelens.annotate import annotate
from carelens.annotation import REASONS, AnnotatedDocument
from carelens.exporters import render
from carelens.framework import POLES
from carelens.model import Model
from carelens.phrases import phrases
from carelens.readers import read_text


def page(annotated: AnnotatedDocument) -> html.HtmlElement:
    return html.document_fromstring(render(annotated, "html"))


def squeezed(text: str) -> str:
    return " ".join(text.split())


def shown(block: html.HtmlElement) -> str:
    """A block's words without the marks that the page adds."""
    for mark in block.findall(".//sup"):
        mark.drop_tree()
    return squeezed(block.text_content())


def printable(text: str) -> str:
    """A control character cannot stand in lxml's tree, so it is left out on both sides."""
    return squeezed(re.sub("[\x00-\x08\x0b-\x1f]", "", text.replace("\r", " ")))


def test_it_is_well_formed(each: AnnotatedDocument) -> None:
    parser = etree.HTMLParser(recover=True)
    etree.fromstring(render(each, "html"), parser)
    known = "Tag (header|main|section|footer|mark|svg|title|rect|line|text|details|summary|time)"
    bad = [e.message for e in parser.error_log if not re.match(f"{known} invalid", e.message)]
    bad = [message for message in bad if "char 0x" not in message.lower()]
    assert bad == []


def test_it_loads_nothing(each: AnnotatedDocument) -> None:
    text, tree = render(each, "html"), page(each)
    for element in tree.iter(etree.Element):
        for name, value in element.attrib.items():
            assert name not in ("src", "srcset", "action", "data", "poster", "background", "style")
            assert not name.startswith("on")
            if name.endswith("href"):
                assert value.startswith("#")
    assert not tree.findall(".//link")
    assert not tree.findall(".//base")
    assert "url(" not in text
    assert "@import" not in text
    assert not re.search(r"https?://", resources.read_text("templates/report.html"))


def test_the_only_script_is_ours_and_its_hash_is_in_the_policy(each: AnnotatedDocument) -> None:
    tree = page(each)
    [script] = tree.findall(".//script")
    assert script.text == resources.read_text("templates/report.js")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_every_block_is_there_in_order_word_for_word(each: AnnotatedDocument) -> None:
    blocks = page(each).xpath("//*[contains(concat(' ', @class, ' '), ' block ')]")
    text = each.document.text
    wanted = [printable(text[b.start : b.end]) for b in each.document.blocks]
    assert [printable(shown(b)) for b in blocks] == (wanted or [""])


def test_links_lead_somewhere_and_names_are_unique(each: AnnotatedDocument) -> None:
    tree = page(each)
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))
    referred = {link[1:] for link in tree.xpath("//@href")}
    referred |= {name for names in tree.xpath("//@aria-labelledby") for name in names.split()}
    assert "text" in referred
    assert referred <= set(names)


def test_every_labelled_passage_is_marked_and_noted(each: AnnotatedDocument) -> None:
    tree = page(each)
    labelled = [i for i in range(len(each.passages)) if each.labels(i)]
    assert [x.get("id") for x in tree.xpath("//span[@data-labels]")] == [
        f"p{i + 1}" for i in labelled
    ]
    for i in labelled:
        note = tree.get_element_by_id(f"n{i + 1}")
        mark = tree.get_element_by_id(f"p{i + 1}")
        assert note.get("data-labels").split() == list(each.labels(i))
        assert printable(shown(mark)) == printable(each.text(each.passages[i]))
        assert len(note.xpath(".//div[starts-with(@class, 'because')]")) == len(each.labels(i))


def test_a_strong_passage_is_told_from_a_leaning_one(plan: AnnotatedDocument) -> None:
    tree = page(plan)
    bands = set()
    for i, verdicts in enumerate(plan.verdicts):
        given = [v.band for v in verdicts if v.label != "none"]
        if given:
            bands |= set(given)
            mark = tree.get_element_by_id(f"p{i + 1}")
            assert ("strong" in mark.get("class").split()) == ("strongly" in given)
            summary = tree.get_element_by_id(f"n{i + 1}").find("summary").text_content()
            assert summary.count("strongly") == given.count("strongly")
    assert bands >= {"strongly", "leans"}


def test_every_dimension_is_named_with_its_lean(each: AnnotatedDocument) -> None:
    items = page(each).xpath("//ul[@class='profile']/li")
    framework = each.model.framework
    assert len(items) == len(framework.dimensions)
    for item, dimension, row in zip(items, framework.dimensions, each.profile(), strict=True):
        assert item.find(".//strong").text == dimension.name
        words = squeezed(item.text_content())
        assert ("not addressed" in words) == (not row.addressed)
        assert bool(item.xpath(".//*[@class='whisker']")) == bool(row.addressed)
        if row.balance is not None:
            assert f"balance {row.balance:+.2f}" in words


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_hostile_document_stays_text(hostile: AnnotatedDocument, number: int) -> None:
    text = render(hostile, "html")
    assert f"alert({number})" in text
    assert f"<script>alert({number})" not in text
    assert text.count("<script") == 1
    assert "<img" not in text
    assert "<b>the gale" not in text
    assert "{{ 7 * 7 }}" in text


def test_the_framework_is_text_too(annotated: AnnotatedDocument) -> None:
    framework = annotated.model.framework
    first = replace(framework.dimensions[0], name="<i>Sky</i>", question="A & B?")
    changed = replace(framework, dimensions=(first, *framework.dimensions[1:]))
    model = replace(annotated.model, framework=changed)
    text = render(replace(annotated, model=model), "html")
    assert "&lt;i&gt;Sky&lt;/i&gt;" in text
    assert "<i>Sky" not in text
    assert "A &amp; B?" in text


def test_the_cells_of_a_table_row_stand_together(annotated: AnnotatedDocument) -> None:
    [row] = page(annotated).xpath("//div[@class='cells']")
    assert [printable(shown(cell)) for cell in row] == [
        "The sky is clear and blue over the harbour",
        "A grey sky but a soft breeze",
    ]


def test_it_works_without_any_passage(blank: AnnotatedDocument) -> None:
    assert blank.passages == ()
    text = render(blank, "html")
    assert text.count("not addressed</summary>") == len(blank.model.framework.dimensions)
    assert "0 of 0 passages" in text


def test_it_is_the_same_page_each_time(annotated: AnnotatedDocument) -> None:
    assert render(annotated, "html") == render(annotated, "html")


def test_the_profile_is_counted_in_brief(each: AnnotatedDocument) -> None:
    treatment, healing, both, none = (
        squeezed(item.text_content()) for item in page(each).xpath("//ul[@class='brief']/li")
    )
    profile = each.profile()
    names = [name.lower() for name in each.model.framework.pole_names]
    for said, pole, name in ((treatment, "treatment", names[0]), (healing, "healing", names[1])):
        assert said.startswith(f"{sum(row.pole == pole for row in profile)} lean")
        assert f"to the {name}" in said
    assert both == f"{sum(row.band == 'both' for row in profile)} both"
    assert none == f"{sum(not row.addressed for row in profile)} not addressed"


def test_passages_that_say_nothing_are_counted_by_their_reason(plan: AnnotatedDocument) -> None:
    [said] = page(plan).xpath("//p[@class='counts']")
    silent = [row[0].reason for i, row in enumerate(plan.verdicts) if not plan.labels(i)]
    assert f"{len(plan.passages) - len(silent)} of {len(plan.passages)} " in said.text_content()
    assert len(set(silent)) > 1
    for reason in set(silent):
        assert f"{silent.count(reason)}: {REASONS[reason]}" in said.text_content()


def test_each_row_opens_on_both_poles_with_the_seeds_italics(annotated: AnnotatedDocument) -> None:
    framework = annotated.model.framework
    items = page(annotated).xpath("//ul[@class='profile']/li")
    for item, dimension in zip(items, framework.dimensions, strict=True):
        words = squeezed(item.find("details").text_content())
        for pole in POLES:
            assert f"“{dimension.pole(pole).phrase}”" in words
            assert dimension.pole(pole).definition in words
            emphasised = item.xpath(f".//p[@class='pole {pole}']//i")
            assert tuple(i.text for i in emphasised) == dimension.pole(pole).emphasised


def test_somebody_elses_words_are_marked(each: AnnotatedDocument) -> None:
    said = page(each).xpath("//span[@class='said']")
    quoted = [each.text(passage) for passage in each.passages if passage.quoted]
    assert [printable(shown(words)) for words in said] == [printable(text) for text in quoted]


def test_the_words_that_did_most_are_marked_in_the_text(plan: AnnotatedDocument) -> None:
    tree = page(plan)
    for i in range(len(plan.passages)):
        if plan.labels(i):
            mark = tree.get_element_by_id(f"p{i + 1}")
            strongest = phrases(plan.evidence[i], plan.labels(i)[0])[0][0]
            marked = [squeezed(words.text) for words in mark.iter("mark")]
            wanted = squeezed(plan.document.text[strongest.start : strongest.end])
            assert any(wanted in words for words in marked)


def test_lists_and_tables_are_named_as_such(annotated: AnnotatedDocument) -> None:
    tree = page(annotated)
    assert len(tree.xpath("//*[@role='list']/*[@role='listitem']")) == 2
    assert len(tree.xpath("//*[@role='table']/*[@role='row']")) == 1
    assert len(tree.xpath("//*[@role='row']//*[@role='cell']/*[contains(@class, 'block')]")) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_can_be_read(scheme: str) -> None:
    css = resources.read_text("templates/report.css")
    part = css.split("prefers-color-scheme: dark")[scheme == "dark"]
    ground = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", part.split("}")[0]))
    pairs = [(text, under) for text in ("ink", "soft", "t", "h", "m") for under in ("bg", "card")]
    pairs += [("ink", f"{own}-{tint}") for own in "th" for tint in ("bg", "lo")]
    pairs += [(own, f"{own}-bg") for own in "thm"] + [("ink", "m-bg")]
    for text, under in pairs:
        assert contrast(ground[text], ground[under]) >= 4.5, (text, under)


def contrast(first: str, second: str) -> float:
    """WCAG 2's ratio of two colours."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn"))


@settings(deadline=None)
@given(st.text(st.one_of(st.sampled_from("<>&\"'/{}%#\n"), LETTERS), max_size=200))
def test_any_text_is_shown_whole_and_stays_text(small_model: Model, text: str) -> None:
    found = annotate(read_text(text, "any.txt"), small_model)
    tree = page(found)
    blocks = tree.xpath("//div[@class='text']//*[contains(concat(' ', @class, ' '), ' block ')]")
    said = "".join("".join(shown(block).split()) for block in blocks)
    wanted = "".join(found.document.text[b.start : b.end] for b in found.document.blocks)
    assert said == "".join((wanted or found.document.text).split())
    assert len(tree.findall(".//script")) == 1


def test_no_word_is_said_to_add_nothing(plan: AnnotatedDocument) -> None:
    numbers = page(plan).xpath("//p[starts-with(., 'For') or starts-with(., 'Against')]/span")
    assert len(numbers) > 50
    assert not {n.text for n in numbers} & {"+0.0", "-0.0"}
