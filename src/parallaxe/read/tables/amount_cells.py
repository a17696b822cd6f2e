"""Amounts of money in a cell: with the scale of their label, a conversion, or another amount that says what it is."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.label_parts import LabelUnit
from parallaxe.vocabulary.unit import CURRENCIES

#: Metrics told in money, of which one cell may tell two, and what may stand between an amount and the word for it.
MONEY = frozenset({"funding_raised", "valuation", "revenue", "capex_commitment"})
_BESIDE = re.compile(
    r"[\s:：=约約~≈(（)）*_]*(?:(?:of|at|von|bei|de|di|à|a|em|for|на|в|tại|ở|为|達|达)\s*)*(?:约|約|~|≈|\$|an?\s)?[\s]*"
)
#: A larger number is written out, whatever scale its label names.
_WRITTEN_OUT = 10_000_000
#: Currency where neither the cell nor its label names one, as the field reckons.
_RECKONED = "USD"


def amounts(
    page: Page, metric: str, found: list[Quantity], span: tuple[int, int], label: LabelUnit
) -> list[tuple[str, str, Quantity]]:
    """Metric, currency and amount of the money in a cell.

    One of several may say itself that it is something else ("$6B/valuation $24B").

    Args:
        page: the document.
        metric: what the label says.
        found: the cell's quantities.
        span: of the cell.
        label: currency and scale that the label gives.
    """
    told = [scaled(one, label.exponent) for one in found]
    paid = [one for one in told if one.kind == "money" or (not one.unit and (label.unit in CURRENCIES or one.exponent))]
    if not paid or (paid[0].kind != "money" and any(one.kind == "money" for one in paid)):
        paid = [one for one in paid if one.kind == "money"]
    own = {one: said for one in paid if (said := _said(page, one, paid, span))}
    first = next((one for one in paid if own.get(one, metric) == metric), None)
    same = with_conversion(paid[paid.index(first) :]) if first else []
    return [
        (own.get(one, metric), one.unit or label.unit or _RECKONED, one) for one in paid if one in own or one in same
    ]


def with_conversion(found: list[Quantity]) -> list[Quantity]:
    """The first figure and, if it is money, a conversion of it beside it; a range keeps both ends."""
    first = found[0]
    more = [
        quantity
        for quantity in found[1:2]
        if (first.kind == quantity.kind == "money" and first.unit != quantity.unit)
        or (first.qualifier and quantity.qualifier and quantity.start - first.end <= 5)  # noqa: PLR2004
    ]
    return [first, *more]


def scaled(quantity: Quantity, exponent: int) -> Quantity:
    """A bare number with the scale its label gives; one with a scale of its own keeps that."""
    if not exponent or quantity.exponent or quantity.value >= _WRITTEN_OUT or quantity.kind not in {"money", "count"}:
        return quantity
    return replace(quantity, value=quantity.value.scaleb(exponent), exponent=exponent)


def _said(page: Page, amount: Quantity, all_of: list[Quantity], span: tuple[int, int]) -> str | None:
    """What the words right beside an amount say it is, where there are several; words before the next one are its."""
    if len(all_of) < 2:  # noqa: PLR2004
        return None
    before = max((one.end for one in all_of if one.end <= amount.start), default=span[0])
    following = next((one for one in all_of if one.start >= amount.end), None)
    for first, last in ((before, amount.start), (amount.end, following.start if following else span[1])):
        told = [tag for tag in page.tags.within("metrics", first, last) if tag.weight == 1 and tag.key in MONEY]
        near = [tag for tag in told if _BESIDE.fullmatch(page.folded, *_gap(tag.start, tag.end, amount))]
        if first == amount.end and following:
            near = [tag for tag in near if not _BESIDE.fullmatch(page.folded, tag.end, following.start)]
        if near:
            return near[0].key
    return None


def _gap(start: int, end: int, amount: Quantity) -> tuple[int, int]:
    return (end, amount.start) if end <= amount.start else (amount.end, start)
