"""CareLens shows where writing about care leans, and the words that say so.

>>> import carelens
>>> document = carelens.read("plan.docx")
>>> annotated = carelens.annotate(document, carelens.Model.load())

Names are loaded on first use: importing the package loads nothing else.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carelens.annotate import annotate
    from carelens.annotation import AnnotatedDocument, Evidence, ProfileRow, Verdict
    from carelens.corpus import Example, read_corpus
    from carelens.document import Block, Document, Passage
    from carelens.errors import (
        CareLensError,
        InvalidData,
        InvalidModel,
        MissingExtra,
        UnknownFormat,
        UnreadableDocument,
        UnwritableOutput,
    )
    from carelens.exporters import render, write
    from carelens.framework import Dimension, Framework
    from carelens.model import Model
    from carelens.readers import read, read_text

__version__ = "0.1.0"

__all__ = [
    "AnnotatedDocument",
    "Block",
    "CareLensError",
    "Dimension",
    "Document",
    "Evidence",
    "Example",
    "Framework",
    "InvalidData",
    "InvalidModel",
    "MissingExtra",
    "Model",
    "Passage",
    "ProfileRow",
    "UnknownFormat",
    "UnreadableDocument",
    "UnwritableOutput",
    "Verdict",
    "annotate",
    "read",
    "read_corpus",
    "read_text",
    "render",
    "write",
]

_HOME = {
    "annotate": "annotate",
    "annotation": "AnnotatedDocument Evidence ProfileRow Verdict",
    "corpus": "Example read_corpus",
    "document": "Block Document Passage",
    "errors": "CareLensError InvalidData InvalidModel MissingExtra UnknownFormat "
    "UnreadableDocument UnwritableOutput",
    "exporters": "render write",
    "framework": "Dimension Framework",
    "model": "Model",
    "readers": "read read_text",
}
_MODULE = {name: module for module, names in _HOME.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _MODULE:
        raise AttributeError(f"module 'carelens' has no attribute {name!r}")
    value = getattr(import_module(f"carelens.{_MODULE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """`carelens.annotate` is the function also after its module of that name was imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, ModuleType) and name in _MODULE:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
