"""Shares in tenths, as East Asian texts tell them: 八成, 两成二, 4割弱, 3割5分."""

from __future__ import annotations

import re
from decimal import Decimal

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.vocabulary.qualifier import Qualifier

_DIGIT = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"两": 2, "兩": 2, "半": 5}
#: A digit, the sign for a tenth, perhaps a digit for hundredths; not a word that begins with that sign.
_TENTHS = re.compile(
    r"([一二两兩三四五六七八九1-9](?<![\d.][1-9]))(?:成(?![为為本立功员員长長果绩績人都交型熟就份])([一二三四五六七八九半])?|割(?:([1-9一二三四五六七八九])分)?)"
)
_AFTER = {"弱": Qualifier.AT_MOST, "强": Qualifier.AT_LEAST, "強": Qualifier.AT_LEAST, "超": Qualifier.AT_LEAST}


def tenths(folded: str, start: int, end: int) -> list[Quantity]:
    """Shares told in tenths in a stretch of folded text, as percentages."""
    found = []
    for match in _TENTHS.finditer(folded, start, end):
        hundredths = match[2] or match[3]
        value = 10 * _value(match[1]) + (_value(hundredths) if hundredths else 0)
        qualifier = _AFTER.get(folded[match.end() : match.end() + 1])
        found.append(Quantity(match.start(), match.end(), Decimal(value), "%", qualifier, match.start()))
    return found


def _value(sign: str) -> int:
    return _DIGIT[sign] if sign in _DIGIT else int(sign)
