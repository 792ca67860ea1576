"""Documents are split into sentences, list items, cells and telegraphic lines."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carelens.document import BLOCK_KINDS, Block, Document, DocumentBuilder, Passage
from carelens.passages import split, split_text
from carelens.sentences import LONGEST


def texts(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in split(document)]


def one_block(text: str, kind: str = "paragraph") -> Document:
    return Document(text, blocks=(Block(0, len(text), kind),))


# A bar marks where one passage ends and the next begins.
SENTENCES = [
    "She denies SI.| He agrees.",
    "Pt. reports low mood.| She denies SI.",
    "Pt c/o low mood x 3 wks.| Denies SI.",
    "Dr. Smith saw Mrs. Lee, Ms. Ray and Mr. Poe with Prof. Dow at St. Mary.| They talked.",
    "He takes 20 mg q.d. with food.| It helps.",
    "He takes 20 mg q.d.| She tolerates it well.",
    "Trazodone 50 mg p.r.n.| Follow up in 2 wks.| PHQ-9 was 12.",
    "Take one tablet b.i.d. or t.i.d. as needed.| Call us first.",
    "She names goals, e.g. Walking or Art, i.e. what she likes.| We listen.",
    "Walks, reading, etc.| She likes both.",
    "Trauma vs. Grief was discussed.| She chose.",
    "It took approx. 5 yrs. of work.| It holds.",
    "See no. 5 and fig. 2 for more.| She said no.| Maria left.",
    "Dx. PTSD, hx. of loss.| Tx. will go on.",
    "Her wt. 60 kg, ht. 160 cm.| No change.",
    "She slept 4 hr. last night, 20 min. today.| That is new.",
    "Ten mg. Daily walks help.".replace(". D", ".| D"),
    "We met at 10 a.m.| She was late.",
    "We meet at 5 p.m. Monday.| Bring notes.",
    "Jane Doe, L.C.S.W.| She has a Ph.D. from Ohio.",
    "Signed by A. Poe, M.D. and B. Ray, Psy.D.| We filed it.",
    "She moved to the U.S.| It was hard.",
    "The U.S. Department of Health agrees.| We do too.",
    "Lee et al. (2015) found it.| Cf. Poe and Ray.",
    "Seen on Jan. 5 and Tues. Feb. 6.| The next is in Mar.| She will come.",
    "J. Smith and A. B. Poe came.| They stayed.",
    "He lives on Main St.| She does not.",
    "A score of 2.5 on version 3.12 The scale.",
    "Mood was 4.5.| It is 6.0 now.",
    "Wait... Then she spoke.".replace("... ", "...| "),
    "I feel... tired.| I rest.",
    "What?!| No!| Really?| Yes…| Fine.",
    "It improved outcomes.12| The effect held.",
    "It improved outcomes.12,14–16| The effect held.",
    "It improved outcomes.³| The effect held.",
    "The programme works [3].| The cost is low.",
    "The programme works.[3, 4]| The cost is low.",
    "The programme works. [3]| The cost is low.",
    "He left (it was late.)| She stayed.",
    "(He left early.)| [She stayed.]| End.",
    "He left **early.**| She stayed.",
    "See https://a.org/b.c?d=1.| Then rest.",
    "Mail j.smith@clinic.org today.| Then open plan.v2.docx.| Done.",
    "Visit www.site.org.| It is free.",
    '"I can\'t sleep."| She said it twice.',
    '"Why?" he asked.| She knew.',
    '"Stop!" said Maria.| "I am done."| He left.',
    "“I can’t sleep.| I am tired,” she said.| He nodded.",
    "‘I feel safe.’| She smiled.",
    "She calls it “home”.| He agrees.",
    "Mr./Mrs. Lee came.| They sat.",
    "This is plan B.| She likes it.",
    "Slept 6 h.| Ate lunch in 3B.| Phones off.",
    "She is calmer than I.| Let us see.",
    "Seen on Mon.| Back on the 21st.| Tablets counted.",
    "I. Goals for the year",
    "Anxious, by hx.| Defer testing.",
    "Lee v. Poe was cited on p. 5 then.",
    "1. Reduce anxiety in crowds.| 2. Improve sleep.| 3. Walk daily.",
    "pt c/o low mood.| denies SI.| sleeps ok w/ meds, approx. six hours.",
    "She wrote to Smith Co. and Poe Inc. about it.| No reply.",
    "Call Tel. 555 or ext. 12 first.| Then wait.",
    "She is 12.| He is 14.",
    "Pt is a 34 y.o. F w/ hx. of trauma.| Lives alone.",
    "He is 34 y.o.| Lives alone.",
    "Trazodone 50 mg q.h.s. PRN for sleep.| Tolerating well.",
    "She takes vit. D daily.| Labs are normal.",
    "Next appt. Mon. 4/24 at 3 p.m.| She missed one appt.| She called.",
    "Dose 0.5 mg b.i.d.| Monitor for sedation.",
    "At 3:30 p.m.| The group met.",
    "No stop at all",
    "One only.",
    "Ends with white space.|  Next one. ",
    "Was hat sie?| Él duerme.| Ça va.",
    "She sets the pace.\n| We follow\nher lead.",
    "She walks.\r\n| He\r\nruns.",
]


@pytest.mark.parametrize("marked", SENTENCES)
def test_running_text_is_split_into_sentences(marked: str):
    text = marked.replace("|", "")
    expected = [part.strip() for part in marked.split("|")]
    assert [text[start:end] for start, end in split_text(text)] == expected
    assert texts(one_block(text)) == expected


LINES = [
    "Pt c/o low mood x 3 wks.\n|MSE: A&Ox3, euthymic\n|Sx: poor sleep",
    "Mood low\n|Sleep poor\n|Appetite fair",
    "mood: low\n|sleep: poor",
    "We met with\nDr. Smith today",
    "She is seen weekly by the whole team and her family, and\nthey meet Dr. Smith.| They\nplan.",
    "The team meets each week with her and with those in\nMaria's life.| She leads\nthe talk.",
    "Goals for treatment:\n|1. Reduce anxiety\n|2. Improve sleep. Keep a log.\n|3) Walk",
    "a) Walk\n|b) Talk\n|(ii) Rest\n|Goal 1: Feel safe",
    "Goal 1: Feel safe at home\n|Goal 2: Find work",
    "She has had a long and good year here, with a score of\n12.| She said so.",
    "A short line\n|A line which is very much longer than the short one above it, and on",
    "One\r\n|Two\x85|Three\u2028|Four\u2029|Five\x0b|Six",
    "S: Client says she slept well this week and that the walks have helped her a lot\n"
    "|O: Calm, bright, hair done, on time",
    "Plan:\n• |walk\n• |talk",
    "She will: • |walk • |talk",
    "– |Walk\n– |Talk",
]


@pytest.mark.parametrize("marked", LINES)
def test_lines_are_joined_where_they_were_wrapped_and_kept_where_they_stand_alone(marked: str):
    text = marked.replace("|", "")
    expected = [part.strip().rstrip("•–").rstrip() for part in marked.split("|")]
    assert texts(one_block(text)) == [part for part in expected if part]


@pytest.mark.parametrize("kind", ["list_item", "table_cell"])
def test_a_short_item_or_cell_stays_whole_and_a_long_one_is_split(kind: str):
    short = "Walk daily. Keep a log."
    assert texts(one_block(short, kind)) == [short]
    sentence = "She walks with her sister to the lake every single morning before work."
    assert texts(one_block(" ".join([sentence] * 4), kind)) == [sentence] * 4


@pytest.mark.parametrize(
    ("cut", "rest"), [(";", "and then they"), (":", "they"), (",", "and they"), (",", "but they")]
)
def test_an_overlong_sentence_is_cut_near_its_middle(cut: str, rest: str):
    half = "word " * (LONGEST // 2) + "end"
    text = f"{half}{cut} {rest} {half}."
    assert texts(one_block(text)) == [f"{half}{cut}", f"{rest} {half}."]


def test_a_semicolon_is_preferred_to_a_colon_and_a_colon_to_a_comma():
    words = "word " * 30 + "end"
    text = f"{words}, and {words}: {words}; {words}, and {words}."
    assert all(len(passage.split()) <= LONGEST for passage in texts(one_block(text)))
    assert texts(one_block(text))[0].endswith(";") or texts(one_block(text))[0].endswith(":")


def test_a_sentence_of_the_longest_length_is_not_cut():
    text = "word; " * (LONGEST - 1) + "end."
    assert texts(one_block(text)) == [text]


def test_headings_are_no_passages_but_the_section_of_those_below():
    builder = DocumentBuilder()
    for text, kind, level in [
        ("Before.", "paragraph", 0),
        ("Plan of\ncare", "heading", 1),
        ("Top.", "paragraph", 0),
        ("Goals", "heading", 2),
        ("Walk", "list_item", 0),
        ("Risks", "heading", 2),
        ("None", "table_cell", 0),
        ("Detail", "heading", 4),
        ("Deep.", "paragraph", 0),
        ("Review", "heading", 1),
        ("Last.", "paragraph", 0),
    ]:
        builder.add(text, kind, level=level)
    document = builder.build("plan", "plan.txt")
    found = {document.text[p.start : p.end]: p.section for p in split(document)}
    assert found == {
        "Before.": (),
        "Top.": ("Plan of care",),
        "Walk": ("Plan of care", "Goals"),
        "None": ("Plan of care", "Risks"),
        "Deep.": ("Plan of care", "Risks", "Detail"),
        "Last.": ("Review",),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"I can\'t sleep." She said so.', [True, False]),
        ('She said "I can." Then she left.', [False, False]),
        ("“I am tired. I want to go home.” He left.", [True, True, False]),
        ("“I am tired. I am sad,” she said.", [True, False]),
        ("She said: “I am tired. I am sad.” He left.", [False, True, False]),
        ("‘I can’t sleep. I am sad.’ He left.", [True, True, False]),
        ("'I can't sleep. I am sad.' He left.", [True, True, False]),
        ("«I can. I will.» He left.", [True, True, False]),
        ("(“I can.”) He left.", [True, False]),
        ("“I can.”12 He left.", [True, False]),
        ("“I can, and this goes on in the next paragraph. I will.", [True, True]),
        ('Sleep." She is fine. "I am." He left.', [False, False, True, False]),
        ("“²”", [True]),
        ("The clients' plan. The staff's plan.", [False, False]),
        ("He is 5'10\" tall. She is 5'2\" tall.", [False, False]),
    ],
)
def test_sentences_wholly_inside_quotation_marks_are_quoted(text: str, expected: list[bool]):
    assert [passage.quoted for passage in split(one_block(text))] == expected


def test_a_quote_block_is_quoted_without_marks():
    assert [p.quoted for p in split(one_block("I can. I will.", "quote"))] == [True, True]


def test_a_document_without_blocks_is_split_at_blank_lines():
    document = Document("She leads\n\nwe follow\r\n \r\nand learn\r\nslowly\u2029\u2029to wait")
    assert texts(document) == ["She leads", "we follow", "and learn\r\nslowly", "to wait"]


def test_offsets_are_into_the_document_and_blocks_are_not_mixed():
    text = "Xx. First 🙂 one. Then two. Yy."
    document = Document(text, blocks=(Block(4, 16, "paragraph"), Block(17, 26, "paragraph")))
    assert split(document) == (Passage(4, 16), Passage(17, 26))
    assert texts(document) == ["First 🙂 one.", "Then two."]


@pytest.mark.parametrize("text", ["", " \n\t ", "...", "* * *", "—\n—"])
def test_what_has_no_letter_or_digit_has_no_passage(text: str):
    assert split(Document(text)) == ()
    assert split_text(text) == []


TOKENS = """a|B|I|7|.|. |?!|… |, |; |: |"|“|”|‘|’|'|«|»|(|)|[3] |.12 | |\n|\r\n|\x85|\u2028|\t|\x1c|
•|- |1. |a) |Goal 2: |Dr. |e.g. |q.d. |She |the |🙂|é|ß|\u00a0|word word word |She sat. |, and """
PIECES = st.sampled_from(TOKENS.split("|"))
ANY_TEXT = st.one_of(st.text(), st.lists(PIECES, max_size=300).map("".join))


def check(document: Document) -> None:
    """The promises that hold for every text."""
    passages = split(document)
    position = 0
    for passage in passages:
        inside = document.text[passage.start : passage.end]
        assert position <= passage.start < passage.end
        assert inside == inside.strip()
        position = passage.end
    covered = {i for passage in passages for i in range(passage.start, passage.end)}
    blocks = document.blocks or (Block(0, len(document.text), "paragraph"),)
    for passage in passages:
        assert any(b.start <= passage.start and passage.end <= b.end for b in blocks)
    for block in blocks:
        letters = {i for i in range(block.start, block.end) if document.text[i].isalnum()}
        assert letters.isdisjoint(covered) if block.kind == "heading" else letters <= covered


@given(ANY_TEXT)
@example("word " * 1000)
@example("a. b; c: d, and e " * 200)
def test_passages_are_in_order_trimmed_and_complete_for_any_text(text: str):
    check(Document(text))


@given(st.lists(st.tuples(ANY_TEXT, st.sampled_from(BLOCK_KINDS), st.integers(0, 6)), max_size=6))
def test_passages_lie_in_their_blocks(rows: list[tuple[str, str, int]]):
    builder = DocumentBuilder()
    for text, kind, level in rows:
        builder.add(text, kind, level=level)
    document = builder.build("any", "any")
    if document.blocks:
        check(document)


@given(ANY_TEXT)
def test_sentences_cover_every_letter_in_order(text: str):
    spans = split_text(text)
    assert all(a < b <= c < d for (a, b), (c, d) in pairwise(spans))
    outside = [
        text[b:c] for (_, b), (c, _) in zip([(0, 0), *spans], [*spans, (len(text), 0)], strict=True)
    ]
    assert not any(character.isalnum() for character in "".join(outside))


@pytest.mark.parametrize(
    "unit",
    ["word ", "x", ".", "a!", "“", '"', "'a ", "‘a,", "; ", "a. ", " ", "\n", "(", ".[1 ", "a.1,1"],
)
def test_the_promises_hold_for_long_monotonous_text(unit: str):
    # No clock: a quadratic pattern would take minutes here, which nobody overlooks.
    check(Document(unit * (200_000 // len(unit))))
