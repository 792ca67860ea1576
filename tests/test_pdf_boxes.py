"""Every letter of a PDF document's text has its place on a page."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pdf_file import Placed, Sheet, column, write

from carelens.errors import UnreadableDocument
from carelens.pdf_boxes import HYPHENS, locate
from carelens.readers.pdf import read

WORDS = st.text("abcdefgYZ.,;()\\-", min_size=1, max_size=30).filter(lambda t: t.strip("-.") != "")
LINES = st.lists(st.tuples(st.integers(2, 25), st.integers(12, 52), WORDS), min_size=1, max_size=12)


def unique(lines: list[tuple[int, int, str]]) -> list[Placed]:
    """Lines on a grid, one a cell."""
    return [(20.0 * x, 12.0 * y, text) for (x, y), text in {(x, y): t for x, y, t in lines}.items()]


@settings(max_examples=40)
@given(st.lists(LINES, min_size=1, max_size=2))
def test_wherever_lines_stand_each_letter_is_on_the_page(
    pages: list[list[tuple[int, int, str]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sheets = [Sheet(unique(lines)) for lines in pages]
        path = write(Path(folder) / "any.pdf", *sheets)
        try:
            document = read(path)
        except UnreadableDocument:
            return  # all of it were page numbers
        places = locate(document)
        with pypdfium2.PdfDocument(path) as pdf:
            texts = [page.get_textpage() for page in pdf]
            for offset, char in enumerate(document.text):
                page = int(places.page[offset])
                assert (page < 0) == char.isspace()
                if page >= 0:
                    left, bottom, right, top = (float(edge) for edge in places.box[offset])
                    below = texts[page].get_text_bounded(left, bottom, right, top)
                    assert char in below or char in HYPHENS
            for text in texts:
                text.close()


def test_what_lies_in_a_polygon_is_found_whichever_way_it_turns(tmp_path: Path) -> None:
    document = read(write(tmp_path / "a.pdf", Sheet(column(72, 600, "Soft rain", "all day."))))
    places = locate(document)
    corners = [(70.0, 597.0), (150.0, 597.0), (150.0, 611.0), (70.0, 611.0)]
    for ring in (corners, corners[::-1], [corners[i] for i in (3, 2, 0, 1)]):
        found = places.inside(0, ring)
        assert "".join(document.text[i] for i in found) == "Softrain"
    assert not len(places.inside(1, corners))


def test_a_text_that_the_file_does_not_hold_is_told(tmp_path: Path) -> None:
    document = read(write(tmp_path / "a.pdf", Sheet(column(72, 600, "Soft rain"))))
    for text in ("Soft rein", "Soft rain again", "Soft"):
        with pytest.raises(UnreadableDocument, match="has changed"):
            locate(replace(document, text=text))
