"""Human codings as labelled passages: what a corpus line is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from carelens import readers
from carelens.codings import pdf_highlights, refi_qda, word_comments
from carelens.codings.coding import Coding
from carelens.corpus import Example
from carelens.document import Document
from carelens.errors import InvalidData, UnknownFormat
from carelens.framework import Framework
from carelens.passages import split

EXTENSIONS = (".qdpx", ".docx", ".pdf")


def read_examples(
    path: Path, framework: Framework, *, everything: bool = False, coders: Collection[str] = ()
) -> list[Example]:
    """The passages that people coded in a file, one example each.

    A passage carries the labels of all codings that touch its letters: of all people, without what
    CareLens coded, or of the `coders` of these names, CareLens among them. With `everything` the
    passages that nobody coded come along without a label. The batch is the file's name without
    extension, the id counts its passages. Raises UnknownFormat, UnreadableDocument or InvalidData.
    """
    found = [
        (document, passage.start, passage.end, labels)
        for document, codings in _sources(path, framework, coders)
        for passage in split(document)
        if (labels := _labels(codings, passage.start, passage.end, framework)) or everything
    ]
    if not any(labels for *_, labels in found):
        raise InvalidData(f"{path}: nobody coded anything in it with a label of {framework.id}")
    batch = path.stem
    return [
        Example(
            f"{batch}-{number:04d}", " ".join(document.text[start:end].split()), labels, "other",
            "coded", batch,
        )
        for number, (document, start, end, labels) in enumerate(found, 1)
    ]  # fmt: skip


def _sources(
    path: Path, framework: Framework, coders: Collection[str]
) -> Iterator[tuple[Document, list[Coding]]]:
    for document, codings in _coded(path, framework):
        yield document, [c for c in codings if (c.coder in coders if coders else not c.is_own)]


def _coded(path: Path, framework: Framework) -> Iterator[tuple[Document, Iterable[Coding]]]:
    suffix = path.suffix.lower()
    if suffix == ".qdpx":
        for source in refi_qda.read(path, framework):
            yield readers.read_text(source.text, source.name), source.codings
    elif suffix == ".docx":
        yield readers.read(path), word_comments.read(path, framework)
    elif suffix == ".pdf":
        yield readers.read(path), pdf_highlights.read(path, framework)
    else:
        raise UnknownFormat(f"{path}: codings are read from {', '.join(EXTENSIONS)}")


def _labels(
    codings: Iterable[Coding], start: int, end: int, framework: Framework
) -> tuple[str, ...]:
    given = {c.label for c in codings if c.start < end and start < c.end}
    return tuple(label for label in framework.labels if label in given)
