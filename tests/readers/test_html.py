"""Web pages: what a browser would show."""

from pathlib import Path

import pytest

from carelens.document import Document
from carelens.readers.html import read


def document(tmp_path: Path, page: str | bytes) -> Document:
    path = tmp_path / "a.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode("utf-8"))
    return read(path)


def blocks(tmp_path: Path, page: str | bytes) -> list[tuple[str, str]]:
    found = document(tmp_path, page)
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


P, L, H, Q, T = "paragraph", "list_item", "heading", "quote", "table_cell"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>One <b>two</b>\n three.<p>Four", [(P, "One two three."), (P, "Four")]),
        ("<h2>A</h2>bare<div>b</div>tail", [(H, "A"), (P, "bare"), (P, "b"), (P, "tail")]),
        ("<ul><li>a<ul><li>b</ul><li><p>c</p></ul>", [(L, "a"), (L, "b"), (L, "c")]),
        ("<blockquote><p>a</p></blockquote><p>b", [(Q, "a"), (P, "b")]),
        ("<p>a<br>b<br><br>c", [(P, "a\nb"), (P, "c")]),
        ("<p>a<script>x</script>b<!-- y -->c<style>z</style>d", [(P, "abcd")]),
        ("<nav>n</nav><p hidden>h</p><p style='display: none'>s</p><p>t</p>", [(P, "t")]),
        ("<p>she said <q>no</q>", [(P, "she said “no”")]),
        ("<p>a&nbsp;&amp;&eacute;&#x2019;", [(P, "a\xa0&é’")]),
        ("<pre>a  b\n c</pre>", [(P, "a  b\n c")]),
        ("<table><tr><td>a<td><p>b</p><p>c</p></table>", [(T, "a"), (T, "b"), (T, "c")]),
        ("<head><title>t</title></head><body>b</body>", [(P, "b")]),
        ('<?xml version="1.0" encoding="utf-8"?><html><body><p>é</p></body></html>', [(P, "é")]),
    ],
)
def test_blocks(tmp_path: Path, page: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(tmp_path, page) == expected


@pytest.mark.parametrize(
    "page",
    [
        "<meta charset=iso-8859-1><p>“é”".encode("cp1252"),
        '<meta http-equiv="content-type" content="text/html; charset=utf-8"><p>“é”'.encode(),
        "<p>“é”".encode("utf-16"),
        "<meta charset=nonsense><p>“é”".encode(),
        "<meta charset=utf-8><p>“é”".encode("cp1252"),
    ],
)
def test_charsets(tmp_path: Path, page: bytes) -> None:
    assert blocks(tmp_path, page) == [(P, "“é”")]


def test_cells_say_where_they_are(tmp_path: Path) -> None:
    page = "<table><tr><th>a<table><tr><td>in</table><td>b</table><table><tr><td>c</table>"
    found = document(tmp_path, page)
    assert {found.text[b.start : b.end]: b.locator for b in found.blocks} == {
        "a": "table 1, row 1, column 1",
        "in": "table 2, row 1, column 1",
        "b": "table 1, row 1, column 2",
        "c": "table 3, row 1, column 1",
    }


def test_long_text_is_read_to_its_end(tmp_path: Path) -> None:
    assert document(tmp_path, "<p>" + "word " * 2_500_000 + "end").text.endswith("word end")


def test_deep_nesting_does_no_harm(tmp_path: Path) -> None:
    found = blocks(tmp_path, "<p>a</p>" + "<div>" * 500 + "deep")
    assert found == [(P, "a"), (P, "deep")]
