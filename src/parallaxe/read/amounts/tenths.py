"""Shares as East Asian texts tell them, in tenths and as fractions: 八成, 两成二, 4割弱, 3割5分, 百分之三十, 三分之二, 3分の1."""

from __future__ import annotations

import re
from decimal import Decimal

from parallaxe.read.amounts.myriads import value_of
from parallaxe.read.amounts.quantities import Quantity
from parallaxe.vocabulary.qualifier import Qualifier

_DIGIT = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"两": 2, "兩": 2, "半": 5}
#: A digit, the sign for a tenth, perhaps a digit for hundredths; not a word that begins with that sign.
_TENTHS = re.compile(
    r"([一二两兩三四五六七八九1-9](?<![\d.][1-9]))(?:成(?![为為本立功员員长長果绩績人都交型熟就份])([一二三四五六七八九半])?|割(?:([1-9一二三四五六七八九])分)?)"
)
_AFTER = {"弱": Qualifier.AT_MOST, "强": Qualifier.AT_LEAST, "強": Qualifier.AT_LEAST, "超": Qualifier.AT_LEAST}
#: The whole and how many of its parts: "百分之三十", "3分の1"; a decimal behind the point.
_FRACTION = re.compile(
    r"((?<![\d.])\d{1,3}|[一二两兩三四五六七八九十百]+)分(?:之|の)(\d+(?:\.\d+)?|[一二两兩三四五六七八九十百零〇]+)(?:点([一二三四五六七八九零〇]+))?"
)
_PERCENT, _TENTH = Decimal(100), Decimal("0.1")


def tenths(folded: str, start: int, end: int) -> list[Quantity]:
    """Shares told in tenths or as fractions in a stretch of folded text, as percentages."""
    found = []
    for match in _TENTHS.finditer(folded, start, end):
        hundredths = match[2] or match[3]
        value = 10 * _value(match[1]) + (_value(hundredths) if hundredths else 0)
        qualifier = _AFTER.get(folded[match.end() : match.end() + 1])
        found.append(Quantity(match.start(), match.end(), Decimal(value), "%", qualifier, match.start()))
    if folded.find("分", start, end) >= 0:
        found += [share for match in _FRACTION.finditer(folded, start, end) if (share := _fraction(match))]
    return found


def _fraction(match: re.Match[str]) -> Quantity | None:
    """The share a fraction tells, None where it is more than the whole or no number."""
    whole, part = _number(match[1]), _number(match[2])
    if not whole or not part:
        return None
    if match[3]:
        part += Decimal("0." + "".join(str(_DIGIT.get(sign, 0)) for sign in match[3]))
    if part > whole:
        return None
    if whole == _PERCENT:
        return Quantity(match.start(), match.end(), part, "%", None, match.start())
    value = (part / whole * _PERCENT).quantize(_TENTH)
    return Quantity(match.start(), match.end(), value, "%", Qualifier.APPROX, match.start())


def _number(run: str) -> Decimal | None:
    if run[0].isdecimal():
        return Decimal(run)
    value = value_of(run)
    return None if value is None else Decimal(value)


def _value(sign: str) -> int:
    return _DIGIT[sign] if sign in _DIGIT else int(sign)
