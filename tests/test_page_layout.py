"""Reading order on a page, from where its lines stand."""

from hypothesis import given
from hypothesis import strategies as st

from carelens.page_layout import Line, regions, with_justified_joined


def line(text: str, left: float, top: float, size: float = 10, right: float = 0) -> Line:
    return Line(text, left, right or left + 5 * len(text), top - size, top, size)


def words(name: str) -> str:
    return f"{name} a line of running prose, about so long"


def two_columns(shift: float = 0) -> list[Line]:
    left = [line(words(f"left {i}"), 50, 700 - 12 * i) for i in range(5)]
    right = [line(words(f"right {i}"), 320, 700 - shift - 12 * i) for i in range(5)]
    return [line for pair in zip(left, right, strict=True) for line in pair]


def order(lines: list[Line]) -> list[str]:
    return [" ".join(line.text.split()[:2]) for region in regions(lines) for line in region.lines]


EXPECTED = [f"left {i}" for i in range(5)] + [f"right {i}" for i in range(5)]


def test_columns_are_read_one_after_the_other() -> None:
    assert order(two_columns()) == EXPECTED


def test_columns_need_not_stand_on_common_base_lines() -> None:
    assert order(two_columns(shift=6)) == EXPECTED


def test_a_title_across_the_page_comes_first_and_a_foot_line_last() -> None:
    title = line("Title that " + "runs across the whole page " * 3, 50, 760)
    foot = line("Foot that " + "runs across the whole page " * 3, 50, 500)
    assert order([foot, *two_columns(), title]) == ["Title that", *EXPECTED, "Foot that"]


coordinate = st.floats(0, 600, allow_nan=False)


@given(st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=30))
def test_no_line_is_lost_or_doubled(places: list[tuple[float, float]]) -> None:
    lines = [
        line(f"{i:04} some words of prose here", left, top) for i, (left, top) in enumerate(places)
    ]
    found = "\t".join(found.text for region in regions(lines) for found in region.lines)
    assert sorted(found.split("\t")) == sorted(line.text for line in lines)


def test_a_justified_line_is_made_whole() -> None:
    full = [line("a full line of running text and", 50, 700, right=220)]
    last = [line("ends here.", 50, 640, right=101)]
    apart = [
        *(line("understandable", 50, 685, right=120), line("adaptation", 150, 685, right=220)),
        *(line("to", 50, 670, right=60), line("what", 95, 670, right=115)),
        *(line("she", 150, 670, right=170), line("met", 205, 670, right=220)),
        *(line("so that the whole", 50, 655, right=140), line("paragraph", 154, 655, right=220)),
    ]
    joined = with_justified_joined(full + apart + last)
    assert [line.text for line in joined] == [
        "a full line of running text and",
        "understandable adaptation",
        "to what she met",
        "so that the whole paragraph",
        "ends here.",
    ]
    assert [(line.left, line.right) for line in joined[1:4]] == 3 * [(50, 220)]


def test_a_table_is_not_taken_for_justified_text() -> None:
    full = line("a full line of running text and", 50, 700, right=220)
    ragged = [line("Goal", 50, 685, right=70), line("Sleep", 130, 685, right=155)]
    uneven = [line(text, left, 670, right=right) for text, left, right in UNEVEN]
    phrases = [line("Total score", 50, 655, right=105), line("14", 210, 655, right=220)]
    lines = [full, *ragged, *uneven, *phrases]
    assert with_justified_joined(lines) == lines


UNEVEN = [("Goal", 50, 70), ("Sleep", 90, 115), ("June", 200, 220)]
