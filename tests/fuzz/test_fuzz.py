"""The harness finds what it is to find, makes the same files again, and every reader stands it."""

import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from random import Random

import pytest
from tests.fuzz import guard, seeds
from tests.fuzz.mutation import SIZE_LIMIT, mutate

from carelens import readers
from carelens.document import Block, Document
from carelens.errors import UnreadableDocument

FOUND = sorted((Path(__file__).parent / "found").iterdir())
KEYS = {extension: key for key, extension in seeds.EXTENSIONS.items()}


def document(*blocks: Block, text: str = "words") -> Document:
    return Document(text, blocks=blocks)


def fail() -> None:
    raise SystemExit(3)


def tell(message: str) -> None:
    raise UnreadableDocument(message)


def linger() -> Document:
    end = time.process_time() + 0.7
    while time.process_time() < end:
        pass
    return document()


@pytest.mark.parametrize(
    ("reading", "finding"),
    [
        (lambda: document(Block(0, 5, "paragraph")), ""),
        (lambda: tell("is empty"), ""),
        (fail, "exception SystemExit at test_fuzz.py:fail"),
        (lambda: tell("two\nlines"), "message not one short line"),
        (lambda: tell("cites “words”"), "message quotes the document"),
        (lambda: document(Block(0, 9, "paragraph")), "document spans overlap or leave the text"),
        (lambda: document(Block(0, 5, "verse")), "document kind or level"),
        (lambda: document(Block(0, 1, "quote"), text=" a"), "document empty block"),
        (lambda: document(text="\ud800"), "document text cannot be written"),
        (linger, "time"),
        (lambda: [document(), bytearray(300_000_000)][0], "memory"),
    ],
)
def test_the_guard_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reading: object, finding: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    monkeypatch.setattr(readers, "read", lambda path, key: reading())  # type: ignore[operator]
    # Only what lingers may be told for its time, however slow the machine.
    monkeypatch.setattr(guard, "SECONDS_FREE", 0.6 if reading is linger else 600.0)
    assert guard.run(path, "text").finding == finding


@pytest.mark.parametrize("key", seeds.EXTENSIONS)
def test_mutation_follows_from_its_seed_and_changes_most_files(key: str) -> None:
    files, words = seeds.seeds(key), seeds.tokens(key)
    first, again = (
        [mutate(files[n % len(files)], Random(n), words) for n in range(30)] for _ in range(2)
    )
    assert first == again
    assert sum(data not in files for data in first) > 20
    assert all(len(data) <= 2 * SIZE_LIMIT for data in first)


def test_mutation_reaches_into_containers(tmp_path: Path) -> None:
    start, opened = seeds.seeds("odt")[-1], 0
    for number in range(40):
        path = tmp_path / f"{number}.odt"
        path.write_bytes(mutate(start, Random(number), seeds.tokens("odt")))
        opened += zipfile.is_zipfile(path)
    assert opened > 25


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_broke_a_reader_once(path: Path) -> None:
    """The name says what: to be read, it is now `read_`; else it is told in one line."""
    outcome = guard.run(path, KEYS[path.suffix])
    assert not outcome.finding
    assert outcome.is_read == path.name.startswith("read_")
    assert not outcome.vague


@pytest.mark.parametrize("path", [path for path in FOUND if "charset" in path.name], ids=str)
def test_a_codec_that_is_no_charset_is_not_used(path: Path) -> None:
    assert readers.read(path).text.startswith("café- a-b.")


@pytest.mark.parametrize("key", [key for key in seeds.EXTENSIONS if key in readers.REGISTRY])
def test_every_reader_stands_twenty_files(tmp_path: Path, key: str) -> None:
    path, files, words = tmp_path / f"a{seeds.EXTENSIONS[key]}", seeds.seeds(key), seeds.tokens(key)
    path.write_bytes(files[0])
    assert guard.run(path, key).is_read
    for number in range(20):
        path.write_bytes(mutate(files[number % len(files)], Random(number), words)[:20_000])
        assert not guard.run(path, key).finding


def test_the_command_counts_and_finds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "text", "2", "--plain", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=seeds.ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.fullmatch(r"text: \d+ executions \(plain\), \d+ read\n", done.stdout)
