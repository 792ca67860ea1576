"""Annotated documents for every exporter: a plain one, one with hostile text, an empty one."""

from __future__ import annotations

from pathlib import Path

import pytest

from carelens.annotate import annotate
from carelens.annotation import AnnotatedDocument
from carelens.document import Document, DocumentBuilder
from carelens.model import Model
from carelens.readers import read
from carelens.resources import find

HOSTILE = (
    "<script>alert(1)</script> grey clouds cover the sky & <b>the gale</b> broke two trees.",
    "=1+1 grey clouds hang low over the harbour",
    "\U0001f300 A blue sky, a cafe\u0301 and \u201ca soft breeze\u201d\r\nfrom the sea.",
    "{{ 7 * 7 }} the gale tears at [bold]the roof[/bold] \x1b[31mall night\u202e.",
)


@pytest.fixture(scope="session")
def annotated(small_model: Model) -> AnnotatedDocument:
    """One block of every kind, with both poles of both dimensions."""
    builder = DocumentBuilder()
    builder.add("Weather log", "heading", "paragraph 1", 1)
    builder.add("Grey clouds cover the sky over the harbour. The meeting starts at nine.")
    builder.add("By the sea", "heading", "paragraph 3", 2)
    builder.add("The gale broke two trees near the old mill", "list_item", "item 1")
    builder.add("A gentle breeze from the sea in the valley", "list_item", "item 2")
    builder.add(
        "The sky is clear and blue over the harbour", "table_cell", "table 1, row 1, column 1"
    )
    builder.add("A grey sky but a soft breeze", "table_cell", "table 1, row 1, column 2")
    builder.add("\u201cThe sky is grey today in the valley,\u201d she said.", "quote")
    return annotate(builder.build("log.docx", "log.docx", format="docx"), small_model)


@pytest.fixture(scope="session")
def hostile(small_model: Model) -> AnnotatedDocument:
    """Markup, a formula, an emoji, a combining accent, CRLF, and a control sequence."""
    builder = DocumentBuilder()
    builder.add("<img src=x onerror=alert(2)> Log", "heading", level=1)
    for text in HOSTILE:
        builder.add(text, locator='"><script>alert(3)</script>')
    name = "=cmd</title><script>.txt"
    return annotate(builder.build(name, name), small_model)


@pytest.fixture(scope="session")
def blank(small_model: Model) -> AnnotatedDocument:
    """A document in which there is no passage at all."""
    return annotate(Document("", "blank.txt"), small_model)


@pytest.fixture(scope="session")
def plan(default_model: Model) -> AnnotatedDocument:
    """The example plan as the shipped model reads it."""
    return annotate(read(Path(find("data/examples/plan.docx"))), default_model)


@pytest.fixture(params=["annotated", "hostile", "blank", "plan"])
def each(request: pytest.FixtureRequest) -> AnnotatedDocument:
    """Each of the documents in turn."""
    found: AnnotatedDocument = request.getfixturevalue(request.param)
    return found
