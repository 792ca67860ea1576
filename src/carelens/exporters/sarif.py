"""SARIF 2.1.0 (OASIS), for code scanning, editors and what else reads findings.

Specification: docs.oasis-open.org/sarif/sarif/v2.1.0. Offsets and columns are code points, as
`columnKind` says; lines and columns count from 1, and a line ends with CR LF, LF or CR.
The artifact is the text that CareLens read: of a plain text file in UTF-8 it is the file itself,
of any other its text, so that an editor finds the place in the former only.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from typing import Any
from urllib.parse import quote

from carelens import __version__
from carelens.annotation import AnnotatedDocument, text_sha256
from carelens.findings import Finding, findings
from carelens.framework import POLES, Dimension, Framework

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
NEWLINES = ("\r\n", "\n", "\r")
FINGERPRINT = "passageHash/v1"
"""SHA-256 of label and passage (NFC, white space as one space), and which of its like it is."""

_NEWLINE = re.compile("|".join(NEWLINES))
_BASE = "%SRCROOT%"
_SPEAKS = ("Speaks against", "Speaks for")


def render(annotated: AnnotatedDocument, *, text: bool = True, snippets: bool = False) -> str:
    """One run: a rule for each label, and a note for each passage and label given to it.

    The words for and against a label are related locations. None of the document's own words is
    in it unless `snippets` asks for them; with `text=False` not even then.
    """
    return json.dumps(_log(annotated, text and snippets), ensure_ascii=False, indent=1) + "\n"


def _log(annotated: AnnotatedDocument, snippets: bool) -> dict[str, Any]:
    document, model = annotated.document, annotated.model
    framework = model.framework
    driver = {"name": "CareLens", "version": __version__, "rules": _rules(framework)}
    run = {
        "tool": {"driver": driver},
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder of the document."}}},
        "artifacts": [_artifact(document.text, _uri(document.name))],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": list(NEWLINES),
        "results": _Results(annotated, snippets).all(),
        "properties": {
            "model": model.name,
            "modelVersion": model.version,
            "modelSha256": model.sha256,
            "framework": framework.id,
            "frameworkVersion": framework.version,
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(framework: Framework) -> list[dict[str, Any]]:
    return [
        _rule(dimension, pole, name)
        for dimension in framework.dimensions
        for pole, name in zip(POLES, framework.pole_names, strict=True)
    ]


def _rule(dimension: Dimension, pole: str, pole_name: str) -> dict[str, Any]:
    what = dimension.pole(pole)
    parts = [dimension.question, f"{pole_name}: {what.phrase}", what.definition]
    if dimension.excludes:
        parts.append(f"Not meant: {dimension.excludes}")
    if what.examples:
        parts.append("\n".join(["Examples:", *(f"- {example}" for example in what.examples)]))
    label = f"{dimension.id}.{pole}"
    return {
        "id": label,
        "name": re.sub(r"[._]", " ", label).title().replace(" ", ""),
        "shortDescription": _message(f"{dimension.name}: {pole_name.lower()}."),
        "fullDescription": _message(what.definition),
        "help": _message("\n\n".join(parts)),
        "defaultConfiguration": {"level": "note"},
        "properties": {"tags": [dimension.id, pole]},
    }


def _artifact(text: str, uri: str) -> dict[str, Any]:
    return {
        "location": {"uri": uri, "uriBaseId": _BASE, "index": 0},
        "description": {
            "text": "The text that CareLens read of this document. "
            "Regions, length and hash are those of the text in UTF-8."
        },
        "mimeType": "text/plain",
        "encoding": "UTF-8",
        "length": len(text.encode("utf-8", "replace")),
        "roles": ["analysisTarget"],
        "hashes": {"sha-256": text_sha256(text)},
    }


def _uri(name: str) -> str:
    return quote(name.lstrip("/"), errors="replace") or "document"


def _message(text: str) -> dict[str, str]:
    """Braces are doubled: a single one opens a placeholder."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _fingerprint(label: str, words: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", words).split())
    return text_sha256(f"{label}\n{plain}")


class _Results:
    """The results of one document; it keeps where lines start and which passages came before."""

    def __init__(self, annotated: AnnotatedDocument, snippets: bool) -> None:
        self._annotated = annotated
        self._rules = {label: i for i, label in enumerate(annotated.model.framework.labels)}
        self._text = annotated.document.text
        self._snippets = snippets
        self._artifact = {"uri": _uri(annotated.document.name), "uriBaseId": _BASE, "index": 0}
        self._lines = [0, *(match.end() for match in _NEWLINE.finditer(self._text))]
        self._seen: Counter[str] = Counter()

    def all(self) -> list[dict[str, Any]]:
        """One result a passage and label, in reading order."""
        return [self._result(finding) for finding in findings(self._annotated)]

    def _result(self, finding: Finding) -> dict[str, Any]:
        passage, label = finding.passage, finding.label
        fingerprint = _fingerprint(label, self._annotated.text(passage))
        self._seen[fingerprint] += 1
        return {
            "ruleId": label,
            "ruleIndex": self._rules[label],
            "level": "note",
            "message": _message(f"{finding.statement}, score {finding.score:.2f}."),
            "locations": [{"physicalLocation": self._place(passage.start, passage.end)}],
            "relatedLocations": self._words(finding),
            "partialFingerprints": {FINGERPRINT: f"{fingerprint}:{self._seen[fingerprint]}"},
            "rank": round(100 * finding.score, 2),
            "properties": {
                "score": finding.score,
                "band": finding.verdict.band,
                "quoted": passage.quoted,
            },
        }

    def _words(self, finding: Finding) -> list[dict[str, Any]]:
        """What speaks for the label and what against it, strongest first."""
        return [
            {
                "id": i,
                "physicalLocation": self._place(e.start, e.end),
                "message": {"text": f"{_SPEAKS[e.weight > 0]} it, {e.weight:+.2f}."},
            }
            for i, e in enumerate(finding.carried + finding.against)
        ]

    def _place(self, start: int, end: int) -> dict[str, Any]:
        start_line, start_column = self._position(start)
        end_line, end_column = self._position(end)
        region: dict[str, Any] = {
            "startLine": start_line,
            "startColumn": start_column,
            "endLine": end_line,
            "endColumn": end_column,
            "charOffset": start,
            "charLength": end - start,
        }
        if self._snippets:
            region["snippet"] = {"text": self._text[start:end]}
        return {"artifactLocation": self._artifact, "region": region}

    def _position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1
