"""E-books: the chapters of the spine in order, and nothing that the container does not hold."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carelens.errors import UnreadableDocument
from carelens.readers import epub
from carelens.readers.epub import read

P, L, H, Q, T = "paragraph", "list_item", "heading", "quote", "table_cell"
FONT = "http://www.idpf.org/2008/embedding"
CIPHER = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://example.org/xhtml11.dtd">'


def page(body: str, head: str = "<title/>") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{DOCTYPE}<html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head>{head}</head><body>{body}</body></html>"
    )


def package(*names: str, properties: str = "", media_type: str = "application/xhtml+xml") -> str:
    items = "".join(
        f'<item id="i{i}" href="{name}" media-type="{media_type}" properties="{properties}"/>'
        for i, name in enumerate(names)
    )
    references = "".join(f'<itemref idref="i{i}"/>' for i in range(len(names)))
    return (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest>'
        f"<spine>{references}</spine></package>"
    )


CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def write(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, data in {"META-INF/container.xml": CONTAINER, **files}.items():
            container.writestr(name, data)
    return path


def book(folder: Path, *bodies: str, **files: str | bytes) -> Path:
    names = [f"c{i}.xhtml" for i in range(len(bodies))]
    pages = {f"OPS/{name}": page(body) for name, body in zip(names, bodies, strict=True)}
    return write(folder / "a.epub", {"OPS/book.opf": package(*names), **pages, **files})


def encrypted(algorithm: str, name: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/><enc:CipherData>'
        f'<enc:CipherReference URI="{name}"/></enc:CipherData></enc:EncryptedData></encryption>'
    )


def blocks(path: Path) -> list[tuple[str, str]]:
    found = read(path)
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>One</h2><p>a <b>b</b></p>", [(H, "One"), (P, "a b")]),
        ("<ul><li>a</li><li><p>b</p></li></ul>", [(L, "a"), (L, "b")]),
        ("<blockquote><p>a</p></blockquote>", [(Q, "a")]),
        ("<table><tr><th>a</th><td>b</td></tr></table>", [(T, "a"), (T, "b")]),
        ('<p>a<a id="x"/><span title="12"/> b</p><div/><p/>c', [(P, "a b"), (P, "c")]),
        ("<p>&ldquo;e\u0301&nbsp;😀&rdquo; &eacute;</p>", [(P, "“e\u0301\xa0😀” é")]),
        (
            "<p>a<![CDATA[ < b ]]>&amp; c</p><p>d<![CDATA[ e</p>",
            [(P, "a < b & c"), (P, "d e</p></body></html>")],
        ),
        ("<script>x</script><p>=1+1</p><p>&lt;script&gt;</p>", [(P, "=1+1"), (P, "<script>")]),
        ("<p>a\r\nb</p>", [(P, "a b")]),
        ('<nav><ol><li>contents</li></ol></nav><img src="http://example.org/x.png" alt="x"/>', []),
    ],
)
def test_a_chapter(tmp_path: Path, body: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(book(tmp_path, body)) == expected


def test_chapters_come_in_the_order_of_the_spine_and_say_where_they_are(tmp_path: Path) -> None:
    table = "<table><tr><td>b</td></tr></table>"
    description = package("../text/two%20b.xhtml#top", "one.xhtml", "gone.xhtml", "one.xhtml")
    path = write(
        tmp_path / "a.epub",
        {
            "OPS/one.xhtml": page(f"<p>a</p>{table}"),
            "OPS/book.opf": description,
            "OPS/unlisted.xhtml": page("<p>not in the spine</p>"),
            "text/two b.xhtml": page("<h1>c</h1>"),
        },
    )
    found = read(path)
    assert [(found.text[b.start : b.end], b.locator, b.level) for b in found.blocks] == [
        ("c", "chapter 1, paragraph 1", 1),
        ("a", "chapter 2, paragraph 1", 0),
        ("b", "chapter 2, table 1, row 1, column 1", 0),
    ]
    assert found.metadata == {"format": "epub", "chapters": 3, "unread": ("chapter 3",)}


@pytest.mark.parametrize(
    ("description", "read_at_all"),
    [
        (package("c.xhtml", properties="nav"), False),
        (package("c.xhtml", media_type="image/svg+xml"), False),
        (package("http://example.org/OPS/c.xhtml"), False),
        (
            package("c.xhtml", media_type="text/html").replace("http://www.idpf.org/2007/opf", ""),
            True,
        ),
        ("<!DOCTYPE package>" + package("c.xhtml"), True),
        (package("/OPS/c.xhtml"), True),
        (package("../../../OPS/c.xhtml"), True),
    ],
)
def test_what_counts_as_a_chapter(tmp_path: Path, description: str, read_at_all: bool) -> None:
    path = write(
        tmp_path / "a.epub", {"OPS/book.opf": description, "OPS/c.xhtml": page("<p>a</p>")}
    )
    assert bool(read(path).blocks) == read_at_all


def test_chapters_of_any_encoding(tmp_path: Path) -> None:
    description = package("a.htm", "b.htm")
    first = page("<p>é</p>").encode("utf-16")
    second = page("<p>é</p>").replace("utf-8", "iso-8859-1").encode("latin-1")
    files = {"OPS/book.opf": description, "OPS/a.htm": first, "OPS/b.htm": second}
    assert blocks(write(tmp_path / "a.epub", files)) == [(P, "é"), (P, "é")]


def test_protection_is_told_and_mangled_fonts_are_none(tmp_path: Path) -> None:
    name = "META-INF/encryption.xml"
    locked = book(tmp_path, "<p>a</p>", **{name: encrypted(CIPHER, "OPS/c0.xhtml")})
    with pytest.raises(UnreadableDocument, match="is protected by DRM; ask the publisher"):
        read(locked)
    fonts = book(tmp_path, "<p>a</p>", **{name: encrypted(FONT, "OPS/a.ttf"), "OPS/a.ttf": b"x"})
    assert blocks(fonts) == [(P, "a")]


BOMB = '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds no e-book"),
        ({"META-INF/container.xml": "<container/>"}, "holds no e-book"),
        ({"META-INF/container.xml": "<container>"}, "damaged list of its chapters"),
        ({"META-INF/container.xml": BOMB + CONTAINER}, "declares XML entities"),
        ({"OPS/book.opf": BOMB + package("c.xhtml")}, "damaged list of its chapters"),
        ({"OPS/book.opf": "<package>" + "<a>" * 9}, "damaged list of its chapters"),
    ],
)
def test_one_clear_line(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message):
        read(write(tmp_path / "a.epub", files))


def test_an_entity_is_never_resolved(tmp_path: Path) -> None:
    chapter = BOMB + page("<p>x&b;y</p>")
    files = {"OPS/book.opf": package("c.xhtml"), "OPS/c.xhtml": chapter}
    assert "aaaa" not in read(write(tmp_path / "a.epub", files)).text.replace('"aaaa"', "")


def test_a_book_without_text_has_no_blocks(tmp_path: Path) -> None:
    assert blocks(book(tmp_path, "", "<!-- x -->", "<p> </p>")) == []
    assert blocks(book(tmp_path)) == []
    files = {"OPS/book.opf": package("c.xhtml"), "OPS/c.xhtml": b""}
    assert blocks(write(tmp_path / "a.epub", files)) == []


def test_a_chapter_in_xml_may_name_the_document_type_of_epub_2(tmp_path: Path) -> None:
    files = {"OPS/book.opf": package("c.xml"), "OPS/c.xml": page("<p>Caf&eacute;</p>")}
    assert blocks(write(tmp_path / "a.epub", files)) == [(P, "Café")]


def test_text_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path, "<p>word</p>" * 50, "<p>word</p>" * 50)
    monkeypatch.setattr(epub, "ELEMENT_LIMIT", 99)
    with pytest.raises(UnreadableDocument, match="more than 99 elements; split it"):
        read(path)
    monkeypatch.setattr(epub, "TEXT_LIMIT", 1000)
    with pytest.raises(UnreadableDocument, match="MB of text; split it"):
        read(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.lists(st.text(alphabet=st.sampled_from("aé\u0301漢😀\r\n \0\x85"), max_size=12), max_size=6)
)
def test_offsets_give_the_paragraphs_again(tmp_path: Path, paragraphs: list[str]) -> None:
    found = read(book(tmp_path, *(f"<p>{text}</p><p>{text}</p>" for text in paragraphs)))
    ends = [0]
    for block in found.blocks:
        assert ends[-1] <= block.start < block.end <= len(found.text)
        ends.append(block.end)
    assert found.text.count("漢") == 2 * "".join(paragraphs).count("漢")
