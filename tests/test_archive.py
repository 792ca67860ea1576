"""ZIP containers: what is let in, and what is refused."""

import struct
import zipfile
from pathlib import Path

import pytest

from carelens import archive
from carelens.errors import UnreadableDocument


def make(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in files.items():
            container.writestr(name, data)
    return path


def test_files_come_back_by_name(tmp_path: Path) -> None:
    files = {"a.xml": b"<a/>", "folder/b.bin": bytes(range(256))}
    path = make(tmp_path / "ok.zip", files)
    assert archive.unpack(path) == files
    assert archive.unpack(path, only=["a.xml", "missing.xml"]) == {"a.xml": b"<a/>"}


def test_a_repacked_container_holds_the_same_uncompressed(tmp_path: Path) -> None:
    files = {"a.xml": b"<a>" + b" " * 1000 + b"</a>"}
    with zipfile.ZipFile(archive.repack(make(tmp_path / "ok.zip", files))) as copy:
        assert copy.read("a.xml") == files["a.xml"]
        assert copy.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_declared_size_counts(tmp_path: Path) -> None:
    path = make(tmp_path / "big.zip", {"a.xml": b"x" * 2_000_000})
    with pytest.raises(UnreadableDocument, match="larger than 1 MB"):
        archive.unpack(path, size_limit=1_000_000)


def test_extreme_compression_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "bomb.zip", {"a.xml": b"\0" * 20_000_000})
    with pytest.raises(UnreadableDocument, match="ZIP bomb"):
        archive.unpack(path)


def test_a_lie_about_the_size_is_found_out(tmp_path: Path) -> None:
    path = make(tmp_path / "liar.zip", {"a.xml": b"y" * 3_000_000})
    data = path.read_bytes().replace(struct.pack("<I", 3_000_000), struct.pack("<I", 10))
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument, match="damaged"):
        archive.unpack(path)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "many.zip", {f"{i}.xml": b"" for i in range(archive.MEMBER_LIMIT + 1)})
    with pytest.raises(UnreadableDocument, match="more than"):
        archive.unpack(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(encoding: str) -> None:
    declaration = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(UnreadableDocument, match="entities"):
        archive.refuse_entities(declaration.encode(encoding))


def test_xml_without_entities_passes() -> None:
    archive.refuse_entities(b"<a>&lt;!DOCTYPE is only text here</a>")


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_container_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    path = make(tmp_path / "cut.zip", {"a.xml": bytes(range(256)) * 50})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(UnreadableDocument, match="damaged or cut short"):
        archive.unpack(path)


def test_a_packed_container_is_the_same_each_time_and_unpacks(tmp_path: Path) -> None:
    files = {"b.txt": b"second", "folder/a.txt": b"first"}
    data = archive.pack(files)
    assert data == archive.pack(dict(files))
    (tmp_path / "a.zip").write_bytes(data)
    assert list(archive.unpack(tmp_path / "a.zip").items()) == list(files.items())
