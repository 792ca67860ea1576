"""Words that say who a person is, and how many: folded into classes, so that it cannot matter.

Who is written about says nothing of the stance of the writing. A word for one gender and its
counterpart for the other are one term (`he` and `she` are both `she/he`), words for peoples are
one term, and so are words for faiths. Digits count by their number alone: `12` and `30` are `00`.
"Masculine" and "feminine" stay: in the `values` dimension they name a value set.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_GENDERS = """
    he/she him/her his/her hers/her himself/herself man/woman men/women boy/girl boys/girls
    man's/woman's men's/women's boy's/girl's he's/she's he'd/she'd he'll/she'll male/female
    males/females father/mother fathers/mothers father's/mother's dad/mom dads/moms dad/mum
    daddy/mommy son/daughter sons/daughters brother/sister brothers/sisters husband/wife
    husbands/wives husband's/wife's uncle/aunt uncles/aunts nephew/niece grandfather/grandmother
    grandfathers/grandmothers grandpa/grandma grandson/granddaughter boyfriend/girlfriend mr/ms
    mr/mrs mr/miss sir/madam paternal/maternal fatherhood/motherhood fathering/mothering
    gentleman/lady gentlemen/ladies king/queen widower/widow stepfather/stepmother"""
_PEOPLES = """
    black white latino latina latinos latinas latinx hispanic hispanics asian asians
    caucasian native arab arabs arabic indian indians mexican chinese japanese korean
    vietnamese filipino irish polish somali turkish nigerian jamaican romani african
    africans european europeans samoan hawaiian pacific islander islanders inuit métis
    metis māori maori lakota navajo cherokee ojibwe cree indigenous aboriginal aboriginals"""
_FAITHS = """
    christian christians christianity muslim muslims islam islamic jewish jews judaism hindu hindus
    hinduism buddhist buddhists buddhism catholic catholics catholicism protestant protestants sikh
    sikhs baptist methodist quaker quakers orthodox lutheran mormon pentecostal evangelical church
    churches mosque mosques synagogue synagogues temple temples pastor pastors imam imams rabbi
    rabbis priest priests bible biblical quran torah"""


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for pair in _GENDERS.split():
        male, female = pair.split("/")
        name = table.get(male) or table.get(female) or f"{female}/{male}"
        table[male] = table[female] = name
    table |= dict.fromkeys(_PEOPLES.split(), "(people)")
    return table | dict.fromkeys(_FAITHS.split(), "(faith)")


FOLDED: Final = _table()
"""Every word that is folded, with the name of its class."""


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The class of a lower-cased word, or the word itself where it has none."""
    return "0" * len(word) if word.isdigit() else FOLDED.get(word, word)
