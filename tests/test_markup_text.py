"""One walk for web pages and for other markup, over the trees of lxml and of ElementTree."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.document import Document
from carelens.markup_text import HTML, Language, parse, parse_html

NOTES = Language(
    frozenset(["note", "line", "table", "tr", "td"]),
    {"line": "list_item", "td": "table_cell"},
    lambda element: element.get("gone") == "yes",
)


def blocks(found: Document) -> list[tuple[str, str, str]]:
    return [(b.kind, found.text[b.start : b.end], b.locator) for b in found.blocks]


def test_a_language_says_what_its_elements_do() -> None:
    root = ElementTree.fromstring(
        '<n:note xmlns:n="urn:n">a <n:b>b</n:b><n:line>c<n:line gone="yes">d</n:line>e</n:line>'
        "<n:table><n:tr><n:td>f</n:td><n:td>g</n:td></n:tr></n:table>h</n:note>"
    )
    assert blocks(parse(root, NOTES)) == [
        ("paragraph", "a b", "paragraph 1"),
        ("list_item", "ce", "paragraph 2"),
        ("table_cell", "f", "table 1, row 1, column 1"),
        ("table_cell", "g", "table 1, row 1, column 2"),
        ("paragraph", "h", "paragraph 3"),
    ]


@pytest.mark.parametrize("page", ["", " \n", "<!-- a -->", "</p>", "<script>a</script>", "\0"])
def test_pages_without_text(page: str) -> None:
    assert parse_html(page).text in ("", "\ufffd")


@given(
    st.lists(
        st.sampled_from(
            "<p> </p> <ul> <li> <td> <table> <br/> <b> </b> a é&amp; 🙂 </table>".split()
        )
    )
)
def test_xhtml_says_the_same_in_both_trees(pieces: list[str]) -> None:
    """Where a page is well-formed XML, the parser of web pages finds the same words in it."""
    page = "<div>" + "".join(pieces) + "</div>"
    try:
        root = ElementTree.fromstring(page)
    except ElementTree.ParseError:
        return
    words = "".join(parse(root, HTML).text.split())
    assert words == "".join(parse_html(page).text.split())
