"""Dated exchange rates, handed in as a table: what an amount was worth in dollars on its day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

#: How far an amount and its conversion may lie apart: rates move within the weeks between a deal
#: and its report, and both amounts are printed rounded.
CONVERSION_ROOM = 0.06
#: A series that stopped (the rouble's in 2022) says nothing of later days.
STALE_AFTER = 45


@dataclass(frozen=True, slots=True)
class ExchangeRates:
    """Units of each currency for one unit of a common base, by day.

    Args:
        series: currency -> (days since 1970, rate on each), days ascending.
    """

    series: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = field(default_factory=dict)

    @classmethod
    def from_table(cls, table: pa.Table | None) -> ExchangeRates:
        """From columns currency, day (date32) and per_base (float64); None gives no rates."""
        if table is None:
            return cls()
        currencies = table["currency"].combine_chunks().dictionary_encode()
        codes = currencies.indices.to_numpy()
        days = table["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
        order = np.lexsort((days, codes))
        days, rates = days[order], table["per_base"].to_numpy()[order]
        names = currencies.dictionary.to_pylist()
        ends = np.searchsorted(codes[order], np.arange(len(names) + 1))
        series = {
            name: (days[start:end], rates[start:end])
            for name, start, end in zip(names, ends[:-1], ends[1:], strict=True)
        }
        return cls(series)

    def in_dollars(self, currency: str, days: NDArray[np.int64]) -> NDArray[np.float64]:
        """Dollars for one unit of the currency on each day; NaN where no rate is known.

        The last rate on or before the day counts; a day before the first has none, and a negative
        day (unknown) takes the latest rate there is.
        """
        base = self._on(currency, days)
        dollar = self._on("USD", days)
        return dollar / base

    def _on(self, currency: str, days: NDArray[np.int64]) -> NDArray[np.float64]:
        if currency not in self.series:
            return np.full(days.shape, np.nan)
        known, rates = self.series[currency]
        newest = max(int(series[-1]) for series, _ in self.series.values())
        asked = np.where(days < 0, newest, np.minimum(days, newest))
        position = np.searchsorted(known, asked, side="right") - 1
        fresh = (position >= 0) & (asked - known[np.maximum(position, 0)] <= STALE_AFTER)
        return np.where(fresh, rates[np.maximum(position, 0)], np.nan)
