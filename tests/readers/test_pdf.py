"""PDF files, written here by hand so that each line stands where the test wants it."""

from pathlib import Path

import pytest
from tests import pdf_file

from carelens.errors import UnreadableDocument
from carelens.readers.pdf import read

Placed = tuple[float, float, float, str]  # left, base line, size, text


def write(path: Path, pages: list[list[Placed]], trailer: str = "") -> Path:
    """A PDF file with the given lines in Helvetica on letter pages."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, lines in enumerate(pages):
        stream = "\n".join(f"BT /F1 {s} Tf {x} {y} Td ({text}) Tj ET" for x, y, s, text in lines)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * i} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    data, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n"
    path.write_bytes(f"{data}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("cp1252"))
    return path


def blocks(path: Path) -> list[tuple[str, str, str]]:
    document = read(path)
    return [(b.kind, document.text[b.start : b.end], b.locator) for b in document.blocks]


def column(left: float, top: float, *texts: str) -> list[Placed]:
    return [(left, top - 12 * i, 10, text) for i, text in enumerate(texts)]


def test_lines_of_a_paragraph_are_joined_and_headings_found(tmp_path: Path) -> None:
    lines = [
        (72, 600, 18, "Treatment plan"),
        *column(
            72,
            560,
            "The work goes at the pace that she sets and we pause",
            "whenever she asks for it.",
        ),
        *column(72, 520, "A second paragraph begins after the gap in the page."),
    ]
    assert blocks(write(tmp_path / "a.pdf", [lines])) == [
        ("heading", "Treatment plan", "page 1"),
        (
            "paragraph",
            "The work goes at the pace that she sets and we pause whenever she asks for it.",
            "page 1",
        ),
        ("paragraph", "A second paragraph begins after the gap in the page.", "page 1"),
    ]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = column(
        50,
        600,
        "The left column tells of mornings",
        "in the garden and of the goats",
        "that came there, and then it",
        "goes on to",
    )
    right = column(
        320,
        600,
        "the right column, where there is",
        "soup on Thursdays and talk that",
        "nobody steers, and so it ends",
        "at the door.",
    )
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    (found,) = blocks(write(tmp_path / "a.pdf", [mixed]))
    assert found[1].startswith("The left column")
    assert "goes on to the right column" in found[1]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("we learn again to com-", "municate", "communicate"),
        ("all of our work is trauma-", "informed", "trauma-informed"),
        ("we see Jean-", "Paul on Monday", "Jean- Paul"),
    ],
)
def test_words_cut_at_a_line_end(tmp_path: Path, first: str, second: str, joined: str) -> None:
    path = write(tmp_path / "a.pdf", [column(72, 600, first, second)])
    assert joined in blocks(path)[0][1]


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    pages = [
        [
            (72.0, 760.0, 8.0, "Program guide"),
            *column(72, 500, f"Text number {i} stands here."),
            (300.0, 30.0, 8.0, f"Page {i}"),
        ]
        for i in (1, 2, 3)
    ]
    assert [found[1:] for found in blocks(write(tmp_path / "a.pdf", pages))] == [
        (f"Text number {i} stands here.", f"page {i}") for i in (1, 2, 3)
    ]


def test_a_title_at_the_head_of_a_single_page_stays(tmp_path: Path) -> None:
    assert (
        blocks(write(tmp_path / "a.pdf", [[(72, 760, 10, "Plan for May")]]))[0][1] == "Plan for May"
    )


def test_cells_of_a_table_are_blocks(tmp_path: Path) -> None:
    lines = [
        (x, y, 10.0, text)
        for y, *texts in ((600.0, "Goal", "Method"), (580.0, "Sleep", "Diary"))
        for x, text in zip((72.0, 200.0), texts, strict=True)
    ]
    assert [found[:2] for found in blocks(write(tmp_path / "a.pdf", [lines]))] == [
        ("table_cell", text) for text in ("Goal", "Method", "Sleep", "Diary")
    ]


def test_bullets_make_list_items(tmp_path: Path) -> None:
    lines = [
        (72, 600, 10, "\u2022"),
        (90, 600, 10, "a lamp and silence"),
        (72, 588, 10, "\u2022"),
        (90, 588, 10, "a cup of tea"),
    ]
    assert [found[:2] for found in blocks(write(tmp_path / "a.pdf", [lines]))] == [
        ("list_item", "a lamp and silence"),
        ("list_item", "a cup of tea"),
    ]


def test_a_scan_is_told_to_need_text_recognition(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="OCR"):
        read(write(tmp_path / "a.pdf", [[], []]))


def test_a_password_is_told(tmp_path: Path) -> None:
    key = "00" * 32
    lock = f"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >>"
    with pytest.raises(UnreadableDocument, match="password"):
        read(write(tmp_path / "a.pdf", [column(72, 600, "x")], lock))


def test_pages_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carelens.pdf_text.PAGE_LIMIT", 2)
    with pytest.raises(UnreadableDocument, match="more than 2 pages"):
        read(write(tmp_path / "a.pdf", [column(72, 600, "x")] * 3))


@pytest.mark.parametrize(
    ("turn", "matrix"),
    [
        (0, "1 0 0 1 0 0"),
        (90, "0 1 -1 0 612 0"),
        (180, "-1 0 0 -1 612 792"),
        (270, "0 -1 1 0 0 792"),
    ],
)
def test_turned_pages_are_read_as_they_are_seen(tmp_path: Path, turn: int, matrix: str) -> None:
    entries = f"/MediaBox [0 0 612 792] /Rotate {turn}"
    lines = pdf_file.column(72, 400, "The page lies on its side and we", "read it all the same.")
    (found,) = blocks(pdf_file.write(tmp_path / "a.pdf", pdf_file.Sheet(lines, entries, matrix)))
    assert found[1] == "The page lies on its side and we read it all the same."


def test_margins_are_those_of_the_visible_page(tmp_path: Path) -> None:
    entries = "/MediaBox [0 0 612 2000] /CropBox [0 1200 612 1992]"
    pages = [
        pdf_file.Sheet([(72, 1960, "Program guide"), (72, 1700, f"Day {i} of rain.")], entries)
        for i in (1, 2, 3)
    ]
    found = [text for _, text, _ in blocks(pdf_file.write(tmp_path / "a.pdf", *pages))]
    assert found == ["Day 1 of rain.", "Day 2 of rain.", "Day 3 of rain."]


def test_ligatures_are_letters_of_their_word(tmp_path: Path) -> None:
    line = [(40.0, 600.0, f"We {pdf_file.FI}nd {pdf_file.FL}owers.")]
    path = pdf_file.write(tmp_path / "a.pdf", pdf_file.Sheet(line, matrix="1.5 0 0 1 0 0"))
    assert blocks(path)[0][1] == "We find flowers."


def test_pages_without_text_are_counted_in_the_metadata(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [column(72, 600, "First."), [], column(72, 600, "Last.")])
    assert read(path).metadata["pages_without_text"] == [2]
