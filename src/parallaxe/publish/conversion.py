"""Amounts of money in dollars too: derived, at a dated rate that the page names."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING

from parallaxe.publish.row import Row
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.unit import is_currency

if TYPE_CHECKING:
    import pyarrow as pa

DOLLAR = "USD"
#: A rate older than this, in days, says nothing of a day: a series may have stopped.
_STALE_AFTER = 45
#: Digits of a converted amount: it is no more exact than the days of the rate.
_DIGITS = 3
_NOT_YET = frozenset({"planned", "forecast"})


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount in dollars.

    Args:
        amount: dollars, to three digits.
        per_dollar: units of the original currency for one dollar.
        period: the working day of the rate, or the period it is the mean of, as written.
        mean: whether it is a mean.
    """

    amount: Decimal
    per_dollar: float
    period: str
    mean: bool


class Conversion:
    """Reference rates, looked up for the time an amount belongs to.

    Args:
        rates: columns currency, day (date32) and per_base (units of it for one of the base); None converts nothing.
    """

    def __init__(self, rates: pa.Table | None) -> None:
        self._rates = rates

    def of(self, row: Row) -> Converted | None:
        """A row's amount in dollars; None for dollars, for what is no money, and where no rate is known.

        What was the case is converted at the rate of its day, or at the mean of the working days of
        its period; what is planned, and what has no date, at that of the publication.
        """
        if row.number is None or row.unit == DOLLAR or not is_currency(row.unit):
            return None
        for said in self._times(row):
            if found := self._rate(row.unit, Period.parse(said)):
                rate, period, mean = found
                return Converted(_rounded(row.number / Decimal(rate)), rate, period, mean)
        return None

    def _times(self, row: Row) -> list[str]:
        planned = row.dimensions.get("modality") in _NOT_YET
        times = [row.published] if planned else [row.valid, row.published]
        return [said for said in times if said]

    def _rate(self, currency: str, period: Period) -> tuple[float, str, bool] | None:
        """Units for a dollar, when, and whether that is a mean."""
        days = self._dollars.get(currency, {})
        if not days or (period.end > self._newest and period.start != period.end):
            return None
        if period.start != period.end:
            inside = [rate for day, rate in days.items() if period.start <= day <= period.end]
            return (fmean(inside), period.text, True) if inside else None
        known = self._days[currency]
        position = bisect_right(known, period.end) - 1
        if position < 0 or (period.end - known[position]).days > _STALE_AFTER:
            return None
        return days[known[position]], known[position].isoformat(), False

    @cached_property
    def _dollars(self) -> Mapping[str, Mapping[date, float]]:
        """Units for one dollar, by currency and day, days ascending."""
        by_currency: dict[str, dict[date, float]] = defaultdict(dict)
        if self._rates is not None:
            ordered = self._rates.sort_by("day")
            columns = (ordered[name].to_pylist() for name in ("currency", "day", "per_base"))
            for currency, day, rate in zip(*columns, strict=True):
                by_currency[currency][day] = rate
        dollar = by_currency.get(DOLLAR, {})
        return {
            currency: {day: rate / dollar[day] for day, rate in rates.items() if day in dollar}
            for currency, rates in by_currency.items()
        }

    @cached_property
    def _days(self) -> Mapping[str, list[date]]:
        return {currency: list(rates) for currency, rates in self._dollars.items()}

    @cached_property
    def _newest(self) -> date:
        return max((days[-1] for days in self._days.values() if days), default=date.min)


def _rounded(amount: Decimal) -> Decimal:
    return round(amount, _DIGITS - 1 - amount.adjusted()) if amount else amount
