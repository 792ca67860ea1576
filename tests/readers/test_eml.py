"""E-mail: the text that a mail program shows, its own words apart from those it quotes."""

import base64
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carelens.document import Document
from carelens.errors import UnreadableDocument
from carelens.readers import eml
from carelens.readers.eml import read

P, L, H, Q, T = "paragraph", "list_item", "heading", "quote", "table_cell"
INTRODUCTION = "On Tue, Mar 5, 2024 at 9:14 AM Ana Ruiz (ana@example.org)"
WROTE = f"{INTRODUCTION}\nwrote:"
OLD_HEAD = [(Q, "From: Ana"), (Q, "Sent: Monday")]


def document(folder: Path, mail: bytes | str | EmailMessage) -> Document:
    path = folder / "a.eml"
    if isinstance(mail, EmailMessage):
        mail = mail.as_bytes(policy=SMTP)
    path.write_bytes(mail if isinstance(mail, bytes) else mail.encode())
    return read(path)


def blocks(folder: Path, mail: bytes | str | EmailMessage) -> list[tuple[str, str]]:
    found = document(folder, mail)
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


def plain(body: str, **parameters: str) -> bytes:
    given = "".join(f"; {name}={value}" for name, value in parameters.items())
    head = f"Subject: S\r\nContent-Type: text/plain{given}\r\nContent-Transfer-Encoding: 8bit"
    return f"{head}\r\n\r\n".encode() + body.replace("\n", "\r\n").encode()


def coded(data: bytes, charset: str, encoding: str = "8bit") -> bytes:
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}"
    return head.encode() + b"\r\n\r\n" + data


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "One.\n\nGoals:\n- sleep\n- eat\n",
            [(P, "One."), (H, "Goals:"), (L, "sleep"), (L, "eat")],
        ),
        ("Yes.\n\n> Come?\n> - I\n\nNo.", [(P, "Yes."), (Q, "Come?"), (Q, "I"), (P, "No.")]),
        (
            f"Yes.\n\n{INTRODUCTION}\nwrote:\n\n> Come?\n> > Now.\n\nAna, no.",
            [(P, "Yes."), (Q, WROTE), (Q, "Come?"), (Q, "Now."), (P, "Ana, no.")],
        ),
        (
            f"Yes.\n{INTRODUCTION}\nwrote:\nCome?\n\nAna",
            [(P, "Yes."), (Q, WROTE), (Q, "Come?"), (Q, "Ana")],
        ),
        (
            "Yes.\n\n-----Original Message-----\nFrom: Ana\nSent: Monday\n\nCome?",
            [(P, "Yes."), (Q, "-----Original Message-----"), *OLD_HEAD, (Q, "Come?")],
        ),
        ("Yes.\n\nFrom: Ana\nSent: Monday\n\nCome?", [(P, "Yes."), *OLD_HEAD, (Q, "Come?")]),
        ("On admission she wrote:\n\nI hope.", [(H, "On admission she wrote:"), (P, "I hope.")]),
    ],
)
def test_earlier_mails_are_quotes(
    tmp_path: Path, body: str, expected: list[tuple[str, str]]
) -> None:
    assert blocks(tmp_path, plain(body)) == [(H, "S"), *expected]


def test_a_signature_is_left_out_and_what_is_too_long_for_one_is_not(tmp_path: Path) -> None:
    signed = "Come at nine.\n\n-- \nAna Ruiz\nWest House\n\n> Shall I?\n> -- \n> Bo\n"
    assert blocks(tmp_path, plain(signed))[1:] == [(P, "Come at nine."), (Q, "Shall I?")]
    long = "One.\n\n-- \n" + "".join(f"{i}.\n\n" for i in range(101, 120))
    assert len(blocks(tmp_path, plain(long))) == 21


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"format": "flowed"}, [(P, "She came late."), (P, "Then"), (Q, "she left.")]),
        (
            {"format": "flowed", "delsp": "yes"},
            [(P, "She camelate."), (P, "Then"), (Q, "sheleft.")],
        ),
        ({}, [(P, "She came"), (P, "late."), (P, "Then"), (Q, "she"), (Q, "left.")]),
    ],
)
def test_flowed_lines_are_joined(
    tmp_path: Path, parameters: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    body = "She came \nlate.\nThen \n>> she \n>> left.\n"
    assert blocks(tmp_path, plain(body, **parameters))[1:] == expected


def test_plain_text_is_preferred_and_the_page_stands_in_where_it_is_empty(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Plan"
    mail.set_content("Plain words.")
    mail.add_alternative("<p>Page <b>words</b>.</p><ul><li>one</ul>", subtype="html")
    assert blocks(tmp_path, mail) == [(H, "Plan"), (P, "Plain words.")]
    mail.get_payload(0).set_content("  \n")
    assert blocks(tmp_path, mail) == [(H, "Plan"), (P, "Page words."), (L, "one")]


def test_a_page_quotes_and_is_signed_too(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail.set_content(
        f"<script>x</script><p>Yes.</p>-- <br>Bo<div>West House</div><div>{INTRODUCTION} wrote:<br>"
        "</div><blockquote><p>Come?</p></blockquote><p>Ana, no.</p>",
        subtype="html",
    )
    assert blocks(tmp_path, mail) == [
        (P, "Yes."),
        (Q, f"{INTRODUCTION} wrote:"),
        (Q, "Come?"),
        (P, "Ana, no."),
    ]


def test_attachments_are_named_and_the_parts_between_them_numbered(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail.set_content("First.")
    mail.add_attachment(b"%PDF secret", maintype="application", subtype="pdf", filename="plän.pdf")
    mail.add_attachment("secret", filename="notes.txt")
    mail.add_attachment("Last.\n\nEnd.", disposition="inline")
    inner = EmailMessage()
    inner.set_content("secret")
    mail.add_attachment(inner)
    found = document(tmp_path, mail)
    assert found.metadata == {
        "format": "eml",
        "attachments": ("plän.pdf", "notes.txt", "message/rfc822"),
    }
    assert [(found.text[b.start : b.end], b.locator) for b in found.blocks] == [
        ("First.", "body, paragraph 1"),
        ("Last.", "part 4, paragraph 1"),
        ("End.", "part 4, paragraph 2"),
    ]


@pytest.mark.parametrize(
    "mail",
    [
        coded("“é” 😀".encode(), "utf-8"),
        coded("“é” 😀".encode(), "iso-8859-1"),
        coded("“é” 😀".encode(), "punycode"),
        coded("“é” 😀".encode(), "no\0such"),
        coded("“é” 😀".encode("utf-16"), "utf-16", "base64").replace(
            "“é” 😀".encode("utf-16"), base64.b64encode("“é” 😀".encode("utf-16"))
        ),
        coded(b"=E2=80=9C=C3=A9=E2=80=9D =F0=9F=98=80", "x-unknown", "quoted-printable"),
    ],
)
def test_charsets_named_rightly_wrongly_or_not(tmp_path: Path, mail: bytes) -> None:
    assert blocks(tmp_path, mail) == [(P, "“é” 😀")]


def test_windows_letters_and_combining_accents(tmp_path: Path) -> None:
    assert blocks(tmp_path, coded("“é”".encode("cp1252"), "iso-8859-1")) == [(P, "“é”")]
    assert blocks(tmp_path, coded("“é”".encode("cp1252"), "utf-8")) == [(P, "“é”")]
    assert document(tmp_path, plain("e\u0301 one.\n\ntwo.")).text == "S\n\ne\u0301 one.\n\ntwo."


def test_broken_base64_costs_a_line_and_not_the_rest(tmp_path: Path) -> None:
    text = "".join(f"{i}: She slept well and came back to us.\n\n" for i in range(101, 109))
    lines = base64.encodebytes(text.encode()).splitlines()
    lines[2] = lines[2][:30] + b"*" + lines[2][33:]
    lines[-1] = lines[-1].rstrip(b"=")[:-1]
    found = document(tmp_path, coded(b"\r\n".join(lines), "utf-8", "base64")).text
    assert found.count("She slept well and came back to us.") >= 5
    assert found.startswith("101: She slept well")
    assert "107: She slept well" in found


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        ("=?utf-8?q?Caf=C3=A9?= =?utf-8?b?8J+YgA==?=", "Café😀"),
        ("Café 😀", "Café 😀"),
        ("a\r\n  folded\r\n\tline", "a folded line"),
        ("=?utf-8?b?broken", "=?utf-8?b?broken"),
        ("<script>=1+1</script>", "<script>=1+1</script>"),
    ],
)
def test_subjects(tmp_path: Path, head: str, heading: str) -> None:
    assert blocks(tmp_path, f"Subject: {head}\r\n\r\nx") == [(H, heading), (P, "x")]


@pytest.mark.parametrize(
    "mail",
    [
        b"Content-Type: text/plain; name*\n\nWords.",  # IndexError in Python's own parser
        b"Content-Type: " + b"(" * 5000 + b"\n\nWords.",
        b"Content-Type: multipart/mixed\n\nWords.",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nWords.\n--b\nSubject: cut",
        b"Content-Transfer-Encoding: nonsense\nContent-Type: nonsense\n\nWords.",
        b"\xef\xbb\xbfContent-Type: text/plain\n\nWords.",
        b"Content-Disposition: ;;;\nTo: (c):\nDate: never\nContent-Type: ;charset=\n\nWords.",
    ],
)
def test_broken_headers_do_not_cost_the_text(tmp_path: Path, mail: bytes) -> None:
    assert blocks(tmp_path, mail) == [(P, "Words.")]


@pytest.mark.parametrize(
    "mail",
    [
        b"Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--",
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nAAAA",
        b"\n-----BEGIN PGP MESSAGE-----\n\nwcFM\n-----END PGP MESSAGE-----\n",
    ],
)
def test_encryption_is_told(tmp_path: Path, mail: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="is encrypted; open it in the mail program"):
        document(tmp_path, mail)


def test_a_part_that_is_binary_is_named_and_does_not_cost_the_rest(tmp_path: Path) -> None:
    head = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n"
    found = document(tmp_path, head + bytes(range(32)) + b"\n--b\n\nWords.\n--b--")
    assert (found.text, found.metadata["attachments"]) == ("Words.", ("text/plain",))
    with pytest.raises(UnreadableDocument, match="binary data"):
        document(tmp_path, b"\n" + bytes(range(32)))


def test_parts_and_lines_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eml, "PART_LIMIT", 9)
    monkeypatch.setattr(eml, "LINE_LIMIT", 99)
    head = b"Content-Type: multipart/mixed; boundary=b\n\n"
    with pytest.raises(UnreadableDocument, match="more than 9 parts"):
        document(tmp_path, head + b"--b\n\nx\n" * 20)
    with pytest.raises(UnreadableDocument, match="more than 99 lines"):
        document(tmp_path, b"\n" * 100)


def test_a_body_that_is_too_long_is_told_and_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carelens.document.BLOCK_LIMIT", 9)
    with pytest.raises(UnreadableDocument, match="more than 9 paragraphs"):
        document(tmp_path, b"Subject: a\n\n" + b"Words.\n\n" * 9)


def test_an_empty_mail_has_no_blocks(tmp_path: Path) -> None:
    assert blocks(tmp_path, b"Subject: \n\n \n") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(alphabet=st.sampled_from("aB .:>-\n\r\t\x85é\u0301漢😀=?<"), max_size=80))
def test_blocks_are_ordered_and_cover_all_words(tmp_path: Path, body: str) -> None:
    mail = b"Content-Type: text/plain; charset=utf-8\n\n" + body.encode("utf-8", "surrogatepass")
    found = document(tmp_path, mail)
    ends = [0]
    for block in found.blocks:
        assert ends[-1] <= block.start < block.end <= len(found.text)
        ends.append(block.end)
    assert found.text.count("漢") == body.count("漢")
