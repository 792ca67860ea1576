"""All errors of CareLens, each also the builtin that a caller would expect.

CareLensError
├── UnknownFormat        (LookupError)   no reader or exporter of that name or extension
├── MissingExtra         (ImportError)   an optional package is not installed
├── UnreadableDocument   (ValueError)    a document that cannot be read
├── UnwritableOutput     (OSError)       a result that cannot be written
├── InvalidData          (ValueError)    a framework, corpus or table that breaks its contract
└── InvalidModel         (ValueError)    a model folder that cannot be used

A message is one line: what failed, where, and what to do. It never quotes a document.
"""


class CareLensError(Exception):
    """Base of every error that CareLens raises on purpose."""


class UnknownFormat(CareLensError, LookupError):
    """No part of that name, or none for that file extension."""


class MissingExtra(CareLensError, ImportError):
    """A part needs a package that is not installed."""


class UnreadableDocument(CareLensError, ValueError):
    """A document is empty, broken, protected, too large or not of its format."""


class UnwritableOutput(CareLensError, OSError):
    """A result could not be written."""


class InvalidData(CareLensError, ValueError):
    """A framework, a corpus or a table breaks its contract."""


class InvalidModel(CareLensError, ValueError):
    """A model folder is incomplete, altered, or of another format number."""
