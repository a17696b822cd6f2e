"""Numbers with their unit and qualifier: what a claim's value is made from."""

from __future__ import annotations

import re
from decimal import Decimal
from operator import attrgetter

import msgspec
from msgspec.structs import replace

from parallaxe.read.amounts.numbers import SPACE, Numeral, numerals, skipped
from parallaxe.read.words.lexer import Tag, Tags
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.vocabulary.qualifier import Qualifier
from parallaxe.vocabulary.unit import CURRENCIES

_DASH = re.compile(r"[ *]*(?:-|–|—|~|～)[ *]*$")
_LOOK_BACK = 24
#: Length of a currency's code.
_CODE = 3
_KIND = {"%": "percent", "": "count"} | dict.fromkeys(CURRENCIES, "money")
#: Code points between the ends of a range, at most.
_RANGE_GAP = 8
#: Amounts further apart are two ("raises 200M at 2,000M"), not the ends of a range.
_WIDEST = 7
#: Where a quantity stands, to sort by.
place_of = attrgetter("start", "end")
#: Units an enumeration shares, from which power of ten on, over how many code points.
_SHARED, _LARGE, _ENUMERATION = CURRENCIES | {"tokens"}, 6, 90
#: Metrics that are told in money: their words behind a bare amount leave it one ("after 131 billion in 2025", "57 billion in revenue").
_OF_MONEY = frozenset({
    "price_input_per_mtok", "price_output_per_mtok", "saving_per_year", "funding_raised", "valuation", "revenue",
    "capex_commitment", "training_cost",
})  # fmt: skip
_PRICES, _DEAR = re.compile(r" ?/ ?| (?:and|et|y|e|und|и|và) "), 1000
_CENTS = re.compile(
    r"[ -]?(?:u\.?s\.?[- ])?(?:cents?(?!\w)|¢|美分|セント|цент(?:а|ов)?(?!\w)|centavos de dólar|centavos(?= por mill)|xu mỹ)"
)
LISTED = re.compile(r"[、,，]? ?(?:和|与|及|と|và|и|und|and|et|y|e)? ?")
#: Code points of an adjective before the people counted.
_ADJECTIVE, _NEAR_PEOPLE = 20, 5
#: Code points from a fraction to the percentage that says it exactly, and how far they may differ.
_RESTATED, _ALIKE = 30, 10


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A value with its unit.

    Args:
        start: first code point, a currency sign in front included.
        end: code point after the unit.
        value: scaled.
        unit: ISO currency, "%", "tokens", "parameters", "months"…, "" for a bare number.
        qualifier: what stands before it.
        number_start: first code point of the digits.
        exponent: power of ten of the scale word or letter that stood there.
        letter: the scale's letter ("b" of "7B"), "" otherwise.
        vague: "tens of millions".
    """

    start: int
    end: int
    value: Decimal
    unit: str
    qualifier: Qualifier | None
    number_start: int
    exponent: int = 0
    letter: str = ""
    vague: bool = False

    @property
    def kind(self) -> str:
        """money, percent, count or the unit itself."""
        return _KIND.get(self.unit, self.unit)


def quantities(folded: str, tags: Tags, lexicon: Lexicon, start: int, end: int) -> list[Quantity]:
    """All quantities of a stretch of folded text, ranges resolved into their two ends."""
    found = [_with_unit(folded, tags, numeral) for numeral in numerals(folded, tags, lexicon, start, end)]
    if fractions := tags.within("fractions", start, end):
        parts = {place for tag in fractions for place in range(tag.start, tag.end)}
        found = [one for one in found if one.number_start not in parts]
        found += [
            Quantity(tag.start, tag.end, Decimal(tag.key).quantize(Decimal("0.1")), "%", Qualifier.APPROX, tag.start)
            for tag in fractions
        ]
    if len(found) < 2:  # noqa: PLR2004
        return found
    return _shared_units(
        folded,
        tags,
        _ranges(folded, tags, _distinct(sorted(found, key=lambda quantity: (quantity.start, -quantity.end)))),
    )


def _distinct(found: list[Quantity]) -> list[Quantity]:
    """Without those that begin inside another; of two that begin together the longer ("four out of five")."""
    kept: list[Quantity] = []
    for quantity in found:
        if not kept or quantity.start >= kept[-1].end:
            kept.append(quantity)
    return kept


def _with_unit(folded: str, tags: Tags, numeral: Numeral) -> Quantity:
    start, sign = _sign_before(folded, tags, numeral.start)
    end, unit = numeral.end, sign
    if not sign and (cents := _in_cents(folded, numeral)) > 0:
        value = numeral.value.scaleb(-2)
        return Quantity(start, cents, value, "USD", _qualifier(folded, tags, start, cents), numeral.start)
    if not sign:
        end, unit = _unit_after(folded, tags, numeral)
    elif sign in {"USD", "CNY"} and (after := tags.at(skipped(folded, numeral.end, SPACE), "units")):
        end = after.end if after.key in CURRENCIES else end
        unit = after.key if after.key in CURRENCIES and after.key != "USD" else unit
    numeral_value = numeral.value
    if numeral.letter and unit not in CURRENCIES and numeral.letter == "g":
        end, numeral_value = numeral.plain_end, numeral.value.scaleb(-9)
    return Quantity(
        start,
        end,
        numeral_value,
        unit,
        _qualifier(folded, tags, start, end),
        numeral.start,
        numeral.exponent,
        numeral.letter,
        numeral.vague,
    )


def _sign_before(folded: str, tags: Tags, start: int) -> tuple[int, str]:
    for gap in (0, 1) if folded[max(start - 1, 0) : start] == " " else (0,):
        tag = tags.before(start - gap, "units")
        if (
            tag
            and tag.key in CURRENCIES
            and (gap == 0 or not folded[tag.start : tag.end].isalpha() or tag.end - tag.start == _CODE)
        ):
            if gap and tag.start and folded[tag.start - 1].isdigit():
                continue
            return tag.start, tag.key
    return start, ""


def _unit_after(folded: str, tags: Tags, numeral: Numeral) -> tuple[int, str]:
    dotted = numeral.exponent and folded.startswith(".", numeral.end)
    place = skipped(folded, numeral.end + 1 if dotted else numeral.end)
    if place < len(folded) and folded[place] == "\n":
        return numeral.end, ""
    tag = tags.at(place, "units")
    if tag is None:
        joiner = tags.at(place, "joiners")
        tag = tags.at(skipped(folded, joiner.end, SPACE), "units") if joiner else None
    if tag is None and numeral.exponent:
        tag = tags.before(numeral.end, "units")
        tag = tag if tag and tag.start >= numeral.plain_end else None
    if tag is None:
        return numeral.end, ""
    return tag.end, tag.key


def _in_cents(folded: str, numeral: Numeral) -> int:
    """Where "cents" behind a number ends, -1 where none stands there."""
    match = _CENTS.match(folded, numeral.end) if not numeral.exponent else None
    return match.end() if match else -1


def _qualifier(folded: str, tags: Tags, start: int, end: int) -> Qualifier | None:
    position = start
    while position > 0 and start - position < _LOOK_BACK and folded[position - 1] in " *_($":
        position -= 1
    tag = tags.before(position, "qualifiers")
    if tag and tag.side != "<":
        return Qualifier(tag.key)
    after = tags.at(skipped(folded, end, SPACE), "qualifiers")
    return Qualifier(after.key) if after and after.side == "<" else None


def _shared_units(folded: str, tags: Tags, found: list[Quantity]) -> list[Quantity]:
    """Members of an enumeration take the unit its first one states ("80 billion dollars, 85 billion")."""
    result: list[Quantity] = []
    for quantity in found:
        last = result[-1] if result else None
        if (
            last
            and not quantity.unit
            and quantity.exponent >= _LARGE
            and last.exponent >= _LARGE
            and last.unit in _SHARED
        ):
            own = tags.at(skipped(folded, quantity.end, SPACE), "metrics")
            if own and own.key in _OF_MONEY and last.unit in CURRENCIES:
                own = None
            own = own or _people(folded, tags, quantity.end)
            own = own or _people_before(folded, tags, quantity.start)
            near = quantity.start - last.end <= _ENUMERATION
            result.append(
                replace(quantity, unit=last.unit) if own is None and near and not quantity.letter else quantity
            )
        else:
            result.append(quantity)
    for place in range(len(result) - 2, -1, -1):
        one, following = result[place], result[place + 1]
        if following.unit in CURRENCIES and _is_first_price(folded, one, following):
            result[place] = replace(one, unit=following.unit)
            continue
        bare = not one.unit and not one.letter and one.exponent >= _LARGE
        if bare and following.unit in _SHARED and LISTED.fullmatch(folded, one.end, following.start):
            result[place] = replace(one, unit=following.unit)
    return result


def _is_first_price(folded: str, one: Quantity, following: Quantity) -> bool:
    """Whether a bare number is the first of two prices that share their currency: "0,60/3,00 dólares", "3 et 15 dollars"."""
    bare = not one.unit and not one.letter and not one.exponent and not following.exponent
    return (
        bare and one.value < following.value < _DEAR and _PRICES.fullmatch(folded, one.end, following.start) is not None
    )


def restated(fraction: Quantity, found: list[Quantity]) -> bool:
    """Whether a percentage says exactly what the fraction before it says ("more than half: 56 %")."""
    return (
        fraction.unit == "%"
        and fraction.qualifier is Qualifier.APPROX
        and any(
            other.unit == "%"
            and 0 < other.start - fraction.end <= _RESTATED
            and other.value != fraction.value
            and abs(other.value - fraction.value) < _ALIKE
            and other.qualifier is not Qualifier.APPROX
            for other in found
        )
    )


def _people(folded: str, tags: Tags, position: int) -> Tag | None:
    """The word for people that a number counts, over an adjective ("800 million weekly users")."""
    near = tags.within("metrics", position, position + _ADJECTIVE, "users")
    return near[0] if near and not any(mark in folded[position : near[0].start] for mark in ",;.()") else None


def _people_before(folded: str, tags: Tags, position: int) -> Tag | None:
    """The word for people that their number follows, over a qualifier at most ("用户超过2.12亿")."""
    near = [tag for tag in tags.within("metrics", position - _ADJECTIVE, position, "users") if tag.end <= position]
    return (
        near[-1]
        if near and position - near[-1].end <= _NEAR_PEOPLE and "," not in folded[near[-1].end : position]
        else None
    )


def _ranges(folded: str, tags: Tags, found: list[Quantity]) -> list[Quantity]:
    """Gives the first end of a range the unit and scale of the second, and both their qualifier."""
    result = list(found)
    for place in range(len(result) - 1):
        first, second = result[place], result[place + 1]
        if not (second.unit or second.exponent) or not _joined(folded, tags, first, second):
            continue
        if first.unit in CURRENCIES and first.exponent == second.exponent and second.value > _WIDEST * first.value:
            continue
        value = first.value
        if second.exponent and not first.exponent and first.value < second.value.scaleb(-second.exponent):
            value = first.value.scaleb(second.exponent)
        if value < second.value:
            result[place] = replace(
                first,
                value=value,
                unit=first.unit or second.unit,
                qualifier=Qualifier.AT_LEAST,
                exponent=second.exponent,
                letter=second.letter,
            )
            result[place + 1] = replace(second, unit=second.unit or first.unit, qualifier=Qualifier.AT_MOST)
    return result


def _joined(folded: str, tags: Tags, first: Quantity, second: Quantity) -> bool:
    if second.start - first.end > _RANGE_GAP:
        return False
    if _DASH.match(folded[first.end : second.start]):
        return first.unit in {"", second.unit} or not second.unit
    word = tags.at(skipped(folded, first.end, SPACE), "ranges")
    if (
        word is None
        or first.unit not in {"", second.unit}
        or (first.unit and first.qualifier is not None and not second.exponent > first.exponent)
    ):
        return False
    return skipped(folded, word.end, SPACE) >= second.start - 1 and not (
        first.unit and first.exponent == second.exponent == 0
    )
