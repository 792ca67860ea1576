"""FHIR resources: what people wrote in them, each block with the path of its element."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carelens import attachment, resources
from carelens.document import BLOCK_KINDS, Document
from carelens.errors import UnreadableDocument
from carelens.readers.fhir import read

DATA = Path(__file__).parent.parent / "data" / "fhir"
H, P, L, T = "heading", "paragraph", "list_item", "table_cell"
SECRET = "Words that no message may quote"


def document(tmp_path: Path, resource: Any) -> Document:
    path = tmp_path / "a.json"
    path.write_text(resource if isinstance(resource, str) else json.dumps(resource), "utf-8")
    return read(path)


def blocks(found: Document) -> list[tuple[str, str, str]]:
    return [(b.kind, found.text[b.start : b.end], b.locator) for b in found.blocks]


def contents(tmp_path: Path, kind: str, **elements: Any) -> list[tuple[str, str, str]]:
    """The blocks below a resource's own heading."""
    return blocks(document(tmp_path, {"resourceType": kind, **elements}))[1:]


def at(resource: Any, path: str) -> Any:
    """What stands at a path such as `Goal.note[0].text`."""
    for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
        resource = resource[name] if name else resource[int(index)]
    return resource


def encoded(data: str | bytes) -> str:
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def div(content: str, status: str = "additional") -> dict[str, str]:
    return {
        "status": status,
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{content}</div>',
    }


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"kind": "Goal", "description": {"text": "Rest."}}, (L, "Rest.", "Goal.description.text")),
        (
            {"kind": "Goal", "description": {"coding": [{"code": "1"}, {"display": "Rest"}]}},
            (L, "Rest", "Goal.description.coding[1].display"),
        ),
        (
            {"kind": "CarePlan", "activity": [{"plannedActivityReference": {"display": "Walk"}}]},
            (L, "Walk", "CarePlan.activity[0].plannedActivityReference.display"),
        ),
        (
            {
                "kind": "CarePlan",
                "activity": [{"performedActivity": [{"concept": {"text": "Swam"}}]}],
            },
            (L, "Swam", "CarePlan.activity[0].performedActivity[0].concept.text"),
        ),
        (
            {"kind": "ServiceRequest", "code": {"concept": {"text": "Art group"}}},
            (L, "Art group", "ServiceRequest.code.concept.text"),
        ),
        (
            {"kind": "ServiceRequest", "patientInstruction": [{"instructionMarkdown": "Come."}]},
            (P, "Come.", "ServiceRequest.patientInstruction[0].instructionMarkdown"),
        ),
        (
            {"kind": "Procedure", "note": [{"text": "She chose when."}]},
            (P, "She chose when.", "Procedure.note[0].text"),
        ),
        (
            {"kind": "Communication", "payload": [{"contentString": "Dear Ada"}]},
            (P, "Dear Ada", "Communication.payload[0].contentString"),
        ),
    ],
)
def test_elements_of_r4_and_r5(tmp_path: Path, resource: Any, expected: tuple[str, ...]) -> None:
    assert contents(tmp_path, resource.pop("kind"), **resource) == [expected]


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("*.json")))
def test_every_locator_leads_back_to_its_element(name: str) -> None:
    found, source = read(DATA / name), json.loads((DATA / name).read_text("utf-8"))
    assert len(found.blocks) >= 4
    for kind, text, locator in blocks(found):
        path, _, place = locator.partition(", ")
        element = at(source, path)
        assert isinstance(element, str), locator
        if path.endswith(".data"):
            element = base64.b64decode(element).decode()
        assert kind in BLOCK_KINDS
        said, source_words = text.split(), element.split()
        assert said == source_words if not place else " ".join(said) in " ".join(source_words)


def test_a_bundle_is_read_in_order_without_codes_references_and_ids() -> None:
    found = read(DATA / "care_plan.json")
    texts = [text for _, text, _ in blocks(found)]
    assert [text for kind, text, _ in blocks(found) if kind == H][:3] == [
        "CarePlan",
        "Plan for the summer",
        "What she told us:",
    ]
    assert "Ada sets the pace; we keep company with what comes up. ☕" in texts
    assert "ask her sister whether she would like to come" in texts
    for word in ("Invented", "734163000", "F43.10", "urn:uuid", "completed\n", "somebody else"):
        assert word not in found.text
    assert found.metadata["skipped"] == [
        "Bundle.entry[5].resource.content[1].attachment.url: an address, which is not fetched",
        "Bundle.entry[8].resource: entered-in-error",
    ]


def test_a_narrative_that_repeats_the_elements_is_left_out(tmp_path: Path) -> None:
    note = [{"text": "She rests."}]
    element = (P, "She rests.", "Goal.note[0].text")
    own = (P, "By the sea.", "Goal.text.div, paragraph 1")
    page = "<p>By the sea.</p>"
    assert contents(tmp_path, "Goal", text=div(page), note=note) == [element, own]
    assert contents(tmp_path, "Goal", text=div("<p>She rests.</p>"), note=note) == [element]
    assert contents(tmp_path, "Goal", text=div(page, "generated"), note=note) == [element]
    assert contents(tmp_path, "Goal", text=div(page, "generated")) == [own]
    assert contents(tmp_path, "Goal", text=div(page, "empty")) == []
    assert contents(tmp_path, "Observation", text=div(page, "generated")) == []


def test_sections_of_a_composition(tmp_path: Path) -> None:
    inner = {"title": "Nights", "text": div("<ul><li>Sleeps</li></ul>", "generated")}
    cell = "<table><tr><td>a&nbsp;<b>b</b><script>x</script></td></tr></table>"
    section = {"title": "How it went", "text": div(cell), "section": [inner]}
    found = document(
        tmp_path, {"resourceType": "Composition", "title": "Letter", "section": [section]}
    )
    where = "Composition.section[0]"
    assert blocks(found)[1:] == [
        (H, "Letter", "Composition.title"),
        (H, "How it went", f"{where}.title"),
        (T, "a\xa0b", f"{where}.text.div, table 1, row 1, column 1"),
        (H, "Nights", f"{where}.section[0].title"),
        (L, "Sleeps", f"{where}.section[0].text.div, paragraph 1"),
    ]
    assert [block.level for block in found.blocks] == [1, 2, 3, 0, 4, 0]


def test_questions_are_headings_over_their_answers(tmp_path: Path) -> None:
    below = {"text": "Why?", "answer": [{"valueString": "Peace."}]}
    question = {
        "linkId": "7",
        "text": "Where do\nyou rest?",
        "answer": [
            {"valueCoding": {"code": "K", "display": "Kitchen"}, "item": [below]},
            {"valueInteger": 3},
        ],
    }
    assert contents(tmp_path, "QuestionnaireResponse", item=[question]) == [
        (H, "Where do you rest?", "QuestionnaireResponse.item[0].text"),
        (L, "Kitchen", "QuestionnaireResponse.item[0].answer[0].valueCoding.display"),
        (H, "Why?", "QuestionnaireResponse.item[0].answer[0].item[0].text"),
        (
            P,
            "Peace.",
            "QuestionnaireResponse.item[0].answer[0].item[0].answer[0].valueString",
        ),
    ]


CDA = (
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>'
    '<code displayName="Goals"/><text>Sleep.</text></section></component></structuredBody>'
    "</component></ClinicalDocument>"
)


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("text/plain", "PLAN\r\n- walk 🌊\r\n", [(H, "PLAN", 1), (L, "walk 🌊", 2)]),
        ("Text/HTML;charset=utf-8", "<h1>Plan</h1><p>é", [(H, "Plan", 0), (P, "é", 0)]),
        ("application/rtf", r"{\rtf1 One.\par Two.}", [(P, "One.", 0), (P, "Two.", 0)]),
        ("text/xml", CDA, [(H, "Goals", 0), (P, "Sleep.", 0)]),
    ],
)
def test_files_inside(tmp_path: Path, kind: str, data: str, expected: list[Any]) -> None:
    item = {"attachment": {"contentType": kind, "data": encoded(data)}}
    found = contents(tmp_path, "DocumentReference", content=[item])
    assert [(kind, text) for kind, text, _ in found] == [row[:2] for row in expected]
    assert all("DocumentReference.content[0].attachment.data, " in row[2] for row in found)
    lines = [number for *_, number in expected if number]
    assert [int(row[2].rpartition("line ")[2]) for row in found if lines] == lines


def test_a_pdf_inside(tmp_path: Path) -> None:
    data = resources.find("data/examples/program_guide.pdf").read_bytes()
    found = document(
        tmp_path,
        {"resourceType": "Binary", "contentType": "application/pdf", "data": encoded(data)},
    )
    assert len(found.blocks) > 15
    assert found.blocks[-1].locator.startswith("Binary.data, page ")


@pytest.mark.parametrize(
    ("item", "note"),
    [
        ({"contentType": "text/plain", "data": "%%%" + SECRET}, "data: is no base64"),
        ({"contentType": "text/plain", "data": "QQé"}, "data: is no base64"),
        ({"contentType": "text/plain", "data": encoded(bytes(90))}, "data: is binary data"),
        ({"contentType": "image/png", "data": encoded(SECRET)}, "data: is of a media type"),
        ({"contentType": "application/pdf", "data": encoded(SECRET)}, "data: is damaged"),
        ({"contentType": "text/xml", "data": encoded("<a/>")}, "data: is XML, but no HL7"),
        ({"contentType": "text/html", "data": encoded("<i>" * 9000 + "a")}, "data: is nested"),
        ({"contentType": "text/plain", "data": encoded("a" * 2000)}, "data: is larger than"),
        ({"url": "https://example.org/" + SECRET}, "url: an address, which is not fetched"),
    ],
)
def test_files_that_cannot_be_read_are_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, item: Any, note: str
) -> None:
    if "larger" in note:
        monkeypatch.setattr(attachment, "LIMIT", 1000)
    found = document(
        tmp_path,
        {
            "resourceType": "DocumentReference",
            "description": "A note",
            "content": [{"attachment": item}],
        },
    )
    assert found.text == "DocumentReference\n\nA note"
    (line,) = found.metadata["skipped"]
    assert line.startswith(f"DocumentReference.content[0].attachment.{note}")
    assert SECRET not in line


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    page = div("<p>a<script>alert(1)</script><img src='http://example.org/x'/>e\u0301\0</p>")
    note = [{"text": "=1+1\0 <script> \ud800 🙂\r\n\r\n- two"}]
    assert contents(tmp_path, "Goal", text=page, note=note) == [
        (P, "=1+1\ufffd <script> \ufffd 🙂", "Goal.note[0].text, line 1"),
        (L, "two", "Goal.note[0].text, line 3"),
        (P, "ae\u0301\ufffd", "Goal.text.div, paragraph 1"),
    ]


NESTED = '{"resourceType": "Composition", "section": [' + '{"section": [' * 10_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is no JSON"),
        ("", "is no JSON"),
        (f'["{SECRET}"]', "no FHIR resource"),
        (f'{{"resourceType": "{SECRET}"}}', "no FHIR resource"),
        ('{"resourceType": {"a": 1}}', "no FHIR resource"),
        ("[" * 10_000 + "]" * 10_000, "nested too deeply"),
        (NESTED + "]}" * 10_000 + "]}", "nested too deeply"),
    ],
)
def test_one_clear_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message) as caught:
        document(tmp_path, content)
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_deep_questions_huge_numbers_and_a_deep_narrative(tmp_path: Path) -> None:
    item: dict[str, Any] = {"answer": [{"valueString": "here"}]}
    for _ in range(60):
        item = {"item": [item]}
    found = contents(tmp_path, "QuestionnaireResponse", item=[item])
    assert [text for _, text, _ in found] == ["here"]
    huge = '{"resourceType": "Goal", "note": {"text": "a"}, "x": [%s, 1e999999, NaN]}' % (
        "9" * 9999
    )
    assert document(tmp_path, huge).text == "Goal\n\na"
    deep = document(
        tmp_path,
        {"resourceType": "Goal", "note": {"text": "a"}, "text": div("<b>" * 9000 + "x")},
    )
    assert deep.metadata["skipped"] == [
        "Goal.text.div: is nested too deeply; save it anew from its program"
    ]


NAMES = st.sampled_from(
    """resourceType text div status note description display coding concept reference title section
    item answer valueString valueCoding valueAttachment entry resource contained content attachment
    contentType data url payload contentString activity detail code progress goal lifecycleStatus
    verificationStatus patientInstruction instructionMarkdown""".split()
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["Goal", "Bundle", "Composition", "CarePlan", "QuestionnaireResponse"]),
    st.sampled_from(["DocumentReference", "Binary", "generated", "additional", "empty"]),
    st.sampled_from(["text/plain", "text/html", "application/rtf", "text/xml", "application/pdf"]),
    st.sampled_from(["<p>a", "PLAN\n- b", "QQ==", "e1xydGYxIGF9", "entered-in-error", "\ud800"]),
    st.binary(max_size=12).map(encoded),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
TYPES = st.sampled_from(["Bundle", "CarePlan", "Composition", "DocumentReference", "Binary"])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=TYPES, elements=st.dictionaries(NAMES, VALUES, max_size=6))
def test_wrong_types_everywhere_do_no_harm(tmp_path: Path, kind: str, elements: Any) -> None:
    resource = {**elements, "resourceType": kind}
    found = document(tmp_path, resource)
    ends = [0]
    for block in found.blocks:
        assert ends[-1] <= block.start < block.end <= len(found.text)
        assert isinstance(at(resource, block.locator.partition(", ")[0]), str)
        ends.append(block.end)
    found.text.encode("utf-8")
    json.dumps(found.metadata)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 0.999), junk=st.binary(min_size=1, max_size=20))
def test_damage_anywhere_is_read_over_or_told(tmp_path: Path, place: float, junk: bytes) -> None:
    data = bytearray((DATA / "care_plan.json").read_bytes())
    start = int(place * len(data))
    data[start : start + len(junk)] = junk
    path = tmp_path / "a.json"
    path.write_bytes(data)
    try:
        found: object = read(path).blocks
    except UnreadableDocument as error:
        found = str(error)
    assert found
