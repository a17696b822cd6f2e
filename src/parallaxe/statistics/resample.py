"""Bootstrap over clusters: for statistics whose error has no formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtr, stdtrit

from parallaxe.statistics.arrays import FloatArray, confidence_level, matrix_and_mask
from parallaxe.statistics.cluster import MINIMUM_CLUSTERS, Clusters, require_clusters
from parallaxe.vocabulary.errors import InsufficientDataError
from parallaxe.vocabulary.interval import Interval

#: Below this share of usable replicates the statistic is said not to be identifiable.
USABLE_SHARE = 0.5
#: Room for shares of draws that add up to the level but for rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Replicates:
    """Bootstrap means of every model, shape (replicates, models), and what they scatter around."""

    estimate: FloatArray
    values: FloatArray

    def statistic(self, of: Callable[[FloatArray], float], level: float = 0.95) -> Interval:
        """Percentile interval of any function of the models' means, such as a best-of gap."""
        drawn = np.array([of(row) for row in self.values], dtype=np.float64)
        return percentile_interval(drawn, level)


def bootstrap_means(
    scores: ArrayLike,
    clusters: Clusters | None = None,
    observed: ArrayLike | None = None,
    *,
    replicates: int = 1000,
    seed: int = 0,
) -> Replicates:
    """Means of every model under resampled clusters; all models share each draw.

    Drawing clusters with replacement is weighting them with a multinomial, so that all
    replicates are one product of (replicates, clusters) and (clusters, models).

    Args:
        scores: (models, items).
        clusters: of the items; each its own when left out.
        observed: (models, items), False where there is no result.
        replicates: how many draws.
        seed: the same seed gives the same draws.

    Raises:
        InsufficientDataError: fewer than two clusters.
    """
    matrix, mask = matrix_and_mask(scores, observed, "score matrix")
    groups = clusters or Clusters.singletons(matrix.shape[1])
    require_clusters(groups.count)
    totals, counts = groups.sums(matrix), groups.sums(mask.astype(np.float64))
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(groups.count, np.full(groups.count, 1 / groups.count), size=replicates).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = (weights @ totals.T) / (weights @ counts.T)
    return Replicates(totals.sum(axis=1) / counts.sum(axis=1), drawn)


def spread_factor(units: int) -> float:
    """How much wider than the replicates' the spread is: resampling n units understates their variance by (n - 1) / n.

    Raises:
        InsufficientDataError: fewer than two units.
    """
    if units < MINIMUM_CLUSTERS:
        raise InsufficientDataError(f"{units} unit resampled", mend="Resample two or more.")
    return float((units / (units - 1)) ** 0.5)


def small_sample_factor(units: int, level: float = 0.95) -> float:
    """How much wider than the bootstrap's an interval from few units must be.

    Resampling ignores besides that their variance is estimated.

    Source: the expanded percentile interval of Hesterberg (2015), American Statistician 69:371.
    """
    tail = (1 + confidence_level(level)) / 2
    return float(stdtrit(units - 1, tail) / ndtri(tail)) * spread_factor(units)


def paired_draws_p_values(values: FloatArray, drawn: FloatArray, units: int) -> FloatArray:
    """Two-sided p-values (m, m) of all pairs of m estimates from their differences within the same draws.

    Args:
        values: estimates, shape (m,).
        drawn: their replicates, (draws, m); NaN where a draw leaves one out.
        units: how many units each draw resamples: their number less one are the degrees of freedom.

    Returns:
        P-values of Student's t; 1 where fewer than half of the draws hold both, or where none differ.

    Raises:
        InsufficientDataError: fewer than two units.
    """
    factor, size = spread_factor(units), values.size
    p_values = np.ones((size, size))
    for i in range(size):
        apart = drawn[:, [i]] - drawn[:, i + 1 :]
        held = np.sum(~np.isnan(apart), axis=0)
        enough = held >= max(2, USABLE_SHARE * len(drawn))
        spread = np.full(apart.shape[1], np.nan)
        spread[enough] = np.nanstd(apart[:, enough], axis=0, ddof=1) * factor
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.abs(values[i] - values[i + 1 :]) / spread
        found = np.where(np.isfinite(t), 2 * stdtr(units - 1, -np.where(np.isfinite(t), t, 0.0)), 1.0)
        p_values[i, i + 1 :] = p_values[i + 1 :, i] = found
    return p_values


def percentile_interval(drawn: FloatArray, level: float = 0.95) -> Interval:
    """Middle ``level`` of the usable draws; infinite draws (censored) push the end to infinity.

    Raises:
        InsufficientDataError: more than half of the draws are undefined.
    """
    usable = _usable(drawn)
    tail = (1 - confidence_level(level)) / 2
    # Order statistics rather than interpolation, which has no meaning next to an infinity.
    lower = usable[int(np.floor(tail * (usable.size - 1)))]
    upper = usable[int(np.ceil((1 - tail) * (usable.size - 1)))]
    return Interval(lower=float(lower), upper=float(upper), level=level, method="percentile bootstrap")


def shortest_mid_p_interval(drawn: FloatArray, level: float = 0.95) -> Interval:
    """Shortest interval of a quantity that moves in steps, such as a lag from release to release.

    A percentile interval of steps keeps every step its tails only touch, and so holds the truth more
    often than it says. Here steps are taken off the ends, the less likely end first and the longer one
    where both are alike, as long as the share of draws taken off, the last step counted half, stays
    within 1 - level: the convention of mid-P values. Draws all of one value give an interval of none.

    Raises:
        InsufficientDataError: more than half of the draws are undefined.

    Source: mid-P after Lancaster (1961), JASA 56:223; intervals of least length for discrete
    distributions, Crow (1956), Biometrika 43:423. Coverage: docs/methodology/gap.md.
    """
    steps, counts = np.unique(_usable(drawn), return_counts=True)
    share, out, first, last = counts / counts.sum(), 0.0, 0, steps.size - 1
    while first < last:
        ends = ((share[first], steps[first] - steps[first + 1], 1), (share[last], steps[last - 1] - steps[last], 0))
        lost, _, lower = min(ends)
        if out + lost / 2 > 1 - confidence_level(level) + _ROUNDING:
            break
        out, first, last = out + lost, first + lower, last - 1 + lower
    method = "shortest mid-P interval of bootstrap draws"
    return Interval(lower=float(steps[first]), upper=float(steps[last]), level=level, method=method)


def _usable(drawn: FloatArray) -> FloatArray:
    """Defined draws in ascending order, if these are half of all or more."""
    usable = np.sort(drawn[~np.isnan(drawn)])
    if usable.size < max(2, USABLE_SHARE * drawn.size):
        raise InsufficientDataError(
            f"the statistic is defined in {usable.size} of {drawn.size} resamples",
            mend="Hand in more benchmarks, items or models.",
        )
    return usable
