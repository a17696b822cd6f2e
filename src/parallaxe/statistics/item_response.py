"""Two-parameter item response model by EM with adaptive quadrature; missing results are fine.

P(model i solves item j) = 1 / (1 + exp(-(slope_j * ability_i + intercept_j))), abilities a
sample of a normal population fixed to mean 0 and variance 1.

A fixed grid of abilities fails on long tests: with thousands of items a model's ability is
known to a hundredth and falls between two nodes. Each model's nodes are therefore laid around
its own posterior mode, as many as its posterior's width asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from parallaxe.statistics.arrays import BoolArray, FloatArray, matrix_and_mask
from parallaxe.statistics.comparison_graph import require_linked
from parallaxe.statistics.threads import one_blas_thread
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError

#: Weak normal priors that keep an item finite which separates the models perfectly.
SLOPE_PRIOR = (1.0, 2.0)
INTERCEPT_PRIOR = (0.0, 5.0)
#: Posterior widths up to which 1 and 3 nodes integrate the curve; above, 7.
ONE_NODE, THREE_NODES = 0.06, 0.2
#: Items worked on at a time, so that a block of chances stays in the processor's cache.
BLOCK = 256
#: Largest change of an ability at which EM stops.
TOLERANCE = 1e-4

_Single = NDArray[np.float32]


@dataclass(frozen=True)
class TwoParameterFit:
    """A fitted model.

    Attributes:
        ability: posterior mean of each model, shape (m,), in standard deviations of the models.
        ability_error: posterior standard deviation, shape (m,).
        slope: discrimination of each item, shape (n,); NaN where not identifiable.
        difficulty: ability that solves the item half the time, -intercept / slope; NaN likewise.
        identifiable: False for items that all or none of their models solved, shape (n,).
        iterations: EM steps.
        converged: whether abilities settled before the step limit.
    """

    ability: FloatArray
    ability_error: FloatArray
    slope: FloatArray
    difficulty: FloatArray
    identifiable: BoolArray
    iterations: int
    converged: bool


def two_parameter(
    scores: ArrayLike,
    observed: ArrayLike | None = None,
    *,
    names: Sequence[str] | None = None,
    iterations: int = 200,
) -> TwoParameterFit:
    """Fit abilities and items.

    Args:
        scores: (models, items) of 0 and 1.
        observed: (models, items), False where there is no result.
        names: of the models, for messages; else their numbers.
        iterations: limit of EM steps.

    Raises:
        NotIdentifiableError: models that no shared items link.
        InvalidValueError: scores other than 0 and 1, or NaN.
        InsufficientDataError: fewer than three models, a model without results, or no item
            that some models solved and others did not.

    Source: Bock and Aitkin (1981), Psychometrika 46:443; adaptive nodes after Schilling and
    Bock (2005), 70:533; population rescaled at each step as in PX-EM, Liu, Rubin and Wu (1998).
    """
    matrix, mask = matrix_and_mask(scores, observed, "score matrix")
    if (matrix != np.round(matrix)).any() or (matrix < 0).any() or (matrix > 1).any():
        raise InvalidValueError("item scores other than 0 and 1", mend="Threshold graded items, or use their means.")
    if len(matrix) < 3:  # noqa: PLR2004 — two models fix no population
        raise InsufficientDataError(f"{len(matrix)} models", mend="Item response needs three models or more.")
    solved, tried = matrix.sum(axis=0), mask.sum(axis=0)
    identifiable = (solved > 0) & (solved < tried)
    if not identifiable.any():
        raise InsufficientDataError("no item is solved by some models only", mend="Hand in items that differ.")
    require_linked(mask[:, identifiable], names or [f"model {i}" for i in range(len(matrix))])
    fit = _Expectation(matrix[:, identifiable], mask[:, identifiable])
    with one_blas_thread():
        count, converged = fit.run(iterations)
    slope, difficulty = np.full(matrix.shape[1], np.nan), np.full(matrix.shape[1], np.nan)
    slope[identifiable] = fit.slope
    with np.errstate(divide="ignore"):
        difficulty[identifiable] = -fit.intercept / fit.slope
    return TwoParameterFit(fit.ability, fit.error, slope, difficulty, identifiable, count, converged)


class _Expectation:
    """State of the EM algorithm; single precision inside blocks, double across them."""

    def __init__(self, matrix: FloatArray, mask: BoolArray) -> None:
        self.complete = bool(mask.all())
        self.right: _Single = matrix.astype(np.float32)
        self.mask: _Single = mask.astype(np.float32)
        share = (matrix.sum(axis=1) + 0.5) / (mask.sum(axis=1) + 1.0)
        self.ability: FloatArray = np.log(share / (1 - share))
        self.error: FloatArray = np.full(len(matrix), 0.5)
        chance = (matrix.sum(axis=0) + 0.5) / (mask.sum(axis=0) + 1.0)
        self.slope: FloatArray = np.ones(matrix.shape[1])
        self.intercept: FloatArray = np.log(chance / (1 - chance))
        self.spread: FloatArray = np.ones((len(matrix), 1))
        self.nodes: FloatArray = self.ability[:, None]
        self._rescale()

    def run(self, limit: int) -> tuple[int, bool]:
        self._maximise(steps=4)
        for iteration in range(1, limit + 1):
            before = self.ability.copy()
            self._expect()
            self._rescale()
            self._maximise(steps=1)
            if np.abs(self.ability - before).max() < TOLERANCE:
                self._expect()
                self._rescale()
                return iteration, True
        return limit, False

    def _blocks(self) -> list[slice]:
        return [slice(start, start + BLOCK) for start in range(0, self.slope.size, BLOCK)]

    def _expect(self) -> None:
        """Posterior mode and width of each model, then nodes and their weights."""
        for _ in range(2):
            gradient, curvature = -self.ability, np.ones_like(self.ability)
            for block in self._blocks():
                chance = self._chance(self.ability, block)
                residual = self._masked(self.right[:, block] - chance, block)
                slope = self.slope[block].astype(np.float32)
                gradient = gradient + residual @ slope
                curvature = curvature + self._masked(chance * (1 - chance), block) @ slope**2
            step = gradient / curvature
            self.ability = self.ability + np.clip(step, -1.0, 1.0)
            self.error = 1 / np.sqrt(curvature)
            if np.abs(step).max() < TOLERANCE / 2:
                break
        self._place_nodes()

    def _place_nodes(self) -> None:
        widest = float(np.median(self.error))
        if widest < ONE_NODE:
            self.nodes, self.spread = self.ability[:, None], np.ones((self.ability.size, 1))
            return
        offsets, weights = np.polynomial.hermite.hermgauss(3 if widest < THREE_NODES else 7)
        self.nodes = self.ability[:, None] + np.sqrt(2) * self.error[:, None] * offsets
        log_weight = np.log(weights) + offsets**2 - self.nodes**2 / 2
        for q in range(offsets.size):
            log_weight[:, q] += self._log_likelihood(self.nodes[:, q])
        self.spread = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
        self.spread /= self.spread.sum(axis=1, keepdims=True)
        self.ability = (self.spread * self.nodes).sum(axis=1)
        self.error = np.sqrt((self.spread * (self.nodes - self.ability[:, None]) ** 2).sum(axis=1))

    def _log_likelihood(self, ability: FloatArray) -> FloatArray:
        total = np.zeros(ability.size)
        for block in self._blocks():
            logit = self._logit(ability, block)
            part = self.right[:, block] * logit - np.logaddexp(np.float32(0), logit)
            total += self._masked(part, block).sum(axis=1, dtype=np.float64)
        return total

    def _rescale(self) -> None:
        """Give the population mean 0 and variance 1, and items the same chances as before."""
        centre = float(self.ability.mean())
        scale = float(np.sqrt(np.mean((self.ability - centre) ** 2 + self.error**2)))
        self.ability, self.error = (self.ability - centre) / scale, self.error / scale
        self.nodes = (self.nodes - centre) / scale
        self.intercept, self.slope = self.intercept + self.slope * centre, self.slope * scale

    def _maximise(self, steps: int) -> None:
        """Newton on each item's weighted logistic regression over the nodes."""
        for block in self._blocks():
            for _ in range(steps):
                self._item_step(block)

    def _item_step(self, block: slice) -> None:
        slope, intercept = self.slope[block], self.intercept[block]
        gradient = np.stack(
            [
                (SLOPE_PRIOR[0] - slope) / SLOPE_PRIOR[1] ** 2,
                (INTERCEPT_PRIOR[0] - intercept) / INTERCEPT_PRIOR[1] ** 2,
            ]
        )
        aa = np.full(slope.size, SLOPE_PRIOR[1] ** -2)
        dd = np.full(slope.size, INTERCEPT_PRIOR[1] ** -2)
        ad = np.zeros(slope.size)
        for q in range(self.nodes.shape[1]):
            node, weight = self.nodes[:, q], self.spread[:, q]
            chance = self._chance(node, block)
            residual = self._masked(self.right[:, block] - chance, block)
            gradient += np.stack([weight * node, weight]).astype(np.float32) @ residual
            moments = np.stack([weight * node**2, weight * node, weight]).astype(np.float32)
            second = moments @ self._masked(chance * (1 - chance), block)
            aa, ad, dd = aa + second[0], ad + second[1], dd + second[2]
        determinant = aa * dd - ad**2
        # Steps are bounded, but never so tightly that a parameter gone astray could not come back.
        slope_room, intercept_room = np.maximum(1.0, np.abs(slope) / 2), np.maximum(2.0, np.abs(intercept) / 2)
        slope_step = (dd * gradient[0] - ad * gradient[1]) / determinant
        intercept_step = (aa * gradient[1] - ad * gradient[0]) / determinant
        self.slope[block] = slope + np.clip(slope_step, -slope_room, slope_room)
        self.intercept[block] = intercept + np.clip(intercept_step, -intercept_room, intercept_room)

    def _masked(self, values: _Single, block: slice) -> _Single:
        return values if self.complete else values * self.mask[:, block]

    def _logit(self, ability: FloatArray, block: slice) -> _Single:
        slope, intercept = self.slope[block].astype(np.float32), self.intercept[block].astype(np.float32)
        return ability.astype(np.float32)[:, None] * slope + intercept

    def _chance(self, ability: FloatArray, block: slice) -> _Single:
        half: _Single = np.tanh(self._logit(ability, block) * np.float32(0.5))
        half *= np.float32(0.5)
        half += np.float32(0.5)
        return half
