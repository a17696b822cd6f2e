"""Axes: where a value or a day lies, and where round ticks stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
#: Pixels between the texts of two ticks.
_BETWEEN = 14
_MONTHS_BETWEEN = (1, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Linear:
    """Values from ``low`` to ``high`` onto pixels from ``start`` to ``stop``."""

    low: float
    high: float
    start: float
    stop: float

    def at(self, value: float) -> float:
        """Pixel of a value, kept inside the axis."""
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        return self.start + min(1.0, max(0.0, share)) * (self.stop - self.start)


def nice(values: Iterable[float], *, count: int = 5, from_zero: bool = True) -> tuple[float, float, list[float]]:
    """Low end, high end and round ticks that hold all values; from zero unless told otherwise."""
    finite = [value for value in values if math.isfinite(value)]
    low, high = min(finite), max(finite)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low - 1, high + 1) if not from_zero else (0.0, 1.0)
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in _STEPS if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [round(index * step, 12) for index in range(first, last + 1)]
    return ticks[0], ticks[-1], ticks


def fitting(
    values: Sequence[float],
    room: Callable[[str], float],
    tick_text: Callable[[float], str],
    *,
    width: float,
    count: int = 5,
    from_zero: bool = True,
) -> tuple[float, float, list[float]]:
    """As ``nice``, with as many of its ticks as can be written side by side in a width."""
    low, high, ticks = nice(values, count=count, from_zero=from_zero)
    texts = [room(tick_text(tick)) + _BETWEEN for tick in ticks]
    for every in range(1, len(ticks)):
        if sum(texts[::every]) <= width:
            return low, high, ticks[::every]
    return low, high, ticks[:1]


def month_ticks(first: date, last: date, *, count: int = 6) -> list[date]:
    """First days of months (quarters, years) from one day to another, about ``count`` of them."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((gap for gap in _MONTHS_BETWEEN if months / gap <= count), _MONTHS_BETWEEN[-1])
    index = first.year * 12 + first.month - 1
    index += (-index) % step
    ticks = []
    while (day := date(index // 12, index % 12 + 1, 1)) <= last:
        ticks.append(day)
        index += step
    return ticks
