"""Bradley-Terry with covariates: what is left of a rating once style or length is held equal."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg, stats
from scipy.special import expit

from parallaxe.statistics.arrays import FloatArray, IntArray, finite
from parallaxe.statistics.bradley_terry import MAXIMUM_STEPS, Ratings
from parallaxe.statistics.cluster import require_clusters
from parallaxe.statistics.comparison_graph import require_identifiable
from parallaxe.vocabulary.errors import InvalidValueError, NotIdentifiableError

#: Votes worked on at a time: bounds memory, whatever the length of the file.
CHUNK = 1 << 17
#: A covariate this close to a combination of the others and the models cannot be told apart from it.
COLLINEAR = 1e-10
#: Largest Newton step, in log-odds, at which the fit stops.
TOLERANCE = 1e-10


@dataclass(frozen=True)
class AdjustedRatings:
    """Ratings at equal covariates, and the covariates' own effects.

    Attributes:
        ratings: of the models.
        covariates: names of the c covariates.
        effect: log-odds per standard deviation of each covariate's difference, shape (c,).
        effect_error: standard errors of those, shape (c,).
        scale: standard deviation each covariate was divided by, shape (c,).
    """

    ratings: Ratings
    covariates: tuple[str, ...]
    effect: FloatArray
    effect_error: FloatArray
    scale: FloatArray


def adjusted_bradley_terry(
    first: IntArray,
    second: IntArray,
    points: ArrayLike,
    covariates: ArrayLike,
    names: Sequence[str],
    covariate_names: Sequence[str],
    cluster: IntArray | None = None,
) -> AdjustedRatings:
    """Fit ratings and covariate effects together, one row a vote.

    Args:
        first: number of each vote's first model, shape (votes,).
        second: of the second.
        points: 1 the first won, 0 the second, 0.5 a tie.
        covariates: first less second (length, lists, headings), shape (votes, c).
        names: of the m models.
        covariate_names: of the c covariates.
        cluster: of each vote, for robust errors; else each vote is one.

    Raises:
        InvalidValueError: NaN or a constant covariate.
        NotIdentifiableError: separable votes, or covariates that repeat the models or each other.

    Source: Chiang et al. (2024) "style control"; sandwich errors of White (1980), clustered.
    """
    taken, raw = finite(points, "points"), finite(covariates, "covariates")
    if raw.shape != (taken.size, len(covariate_names)):
        raise InvalidValueError(f"covariates of shape {raw.shape}", mend="Give one row a vote, one column a covariate.")
    scale = raw.std(axis=0)
    if (scale == 0).any():
        flat = covariate_names[int(np.flatnonzero(scale == 0)[0])]
        raise InvalidValueError(f"covariate '{flat}' never varies", mend="Leave it out.")
    wins = np.zeros((len(names), len(names)))
    np.add.at(wins, (first, second), taken)
    np.add.at(wins, (second, first), 1 - taken)
    require_identifiable(wins, names)
    votes = _Votes(first, second, taken, raw / scale, len(names))
    theta, hessian = _newton(votes)
    labels = np.arange(taken.size) if cluster is None else np.unique(cluster, return_inverse=True)[1]
    groups = int(labels.max()) + 1
    require_clusters(groups)
    inverse = linalg.pinvh(hessian)
    covariance = inverse @ votes.meat(theta, labels, groups) @ inverse * groups / (groups - 1)
    m = len(names)
    method = "covariate-adjusted, " + ("sandwich" if cluster is None else f"cluster-robust, {groups} clusters")
    ratings = Ratings(tuple(names), theta[:m], covariance[:m, :m], groups - 1.0, float(taken.size), method)
    return AdjustedRatings(ratings, tuple(covariate_names), theta[m:], np.sqrt(np.diag(covariance)[m:]), scale)


@dataclass(frozen=True)
class _Votes:
    first: IntArray
    second: IntArray
    points: FloatArray
    covariates: FloatArray
    models: int

    def gradient_and_hessian(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        size = theta.size
        gradient, hessian = np.zeros(size), np.zeros((size, size))
        for start in range(0, self.points.size, CHUNK):
            rows = slice(start, start + CHUNK)
            chance = self._chance(theta, rows)
            self._add(gradient, hessian, rows, self.points[rows] - chance, chance * (1 - chance))
        return gradient, hessian

    def meat(self, theta: FloatArray, labels: IntArray, groups: int) -> FloatArray:
        """Sum over clusters of the outer product of their scores."""
        m, rows = self.models, np.argsort(labels, kind="stable")
        total = np.zeros((theta.size, theta.size))
        edges = np.searchsorted(labels[rows], np.arange(groups + 1))
        residual = self.points - self._chance(theta, slice(None))
        step = max(1, CHUNK // 8)
        for low in range(0, groups, step):
            high = min(low + step, groups)
            part = rows[edges[low] : edges[high]]
            score = np.zeros((high - low, theta.size))
            local = labels[part] - low
            np.add.at(score, (local, self.first[part]), residual[part])
            np.add.at(score, (local, self.second[part]), -residual[part])
            for c in range(theta.size - m):
                score[:, m + c] = np.bincount(
                    local, weights=residual[part] * self.covariates[part, c], minlength=high - low
                )
            total += score.T @ score
        return total

    def _chance(self, theta: FloatArray, rows: slice) -> FloatArray:
        m = self.models
        chance: FloatArray = expit(
            theta[self.first[rows]] - theta[self.second[rows]] + self.covariates[rows] @ theta[m:]
        )
        return chance

    def _add(
        self, gradient: FloatArray, hessian: FloatArray, rows: slice, residual: FloatArray, weight: FloatArray
    ) -> None:
        m, first, second, x = self.models, self.first[rows], self.second[rows], self.covariates[rows]
        gradient[:m] += np.bincount(first, residual, m) - np.bincount(second, residual, m)
        gradient[m:] += x.T @ residual
        met = np.bincount(first * m + second, weight, m * m).reshape(m, m)
        met += met.T
        hessian[:m, :m] += np.diag(met.sum(axis=1)) - met
        hessian[m:, m:] += (x * weight[:, None]).T @ x
        for c in range(x.shape[1]):
            cross = np.bincount(first, weight * x[:, c], m) - np.bincount(second, weight * x[:, c], m)
            hessian[:m, m + c] += cross
            hessian[m + c, :m] += cross


def _newton(votes: _Votes) -> tuple[FloatArray, FloatArray]:
    m, size = votes.models, votes.models + votes.covariates.shape[1]
    theta = np.zeros(size)
    for _ in range(MAXIMUM_STEPS):
        gradient, hessian = votes.gradient_and_hessian(theta)
        pinned = hessian.copy()
        pinned[:m, :m] += np.trace(hessian[:m, :m]) / m**2
        _require_full_rank(pinned)
        with warnings.catch_warnings():  # votes on their way to separation: said below, once they do not settle
            warnings.simplefilter("ignore", linalg.LinAlgWarning)
            step = linalg.solve(pinned, gradient, assume_a="pos")
        step *= min(1.0, 4.0 / np.abs(step).max()) if np.abs(step).max() > 0 else 1.0
        theta += step
        if np.abs(step).max() < TOLERANCE:
            theta[:m] -= theta[:m].mean()
            return theta, hessian
    raise NotIdentifiableError(
        "ratings and covariates did not settle: together they separate the votes", mend="Leave a covariate out."
    )


def _require_full_rank(information: FloatArray) -> None:
    size = np.sqrt(np.diag(information))
    if (size == 0).any() or linalg.eigvalsh(information / np.outer(size, size))[0] < COLLINEAR:
        raise NotIdentifiableError(
            "a covariate is a combination of the models or of other covariates",
            mend="Leave one of them out; a covariate must vary within a pair of models.",
        )


def effect_interval(fit: AdjustedRatings, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Ends of the covariate effects' intervals."""
    half = float(stats.t.ppf((1 + level) / 2, fit.ratings.df)) * fit.effect_error
    return fit.effect - half, fit.effect + half
