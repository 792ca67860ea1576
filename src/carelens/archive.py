"""ZIP containers (.docx, .odt, .epub): opened with limits, and written the same each time.

No bomb, no password, no XML entity.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path

from carelens.errors import UnreadableDocument

MEMBER_LIMIT = 5_000
"""Files in one container."""
SIZE_LIMIT = 200_000_000
"""Bytes of all files of a container, decompressed."""
RATIO_LIMIT = 200
"""Decompressed to compressed size of a file; honest XML stays below 100."""

_RATIO_FREE = 5_000_000  # a small file may have any ratio: it does no harm
_CHUNK = 1 << 20
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a date must be given; this one says nothing
_UNIX = 3
_ENCRYPTED = 0x1
_XML = (".xml", ".rels")


def unpack(
    path: Path,
    only: Collection[str] | None = None,
    *,
    size_limit: int = SIZE_LIMIT,
    doctypes: bool = False,
) -> dict[str, bytes]:
    """The files in a container by name, all or `only` some; missing names are left out.

    Raises UnreadableDocument for a damaged or protected container, for one that declares or
    decompresses to more than `size_limit` bytes, and for XML with a document type declaration,
    unless `doctypes` says that it goes to a parser that resolves none.
    """
    try:
        with zipfile.ZipFile(path) as container:
            infos = [info for info in container.infolist() if not info.is_dir()]
            _check(infos, size_limit)
            files: dict[str, bytes] = {}
            left = size_limit
            for info in infos:
                if only is None or info.filename in only:
                    files[info.filename] = _read(container, info, left)
                    left -= len(files[info.filename])
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        IndexError,
        NotImplementedError,
        UnicodeError,
    ) as error:
        raise UnreadableDocument("is damaged or cut short; get a fresh copy") from error
    for name, data in files.items():
        if not doctypes and name.lower().endswith(_XML):
            refuse_entities(data)
    return files


def repack(path: Path) -> io.BytesIO:
    """An uncompressed copy in memory of a container that passed the checks of `unpack`.

    For libraries that open a container by themselves and check nothing.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as container:
        for name, data in unpack(path).items():
            container.writestr(zipfile.ZipInfo(name), data)
    copy.seek(0)
    return copy


def pack(files: Mapping[str, bytes]) -> bytes:
    """A container with these files in their order: the same bytes on every day and system."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.create_system, info.external_attr = _UNIX, 0o644 << 16
            container.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def refuse_entities(data: bytes) -> None:
    """Raises UnreadableDocument where XML declares a document type or an entity."""
    if data[:4].count(0):  # UTF-16 or UTF-32
        data = data.replace(b"\0", b"")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableDocument(
            "declares XML entities, which are never resolved; save it anew in its program"
        )


def _check(infos: list[zipfile.ZipInfo], size_limit: int) -> None:
    if len(infos) > MEMBER_LIMIT:
        raise UnreadableDocument(f"holds more than {MEMBER_LIMIT} files; save it again as new")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise UnreadableDocument("is password-protected; save a copy without password")
    if sum(info.file_size for info in infos) > size_limit:
        raise _too_large(size_limit)
    for info in infos:
        if info.file_size > max(_RATIO_FREE, RATIO_LIMIT * info.compress_size):
            raise UnreadableDocument(
                "is compressed beyond what documents are (a ZIP bomb?); save it again as new"
            )


def _read(container: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    """One file by chunks of at most `left` bytes; the size in its header may be a lie."""
    pieces = []
    with container.open(info) as file:
        while chunk := file.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _too_large(SIZE_LIMIT)
            pieces.append(chunk)
    return b"".join(pieces)


def _too_large(size_limit: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"is larger than {size_limit // 1_000_000} MB when decompressed; "
        "remove its pictures or split it"
    )
