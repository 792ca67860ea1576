"""Rich Text Format."""

from pathlib import Path

import pytest

from carelens.readers.rtf import read


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"One.\par Two.\par", [("paragraph", "One."), ("paragraph", "Two.")]),
        (r"\pard\outlinelevel1 Plan\par\pard Text", [("heading", "Plan"), ("paragraph", "Text")]),
        (
            r"{\listtext\bullet\tab}Sleep\par {\pntext 1.\tab}Eat",
            [("list_item", "Sleep"), ("list_item", "Eat")],
        ),
        (
            r"{\stylesheet{\s0 Normal;}{\s1\fs28 Heading 1;}{\s12\b heading 2;}}"
            r"\pard\s1\b{Plan}\par\pard\s12 Sleep\par\pard\s0\sb1 Text\par\s11 more",
            [
                ("heading", "Plan"),
                ("heading", "Sleep"),
                ("paragraph", "Text"),
                ("paragraph", "more"),
            ],
        ),
        (
            r"{\listtext\u61589\'3f\tab}Sleep\par{\listtext o\tab}eat\par o my\par",
            [("list_item", "Sleep"), ("list_item", "eat"), ("paragraph", "o my")],
        ),
        (r"\u8220?na\'efve\u8221? \u-10179?\u-8704?", [("paragraph", "“naïve” 😀")]),
        (r"kept{\deleted\revauthdel1 gone} too", [("paragraph", "kept too")]),
        (
            r'see {\field{\*\fldinst{HYPERLINK "http://x"}}{\fldrslt here}} now',
            [("paragraph", "see here now")],
        ),
        (
            r"\trowd\cellx1\intbl a\par b\cell c|d\cell\row e\cell f\par g\cell\row\pard h\par",
            [
                ("paragraph", "a"),
                ("table_cell", "b"),
                ("table_cell", "c|d"),
                ("table_cell", "e"),
                ("table_cell", "f"),
                ("table_cell", "g"),
                ("paragraph", "h"),
            ],
        ),
        (
            r"ASSESSMENT\par Goals:\par x",
            [("heading", "ASSESSMENT"), ("heading", "Goals:"), ("paragraph", "x")],
        ),
        (r"{\pict\pngblip " + "89504e47" * 200 + r"}seen", [("paragraph", "seen")]),
    ],
)
def test_blocks(tmp_path: Path, body: str, expected: list[tuple[str, str]]) -> None:
    path = tmp_path / "a.rtf"
    path.write_text(r"{\rtf1\ansi\ansicpg1252 " + body + "}", encoding="ascii")
    document = read(path)
    assert [(b.kind, document.text[b.start : b.end]) for b in document.blocks] == expected


def test_levels_and_cells_are_located(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_text(
        r"{\rtf1 \pard\outlinelevel2 H\par\trowd a\cell b\cell\row c\cell\row}", encoding="ascii"
    )
    found = [(b.level, b.locator) for b in read(path).blocks]
    assert found == [
        (3, "paragraph 1"),
        (0, "table 1, row 1, column 1"),
        (0, "table 1, row 1, column 2"),
        (0, "table 1, row 2, column 1"),
    ]
