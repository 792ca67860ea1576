"""The table of readers, and every format's example read through it."""

import inspect
from pathlib import Path

import pytest

from carelens import readers, resources
from carelens.document import BLOCK_KINDS
from carelens.errors import UnknownFormat

EXAMPLES = {
    "text": "progress_note.txt",
    "markdown": "program.md",
    "html": "program.html",
    "docx": "plan.docx",
    "odt": "group_guide.odt",
    "rtf": "discharge_summary.rtf",
    "pdf": "program_guide.pdf",
    "epub": "workbook.epub",
    "eml": "team_letter.eml",
    "fhir": "care_plan.json",
    "ccda": "house_discharge.xml",
}


def test_every_format_has_an_example_and_every_example_a_format() -> None:
    assert list(EXAMPLES) == list(readers.REGISTRY)
    shipped = {path.name for path in resources.find("data/examples").iterdir()}
    assert shipped >= set(EXAMPLES.values())


@pytest.mark.parametrize("key", EXAMPLES)
def test_examples_have_headings_and_prose(key: str) -> None:
    path = resources.find(f"data/examples/{EXAMPLES[key]}")
    document = readers.read(path)
    assert document == readers.read(path, key=key) == readers.REGISTRY.load(key)(path)
    assert (document.name, document.metadata["format"]) == (path.name, key)
    assert len(document.blocks) >= 15
    assert sum(block.kind == "heading" for block in document.blocks) >= 4
    ends = [0]
    for block in document.blocks:
        assert block.kind in BLOCK_KINDS
        assert block.locator
        assert (block.level > 0) == (block.kind == "heading")
        assert ends[-1] <= block.start < block.end <= len(document.text)
        ends.append(block.end)


@pytest.mark.parametrize("key", readers.REGISTRY)
def test_every_part_keeps_the_contract(key: str) -> None:
    function = readers.REGISTRY.load(key)
    assert function.__doc__
    assert list(inspect.signature(function).parameters) == ["path"]


def test_a_reader_can_be_asked_for_by_name(tmp_path: Path) -> None:
    path = tmp_path / "note.xyz"
    path.write_text("# Plan\n\nText.")
    assert readers.read(path, key="markdown").blocks[0].kind == "heading"
    with pytest.raises(UnknownFormat, match="no reader named 'word'"):
        readers.read(path, key="word")


def test_the_pdf_example_is_read_in_columns_without_its_running_heads() -> None:
    text = readers.read(resources.find("data/examples/program_guide.pdf")).text
    assert "Stillwater Center for Family Health" not in text
    assert text.index("The morning program") < text.index("The afternoon program")
    assert "read as a message from someone who once had good reason to protect themselves" in text
