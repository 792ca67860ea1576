"""Addresses: here and through fsspec, whole or not at all."""

import pytest
from tests.bulk.weather import score

from carelens.bulk import places
from carelens.errors import InvalidData, MissingExtra

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def memory():
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True)


@pytest.mark.parametrize("kind", ["here", "memory"])
def test_what_is_written_appears_whole_or_not_at_all(tmp_path, memory, kind):
    folder = str(tmp_path / "f") if kind == "here" else "memory:///f"
    address = places.join(folder, "a.txt")
    with pytest.raises(TypeError), places.write(address) as file:
        file.writelines([b"half", None])
    assert not places.exists(address)
    with places.write(address) as file:
        file.write(b"whole")
        assert not places.exists(address)
    with places.read(address) as file:
        assert file.read() == b"whole"
    assert places.files(folder) == [address]
    assert places.size(address) == 5
    assert places.is_folder(folder)
    places.remove(folder)
    places.remove(address)
    assert not places.exists(address)


def test_a_run_from_memory_to_memory(weather, memory, tmp_path):
    rows = b'{"text": "grey sky"}\n{"text": "soft breeze"}\n'
    memory.pipe("/in/a.jsonl", rows)
    (tmp_path / "a.jsonl").write_bytes(rows)
    score(weather, "memory://in/a.jsonl", "memory://out/b.jsonl")
    score(weather, tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert memory.cat("/out/b.jsonl") == (tmp_path / "b.jsonl").read_bytes()
    assert sorted(memory.ls("/out", detail=False)) == ["/out/b.jsonl", "/out/b.run.json"]


def test_an_address_that_nothing_knows():
    with pytest.raises(MissingExtra, match="nowhere://"):
        places.exists("nowhere://a.jsonl")
    with pytest.raises(InvalidData, match="cannot be read"):
        places.size("memory://none.jsonl")
