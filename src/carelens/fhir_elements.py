"""Which elements of a FHIR resource are words of people, R4 and R5 names together.

Elements: https://hl7.org/fhir/R4/resourcelist.html and https://hl7.org/fhir/R5/resourcelist.html.
What says what a goal or an activity is counts, be it a code's display; other codes, references,
identifiers, numbers and dates do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPE = re.compile(r"[A-Z][A-Za-z]{1,63}")

Tree = dict[str, "str | Tree"]
"""Element names to what is below them, or to the role of the element."""


def _elements(**paths: str) -> Tree:
    """Roles with the paths of their elements as a tree; notes are words in every resource."""
    tree: Tree = {}
    for role, names in {**paths, "words": paths.get("words", "") + " note"}.items():
        for path in names.split():
            *above, last = path.split(".")
            node = tree
            for name in above:
                inner = node.setdefault(name, {})
                assert isinstance(inner, dict), path
                node = inner
            node[last] = role
    return tree


_OTHER = _elements()
ELEMENTS: dict[str, Tree] = {
    "CarePlan": _elements(
        title="title",
        words="description activity.detail.description activity.progress",
        named="goal activity.detail.code activity.detail.reasonCode.text "
        "activity.detail.statusReason.text activity.outcomeCodeableConcept.text "
        "activity.reference activity.plannedActivityReference activity.performedActivity",
    ),
    "CareTeam": _elements(title="name"),
    "ClinicalImpression": _elements(
        words="description summary finding.basis",
        named="finding.itemCodeableConcept.text finding.item.concept.text statusReason.text "
        "prognosisCodeableConcept.text changePattern.text",
    ),
    "Communication": _elements(
        title="topic",
        words="payload.contentString",
        named="payload.contentCodeableConcept.text statusReason.text reasonCode.text "
        "reason.concept.text",
        attachment="payload.contentAttachment",
    ),
    "CommunicationRequest": _elements(
        words="payload.contentString",
        named="payload.contentCodeableConcept.text reasonCode.text reason.concept.text",
        attachment="payload.contentAttachment",
    ),
    "Composition": _elements(title="title", section="section"),
    "Condition": _elements(title="code"),
    "DiagnosticReport": _elements(
        title="code", words="conclusion media.comment", attachment="presentedForm"
    ),
    "DocumentReference": _elements(
        title="type", words="description", attachment="content.attachment"
    ),
    "Encounter": _elements(named="reasonCode.text reason.value.concept.text"),
    "FamilyMemberHistory": _elements(words="condition.note"),
    "Flag": _elements(named="code.text"),
    "Goal": _elements(
        words="statusReason target.detailString",
        named="description outcomeCode.text outcome.concept.text target.detailCodeableConcept.text",
    ),
    "List": _elements(title="title"),
    "Observation": _elements(title="code", words="valueString component.valueString"),
    "Procedure": _elements(
        title="code", named="reasonCode.text reason.concept.text outcome.text followUp.text"
    ),
    "QuestionnaireResponse": _elements(item="item"),
    "ServiceRequest": _elements(
        words="patientInstruction",
        named="code orderDetail.text reasonCode.text reason.concept.text",
    ),
    "Task": _elements(title="code", words="description", named="reasonCode.text"),
}
"""By resource type: `title`s become headings, `words` paragraphs, `named` list items; an
`attachment` is a file; a `section` and an `item` hold more of themselves."""

RETRACTED = "entered-in-error"
"""The status of what its writers took back."""

NARRATED = frozenset({"CarePlan", "ClinicalImpression", "Composition", "Goal"})
"""Types whose generated narrative is read where their elements say nothing: it often is the plan
itself. That of an observation or an order is made of codes."""


def of(kind: str) -> Tree:
    """The elements of a resource type; of one that is not in the table, its notes."""
    return ELEMENTS.get(kind, _OTHER)


def resource_type(resource: Any) -> str:
    """The type of a resource; "" for what is none."""
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    return kind if isinstance(kind, str) and _TYPE.fullmatch(kind) else ""


def is_retracted(resource: Any) -> bool:
    """Whether its writers took it back."""
    states = [resource.get("status"), resource.get("lifecycleStatus")]
    verification = resource.get("verificationStatus")
    if isinstance(verification, dict):
        for coding, _ in each(verification.get("coding"), ""):
            states.append(coding.get("code") if isinstance(coding, dict) else None)
    return RETRACTED in states


def each(value: Any, path: str) -> Iterator[tuple[Any, str]]:
    """The members of an array with their paths, or the value itself."""
    if isinstance(value, list):
        for index, member in enumerate(value):
            yield member, f"{path}[{index}]"
    else:
        yield value, path


def words(value: Any, path: str) -> tuple[str, str]:
    """The text of an element and where it stands; "" where it has none.

    An element is a string, a CodeableConcept, an Annotation, a Coding, a Reference, or R5's
    CodeableReference, which holds a concept or a reference.
    """
    if isinstance(value, str):
        return value, path
    for text, where in _candidates(value, path):
        if isinstance(text, str) and text.strip():
            return text, where
    return "", path


def _candidates(value: Any, path: str) -> Iterator[tuple[Any, str]]:
    if not isinstance(value, dict):
        return
    for name in ("text", "instructionMarkdown"):
        yield value.get(name), f"{path}.{name}"
    for coding, where in each(value.get("coding"), f"{path}.coding"):
        if isinstance(coding, dict):
            yield coding.get("display"), f"{where}.display"
    yield value.get("display"), f"{path}.display"
    for name in ("concept", "reference"):
        yield from _candidates(value.get(name), f"{path}.{name}")
