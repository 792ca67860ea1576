"""Corpus files: one passage a line in, the same line out, faults named by file and line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelens.corpus import (
    Example,
    groups,
    parse_line,
    read_corpus,
    read_examples,
    read_located,
    write_examples,
)
from carelens.errors import InvalidData, UnwritableOutput

EXAMPLE = Example("t-1", "Clouds hang low.", ("sky.treatment",), "note", "aimed", "t")
LINE = '{"id": "t-1", "text": "Secret clouds.", "labels": [], "genre": "note", "kind": "aimed"}'

letters = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
optional = st.one_of(st.just(""), letters)
examples = st.builds(
    Example,
    id=letters,
    text=letters,
    labels=st.lists(st.sampled_from(["sky.treatment", "sky.healing"])).map(tuple),
    genre=letters,
    kind=letters,
    batch=letters,
    pair=optional,
    doc=optional,
    source=optional,
)


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@given(rows=st.lists(examples, max_size=4))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Example]
) -> None:
    file = tmp_path_factory.getbasetemp() / "round.jsonl"
    write_examples(file, rows)
    assert read_examples(file) == rows
    assert file.read_bytes().count(b"\n") == len(rows)


def test_a_line_has_its_keys_in_order_and_leaves_out_the_empty_ones(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    write_examples(file, [replace(EXAMPLE, text="Café.", source="https://example.org", pair="t-p")])
    assert file.read_text(encoding="utf-8") == (
        '{"id": "t-1", "text": "Café.", "labels": ["sky.treatment"], "genre": "note", '
        '"kind": "aimed", "batch": "t", "pair": "t-p", "source": "https://example.org"}\n'
    )


def test_the_batch_defaults_to_the_file_name(tmp_path: Path) -> None:
    assert read_examples(write(tmp_path / "morning.jsonl", LINE))[0].batch == "morning"


def test_lines_are_counted_with_blank_ones_passed_over(tmp_path: Path) -> None:
    file = write(tmp_path / "t.jsonl", LINE, "", LINE.replace("t-1", "t-2"), "")
    assert [(item.line, item.example.id) for item in read_located(file)] == [(1, "t-1"), (3, "t-2")]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + LINE.encode() + b"\r\n" + LINE.encode() + b"\r\n")
    assert len(read_examples(file)) == 2


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write(tmp_path / f"{name}.jsonl", LINE.replace("t-1", f"{name}-1"))
    write(tmp_path / "notes.txt", "no corpus")
    assert [example.id for example in read_corpus(tmp_path)] == ["a-1", "b-1"]
    assert [example.id for example in read_corpus(tmp_path / "b.jsonl")] == ["b-1"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (LINE[:-1], "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('["Secret"]', "not an object"),
        (LINE.replace('"id"', '"ident"'), "'id'"),
        (LINE.replace("[]", '"Secret"'), "'labels'"),
        (LINE.replace("[]", "[3]"), "'labels'"),
        (LINE.replace('"note"', "3"), "'genre'"),
        (LINE.replace('"Secret clouds."', '"  "'), "'text'"),
        (LINE.replace("clouds", "\\ud83d"), "half a character"),
        (LINE[:-1] + ', "Secret": 1}', "1 unknown keys"),
    ],
)
def test_a_fault_is_named_by_file_and_line_and_never_quoted(
    tmp_path: Path, line: str, what: str
) -> None:
    file = write(tmp_path / "t.jsonl", LINE, line)
    with pytest.raises(InvalidData, match=what) as caught:
        read_examples(file)
    assert str(caught.value).startswith(f"{file}:2: ")
    assert "; " in str(caught.value)
    assert "Secret" not in str(caught.value)


@given(
    line=st.one_of(
        st.text(),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=3),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        ).map(json.dumps),
    )
)
def test_any_line_is_an_example_or_invalid_data(line: str) -> None:
    try:
        found = parse_line(line, Path("t.jsonl"), 1).example.batch
    except InvalidData as error:
        found = str(error)
    assert found
    assert "\n" not in found or "batch" in line


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match=r"no \.jsonl files"):
        read_corpus(tmp_path)
    with pytest.raises(InvalidData, match="cannot be read"):
        read_examples(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(InvalidData, match="not UTF-8"):
        read_corpus(tmp_path)


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match=r"t\.jsonl"):
        write_examples(tmp_path / "none" / "t.jsonl", [EXAMPLE])


def batch(name: str, **links: Any) -> Example:
    return replace(EXAMPLE, batch=name, **links)


def test_the_group_of_an_example_is_its_batch() -> None:
    assert groups([batch("b"), batch("a"), batch("b")]) == ["b", "a", "b"]


@pytest.mark.parametrize("link", ["source", "pair", "doc"])
def test_batches_that_share_a_link_are_one_group(link: str) -> None:
    rows = [batch("c", **{link: "x"}), batch("b"), batch("a", **{link: "x"}), batch("c")]
    assert groups(rows) == ["a", "b", "a", "a"]


def test_links_join_in_chains() -> None:
    rows = [
        batch("d", source="1"),
        batch("c", source="2"),
        batch("c", source="1"),
        batch("b", doc="3"),
        batch("e", source="2"),
        batch("e", doc="3"),
        batch("f", pair="1"),
    ]
    assert groups(rows) == ["b", "b", "b", "b", "b", "b", "f"]


names = st.sampled_from("abcdef")


@given(rows=st.lists(st.tuples(names, st.sampled_from(["", "1", "2", "3", "4"])), max_size=12))
def test_no_page_is_in_two_groups(rows: list[tuple[str, str]]) -> None:
    passages = [batch(name, source=source) for name, source in rows]
    found = groups(passages)
    for key in ("source", "batch"):
        seen: dict[str, set[str]] = {}
        for example, group in zip(passages, found, strict=True):
            if value := getattr(example, key):
                seen.setdefault(value, set()).add(group)
        assert all(len(values) == 1 for values in seen.values())
    for group in set(found):
        members = {e.batch for e, g in zip(passages, found, strict=True) if g == group}
        assert group == min(members)
