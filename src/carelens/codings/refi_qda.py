"""Codings from a REFI-QDA project (.qdpx), as QualCoder, MAXQDA, NVivo and ATLAS.ti write it.

Specification: REFI-QDA 1.5 (qdasoftware.org). Positions are Unicode code points into the plain
text of a source, from 0 and half-open, as in ours (see the exporter of the same format). A line
break of two characters counts as two, but as one in ATLAS.ti and QualCoder: their texts are given
with LF only, all others as they are, so that the offsets fit.

Read are texts and the plain texts of PDF files. Codings of a whole source, of pictures, sound and
video are left out, for they name no words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carelens import archive, decoding
from carelens.codings.coding import Coding
from carelens.errors import InvalidData, UnreadableDocument
from carelens.framework import POLES, Framework

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ONE_A_BREAK = ("atlas.ti", "qualcoder")
_INTERNAL = "internal://"


@dataclass(frozen=True, slots=True)
class CodedText:
    """A source by name, its text, and what people coded in it, in the order of the text."""

    name: str
    text: str
    codings: tuple[Coding, ...]


def read(path: Path, framework: Framework) -> list[CodedText]:
    """Every text of a project with its codings, also those in which nothing is coded.

    A code is a label of the framework if it is named like it (`dimension.pole`), or like its pole
    below a code named like its dimension; ids and names are known, upper and lower case are one.
    All other codes are left out. Raises UnreadableDocument for a file that is missing, damaged,
    unsafe or no project, and InvalidData where no code is a label of the framework.
    """
    try:
        files = archive.unpack(path)
    except OSError as error:
        raise UnreadableDocument(f"cannot be opened ({error.strerror})") from error
    project = _project(files)
    labels = _labels(project, framework)
    if not labels:
        raise InvalidData(
            f"none of its codes is a label of the framework {framework.id!r}; "
            f"name them like {framework.labels[0]!r}"
        )
    names = {_guid(user, "guid"): user.get("name") or "" for user in project.iter("User")}
    found = []
    for name, source in _sources(project):
        selections = source.findall("PlainTextSelection")
        text = _text(source, files, project.get("origin") or "")
        if text is None and selections:
            raise UnreadableDocument(
                "holds codings of a text that is not in it; export it with its sources"
            )
        if text is not None:
            codings = (c for s in selections for c in _codings(s, labels, names, len(text)))
            ordered = sorted(set(codings), key=lambda c: (c.start, c.end, c.label, c.coder, c.note))
            found.append(CodedText(name, text, tuple(ordered)))
    return found


def _project(files: Mapping[str, bytes]) -> Element:
    """The root of the project file, all tags without namespace: programs use several."""
    from defusedxml.ElementTree import ParseError, fromstring

    data = next((files[name] for name in files if name.lower().endswith(".qde")), None)
    if data is None:
        raise UnreadableDocument("holds no REFI-QDA project; export it again as .qdpx")
    archive.refuse_entities(data)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableDocument("is damaged inside; export it again as .qdpx") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if root.tag != "Project":
        raise UnreadableDocument("is another kind of file than .qdpx; export it as a project")
    return root


def _labels(project: Element, framework: Framework) -> dict[str, str]:
    """The framework's label by the GUID of its code."""
    known: dict[Any, str] = {_fold(label): label for label in framework.labels}
    for dimension in framework.dimensions:
        for pole, pole_name, label in zip(
            POLES, framework.pole_names, dimension.labels, strict=True
        ):
            for above in (dimension.id, dimension.name):
                for below in (pole, pole_name):
                    known[_fold(above), _fold(below)] = label
    above_of = {code: above for above in project.iter("Code") for code in above.findall("Code")}
    labels = {}
    for code in project.iter("Code"):
        name = _fold(code.get("name"))
        above_name = _fold(above_of[code].get("name")) if code in above_of else ""
        if meant := known.get(name) or known.get((above_name, name)):
            labels[_guid(code, "guid")] = meant
    return labels


def _sources(project: Element) -> Iterator[tuple[str, Element]]:
    """Name and element of every text; that of a PDF file is an element inside its own."""
    for source in project.iterfind("Sources/*"):
        text = source.find("Representation") if source.tag == "PDFSource" else source
        if text is not None and text.tag in ("TextSource", "Representation"):
            yield source.get("name") or text.get("name") or "", text


def _text(source: Element, files: Mapping[str, bytes], origin: str) -> str | None:
    """The words of a source, or None where they are in no file of the project."""
    content = source.find("PlainTextContent")
    if content is not None:
        return content.text or ""
    path = source.get("plainTextPath") or ""
    if not path.startswith(_INTERNAL):
        return None
    wanted = f"sources/{path.removeprefix(_INTERNAL).lstrip('/')}".lower()
    data = next((files[name] for name in files if name.lower() == wanted), None)
    if data is None:
        return None
    text = decoding.decode(data)[0]
    if any(program in origin.lower() for program in _ONE_A_BREAK):
        return text.replace("\r\n", "\n")
    return text


def _codings(
    selection: Element, labels: Mapping[str, str], names: Mapping[str, str], length: int
) -> Iterator[Coding]:
    for coding in selection.findall("Coding"):
        code = coding.find("CodeRef")
        label = labels.get(_guid(code, "targetGUID")) if code is not None else None
        if label is None:
            continue
        start, end = (_position(selection, name, length) for name in ("start", "end"))
        if start < end:
            note = (selection.findtext("Description") or "").strip()
            yield Coding(start, end, label, _coder(coding, selection, names), note)


def _position(selection: Element, name: str, length: int) -> int:
    try:
        position = int(selection.get(f"{name}Position", ""))
    except ValueError:
        position = -1
    if not 0 <= position <= length:
        raise UnreadableDocument("holds codings outside of its texts; export it again as .qdpx")
    return position


def _coder(coding: Element, selection: Element, names: Mapping[str, str]) -> str:
    """Who gave the code; some programs say so at the selection only."""
    for element in (coding, selection):
        for attribute in ("creatingUser", "modifyingUser"):
            if name := names.get(_guid(element, attribute)):
                return name
    return ""


def _guid(element: Element, attribute: str) -> str:
    """A GUID as all programs could have written it: with or without braces, in any case."""
    return (element.get(attribute) or "").strip("{}").lower()


def _fold(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()
