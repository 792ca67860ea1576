"""What cannot be read ends in one line that names the file and the mend, never in a traceback."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carelens import readers, resources
from carelens.errors import CareLensError, UnknownFormat, UnreadableDocument

SECRET = "Words of a document that no message may quote"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(**files: bytes | str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in files.items():
            container.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return target.getvalue()


def example(name: str) -> bytes:
    return resources.find(f"data/examples/{name}").read_bytes()


def changed(name: str, member: str, change: Callable[[bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(example(name))) as source,
        zipfile.ZipFile(target, "w") as container,
    ):
        for info in source.infolist():
            data = source.read(info)
            container.writestr(info, change(data) if info.filename == member else data)
    return target.getvalue()


def with_entities(data: bytes) -> bytes:
    head, _, rest = data.partition(b"?>")
    return head + b'?><!DOCTYPE x [<!ENTITY a "' + SECRET.encode() + b'">]>' + rest


NESTED = b"<w:sdt>" * 3000 + b"</w:sdt>" * 3000
SPANS = b"<text:span>" * 3000 + SECRET.encode() + b"</text:span>" * 3000

CASES = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\t\n", "holds no text"),
    "blank.html": (b"<html><script>x</script></html>", "holds no text"),
    "deep.html": (b"<p>a</p>" + b"<div>" * 9000 + SECRET.encode(), "nested too deeply"),
    "deep.md": (b"> " * 9000 + SECRET.encode(), "nested too deeply"),
    "marks.md": (b"---\n\n---\n", "holds no text"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(100), "binary data"),
    "pdf.txt": (b"%PDF-1.4\n", "rename it to .pdf"),
    "zip.txt": (zipped(a="b"), "ZIP container"),
    "rtf.txt": (rb"{\rtf1 x}", "rename it to .rtf"),
    "pdf.docx": (b"%PDF-1.4\n", "rename it to .pdf"),
    "text.docx": (SECRET.encode(), "is no docx file"),
    "locked.docx": (OLE, "password-protected or an old Word file"),
    "other.docx": (zipped(a_xml="<a/>"), "holds no Word document"),
    "cut.docx": (example("plan.docx")[:9000], "damaged or cut short"),
    "entities.docx": (changed("plan.docx", "word/document.xml", with_entities), "entities"),
    "broken.docx": (changed("plan.docx", "word/document.xml", lambda d: d[:-400]), "damaged"),
    "deep.docx": (
        changed(
            "plan.docx", "word/document.xml", lambda d: d.replace(b"<w:body>", b"<w:body>" + NESTED)
        ),
        "damaged",
    ),
    "bomb.docx": (zipped(word__document_xml=bytes(30_000_000)), "ZIP bomb"),
    "other.odt": (zipped(a_xml="<a/>"), "holds no OpenDocument text"),
    "cut.odt": (example("group_guide.odt")[:900], "damaged or cut short"),
    "entities.odt": (changed("group_guide.odt", "content.xml", with_entities), "entities"),
    "deep.odt": (
        changed("group_guide.odt", "content.xml", lambda d: d.replace(b"Light the lamp", SPANS)),
        "nested too deeply",
    ),
    "text.pdf": (SECRET.encode(), "is no pdf file"),
    "cut.pdf": (example("program_guide.pdf")[:60], "damaged or cut short"),
    "text.rtf": (SECRET.encode(), "is no rtf file"),
    "blank.rtf": (rb"{\rtf1 }", "holds no text"),
}


@pytest.mark.parametrize("name", CASES)
def test_one_clear_line(tmp_path: Path, name: str) -> None:
    data, message = CASES[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument) as caught:
        readers.read(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert message in text
    assert "\n" not in text
    assert SECRET not in text


def test_size_is_looked_at_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # a hole: it takes no room on the disk
    with pytest.raises(
        UnreadableDocument, match=r"larger than 50 MB; split it, or use: carelens bulk"
    ):
        readers.read(path)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="no such file"):
        readers.read(tmp_path / "gone.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(UnreadableDocument, match="is a folder"):
        readers.read(tmp_path / "folder.txt")


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.txt"
    path.write_text(SECRET)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableDocument, match="cannot be opened \\(Permission denied\\)"):
        readers.read(path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.doc", "save it in Word or LibreOffice as .docx"),
        ("a.csv", "carelens bulk"),
        ("a.xyz", "known are: .txt"),
        ("README", "without extension"),
    ],
)
def test_unknown_extensions_are_answered_with_advice(name: str, message: str) -> None:
    with pytest.raises(UnknownFormat, match=message):
        readers.read(name)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(
        [
            "plan.docx",
            "group_guide.odt",
            "program_guide.pdf",
            "discharge_summary.rtf",
            "program.html",
        ]
    ),
    place=st.floats(0, 0.999),
    junk=st.binary(min_size=1, max_size=30),
)
def test_damage_anywhere_is_read_over_or_told(
    tmp_path: Path, name: str, place: float, junk: bytes
) -> None:
    data = bytearray(example(name))
    start = int(place * len(data))
    data[start : start + len(junk)] = junk
    path = tmp_path / name
    path.write_bytes(data)
    try:
        found: object = readers.read(path).blocks
    except CareLensError as error:
        found = str(error).startswith(f"{path}: ")
    assert found
