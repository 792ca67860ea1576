"""C-CDA documents: the narrative of their sections, nothing resolved and nothing fetched."""

import base64
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carelens.document import Document
from carelens.errors import UnreadableDocument
from carelens.passages import split
from carelens.readers.ccda import read

DATA = Path(__file__).parent.parent / "data" / "ccda"
H, P, L, T = "heading", "paragraph", "list_item", "table_cell"
SECRET = "Words that no message may quote"
RICH = base64.b64encode(rb"{\rtf1 One.}").decode()


def xml(body: str) -> str:
    return (
        f'<ClinicalDocument xmlns="urn:hl7-org:v3"><component>{body}</component></ClinicalDocument>'
    )


def sections(content: str) -> str:
    return xml(
        f"<structuredBody><component><section>{content}</section></component></structuredBody>"
    )


def document(tmp_path: Path, content: str | bytes) -> Document:
    path = tmp_path / "a.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path)


def blocks(found: Document) -> list[tuple[str, str, str]]:
    return [(b.kind, found.text[b.start : b.end], b.locator) for b in found.blocks]


@pytest.mark.parametrize(
    ("narrative", "expected"),
    [
        (
            "One <content>two</content>\n  three.<br/><br/>Four",
            [(P, "One two three."), (P, "Four")],
        ),
        ("<paragraph>a<br/>b</paragraph>c", [(P, "a\nb"), (P, "c")]),
        ("<list><item>a<list><item>b</item></list></item></list>", [(L, "a"), (L, "b")]),
        ("<list><caption>c</caption><item>a</item></list>", [(P, "c"), (L, "a")]),
        ("<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>", [(T, "a"), (T, "b")]),
        ("<paragraph>a<content revised='delete'>b</content>c</paragraph>", [(P, "ac")]),
        ("H<sub>2</sub>O <linkHtml href='http://x'>here</linkHtml>", [(P, "H2O here")]),
        ("a<footnote>b</footnote><!-- c --><?pi d?>e", [(P, "a"), (P, "b"), (P, "e")]),
        ("e\u0301 🙂 &#x1F372;&amp;&lt;script&gt;\r\n=1+1", [(P, "e\u0301 🙂 🍲&<script> =1+1")]),
        ("<content>" * 10_000 + "deep" + "</content>" * 10_000, [(P, "deep")]),
    ],
)
def test_narrative(tmp_path: Path, narrative: str, expected: list[tuple[str, str]]) -> None:
    found = document(tmp_path, sections(f"<text>{narrative}</text>"))
    assert [(kind, text) for kind, text, _ in blocks(found)] == expected


def test_sections_are_headings_with_their_number_and_loinc_name() -> None:
    found = read(DATA / "discharge_summary.xml")
    assert [(b.level, found.text[b.start : b.end], b.locator) for b in found.blocks if b.level] == [
        (1, "Discharge summary from the house by the lake", "title"),
        (2, "What happened here", "section 1 (Hospital course Narrative)"),
        (2, "Plan", "section 2 (Plan of care note)"),
        (3, "Hopes", "section 2.1 (Plan of care note > Goals)"),
        (2, "Instructions", "section 3 (Instructions)"),
    ]
    where = "section 2 (Plan of care note), table 1, row 2, column 2"
    assert (T, "Continue exposure hierarchy, step 4.", where) in blocks(found)
    place = "section 2.1 (Plan of care note > Goals), paragraph 1"
    assert (P, "To sleep with the light off.", place) in blocks(found)
    assert found.metadata == {"format": "ccda"}


def test_header_entries_and_what_was_struck_out_are_not_read() -> None:
    text = read(DATA / "discharge_summary.xml").text
    for word in (
        "Invented",
        "47505003",
        "Posttraumatic",
        "uncooperative",
        "2.16.840",
        "example.org",
    ):
        assert word not in text
    assert "F43.10" in text  # it stands in the narrative too


def test_passages_carry_their_section() -> None:
    found = read(DATA / "discharge_summary.xml")
    (passage,) = [p for p in split(found) if "light off" in found.text[p.start : p.end]]
    assert passage.section == ("Discharge summary from the house by the lake", "Plan", "Hopes")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<text>PLAN\n- walk</text>", [(H, "PLAN"), (L, "walk")]),
        (
            f'<text mediaType="text/rtf" representation="B64">{RICH}</text>',
            [(P, "One.")],
        ),
        ('<text mediaType="text/html">&lt;p&gt;a&lt;p&gt;b</text>', [(P, "a"), (P, "b")]),
    ],
)
def test_a_body_that_is_a_file(tmp_path: Path, body: str, expected: list[tuple[str, str]]) -> None:
    found = document(tmp_path, xml(f"<nonXMLBody>{body}</nonXMLBody>"))
    assert [(kind, text) for kind, text, _ in blocks(found)] == expected
    assert all(row[2].startswith("nonXMLBody, ") for row in blocks(found))


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ('<text><reference value="a.pdf"/></text>', "refers to a file, which is not fetched"),
        (f'<text representation="B64">%{SECRET}</text>', "is no base64"),
        ('<text mediaType="image/png">x</text>', "is of a media type that is not read"),
    ],
)
def test_a_body_that_cannot_be_read_is_noted(tmp_path: Path, body: str, note: str) -> None:
    found = document(tmp_path, xml(f"<nonXMLBody>{body}</nonXMLBody>"))
    assert not found.blocks
    assert found.metadata["skipped"] == [f"nonXMLBody: {note}"]


ENTITY = f'<!DOCTYPE a [<!ENTITY e "{SECRET}">]>'
EXTERNAL = '<!DOCTYPE a SYSTEM "file:///etc/passwd">'
NESTED = "<component><section>" * 10_000 + "</section></component>" * 10_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"<note>{SECRET}</note>", "is XML, but no HL7 clinical document"),
        ("<ClinicalDocument/>", "is XML, but no HL7 clinical document"),
        (f"{SECRET}", "no well-formed XML"),
        (sections(f"<text>{SECRET}</text>")[:-9], "no well-formed XML"),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', "no well-formed XML"),
        (ENTITY + sections("<text>&e;</text>"), "declares XML entities"),
        (EXTERNAL + sections("<text>a</text>"), "declares XML entities"),
        ((ENTITY + sections("<text>&e;</text>")).encode("utf-16"), "declares XML entities"),
        (sections("<text>&e;</text>"), "no well-formed XML"),
        (xml(f"<structuredBody>{NESTED}</structuredBody>"), "nested too deeply"),
    ],
)
def test_one_clear_line(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message) as caught:
        document(tmp_path, content)
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)


TAGS = st.sampled_from(
    """component structuredBody nonXMLBody section title text code paragraph list item caption table
    thead tbody tr td th content br footnote renderMultiMedia""".split()
)
ATTRIBUTES = st.sampled_from(
    ["", ' revised="delete"', ' representation="B64"', ' mediaType="text/rtf"', ' displayName="Go"']
)
WORDS = st.sampled_from(["a b", "", "\n ", "🙂", "QQ==", "<!-- c -->", "{\\rtf1 x}", "PLAN\n- b"])
TREES = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda tag, attributes, children: f"<{tag}{attributes}>{''.join(children)}</{tag}>",
        TAGS,
        ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tree=TREES, wrap=st.sampled_from([xml, sections, lambda text: sections(f"<text>{text}</text>")])
)
def test_any_arrangement_of_elements_is_read(tmp_path: Path, tree: str, wrap: object) -> None:
    assert callable(wrap)
    found = document(tmp_path, wrap(tree))
    ends = [0]
    for block in found.blocks:
        assert ends[-1] <= block.start < block.end <= len(found.text)
        assert block.locator
        ends.append(block.end)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 0.999), junk=st.binary(min_size=1, max_size=20))
def test_damage_anywhere_is_read_over_or_told(tmp_path: Path, place: float, junk: bytes) -> None:
    data = bytearray((DATA / "discharge_summary.xml").read_bytes())
    start = int(place * len(data))
    data[start : start + len(junk)] = junk
    try:
        found: object = document(tmp_path, bytes(data)).blocks
    except UnreadableDocument as error:
        found = str(error)
    assert found
