"""OpenDocument text."""

import zipfile
from pathlib import Path

import pytest

from carelens.errors import UnreadableDocument
from carelens.readers.odt import read

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)


def write(path: Path, body: str, styles: str = "", manifest: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("META-INF/manifest.xml", f"<m>{manifest}</m>")
        container.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
    return path


def p(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


NOTE = (
    f'<text:note text:note-class="endnote"><text:note-body>{p("note")}</text:note-body></text:note>'
)
TABLE = (
    "<table:table><table:table-header-rows><table:table-row>"
    f'<table:table-cell table:number-columns-repeated="2">{p("a")}</table:table-cell>'
    f"<table:table-cell>{p('b')}</table:table-cell></table:table-row></table:table-header-rows>"
    f"<table:table-row><table:covered-table-cell/><table:table-cell>{p('c')}</table:table-cell>"
    "</table:table-row></table:table>"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<text:h text:outline-level="2">A</text:h>', [("heading", "A", "paragraph 1")]),
        (p("a<text:span>b</text:span>\n  c"), [("paragraph", "ab c", "paragraph 1")]),
        (
            p('a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d'),
            [("paragraph", "a  b\tc\nd", "paragraph 1")],
        ),
        (
            f"<text:list><text:list-item>{p('i')}</text:list-item></text:list>",
            [("list_item", "i", "paragraph 1")],
        ),
        (
            f"<text:tracked-changes>{p('gone')}</text:tracked-changes>{p('kept')}",
            [("paragraph", "kept", "paragraph 1")],
        ),
        (
            p("a<office:annotation>" + p("comment") + "</office:annotation>b"),
            [("paragraph", "ab", "paragraph 1")],
        ),
        (
            p(f"a{NOTE}b") + p("c"),
            [
                ("paragraph", "ab", "paragraph 1"),
                ("paragraph", "c", "paragraph 2"),
                ("paragraph", "note", "endnote 1"),
            ],
        ),
        (
            TABLE,
            [
                ("table_cell", "a", "table 1, row 1, column 1"),
                ("table_cell", "b", "table 1, row 1, column 3"),
                ("table_cell", "c", "table 1, row 2, column 2"),
            ],
        ),
        (
            p(f"a<draw:frame><draw:text-box>{p('box')}</draw:text-box></draw:frame>"),
            [("paragraph", "a", "paragraph 1"), ("paragraph", "box", "text box 1")],
        ),
        (
            p("t", "Title") + p("q", "P1"),
            [("heading", "t", "paragraph 1"), ("quote", "q", "paragraph 2")],
        ),
    ],
)
def test_blocks(tmp_path: Path, body: str, expected: list[tuple[str, str, str]]) -> None:
    styles = '<style:style style:name="P1" style:parent-style-name="Quotations"/>'
    document = read(write(tmp_path / "a.odt", body, styles))
    found = [(b.kind, document.text[b.start : b.end], b.locator) for b in document.blocks]
    assert found == expected


def test_a_password_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.odt", p("x"), manifest="<encryption-data/>")
    with pytest.raises(UnreadableDocument, match="password"):
        read(path)
