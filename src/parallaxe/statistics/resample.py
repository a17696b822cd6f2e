"""Bootstrap over clusters: for statistics whose error has no formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

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


def student_draws(influence: FloatArray, draws: int, rng: np.random.Generator) -> FloatArray:
    """Errors that estimates may have, (draws, m): Student's t, for few units leave their own spread uncertain.

    Each draw weighs the units with normal multipliers, the same for all estimates, so that these move together as
    far as they share units; it divides them by one root of a chi-square over its degrees of freedom, units less one.

    Args:
        influence: of each unit on each estimate, (m, units); their squares sum to variances without bias.
        draws: how many.
        rng: source of chance.

    Raises:
        InsufficientDataError: fewer than two units.

    Source: score bootstrap, Kline and Santos (2012), Journal of Econometric Methods 1:23; t with units - 1
    degrees of freedom as in Cameron and Miller (2015), Journal of Human Resources 50:317.
    """
    freedom = _freedom(influence)
    multiplier = rng.normal(size=(draws, freedom + 1))
    errors: FloatArray = multiplier / np.sqrt(rng.chisquare(freedom, (draws, 1)) / freedom) @ influence.T
    return errors


def influence_p_values(values: FloatArray, influence: FloatArray) -> FloatArray:
    """Two-sided p-values (m, m) of all pairs of m estimates from what they do not share of each unit's influence.

    Args:
        values: estimates, shape (m,).
        influence: of each unit on each of them, (m, units).

    Returns:
        P-values of Student's t with units - 1 degrees of freedom; 1 where neither estimates nor influences differ.

    Raises:
        InsufficientDataError: fewer than two units.
    """
    freedom, size = _freedom(influence), values.size
    p_values = np.ones((size, size))
    for i in range(size):
        spread = np.sqrt(np.sum((influence[i] - influence[i + 1 :]) ** 2, axis=1))
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.abs(values[i] - values[i + 1 :]) / spread
        p_values[i, i + 1 :] = p_values[i + 1 :, i] = np.where(np.isnan(t), 1.0, 2 * stdtr(freedom, -t))
    return p_values


def _freedom(influence: FloatArray) -> int:
    units = influence.shape[1]
    if units < MINIMUM_CLUSTERS:
        raise InsufficientDataError(f"{units} unit", mend="Hand in two or more.")
    return int(units - 1)


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


def shortest_mid_p_interval(drawn: FloatArray, estimate: float, level: float = 0.95) -> Interval:
    """Shortest interval around the estimate of a quantity that moves in steps, such as a lag from release to release.

    A percentile interval of steps keeps every step its tails only touch, and so holds the truth more
    often than it says. Here the step next to each end counts half as left out: the convention of mid-P
    values. Of intervals alike in length the one with most draws is given; draws that all lie at the
    estimate give an interval of no length.

    Raises:
        InsufficientDataError: more than half of the draws are undefined.

    Source: mid-P after Lancaster (1961), JASA 56:223; intervals of least length for discrete
    distributions, Crow (1956), Biometrika 43:423. Coverage: docs/methodology/gap.md.
    """
    usable = _usable(drawn)
    steps = np.unique(np.append(usable, estimate))
    own, share = int(np.searchsorted(steps, estimate)), np.zeros(steps.size + 2)
    share[1:-1] = np.bincount(np.searchsorted(steps, usable), minlength=steps.size) / usable.size
    total = np.cumsum(share)
    first, last = np.arange(own + 1)[:, None], np.arange(own, steps.size)
    held = total[last + 1] - total[first]
    enough = held + (share[first] + share[last + 2]) / 2 >= confidence_level(level) - _ROUNDING
    length = np.where(enough, steps[last] - steps[first], np.inf)
    i, j = np.unravel_index(np.lexsort((-held.ravel(), length.ravel()))[0], length.shape)
    method = "shortest mid-P interval of Student draws"
    return Interval(lower=float(steps[i]), upper=float(steps[own + j]), level=level, method=method)


def _usable(drawn: FloatArray) -> FloatArray:
    """Defined draws in ascending order, if these are half of all or more."""
    usable = np.sort(drawn[~np.isnan(drawn)])
    if usable.size < max(2, USABLE_SHARE * drawn.size):
        raise InsufficientDataError(
            f"the statistic is defined in {usable.size} of {drawn.size} resamples",
            mend="Hand in more benchmarks, items or models.",
        )
    return usable
