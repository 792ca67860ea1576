"""REFI-QDA codebook (.qdc): the framework's codes alone, for people to code with.

Specification: REFI-QDA 1.5, chapter 5.2 (qdasoftware.org).
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from carelens import __version__
from carelens.annotation import AnnotatedDocument
from carelens.refi_codebook import codes, to_xml

NAMESPACE = "urn:QDA-XML:codebook:1.0"


def render(annotated: AnnotatedDocument, *, text: bool = True) -> str:
    """A code a dimension, with one below it a pole; the pole's definition is its description.

    Nothing of the document is in it, with or without text.
    """
    book = Element("CodeBook", {"xmlns": NAMESPACE, "origin": f"CareLens {__version__}"})
    book.append(codes(annotated.model.framework))
    return to_xml(book).decode("utf-8")
