"""Best to date of two sides: the gap in points, the lag in time, and how long catching up takes.

Days are whole numbers from any origin; values come as (draws, models) so that an estimate and
its bootstrap replicates are treated by the same code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from parallaxe.statistics.arrays import BoolArray, FloatArray, IntArray, finite
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError


@dataclass(frozen=True)
class Side:
    """One side's models in order of release.

    Attributes:
        days: of release, ascending, shape (m,).
        best: best value to date after each release, shape (draws, m).
        holder: which model (in the order handed in) holds that record in the first draw, shape (m,).
    """

    days: IntArray
    best: FloatArray
    holder: IntArray

    @classmethod
    def of(cls, days: ArrayLike, values: ArrayLike) -> Side:
        """From release days, shape (m,), and values, shape (draws, m) or (m,)."""
        day = np.asarray(days, dtype=np.int64)
        value = np.atleast_2d(finite(values, "values"))
        if day.size == 0:
            raise InsufficientDataError("a side has no model", mend="Hand in models of both sides.")
        if value.shape[1] != day.size:
            raise InvalidValueError(f"{day.size} days for {value.shape[1]} models", mend="Give each model a day.")
        order = np.argsort(day, kind="stable")
        value = value[:, order]
        best = np.maximum.accumulate(value, axis=1)
        record = np.where(value[0] >= best[0], np.arange(day.size), 0)
        return cls(day[order], best, order[np.maximum.accumulate(record)])

    def at(self, day: int) -> FloatArray:
        """Best value on a day, (draws,); NaN before the first release."""
        index = int(np.searchsorted(self.days, day, side="right")) - 1
        return self.best[:, index] if index >= 0 else np.full(len(self.best), np.nan)

    def reached(self, level: FloatArray) -> FloatArray:
        """Day on which each draw first reached its level, (draws,); infinite where it never did."""
        above = self.best >= level[:, None]
        return np.where(above.any(axis=1), self.days[above.argmax(axis=1)], np.inf)


@dataclass(frozen=True)
class Gap:
    """Distance of the follower from the leader on one day; every array is (draws,).

    Attributes:
        points: leader's best less follower's; negative where the follower is ahead.
        lag: days since the leader first had what the follower has now; where the follower is
            ahead, minus the days since it first had what the leader has now.
        at_least: the side ahead had reached that level with its first model on record already,
            so the true lag is at least this long.
    """

    points: FloatArray
    lag: FloatArray
    at_least: BoolArray


def gap_on(day: int, leader: Side, follower: Side) -> Gap:
    """Gap on a day; NaN where a side has no model yet."""
    ahead, behind = leader.at(day), follower.at(day)
    leads = ahead >= behind
    level = np.where(leads, behind, ahead)
    since = np.where(leads, leader.reached(level), follower.reached(level))
    first = np.where(leads, leader.days[0], follower.days[0])
    lag = np.where(np.isnan(ahead - behind), np.nan, (day - since) * np.where(leads, 1.0, -1.0))
    return Gap(ahead - behind, lag, since == first)


def catching_up(leader: Side, follower: Side, until: int, draw: int = 0) -> tuple[FloatArray, BoolArray]:
    """How long each of the leader's records stood before the follower reached it.

    Returns:
        Days (0 where the follower had it first) and whether the record has been reached; where
        it has not, the days are those until ``until`` and the true time is longer: right-censored.
    """
    best = leader.best[draw]
    records = np.flatnonzero(np.diff(best, prepend=-np.inf) > 0)
    records = records[leader.days[records] <= until]
    own = follower.best[draw]
    index = np.searchsorted(own, best[records], side="left")
    caught = index < own.size
    reached = np.where(caught, follower.days[np.minimum(index, own.size - 1)], until + 1)
    observed = reached <= until
    days = np.maximum(np.where(observed, reached, until) - leader.days[records], 0)
    return days.astype(np.float64), observed


def kaplan_meier_median(days: ArrayLike, observed: ArrayLike) -> float:
    """Median time to event with right-censored cases; infinite where fewer than half are known to end.

    Source: Kaplan and Meier (1958), JASA 53:457.
    """
    time, event = finite(days, "days"), np.asarray(observed, dtype=np.bool_)
    if time.size == 0:
        raise InsufficientDataError("no record to catch up with", mend="Hand in models of both sides.")
    survival = 1.0
    for moment in np.unique(time[event]):
        at_risk = int(np.sum(time >= moment))
        survival *= 1 - int(np.sum((time == moment) & event)) / at_risk
        if survival <= 0.5 + 1e-12:  # the median; a product of fractions is rounded
            return float(moment)
    return float("inf")
