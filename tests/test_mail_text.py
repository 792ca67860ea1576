"""The words of a mail apart from those it quotes; the whole way is in readers/test_eml.py."""

import time

from carelens.document import DocumentBuilder
from carelens.mail_text import from_page, from_text

WROTE = "On 3/5/24 9:14 AM, Ana wrote:"


def test_depth_counts_the_mails_that_quote() -> None:
    found = from_text(f"a\n{WROTE}\n> b\n>> c\n> > d\n\ne\n")
    assert [(piece.text, piece.depth) for piece in found] == [
        ("a", 0),
        (WROTE, 1),
        ("b", 1),
        ("c", 2),
        ("d", 2),
        ("e", 0),
    ]


def test_a_page_keeps_its_kinds_and_its_own_words_below_a_marked_quotation() -> None:
    builder = DocumentBuilder()
    builder.add("Plan", "heading", level=2)
    builder.add(WROTE)
    builder.add("b", "quote")
    builder.add("c", "list_item")
    found = from_page(builder.build("", ""))
    assert [(p.text, p.kind, p.level, p.depth) for p in found] == [
        ("Plan", "heading", 2, 0),
        (WROTE, "paragraph", 0, 1),
        ("b", "quote", 0, 1),
        ("c", "list_item", 0, 0),
    ]


def test_the_first_mark_near_the_end_begins_the_signature() -> None:
    text = "a\n\n-- \n" + "b.\n" * 20 + "-- \nAna\n\n-- \nlist\n"
    assert [piece.text for piece in from_text(text)][-1] == "b."
    assert [piece.text for piece in from_text("-- \nAna")] == []


def test_time_grows_with_the_length_and_not_with_its_square() -> None:
    for line in (f"{WROTE}\n> x\n", "-- \n", "> \n", "From: \n", "On \n", "a \n", "\n"):
        start = time.process_time()
        list(from_text(line * (200_000 // len(line)), flowed=True, delete_space=True))
        assert time.process_time() - start < 4
