"""The table of exporters, and how a file is written."""

from __future__ import annotations

import inspect
import io
import os
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from carelens import exporters
from carelens.annotation import AnnotatedDocument
from carelens.errors import CareLensError, UnknownFormat, UnwritableOutput
from carelens.exporters import REGISTRY, render, write


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text("the old report")
    return path


# These mark the file that was read; the tests of their own have such files.
MARKING = ("word-comments", "pdf-highlights")  # in an order, so that parallel runs collect alike
FREE = [key for key in REGISTRY if key not in MARKING]
EXTENSIONS = [e for e in REGISTRY.extensions if REGISTRY.for_path(f"x{e}").key in FREE]


def as_bytes(rendered: str | bytes) -> bytes:
    return rendered.encode("utf-8") if isinstance(rendered, str) else rendered


@pytest.mark.parametrize("key", FREE)
def test_every_part_keeps_the_contract(key: str, annotated: AnnotatedDocument) -> None:
    function = REGISTRY.load(key)
    assert function.__doc__
    first, *others = inspect.signature(function).parameters.values()
    assert first.name == "annotated"
    assert all(option.default is not option.empty for option in others)
    text = function(annotated)
    assert isinstance(text, str | bytes)
    assert text == render(annotated, key)


@pytest.mark.parametrize("key", MARKING)
def test_what_marks_a_file_says_so_where_another_was_read(
    key: str, annotated: AnnotatedDocument, tmp_path: Path
) -> None:
    with pytest.raises(CareLensError) as caught:
        write(annotated, tmp_path / "a", key)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("key", [key for key, part in REGISTRY.items() if not part.text_free])
def test_a_format_that_is_nothing_without_text_says_so(
    key: str, annotated: AnnotatedDocument
) -> None:
    with pytest.raises(UnknownFormat, match="nothing without its text"):
        render(annotated, key, text=False)


@pytest.mark.parametrize("key", [key for key, part in REGISTRY.items() if part.text_free])
def test_without_text_no_word_of_the_document_is_in_it(
    key: str, annotated: AnnotatedDocument
) -> None:
    whole, free = (_unpacked(as_bytes(render(annotated, key, text=t))) for t in (True, False))
    known = str(annotated.model.framework.to_dict())  # its own words may be in the document too
    long = {word for word in annotated.document.text.split() if len(word) > 6}
    words = {word.encode() for word in long if word not in known}
    if key not in ("sarif", "qdc"):  # the one quotes nothing unasked, the other holds no document
        assert any(word in whole for word in words)
    assert not [word for word in words if word in free]


def _unpacked(data: bytes) -> bytes:
    """The bytes of all files of a container, or those of any other file."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return b"\n".join(container.read(name) for name in container.namelist())


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_the_extension_says_the_format(
    extension: str, annotated: AnnotatedDocument, tmp_path: Path
) -> None:
    key = REGISTRY.for_path(f"x{extension}").key
    for path in (tmp_path / f"a{extension}", tmp_path / f"b.old{extension.upper()}"):
        write(annotated, path)
        assert path.read_bytes() == as_bytes(render(annotated, key))


def test_a_key_goes_before_the_extension(annotated: AnnotatedDocument, tmp_path: Path) -> None:
    write(annotated, str(tmp_path / "report.txt"), "csv")
    assert (tmp_path / "report.txt").read_bytes().decode() == render(annotated, "csv")


@pytest.mark.parametrize(("name", "key"), [("a.pptx", None), ("a", None), ("a.html", "word")])
def test_an_unknown_format_is_refused(
    annotated: AnnotatedDocument, tmp_path: Path, name: str, key: str | None
) -> None:
    with pytest.raises(UnknownFormat, match=r"no exporter"):
        write(annotated, tmp_path / name, key)
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_is_replaced_and_nothing_is_left(
    annotated: AnnotatedDocument, old: Path
) -> None:
    write(annotated, old)
    assert old.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert list(old.parent.iterdir()) == [old]
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(old.stat().st_mode) == 0o666 & ~umask


def test_an_older_file_outlives_a_failure_to_render(
    annotated: AnnotatedDocument, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RuntimeError("no")

    monkeypatch.setattr(exporters, "render", fail)
    with pytest.raises(RuntimeError, match="no"):
        write(annotated, old)
    assert old.read_text() == "the old report"
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.parametrize("step", ["replace", "chmod", "fdopen"])
def test_an_older_file_outlives_a_failure_to_write(
    annotated: AnnotatedDocument, old: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(UnwritableOutput, match="No space left") as caught:
        write(annotated, old)
    monkeypatch.undo()
    assert str(old) in str(caught.value)
    assert old.read_text() == "the old report"
    assert list(old.parent.iterdir()) == [old]


def test_a_missing_folder_is_named(annotated: AnnotatedDocument, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "report.html"
    with pytest.raises(UnwritableOutput) as caught:
        write(annotated, path)
    assert str(caught.value).startswith(f"{path}: cannot be written (No such file")
    assert not path.parent.exists()


def test_an_older_file_keeps_its_permissions(annotated: AnnotatedDocument, old: Path) -> None:
    old.chmod(0o600)
    write(annotated, old)
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_a_link_stays_a_link(annotated: AnnotatedDocument, old: Path) -> None:
    link = old.parent / "latest.html"
    link.symlink_to(old)
    write(annotated, link)
    assert link.is_symlink()
    assert old.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_device_is_not_replaced(annotated: AnnotatedDocument, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)
    with pytest.raises(UnwritableOutput, match="not a file"):
        write(annotated, pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_long_name_is_written(annotated: AnnotatedDocument, tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250 + ".csv")
    write(annotated, path)
    assert path.is_file()


@pytest.mark.parametrize("key", FREE)
def test_a_name_that_is_no_text_can_be_written(
    key: str, annotated: AnnotatedDocument, tmp_path: Path
) -> None:
    document = replace(annotated.document, name="caf\udce9\0.txt")
    write(replace(annotated, document=document), tmp_path / "a", key)
    assert (tmp_path / "a").stat().st_size


def test_a_folder_is_no_file(annotated: AnnotatedDocument, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.mkdir()
    with pytest.raises(UnwritableOutput, match="is a folder"):
        write(annotated, path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere"
)
def test_a_read_only_folder_is_named(annotated: AnnotatedDocument, old: Path) -> None:
    old.parent.chmod(0o555)
    try:
        with pytest.raises(UnwritableOutput) as caught:
            write(annotated, old)
    finally:
        old.parent.chmod(0o755)
    assert str(old) in str(caught.value)
    assert old.read_text() == "the old report"


def test_an_error_never_quotes_the_document(hostile: AnnotatedDocument, tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput) as caught:
        write(hostile, tmp_path / "nowhere" / "a.csv")
    assert "\n" not in str(caught.value)
    assert not any(word in str(caught.value) for word in ("alert", "clouds", "gale"))
