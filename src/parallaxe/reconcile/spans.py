"""Days that observations are stated for: the same, others, unknown, or a part of others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parallaxe.reconcile.frame import Codes, Frame

#: Undated statements of a quantity that changes, told this many days apart, follow one another.
STALE_AFTER = 90
#: Numbers that belong to a model or a deal and do not change with time.
FIXED = frozenset(
    {
        "parameters_total", "parameters_active", "context_length", "training_cost", "benchmark_score",
        "intelligence_index", "saving_per_year", "capex_commitment",
    }
)  # fmt: skip
#: Numbers that add up over a period: that of a part of it is less and still agrees with the whole.
SUMMED = frozenset({"revenue", "usage_volume"})

Bools = NDArray[np.bool_]


def same_span(frame: Frame, left: Codes, right: Codes) -> Bools:
    """Whether both are stated for exactly the same days, or both for none."""
    same: Bools = (frame.start[left] == frame.start[right]) & (frame.end[left] == frame.end[right])
    return same


def disjoint(frame: Frame, left: Codes, right: Codes) -> Bools:
    """Whether the valid times are different ones.

    A date in a coarser one agrees, unless one author dates two values of a changing quantity
    differently; unknown times of such a quantity go by publication.
    """
    dated = (frame.start[left] >= 0) & (frame.start[right] >= 0)
    nested = _covers(frame, left, right) | _covers(frame, right, left)
    changes = changing(frame, left)
    day = np.where(frame.end >= 0, frame.end, frame.published)
    apart = (day[left] >= 0) & (day[right] >= 0) & (np.abs(day[left] - day[right]) >= STALE_AFTER)
    one_author = (frame.source[left] == frame.source[right]) & changes & ~same_span(frame, left, right)
    result: Bools = np.where(dated, ~nested | one_author, changes & apart)
    return result


def part_of_whole(frame: Frame, left: Codes, right: Codes) -> Bools:
    """Pairs of which one is a sum over some of the other's days and less: a half-year's revenue is no year's."""
    result = is_of(frame, left, SUMMED)
    pairs = np.flatnonzero(result)  # few of many: only these are looked at further
    one, other = left[pairs], right[pairs]
    dated = (frame.start[one] >= 0) & (frame.start[other] >= 0)
    result[pairs] = dated & (_inside(frame, one, other) | _inside(frame, other, one))
    return result


def _inside(frame: Frame, part: Codes, whole: Codes) -> Bools:
    """Whether the part's days are some of the whole's, and not all, and its number is less."""
    result: Bools = (
        _covers(frame, whole, part) & ~same_span(frame, part, whole) & (frame.value[part] < frame.value[whole])
    )
    return result


def _covers(frame: Frame, whole: Codes, part: Codes) -> Bools:
    """Whether every day of one is among those of the other."""
    result: Bools = (frame.start[whole] <= frame.start[part]) & (frame.end[part] <= frame.end[whole])
    return result


def at_no_known_time(frame: Frame, left: Codes, right: Codes) -> Bools:
    """Pairs in which one row of a record's series has its day and the other neither a day nor a publication.

    A number without any time may be that of a year the series does not hold: it cannot be held against each of its rows.
    """
    timeless = (frame.start < 0) & (frame.published < 0)
    series = (frame.start >= 0) & frame.cell
    result: Bools = changing(frame, left) & ((timeless[left] & series[right]) | (timeless[right] & series[left]))
    return result


def changing(frame: Frame, rows: Codes) -> Bools:
    """Whether a row's number is of a metric that changes with time."""
    result: Bools = (frame.kind[rows] == "n") & ~is_of(frame, rows, FIXED)
    return result


def is_of(frame: Frame, rows: Codes, metrics: frozenset[str]) -> Bools:
    """Whether each row is of one of some metrics."""
    result: Bools = np.asarray([name in metrics for name in frame.metrics], dtype=bool)[frame.metric[rows]]
    return result
