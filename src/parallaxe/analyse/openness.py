"""What open models cost against closed ones, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

import msgspec

from parallaxe.analyse.left_out import LeftOut
from parallaxe.analyse.sides import CLOSED, OPEN
from parallaxe.vocabulary.errors import IncomparableError

#: Weight of an input token beside an output token: three are read for each one written.
INPUT_WEIGHT, OUTPUT_WEIGHT = 3, 1
BASIS = "3:1 input to output"
_INPUT, _OUTPUT = "price_input_per_mtok", "price_output_per_mtok"


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One price of one model over a span of days.

    Args:
        model: slug.
        metric: ``price_input_per_mtok`` or ``price_output_per_mtok``.
        offer: what tells offers of one model apart (provider, tier…); input and output of one offer belong together.
        price: of a million tokens.
        currency: ISO 4217.
        since: first ISO day it is known to hold.
        until: last ISO day.
        observation: its id.
    """

    model: str
    metric: str
    offer: str
    price: float
    currency: str
    since: str
    until: str
    observation: str | None = None


class Against(msgspec.Struct, frozen=True, kw_only=True):
    """One open model on one day against the closed ones of that day.

    Args:
        day: ISO day.
        model: slug of the open model.
        price: of a million tokens, blended as ``BASIS`` says, its cheapest offer.
        ratio: price over the median of the closed models.
        dearer: share of closed models that cost more, in percent.
        observations: ids of its two prices.
    """

    day: str
    model: str
    price: float
    ratio: float
    dearer: float
    observations: list[str]


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """Both sides on one day.

    Args:
        day: ISO day.
        open_models: open models with a price.
        closed_models: closed models with a price.
        open_median: of their blended prices; None without any.
        closed_median: likewise.
        ratio: the first over the second; None where either is missing.
        models: every open model, the cheapest first.
    """

    day: str
    open_models: int
    closed_models: int
    open_median: float | None
    closed_median: float | None
    ratio: float | None
    models: list[Against]


def ended(listed: Iterable[Listed], earlier: str, later: str) -> int:
    """How many models of one day have no price on a later one, where that is most of them: a list ends, not its models."""
    spans = list(listed)
    before, after = ({one.model for one in spans if one.since <= day <= one.until} for day in (earlier, later))
    gone = len(before - after)
    return gone if gone * 2 > len(before) else 0


def open_against_closed(
    prices: Iterable[Listed], weights: Mapping[str, str], days: Sequence[str]
) -> tuple[list[Day], list[LeftOut]]:
    """Prices of open models beside those of closed ones.

    Args:
        prices: input and output prices in one currency.
        weights: ``OPEN`` or ``CLOSED`` by model; a model without is left out.
        days: ISO days.

    Returns:
        One row a day, and the models of which it is not known whether their weights are open.

    Raises:
        IncomparableError: prices in more than one currency.
    """
    listed = list(prices)
    currencies = sorted({one.currency for one in listed})
    if len(currencies) > 1:
        raise IncomparableError(
            f"prices in {' and '.join(currencies)}", mend="Compare one currency; conversions have a day."
        )
    unknown = sorted({one.model for one in listed} - set(weights))
    left_out = [LeftOut(what=model, why="whether its weights are open is not known") for model in unknown]
    known = [one for one in listed if one.model in weights]
    return [_on(day, known, weights) for day in days], left_out


def _on(day: str, listed: list[Listed], weights: Mapping[str, str]) -> Day:
    cheapest = _cheapest(day, listed)
    sides = {
        side: sorted((price, model) for model, (price, _) in cheapest.items() if weights[model] == side)
        for side in (OPEN, CLOSED)
    }
    closed = [price for price, _ in sides[CLOSED]]
    middles = {side: median(price for price, _ in rows) if rows else None for side, rows in sides.items()}
    middle = middles[CLOSED]
    models = [
        Against(
            day=day,
            model=model,
            price=price,
            ratio=price / middle,
            dearer=100 * sum(other > price for other in closed) / len(closed),
            observations=cheapest[model][1],
        )
        for price, model in sides[OPEN]
        if middle
    ]
    opened = middles[OPEN]
    return Day(
        day=day,
        open_models=len(sides[OPEN]),
        closed_models=len(closed),
        open_median=opened,
        closed_median=middle,
        ratio=opened / middle if opened is not None and middle else None,
        models=models,
    )


def _cheapest(day: str, listed: list[Listed]) -> dict[str, tuple[float, list[str]]]:
    """Each model's cheapest blended price of a day with the observations it rests on."""
    offers: dict[tuple[str, str], dict[str, Listed]] = defaultdict(dict)
    for one in listed:
        if one.since <= day <= one.until:
            offers[one.model, one.offer][one.metric] = one
    found: dict[str, tuple[float, list[str]]] = {}
    for (model, _), pair in offers.items():
        if {_INPUT, _OUTPUT} <= pair.keys():
            blended = (INPUT_WEIGHT * pair[_INPUT].price + OUTPUT_WEIGHT * pair[_OUTPUT].price) / (
                INPUT_WEIGHT + OUTPUT_WEIGHT
            )
            if model not in found or blended < found[model][0]:
                found[model] = (blended, [name for one in pair.values() if (name := one.observation)])
    return found
