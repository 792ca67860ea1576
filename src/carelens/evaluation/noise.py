"""Damaged and differently spelled forms of a text, to see what a model makes of them.

Every function is deterministic: the same text gives the same damage.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

SHARE = 0.1
"""The share of words that typing errors and scanning errors strike."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_LETTERS = re.compile(r"[^\W\d_]+")
_PUNCTUATION = re.compile(r"[^\w\s]")
_SCANNED = (("rn", "m"), ("m", "rn"), ("li", "h"), ("cl", "d"), ("e", "c"), ("l", "1"), ("o", "0"))
# British and American forms: whole words, beginnings of words, and verbs in -ise and -ize.
_WHOLE = "programme/program programmes/programs mum/mom mums/moms grey/gray fulfil/fulfill"
_BEGINNINGS = """
    behaviour/behavior counsellor/counselor counselling/counseling centre/center
    paediatric/pediatric favour/favor honour/honor labour/labor colour/color neighbour/neighbor
    humour/humor defence/defense enrolment/enrollment skilful/skillful judgement/judgment
    travelling/traveling modelling/modeling labelled/labeled analyse/analyze catalogue/catalog"""
_IZED = """
    organ recogn stabil hospital minim maxim priorit emphas general normal standard random manual
    util real special summar traumat social personal categor sensit internal individual"""
_PAIRS = (
    *(tuple(f"{stem}i{s}{end}" for s in "sz") for stem in _IZED.split() for end in "eia"),
    *(tuple(pair.split("/")) for pair in _BEGINNINGS.split()),
)


def typos(text: str) -> str:
    """One slip of the fingers in a tenth of the longer words: swapped, lost or doubled letters."""
    return _strike(text, _slip)


def scanned(text: str) -> str:
    """As read badly from paper, a tenth of the longer words: rn for m, 1 for l, words cut."""
    return _strike(text, _misread)


def shouted(text: str) -> str:
    """All in upper case."""
    return text.upper()


def unpunctuated(text: str) -> str:
    """Without punctuation: a blank in place of each mark, nothing in place of an apostrophe."""
    return _PUNCTUATION.sub(lambda m: "" if m.group() in "'’" else " ", text)


def british(text: str) -> str:
    """In British spelling."""
    return _spell(text, 1)


def american(text: str) -> str:
    """In American spelling."""
    return _spell(text, 0)


NOISES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "typing errors": typos,
        "scanning errors": scanned,
        "upper case": shouted,
        "no punctuation": unpunctuated,
        "British spelling": british,
        "American spelling": american,
    }
)


def _strike(text: str, damage: Callable[[str, random.Random], str]) -> str:
    rng = random.Random(zlib.crc32(text.encode("utf-8", "surrogatepass")))
    return _WORD.sub(lambda m: damage(m.group(), rng) if rng.random() < SHARE else m.group(), text)


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if kind == 1 else word[:at] + word[at] + word[at:]


def _misread(word: str, rng: random.Random) -> str:
    possible = [(old, new) for old, new in _SCANNED if old in word]
    if not possible or rng.random() < 0.3:
        at = rng.randrange(2, len(word) - 1)
        return f"{word[:at]}- {word[at:]}"
    old, new = rng.choice(possible)
    return word.replace(old, new, 1)


def _spell(text: str, old: int) -> str:
    whole = dict(pair.split("/")[:: -1 if old else 1] for pair in _WHOLE.split())
    beginnings = [(pair[old], pair[1 - old]) for pair in _PAIRS]

    def respell(match: re.Match[str]) -> str:
        word = match.group()
        low = word.lower()
        form = whole.get(low, low)
        for first, other in beginnings:
            if low.startswith(first):
                form = other + low[len(first) :]
        return word if form == low else word[0] + form[1:]

    return _LETTERS.sub(respell, text)
