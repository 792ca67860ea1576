"""REFI-QDA codebooks: valid, with the framework's own words, and the codes of the projects."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from carelens.annotation import AnnotatedDocument
from carelens.exporters import qdpx
from carelens.exporters.qdc import render

PROJECT_SCHEMA = Path(__file__).parent.parent / "data" / "refi" / "Project.xsd"
CODEBOOK, PROJECT = "{urn:QDA-XML:codebook:1.0}", "{urn:QDA-XML:project:1.0}"
XSD = "{http://www.w3.org/2001/XMLSchema}"
SHARED = {"CodesType", "CodeType", "GUIDType", "RGBType"}


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The schema of chapter 5.2, made of the project's: its types of codes without notes."""
    text = PROJECT_SCHEMA.read_text("utf-8").replace("QDA-XML:project", "QDA-XML:codebook")
    root = etree.fromstring(text.encode())
    for child in list(root):
        if child.get("name") not in SHARED:
            root.remove(child)
    for note in list(root.iter(f"{XSD}element")):
        if note.get("name") == "NoteRef":
            note.getparent().remove(note)
    book = etree.SubElement(root, f"{XSD}complexType", name="CodeBookType")
    sequence = etree.SubElement(book, f"{XSD}sequence")
    etree.SubElement(sequence, f"{XSD}element", name="Codes", type="CodesType")
    etree.SubElement(book, f"{XSD}attribute", name="origin", type="xsd:string")
    etree.SubElement(root, f"{XSD}element", name="CodeBook", type="CodeBookType")
    return etree.XMLSchema(etree.fromstring(etree.tostring(root)))


def test_it_is_valid(each: AnnotatedDocument, schema: etree.XMLSchema) -> None:
    schema.assertValid(etree.fromstring(render(each).encode()))


def test_every_pole_is_described_by_its_definition(each: AnnotatedDocument) -> None:
    root = etree.fromstring(render(each).encode())
    framework = each.model.framework
    parents = root.findall(f"{CODEBOOK}Codes/{CODEBOOK}Code")
    for parent, dimension in zip(parents, framework.dimensions, strict=True):
        assert parent.get("name") == dimension.name
        assert parent.get("isCodable") == "false"
        assert parent.findtext(f"{CODEBOOK}Description").startswith(dimension.question)
        below = {
            code.get("name"): code.findtext(f"{CODEBOOK}Description")
            for code in parent.findall(f"{CODEBOOK}Code")
        }
        poles = (dimension.treatment.definition, dimension.healing.definition)
        assert below == dict(zip(dimension.labels, poles, strict=True))


def test_its_codes_are_those_of_the_project(annotated: AnnotatedDocument) -> None:
    container = zipfile.ZipFile(io.BytesIO(qdpx.render(annotated)))
    project = etree.fromstring(container.read("project.qde"))
    book = etree.fromstring(render(annotated).encode())

    def codes(root: etree._Element, ns: str) -> list[dict[str, str]]:
        return [dict(code.attrib) for code in root.iter(f"{ns}Code")]

    assert codes(book, CODEBOOK) == codes(project, PROJECT)


def test_it_holds_the_framework_and_nothing_else(
    annotated: AnnotatedDocument, hostile: AnnotatedDocument
) -> None:
    assert render(annotated) == render(hostile) == render(annotated, text=False)
