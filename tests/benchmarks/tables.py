"""Tables of notes as large as asked, in constant memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from tests.benchmarks.measure import MB
from tests.benchmarks.texts import Texts

from carelens.corpus import read_corpus

ROOT = Path(__file__).resolve().parents[2]
GROUP = 50_000


def write_notes(path: Path, size: int) -> int:
    """Write notes of `size` bytes of text as .parquet or .jsonl; gives how many."""
    notes = enumerate(_notes(size))
    count = 0
    if path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8") as file:
            for number, text in notes:
                file.write(json.dumps({"id": number, "text": text}) + "\n")
                count = number + 1
        return count
    import pyarrow
    from pyarrow import parquet

    schema = pyarrow.schema([("id", pyarrow.int64()), ("text", pyarrow.string())])
    with parquet.ParquetWriter(path, schema) as writer:
        while group := list(islice(notes, GROUP)):
            ids, texts = zip(*group, strict=True)
            writer.write_table(pyarrow.table({"id": ids, "text": texts}, schema))
            count += len(group)
    return count


def _notes(size: int) -> Iterator[str]:
    """Passages of the chain; beyond 20 MB, halves of two of them joined anew, no pair twice."""
    first = Texts([e.text for e in read_corpus(ROOT / "data/corpus")]).take(min(size, 20 * MB))
    total = 0
    for text in first:
        total += len(text.encode())
        yield text
    halves = [(text[: len(text) // 2], text[len(text) // 2 :]) for text in first]
    for shift in range(1, len(first)):
        for left, right in zip(halves, np.roll(np.arange(len(first)), shift).tolist(), strict=True):
            if total >= size:
                return
            text = left[0] + halves[right][1]
            total += len(text.encode())
            yield text
