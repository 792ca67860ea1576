"""Word files written by hand, and what comments in them are about, read without CareLens."""

from __future__ import annotations

import zipfile
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
TEXT = {f"{{{W}}}tab": "\t", f"{{{W}}}br": "\n", f"{{{W}}}noBreakHyphen": "-"}


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def comment(identifier: int, text: str, author: str = "Anna") -> str:
    lines = "".join(f"<w:p>{run(line)}</w:p>" for line in text.split("\n"))
    return f'<w:comment w:id="{identifier}" w:author="{author}">{lines}</w:comment>'


def start(identifier: int) -> str:
    return f'<w:commentRangeStart w:id="{identifier}"/>'


def end(identifier: int) -> str:
    return f'<w:commentRangeEnd w:id="{identifier}"/>{reference(identifier)}'


def reference(identifier: int) -> str:
    return f'<w:r><w:commentReference w:id="{identifier}"/></w:r>'


def write(path: Path, body: str, **parts: str) -> Path:
    """A Word file with this body; `comments` or `footnotes` hold what is inside such a part."""
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{TYPE}{name}+xml"/>' for name in parts
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
        for i, name in enumerate(parts, 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}document.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "customXml/odd one.xml": "<a  b='1' ><!-- kept as it is --></a >",
    }
    if parts:
        files["word/_rels/document.xml.rels"] = (
            f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>'
        )
    for name, inside in parts.items():
        files[f"word/{name}.xml"] = f"<w:{name} {NAMESPACES}>{inside}</w:{name}>"
    with zipfile.ZipFile(path, "w") as container:
        for name, data in files.items():
            container.writestr(name, data)
    return path


def anchored(root: etree._Element) -> dict[str, str]:
    """The words between the marks of each comment, by its id."""
    opened: dict[str, str] = {}
    closed: dict[str, str] = {}
    for element in root.iter():
        name = etree.QName(element).localname
        identifier = element.get(f"{{{W}}}id", "")
        if name == "commentRangeStart":
            opened[identifier] = ""
        elif name == "commentRangeEnd":
            closed[identifier] = opened.pop(identifier)
        else:
            said = (element.text or "") if name == "t" else TEXT.get(element.tag, "")
            opened = {key: words + said for key, words in opened.items()}
    assert not opened
    return closed


def unmarked(element: etree._Element) -> bytes:
    """Without marks, and with neighbouring runs of one format in one: as it was."""
    element = deepcopy(element)
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for mark in list(element.iter(f"{{{W}}}{name}")):
            gone = mark.getparent() if name == "commentReference" else mark
            gone.getparent().remove(gone)
    for parent in list(element.iter()):
        children = list(parent.iterchildren(f"{{{W}}}r"))
        for first, second in reversed(list(pairwise(children))):
            if first.getnext() is second and form(first) == form(second):
                first.extend(e for e in second if e.tag != f"{{{W}}}rPr")
                parent.remove(second)
    for text in list(element.iter(f"{{{W}}}t")):
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if (before := text.getprevious()) is not None and before.tag == text.tag:
            text.text = (before.text or "") + (text.text or "")
            before.getparent().remove(before)
    return etree.tostring(element, method="c14n")


def form(element: etree._Element) -> tuple[object, object]:
    properties = element.find(f"{{{W}}}rPr")
    return dict(element.attrib), None if properties is None else etree.tostring(properties)
