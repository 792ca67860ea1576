"""The marks in a Word document that say which words a comment is about.

ECMA-376 part 1, 17.13.4: `w:commentRangeStart` and `w:commentRangeEnd` stand between runs, so
runs are split where a comment begins or ends; a run with `w:commentReference` follows.
Word takes none in footnotes, endnotes and text boxes ([MS-OI29500] 2.1.315).
Offsets are code points into the text of a paragraph as `readers.docx.runs` gives it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from lxml import etree

from carelens.readers import docx

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ID, _RUN, _TEXT, _BOX = _W + "id", _W + "r", _W + "t", _W + "txbxContent"
_START, _END, _REFERENCE = (
    _W + f"comment{name}" for name in ("RangeStart", "RangeEnd", "Reference")
)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_OPEN = {
    _W + name
    for name in ("customXml", "hyperlink", "ins", "moveTo", "sdt", "sdtContent", "smartTag")
}
_FIELDS = [f"{_W}sdtPr/{_W}{name}" for name in ("text", "date", "comboBox", "dropDownList")]


def used(body: Any) -> set[str]:
    """The ids that marks in a document have."""
    return {mark.get(_ID, "") for mark in body.iter(_START, _END, _REFERENCE)}


def place(paragraph: docx.Paragraph, body: Any) -> Any:
    """The `w:p` of a paragraph in the body; of any other, the element that it hangs on there.

    That is a note's reference or a text box; None for a note to which nothing refers.
    """
    found = paragraph.element
    if paragraph.note:
        note = next(found.iterancestors(_W + "footnote", _W + "endnote"))
        references = body.iter(note.tag + "Reference")
        found = next((e for e in references if e.get(_ID) == note.get(_ID)), None)
    boxes = [] if found is None else list(found.iterancestors(_BOX))
    return boxes[-1] if boxes else found


def mark(paragraph: Any, spans: list[tuple[int, int, str]]) -> None:
    """Mark stretches of a `w:p`, each `(start, end, id of its comment)`."""
    _split(paragraph, {offset for start, end, _ in spans for offset in (start, end)})
    leaves, starts = _leaves(paragraph)
    for start, end, identifier in reversed(spans):
        first, last = bisect_right(starts, start) - 1, bisect_left(starts, end) - 1
        _enclose(paragraph, leaves[first], leaves[last], identifier)


def mark_element(element: Any, identifier: str) -> None:
    """Mark what an element in the body stands in, its run as a rule."""
    _enclose(next(element.iterancestors(_W + "p")), element, element, identifier)


def _enclose(paragraph: Any, first: Any, last: Any, identifier: str) -> None:
    """Marks around two leaves and all between; the reference stands outside of any link.

    For with a link that is renewed, or an insertion that is rejected, the comment would go.
    """
    path = _path(paragraph, last)
    reference = _new(paragraph, _RUN)
    etree.SubElement(reference, _REFERENCE, {_ID: identifier})
    path[0].addnext(reference)
    path[-1].addnext(_new(paragraph, _END, {_ID: identifier}))
    _path(paragraph, first)[-1].addprevious(_new(paragraph, _START, {_ID: identifier}))


def _path(paragraph: Any, leaf: Any) -> list[Any]:
    """From a paragraph's child that holds a leaf down to what marks can stand beside.

    That is a run, or what takes no marks inside, such as a formula or a field.
    """
    path = [leaf]
    while (parent := path[-1].getparent()) is not paragraph:
        path.append(parent)
    path.reverse()
    return path[: next(i for i, element in enumerate(path, 1) if _closed(element))]


def _closed(element: Any) -> bool:
    return element.tag not in _OPEN or any(element.find(name) is not None for name in _FIELDS)


def _split(paragraph: Any, offsets: Iterable[int]) -> None:
    """Make runs begin at these offsets, from the last to the first so that the others hold."""
    leaves, starts = _leaves(paragraph)
    for offset in sorted(offsets, reverse=True):
        number = bisect_right(starts, offset) - 1
        leaf, at = leaves[number], offset - starts[number]
        run = _path(paragraph, leaf)[-1]
        if run.tag == _RUN:
            child = next(e for e in (leaf, *leaf.iterancestors()) if e.getparent() is run)
            if not at:
                _split_run(run, child)
            elif child.tag == _TEXT and at < len(child.text):
                _split_run(run, _split_text(child, at))


def _split_text(text: Any, at: int) -> Any:
    """Cut a `w:t` in two; the second."""
    second = _new(text, _TEXT)
    text.text, second.text = text.text[:at], text.text[at:]
    for half in (text, second):
        half.set(_SPACE, "preserve")
    text.addnext(second)
    return second


def _split_run(run: Any, child: Any) -> None:
    """Move a child and all after it into a run of its own, of the same format."""
    before = child.getprevious()
    properties = run.find(_W + "rPr")
    if before is None or before is properties:
        return
    second = _new(run, _RUN, run.attrib)
    if properties is not None:
        second.append(deepcopy(properties))
    second.extend([child, *child.itersiblings()])
    run.addnext(second)


def _leaves(paragraph: Any) -> tuple[list[Any], list[int]]:
    """The elements with a paragraph's text, and where each begins in it."""
    leaves, starts, position = [], [], 0
    for leaf, text in docx.runs(paragraph):
        if text:
            leaves.append(leaf)
            starts.append(position)
            position += len(text)
    return leaves, starts


def _new(near: Any, tag: str, attributes: Any = None) -> Any:
    """An element of its own that uses the prefixes of another."""
    return near.makeelement(tag, attributes, near.nsmap)
