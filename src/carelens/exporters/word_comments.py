"""The Word file that was read, with a comment on the words behind each verdict.

Comments are ECMA-376 part 1, 17.13.4. The part with the document's text gets the marks, the
comments are added to those that are there, and where there were none their part is made known;
every other part of the file is copied byte for byte. What stands in a footnote, an endnote or a
text box, where Word takes no comments, is commented where it hangs in the text.
Offsets are code points, as in Python's strings; nothing is converted.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import count, groupby
from pathlib import Path
from typing import Any

from lxml import etree

from carelens import archive, readers, word_marks
from carelens.annotation import AnnotatedDocument, in_words
from carelens.errors import UnknownFormat, UnreadableDocument, UnwritableOutput
from carelens.findings import AUTHOR, Finding, findings
from carelens.readers import docx
from carelens.xml_characters import xml_text

INITIALS = "CL"
MOST = 32_767
"""Comments in a file that Word opens ([MS-OI29500] 2.1.315)."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMMENT, _ID = _W + "comment", _W + "id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_WORD = re.compile(r"[\w\u0300-\u036f]+")

Remark = tuple[int, int, list[str]]
"""Where in the document's text the words begin and end that a comment is about, and its lines."""


def render(annotated: AnnotatedDocument) -> bytes:
    """The file at `document.source` with one comment a labelled passage and dimension.

    A comment says the dimension, the band in words, the labels with their scores, and the words
    for and against; it is anchored on the words that did most for the verdict. Comments that are
    there stay. Raises UnknownFormat for what is no Word file, UnreadableDocument where the file
    is gone or altered, UnwritableOutput where Word would not open the result.
    """
    document = annotated.document
    if document.metadata.get("format") != "docx":
        raise UnknownFormat("Word comments need a Word file; give a .docx, or choose another --to")
    path = Path(document.source)
    if readers.read(path, key="docx").text != document.text:
        raise UnreadableDocument(f"{path}: has changed since it was read; read it again")
    remarks = list(_remarks(annotated))
    if not remarks:
        return path.read_bytes()
    files, word = archive.unpack(path), docx.open_document(path)
    name, comments = _comments(word, files)
    if len(comments) + len(remarks) > MOST:
        raise UnwritableOutput(f"{path}: Word opens no more than {MOST} comments; split the file")
    _comment(annotated, remarks, word, comments)
    files[name] = _xml(comments)
    files[word.part.partname.membername] = _xml(word.element)
    return archive.pack(files)


def _comment(annotated: AnnotatedDocument, remarks: list[Remark], word: Any, comments: Any) -> None:
    """Add the comments, and their marks to the document."""
    used = word_marks.used(word.element) | {e.get(_ID) for e in comments.iter(_COMMENT)}
    ids = (str(number) for number in count() if str(number) not in used)
    text, blocks = annotated.document.text, annotated.document.blocks
    starts, paragraphs = [block.start for block in blocks], list(docx.walk(word))
    inside: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    beside: list[tuple[Any, str]] = []
    for start, end, lines in remarks:
        number = bisect_right(starts, start) - 1
        paragraph = paragraphs[number]
        place = word_marks.place(paragraph, word.element)
        if place is None:
            continue
        identifier = next(ids)
        if place is paragraph.element:
            whole = paragraph.text
            before = starts[number] - (len(whole) - len(whole.lstrip()))
            inside[number].append((start - before, end - before, identifier))
        else:
            beside.append((place, identifier))
            lines = [f"{paragraph.locator.capitalize()}: {_quote(text[start:end])}", *lines]
        _add(comments, identifier, lines)
    for number, spans in inside.items():
        word_marks.mark(paragraphs[number].element, spans)
    for place, identifier in reversed(beside):
        word_marks.mark_element(place, identifier)


def _remarks(annotated: AnnotatedDocument) -> Iterator[Remark]:
    """One for every labelled passage and dimension."""
    for _, labels in groupby(findings(annotated), key=lambda f: (f.number, f.dimension.id)):
        given = list(labels)
        yield *_anchor(annotated, given), list(_lines(annotated, given))


def _anchor(annotated: AnnotatedDocument, given: list[Finding]) -> tuple[int, int]:
    """From the first to the last words that have half the weight of their label's strongest.

    No word is cut: a letter and its accent belong in one run.
    """
    best = [e for f in given for e in f.carried if e.weight >= f.carried[0].weight / 2]
    passage = given[0].passage
    start = min((e.start for e in best), default=passage.start)
    end = max((e.end for e in best), default=passage.end)
    for word in _WORD.finditer(annotated.document.text, passage.start, passage.end):
        start = word.start() if word.start() < start < word.end() else start
        end = word.end() if word.start() < end < word.end() else end
    return start, end


def _lines(annotated: AnnotatedDocument, given: list[Finding]) -> Iterator[str]:
    verdict, dimension = given[0].verdict, given[0].dimension
    pole = given[0].pole if len(given) == 1 else ""
    yield f"{dimension.name}: {in_words(annotated.model.framework, verdict.band, pole)}"
    for finding in given:
        yield f"{finding.label} {finding.score:.2f}"
        yield from finding.reasons(annotated.document.text, weights=False)


def _quote(words: str) -> str:
    return f"“{' '.join(words.split())}”"


def _add(comments: Any, identifier: str, lines: list[str]) -> None:
    """Add one comment, each line a paragraph."""
    attributes = {_ID: identifier, _W + "author": AUTHOR, _W + "initials": INITIALS}
    comment = etree.SubElement(comments, _COMMENT, attributes)
    for line in lines:
        run = etree.SubElement(etree.SubElement(comment, _W + "p"), _W + "r")
        text = etree.SubElement(run, _W + "t", {_SPACE: "preserve"})
        text.text = xml_text(line)


def _comments(word: Any, files: dict[str, bytes]) -> tuple[str, Any]:
    """Name and root of the part with the comments; a new one is made known in `files`."""
    for relation in word.part.rels.values():
        if relation.reltype == _RELATION and not relation.is_external:
            name = str(relation.target_part.partname.membername)
            return name, _parse(files[name])
    folder = posixpath.dirname(word.part.partname.membername)
    names = (posixpath.join(folder, f"comments{number or ''}.xml") for number in count())
    name = next(name for name in names if name not in files)
    types = _parse(files["[Content_Types].xml"])
    etree.SubElement(types, _TYPES + "Override", PartName=f"/{name}", ContentType=_CONTENT)
    files["[Content_Types].xml"] = _xml(types)
    _relate(files, word.part.partname.rels_uri.membername, posixpath.basename(name))
    return name, etree.Element(_W + "comments", nsmap={"w": _W[1:-1]})


def _relate(files: dict[str, bytes], name: str, target: str) -> None:
    empty = etree.tostring(
        etree.Element(_RELATIONS + "Relationships", nsmap={None: _RELATIONS[1:-1]})
    )
    relations = _parse(files.get(name, empty))
    used = {relation.get("Id") for relation in relations}
    free = next(f"rId{number}" for number in count(1) if f"rId{number}" not in used)
    attributes = {"Id": free, "Type": _RELATION, "Target": target}
    etree.SubElement(relations, _RELATIONS + "Relationship", attributes)
    files[name] = _xml(relations)


def _parse(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _xml(root: Any) -> bytes:
    data: bytes = etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return data
