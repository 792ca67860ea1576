"""Paragraphs, cells and whole words, from where the lines of a page stand."""

from carelens.page_layout import Line
from carelens.page_text import Page, Stretch, joined, stretches, vocabulary


def line(text: str, left: float, top: float, size: float = 10, right: float = 0) -> Line:
    return Line(text, left, right or left + 5 * len(text), top - size, top, size)


def cells(*rows: tuple[float, str, str]) -> list[str]:
    """The cells that are found where each row is a base line and the words at two places."""
    placed = [
        line(text, left, top)
        for top, *texts in rows
        for left, text in zip((50, 200), texts, strict=True)
        if text
    ]
    found = stretches([Page(tuple(placed), 800)])
    return [" ".join(line.text for line in s.lines) for s in found if s.is_cell]


def test_tables_are_read_row_by_row() -> None:
    assert cells((700, "Goal", "Method"), (686, "Sleep", "Diary")) == [
        "Goal",
        "Method",
        "Sleep",
        "Diary",
    ]


def test_lines_of_a_cell_stay_together() -> None:
    wide = cells((700, "Goal", "Method"), (680, "Sleep", "Keep the sleep"), (668, "", "Diary"))
    assert wide == ["Goal", "Method", "Sleep", "Keep the sleep Diary"]
    close = cells(
        (700, "Goal", "Method"), (688, "Sleep", "Keep the sleep"), (676, "again", "diary")
    )
    assert close == ["Goal", "Method", "Sleep again", "Keep the sleep diary"]


def test_a_bullet_set_apart_is_no_table() -> None:
    lines = [
        item
        for i in range(3)
        for item in (line("•", 50, 700 - 12 * i), line("Tea", 68, 700 - 12 * i))
    ]
    found = list(stretches([Page(tuple(lines), 800)]))
    assert [(s.lines[0].text, s.mark, s.is_cell) for s in found] == [("• Tea", 2, False)] * 3


def test_marks_of_symbol_fonts_and_the_o_of_word_are_bullets() -> None:
    texts = ["\uf0a7 Tea", "o Tea", "\uf0fc Tea", "of Tea"]
    lines = [line(text, 50, 700 - 30 * i) for i, text in enumerate(texts)]
    assert [found.mark for found in stretches([Page(tuple(lines), 800)])] == [2, 2, 2, 0]


def test_paragraphs_end_at_gaps_bullets_and_changes_of_size() -> None:
    tops = {"Heading": 700, "One": 680, "two": 668, "Three": 640, "• four": 628, "• five": 616}
    lines = [
        line(text.ljust(60, "x"), 50, top, 14 if top == 700 else 10) for text, top in tops.items()
    ]
    page = Page(tuple(lines), 800)
    starts = [[found.text.rstrip("x") for found in s.lines] for s in stretches([page])]
    assert starts == [["Heading"], ["One", "two"], ["Three"], ["• four"], ["• five"]]


def test_a_paragraph_goes_on_over_the_page() -> None:
    pages = [
        Page((line("It begins here and", 50, 90),), 800),
        Page((line("ends there.", 50, 700),), 800),
    ]
    found = list(stretches(pages))
    assert [(len(s.lines), s.page) for s in found] == [(2, 1)]


def test_a_hyphen_stays_where_the_document_writes_it_elsewhere() -> None:
    cut = Stretch(
        (line("a heart-", 50, 700), line("led and re-", 50, 688), line("built home", 50, 676)), 1
    )
    elsewhere = Stretch((line("heart-led, heartled never", 50, 600),), 1)
    assert joined(cut, vocabulary([cut])) == "a heart-led and rebuilt home"
    assert joined(cut, vocabulary([cut, elsewhere])) == "a heartled and rebuilt home"
