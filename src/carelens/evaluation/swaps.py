"""Swaps of what a person is called or is, which must not move a label.

Who is written about (a name, a gender, an age, a people, a faith) says nothing of the stance of
the writing. Each function gives the text with such words exchanged, or the same text where it has
none. "Masculine" and "feminine" are not swapped: in the `values` dimension they name a value set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType

_WORD = re.compile(r"[^\W\d_]+")
_AGE = re.compile(r"\b(\d{1,2})(?=(?:[- ]year[- ]old|[- ]years[- ]old|[- ]?yo\b|[- ]?y/o\b))", re.I)
_HER = re.compile(r"\bher\b(?=(\s+[^\W\d_]+)?)", re.I)
_NOT_OWNED = frozenset(
    """a about after again against all and as at back because before but by down for from how if in
    into is it more no not of off on or out over so than that the then there this through to too
    until up was what when where which while who why will with""".split()
)
_GENDERED = (
    """he/she him/her himself/herself man/woman men/women boy/girl boys/girls male/female
    males/females father/mother fathers/mothers dad/mom son/daughter sons/daughters
    brother/sister brothers/sisters husband/wife husbands/wives uncle/aunt nephew/niece
    grandfather/grandmother grandson/granddaughter boyfriend/girlfriend mr/ms paternal/maternal
    fatherhood/motherhood gentleman/lady gentlemen/ladies"""
).split()
# Given names of many origins; each is exchanged for the next but one in its row.
_NAMES = (
    """James Mohammed Wei Carlos Jamal Sanjay Liam Ivan Kwame Daniel Yusuf Hiroshi Miguel Darnell
    Arjun Tom Dmitri Kofi Marcus Ahmed Jin Luis Tyrone Ravi Ben Omar Sam Jack Robert John Michael
    David Paul Mark Peter George Eli Noah Adam Joe Dan Alex Kevin Brian Eric Ryan Tim Steve""",
    """Mary Fatima Mei Maria Aaliyah Priya Emma Olga Ama Rachel Aisha Yuki Sofia Keisha Anjali Kate
    Natasha Abena Sarah Leila Ling Carmen Latoya Deepa Anna Zainab Jane Rosa Lisa Maya Ella Nora
    Grace Ruth Dee Linda Karen Susan Julia Laura Emily Jessica Amy Megan Claire Helen Alice""",
)
_PEOPLES = """Black white Latina Asian Hispanic Caucasian Native Arab Mexican Chinese Irish Somali
    Polish Korean Navajo Indigenous Aboriginal Māori Maori Lakota Cherokee Vietnamese Filipino
    Turkish Nigerian Jamaican Romani European African Samoan Hawaiian Inuit Métis"""
_FAITHS = (
    """Christian Muslim Jewish Hindu Buddhist Catholic Sikh Baptist Methodist Quaker Orthodox
    Lutheran Mormon Pentecostal""",
    "church mosque synagogue temple",
    "pastor imam rabbi priest",
)


def genders(text: str) -> str:
    """Every pronoun, title and family word of one gender for the other's.

    Where "her" stands before a noun it becomes "his", else "him"; the guess is good enough here.
    """

    def pronoun(match: re.Match[str]) -> str:
        after = (match.group(1) or "").strip().lower()
        return _like(match.group(), "his" if after and after not in _NOT_OWNED else "him")

    forms = dict(line.split("/") for line in _GENDERED)
    forms |= {female: male for male, female in forms.items()} | {"his": "her", "hers": "his"}
    del forms["her"]
    words = {**forms, "ms": "mr", "mrs": "mr"}
    parts: list[str] = []
    end = 0
    for match in _HER.finditer(text):
        parts += [_exchange(text[end : match.start()], words), pronoun(match)]
        end = match.end()
    return "".join([*parts, _exchange(text[end:], words)])


def names(text: str) -> str:
    """Given names for given names of other origins."""
    return _exchange(text, _rows(_NAMES), capital=True)


def peoples(text: str) -> str:
    """Words for peoples and ethnic groups for one another."""
    return _exchange(text, _rows((_PEOPLES,)), capital=True)


def faiths(text: str) -> str:
    """Words for faiths, their houses and their ministers for one another."""
    return _exchange(text, _rows(_FAITHS))


def ages(text: str) -> str:
    """Ages of persons: 30 years more or less."""
    return _AGE.sub(lambda m: str(int(m[1]) + (30 if int(m[1]) < 50 else -30)), text)


SWAPS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "names": names,
        "genders and pronouns": genders,
        "ethnic terms": peoples,
        "religious terms": faiths,
        "ages": ages,
    }
)


def _rows(rows: tuple[str, ...]) -> dict[str, str]:
    forms: dict[str, str] = {}
    for row in rows:
        words = row.lower().split()
        forms |= dict(pairwise([*words, words[0]]))
    return forms


def _exchange(text: str, forms: Mapping[str, str], *, capital: bool = False) -> str:
    def other(match: re.Match[str]) -> str:
        word = match.group()
        if capital and not word[0].isupper():
            return word
        return _like(word, forms.get(word.lower(), word))

    return _WORD.sub(other, text)


def _like(word: str, other: str) -> str:
    """The other word with the first one's capitals."""
    if len(word) > 1 and word.isupper():
        return other.upper()
    return other[0].upper() + other[1:] if word[0].isupper() else other
