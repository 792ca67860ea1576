"""Files by address: on this machine by path, elsewhere by `scheme://` through fsspec.

What is written appears whole or not at all.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from carelens.errors import InvalidData, MissingExtra, UnwritableOutput

_CHUNK = 1 << 20


def is_remote(address: str) -> bool:
    """Whether an address has a scheme, as `s3://bucket/notes.parquet`."""
    return "://" in address


def join(folder: str, name: str) -> str:
    """The address of a file in a folder."""
    return f"{folder.rstrip('/')}/{name}" if is_remote(folder) else str(Path(folder, name))


def extension(address: str) -> str:
    """The file extension of an address, in lower case, with its dot."""
    return os.path.splitext(address)[1].lower()


def identity(address: str) -> str:
    """One spelling for all that name the same file, such as `notes.csv` and `./notes.csv`."""
    if not is_remote(address):
        return os.path.realpath(address)
    system, path = _system(address)
    if type(system).__name__ == "LocalFileSystem":
        return os.path.realpath(path)
    return str(system.unstrip_protocol(path))


def is_inside(address: str, folder: str) -> bool:
    """Whether an address is a folder or lies below it."""
    place, outer = identity(address), identity(folder).rstrip(f"/{os.sep}")
    return place == outer or place.startswith((f"{outer}/", f"{outer}{os.sep}"))


def is_folder(address: str) -> bool:
    """Whether there is a folder at an address."""
    if not is_remote(address):
        return Path(address).is_dir()
    system, path = _system(address)
    return bool(system.isdir(path))


def exists(address: str) -> bool:
    """Whether there is a file at an address."""
    if not is_remote(address):
        return Path(address).is_file()
    system, path = _system(address)
    return bool(system.isfile(path))


def files(folder: str) -> list[str]:
    """The addresses of all files below a folder, in order; hidden ones are left out."""
    if not is_remote(folder):
        found = (path for path in Path(folder).rglob("*") if path.is_file())
        shown = (p for p in found if not any(n[0] == "." for n in p.relative_to(folder).parts))
        return sorted(map(str, shown))
    system, path = _system(folder)
    return sorted(system.unstrip_protocol(name) for name in system.find(path))


def size(address: str) -> int:
    """Bytes of a file. Raises InvalidData where there is none."""
    try:
        if not is_remote(address):
            return Path(address).stat().st_size
        system, path = _system(address)
        return int(system.size(path))
    except OSError as error:
        raise _unreadable(address, error) from error


def fingerprint(address: str) -> str:
    """What changes when a file does: its SHA-256, or what its store keeps for that purpose."""
    if is_remote(address):
        system, path = _system(address)
        return f"fsspec:{system.ukey(path)}"
    digest = hashlib.sha256()
    with read(address) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return f"sha256:{digest.hexdigest()}"


@contextmanager
def read(address: str) -> Iterator[IO[bytes]]:
    """A file for reading. Raises InvalidData where it cannot be opened."""
    try:
        if is_remote(address):
            system, path = _system(address)
            file = system.open(path, "rb")
        else:
            file = open(address, "rb")  # noqa: SIM115
    except OSError as error:
        raise _unreadable(address, error) from error
    with file:
        yield file


@contextmanager
def write(address: str) -> Iterator[IO[bytes]]:
    """A file for writing that takes its place when all is written, and never half.

    Raises UnwritableOutput.
    """
    try:
        if is_remote(address):
            with _write_remote(address) as file:
                yield file
        else:
            with _write_here(Path(address)) as file:
                yield file
    except OSError as error:
        if isinstance(error, UnwritableOutput):
            raise
        reason = error.strerror or type(error).__name__
        raise UnwritableOutput(f"{address}: cannot be written ({reason})") from error


def remove(address: str) -> None:
    """Remove a file, or a folder with all that is in it; one that is not there is fine."""
    if is_remote(address):
        system, path = _system(address)
        if system.exists(path):
            system.rm(path, recursive=True)
    elif Path(address).is_dir():
        import shutil

        shutil.rmtree(address)
    else:
        Path(address).unlink(missing_ok=True)


@contextmanager
def _write_here(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        with part.open("wb") as file:
            yield file
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _write_remote(address: str) -> Iterator[IO[bytes]]:
    system, path = _system(address)
    system.makedirs(path.rpartition("/")[0], exist_ok=True)
    with system.transaction, system.open(path, "wb") as file:
        yield file


def _system(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise MissingExtra(
            f"{address}: addresses need fsspec; install: pip install 'carelens[tables]'"
        ) from error
    try:
        system, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise MissingExtra(f"{address}: {error}") from error
    return system, path


def _unreadable(address: str, error: OSError) -> InvalidData:
    return InvalidData(f"{address}: cannot be read ({error.strerror or type(error).__name__})")
