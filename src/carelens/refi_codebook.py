"""The framework as REFI-QDA codes: the same in a codebook (.qdc) and in a project (.qdpx).

Specification: REFI-QDA 1.5, chapter 5 (qdasoftware.org). A dimension is a code that is not given
itself; below it stand its two labels. These carry their whole name, `dimension.pole`, for QualCoder
allows each code name only once. GUIDs are derived from names, so that two files of one framework
have the same codes and a program can merge them.
"""

from __future__ import annotations

import uuid
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from carelens.document import clean
from carelens.framework import POLES, Dimension, Framework
from carelens.xml_characters import xml_text

_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, "urn:carelens:refi-qda")
_COLOURS = {"treatment": "#A04A00", "healing": "#0A5A8F"}  # as in the report


def guid(*parts: str) -> str:
    """A GUID that is always the same for the same parts."""
    return str(uuid.uuid5(_ROOT, clean("\n".join(parts))))


def code_guid(framework: Framework, name: str) -> str:
    """The GUID of the code of a label, or of a dimension by its id."""
    return guid("code", framework.id, name)


def codes(framework: Framework) -> Element:
    """The element `Codes`, without namespace: a code a dimension, with one below it a pole."""
    element = Element("Codes")
    for dimension in framework.dimensions:
        parent = _code(element, framework, dimension.id, dimension.name, _question(dimension))
        parent.set("isCodable", "false")
        for pole, label in zip(POLES, dimension.labels, strict=True):
            child = _code(parent, framework, label, label, dimension.pole(pole).definition)
            child.set("color", _COLOURS[pole])
    return element


def to_xml(root: Element) -> bytes:
    """The element as a UTF-8 file, one child element a line."""
    indent(root)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _code(above: Element, framework: Framework, key: str, name: str, description: str) -> Element:
    code = SubElement(
        above,
        "Code",
        {"guid": code_guid(framework, key), "name": xml_text(name), "isCodable": "true"},
    )
    SubElement(code, "Description").text = xml_text(description)
    return code


def _question(dimension: Dimension) -> str:
    excludes = f"\nNot counted: {dimension.excludes}" if dimension.excludes else ""
    return dimension.question + excludes
