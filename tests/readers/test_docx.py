"""Word files: body in order, revisions resolved, nothing twice."""

import re
import zipfile
from pathlib import Path

import docx
import pytest

from carelens.readers.docx import open_document, read, runs, walk

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
BOX = (
    f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps"><w:txbxContent><w:p><w:r>'
    "<w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r>"
    "<w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent>"
)


def write(path: Path, body: str) -> Path:
    """A Word file with the given XML as its body."""
    blank = path.with_suffix(".blank")
    docx.Document().save(str(blank))
    with zipfile.ZipFile(blank) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                xml = re.sub(r"<w:body>.*</w:body>", "", data.decode(), flags=re.DOTALL)
                data = xml.replace(
                    "</w:document>", f"<w:body>{body}</w:body></w:document>"
                ).encode()
            target.writestr(name, data)
    return path


def blocks(path: Path) -> list[tuple[str, str, str]]:
    document = read(path)
    return [(b.kind, document.text[b.start : b.end], b.locator) for b in document.blocks]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (run("one ") + run("two"), "one two"),
        (f"<w:ins>{run('new')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>", "new"),
        (f"<w:moveFrom>{run('there')}</w:moveFrom><w:moveTo>{run('here')}</w:moveTo>", "here"),
        (f"<w:hyperlink>{run('link')}</w:hyperlink>", "link"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('control')}</w:sdtContent></w:sdt>", "control"),
        ("<w:r><w:instrText>DATE</w:instrText></w:r>" + run("May 1"), "May 1"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a\tb\nc"),
        (run("seen") + run("hidden", "<w:vanish/>"), "seen"),
        (run("seen", '<w:vanish w:val="0"/>'), "seen"),
        ("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>" + run("tabs"), "tabs"),
    ],
)
def test_what_a_paragraph_says(tmp_path: Path, inside: str, text: str) -> None:
    path = write(tmp_path / "a.docx", f"<w:p>{inside}</w:p>")
    assert blocks(path) == [("paragraph", text, "paragraph 1")]


def test_styles_give_kinds_and_levels(tmp_path: Path) -> None:
    document = docx.Document()
    for text, style in [
        ("Plan", "Title"),
        ("Goals", "Heading 1"),
        ("Sleep", "Heading 2"),
        ("one", "List Bullet"),
        ("two", "List Number"),
        ("said", "Quote"),
        ("text", None),
    ]:
        document.add_paragraph(text, style=style)
    document.save(str(tmp_path / "a.docx"))
    found = [(b.kind, b.level) for b in read(tmp_path / "a.docx").blocks]
    assert found == [
        ("heading", 1),
        ("heading", 1),
        ("heading", 2),
        ("list_item", 0),
        ("list_item", 0),
        ("quote", 0),
        ("paragraph", 0),
    ]


def test_direct_numbering_makes_a_list_item(tmp_path: Path) -> None:
    numbering = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>'
    path = write(tmp_path / "a.docx", f"<w:p>{numbering}{run('item')}</w:p>")
    assert blocks(path) == [("list_item", "item", "paragraph 1")]


def test_tables_keep_their_place_and_merged_cells_come_once(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("before")
    table = document.add_table(2, 3)
    for i, cell in enumerate(table._cells):
        cell.text = f"c{i}"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "wide"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "tall"
    table.cell(1, 2).add_table(1, 1).cell(0, 0).text = "inner"
    document.add_paragraph("after")
    document.save(str(tmp_path / "a.docx"))
    assert blocks(tmp_path / "a.docx") == [
        ("paragraph", "before", "paragraph 1"),
        ("table_cell", "tall", "table 1, row 1, column 1"),
        ("table_cell", "wide", "table 1, row 1, column 2"),
        ("table_cell", "c4", "table 1, row 2, column 2"),
        ("table_cell", "c5", "table 1, row 2, column 3"),
        ("table_cell", "inner", "table 2, row 1, column 1"),
        ("paragraph", "after", "paragraph 2"),
    ]


def test_a_text_box_comes_once_after_its_paragraph(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", f"<w:p>{run('anchor')}<w:r>{BOX}</w:r></w:p>")
    assert [(text, where) for _, text, where in blocks(path)] == [
        ("anchor", "paragraph 1"),
        ("box", "text box 1"),
    ]


def test_notes_follow_the_body(tmp_path: Path) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document()
    document.add_paragraph("body")
    xml = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator"><w:p/></w:footnote>'
        f"<w:footnote><w:p>{run('note')}</w:p></w:footnote></w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), document.part.package)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    document.part.relate_to(part, relation)
    document.save(str(tmp_path / "a.docx"))
    assert blocks(tmp_path / "a.docx")[1:] == [("paragraph", "note", "footnote 1")]
    assert [p.note for p in walk(open_document(tmp_path / "a.docx"))] == [False, True]


def test_the_walk_gives_the_paragraph_behind_each_block() -> None:
    from carelens import resources

    path = resources.find("data/examples/plan.docx")
    document = read(path)
    found = list(walk(open_document(path)))
    assert len(found) == len(document.blocks) > 30
    for paragraph, block in zip(found, document.blocks, strict=True):
        assert paragraph.text.strip() == document.text[block.start : block.end]
        assert "".join(text for _, text in runs(paragraph.element)) == paragraph.text
