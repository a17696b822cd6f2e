"""One capability scale from benchmarks that share models: the model behind Epoch's index.

performance(m, b) = 1 / (1 + exp(-slope_b * (capability_m - difficulty_b))), fitted by least
squares with a small ridge and slopes within bounds. The Hessian couples a model only with
its benchmarks, so each damped Newton step eliminates the models (a Schur complement)
and solves a system of two unknowns a benchmark instead of one of all unknowns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.special import expit

from parallaxe.statistics.arrays import BoolArray, FloatArray, IntArray, finite, non_negative
from parallaxe.statistics.threads import one_blas_thread
from parallaxe.vocabulary.errors import InvalidValueError, NotIdentifiableError

#: Epoch's bounds, from the published code of "A Rosetta Stone for AI Benchmarks" (2025).
SLOPE_BOUNDS = (0.1, 10.0)
LOCATION_BOUNDS = (-10.0, 10.0)
#: Largest gradient at which the fit stops.
TOLERANCE = 1e-11
#: A step that promises a smaller relative decrease than this cannot be seen in double precision.
ROUNDING = 1e-15
MAXIMUM_STEPS = 500


@dataclass(frozen=True)
class Stitched:
    """Capabilities and benchmark curves on one scale.

    Attributes:
        capability: of each model, shape (m,); the anchor benchmark's difficulty is 0.
        difficulty: of each benchmark, shape (b,).
        slope: of each benchmark, shape (b,); the anchor's is fixed.
        objective: sum of squared residuals and ridge at the solution.
        residual: predicted less observed performance, shape (scores,).
        bounded: benchmarks whose slope ended on a bound, shape (b,).
        iterations: damped Newton steps.
        pull: strength of the ridge on one unknown.
    """

    capability: FloatArray
    difficulty: FloatArray
    slope: FloatArray
    objective: float
    residual: FloatArray
    bounded: BoolArray
    iterations: int
    pull: float

    def rescaled(self, first: tuple[int, float], second: tuple[int, float]) -> FloatArray:
        """Capabilities moved and stretched so that two models take given values.

        Raises:
            NotIdentifiableError: the two models have one capability.
        """
        (i, at_i), (j, at_j) = first, second
        distance = self.capability[..., [j]] - self.capability[..., [i]]
        if (distance == 0).any():
            raise NotIdentifiableError(
                "the two anchor models have the same capability", mend="Anchor on models that differ."
            )
        stretched: FloatArray = at_i + (self.capability - self.capability[..., [i]]) * (at_j - at_i) / distance
        return stretched


def stitch(
    model: IntArray,
    benchmark: IntArray,
    performance: ArrayLike,
    *,
    anchor: int,
    anchor_slope: float = 1.0,
    ridge: float = 0.1,
    weights: ArrayLike | None = None,
    names: Sequence[str] = (),
) -> Stitched:
    """Fit capabilities, difficulties and slopes.

    Args:
        model: number of each score's model, shape (scores,).
        benchmark: number of each score's benchmark.
        performance: from 0 to 1.
        anchor: benchmark with fixed slope and, in the result, difficulty 0.
        anchor_slope: that slope.
        ridge: strength, divided by the number of unknowns as Epoch's code does; 0 for none.
        weights: of each score in the sum of squares, such as bootstrap counts; 1 when left out.
        names: of the benchmarks, for messages.

    Raises:
        InvalidValueError: NaN, performance outside 0 to 1, negative weights, unknown anchor, or
            one model twice on one benchmark.
        NotIdentifiableError: benchmarks that share no model, even through others.

    Source: Ho et al. (2025), "A Rosetta Stone for AI Benchmarks", Epoch AI; Schur complement
    as in bundle adjustment, Triggs et al. (2000).
    """
    y = finite(performance, "performance")
    weight = np.ones_like(y) if weights is None else non_negative(weights, "weights")
    _check(model, benchmark, y, anchor, names)
    problem = Problem(model, benchmark, y, weight, anchor, anchor_slope, ridge)
    with one_blas_thread():
        state, objective, iterations = problem.solve(problem.start())
    m, b = problem.models, problem.benchmarks
    shift = state[m + anchor]
    slope = state[m + b :].copy()
    on_bound = (slope <= SLOPE_BOUNDS[0]) | (slope >= SLOPE_BOUNDS[1])
    return Stitched(
        state[:m] - shift, state[m : m + b] - shift, slope, objective, problem.residual(state), on_bound, iterations,
        float(problem.ridge[0]),
    )  # fmt: skip


def _check(model: IntArray, benchmark: IntArray, y: FloatArray, anchor: int, names: Sequence[str]) -> None:
    if ((y < 0) | (y > 1)).any():
        raise InvalidValueError("a performance lies outside 0 to 1", mend="Divide percentages by 100.")
    benchmarks = int(benchmark.max()) + 1
    if not 0 <= anchor < benchmarks:
        raise InvalidValueError(f"anchor {anchor} is not among {benchmarks} benchmarks", mend="Name one with scores.")
    cell = model * benchmarks + benchmark
    if np.unique(cell).size < cell.size:
        raise InvalidValueError("a model has two scores on one benchmark", mend="Choose one before stitching.")
    size = int(model.max()) + 1
    edges = csr_matrix((np.ones(y.size), (model, size + benchmark)), shape=(size + benchmarks,) * 2)
    count, component = connected_components(edges, directed=False)
    if count > 1:
        away = [i for i in range(benchmarks) if component[size + i] != component[size + anchor]]
        shown = ", ".join(names[i] if names else str(i) for i in away[:5]) or "some models"
        raise NotIdentifiableError(
            f"{shown}: no shared models link them with the anchor", mend="Leave them out, or add scores in common."
        )


@dataclass(frozen=True)
class Blocks:
    """A symmetric matrix over models and benchmarks: the models' part is diagonal."""

    models: FloatArray
    cross: FloatArray
    corner: FloatArray


class Problem:
    """Scores to fit, the sum of squares to bring down, and its derivatives."""

    def __init__(
        self,
        model: IntArray,
        benchmark: IntArray,
        y: FloatArray,
        weight: FloatArray,
        anchor: int,
        anchor_slope: float,
        ridge: float,
    ) -> None:
        self.model, self.benchmark, self.y, self.weight = model, benchmark, y, weight
        self.models, self.benchmarks = int(model.max()) + 1, int(benchmark.max()) + 1
        self.anchor = self.models + self.benchmarks + anchor
        self.anchor_slope = anchor_slope
        unknowns = self.models + 2 * self.benchmarks
        self.ridge = np.full(unknowns, ridge / (unknowns - 1))
        self.ridge[self.anchor] = 0.0
        self.lower = np.full(unknowns, LOCATION_BOUNDS[0])
        self.upper = np.full(unknowns, LOCATION_BOUNDS[1])
        self.lower[self.models + self.benchmarks :], self.upper[self.models + self.benchmarks :] = SLOPE_BOUNDS
        self.lower[self.anchor] = self.upper[self.anchor] = anchor_slope

    def parts(self, state: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Slope, distance from the benchmark's difficulty, and expected performance of each score."""
        m, b = self.models, self.benchmarks
        slope = state[m + b :][self.benchmark]
        distance = state[:m][self.model] - state[m : m + b][self.benchmark]
        return slope, distance, expit(slope * distance)

    def residual(self, state: FloatArray) -> FloatArray:
        """Expected less observed performance of each score."""
        missed: FloatArray = self.parts(state)[2] - self.y
        return missed

    def objective(self, state: FloatArray) -> float:
        """Weighted squares of residuals and ridge, summed."""
        return float(np.sum(self.weight * self.residual(state) ** 2) + np.sum(self.ridge * state**2))

    def solve(self, state: FloatArray) -> tuple[FloatArray, float, int]:
        """Newton where the Hessian is positive definite, Gauss-Newton elsewhere, both damped."""
        value, damping = self.objective(state), 1e-3
        for steps in range(1, MAXIMUM_STEPS + 1):
            gradient = self._gradient(state)
            pull = np.where(self._held(state, gradient), 0.0, -gradient)
            if np.abs(pull).max() < TOLERANCE:
                return state, value, steps
            step = self._step(pull, self.curvature(state, exact=True), 0.0)
            if step is not None and float(pull @ step) < ROUNDING * value:
                return np.clip(state + step, self.lower, self.upper), value, steps
            while True:
                candidate = np.clip(state + step, self.lower, self.upper) if step is not None else state
                new = self.objective(candidate)
                if step is not None and new < value:
                    state, value, damping = candidate, new, max(damping / 5, 1e-9)
                    break
                if damping > 1e9:  # noqa: PLR2004 — no step lowers it: the gradient is rounding
                    return state, value, steps
                step = self._step(pull, self.curvature(state, exact=False), damping)
                damping *= 4
        raise NotIdentifiableError("the stitched scale did not settle", mend="Raise the ridge or drop benchmarks.")

    def _held(self, state: FloatArray, gradient: FloatArray) -> BoolArray:
        """Unknowns on a bound that the objective pulls outwards; the anchor's slope always."""
        held = ((state <= self.lower) & (gradient >= 0)) | ((state >= self.upper) & (gradient <= 0))
        held[self.anchor] = True
        return held

    def start(self) -> FloatArray:
        """Mean logits by model and benchmark, slopes 1: near enough for the same basin."""
        m, b = self.models, self.benchmarks
        logit = np.log((self.y + 0.02) / (1.02 - self.y))
        state = np.ones(m + 2 * b)
        hardness = np.bincount(self.benchmark, logit, b) / np.maximum(np.bincount(self.benchmark, minlength=b), 1)
        left = logit - hardness[self.benchmark]
        state[:m] = np.bincount(self.model, left, m) / np.maximum(np.bincount(self.model, minlength=m), 1)
        state[m : m + b] = -hardness
        state[self.anchor] = self.anchor_slope
        return np.clip(state, self.lower, self.upper)

    def _gradient(self, state: FloatArray) -> FloatArray:
        """Of half the objective."""
        m, b, i, j = self.models, self.benchmarks, self.model, self.benchmark
        slope, distance, chance = self.parts(state)
        missed = self.weight * (chance - self.y) * chance * (1 - chance)
        by_location = missed * slope
        parts = [np.bincount(i, by_location, m), -np.bincount(j, by_location, b), np.bincount(j, missed * distance, b)]
        gradient: FloatArray = self.ridge * state + np.concatenate(parts)
        return gradient

    def curvature(self, state: FloatArray, *, exact: bool) -> Blocks:
        """Hessian of half the objective, or its Gauss-Newton part, which is never negative."""
        slope, distance, chance = self.parts(state)
        curve = chance * (1 - chance)
        square = self.weight * curve**2
        if not exact:
            return self._blocks(square, slope, distance, 0.0)
        missed = self.weight * (chance - self.y) * curve
        return self._blocks(square + missed * (1 - 2 * chance), slope, distance, missed)

    def _blocks(self, bend: FloatArray, slope: FloatArray, distance: FloatArray, pull: FloatArray | float) -> Blocks:
        m, b, i, j = self.models, self.benchmarks, self.model, self.benchmark
        square, mixed = bend * slope**2, bend * slope * distance + pull
        cross = np.zeros((m, 2 * b))
        cross[i, j] = -square
        cross[i, b + j] = mixed
        corner = np.diag(self.ridge[m:])
        rows = np.arange(b)
        corner[rows, rows] += np.bincount(j, square, b)
        corner[rows, b + rows] -= np.bincount(j, mixed, b)
        corner[b + rows, rows] = corner[rows, b + rows]
        corner[b + rows, b + rows] += np.bincount(j, bend * distance**2, b)
        return Blocks(np.bincount(i, square, m) + self.ridge[:m], cross, corner)

    def _step(self, pull: FloatArray, blocks: Blocks, damping: float) -> FloatArray | None:
        """Solve for the step by eliminating the models; None where the system is not positive definite."""
        m, free = self.models, pull != 0
        diagonal = np.where(free[:m], blocks.models * (1 + damping) + damping * 1e-6, 1.0)
        if (diagonal <= 0).any():
            return None
        wing = blocks.cross * free[:m, None] * free[m:]
        corner = blocks.corner * free[m:, None] * free[m:]
        size = np.diag(blocks.corner) * (1 + damping) + damping * 1e-6
        np.fill_diagonal(corner, np.where(free[m:], size, 1.0))
        scaled = wing / diagonal[:, None]
        try:
            factor = linalg.cho_factor(corner - wing.T @ scaled, check_finite=False)
        except linalg.LinAlgError:
            return None
        right = linalg.cho_solve(factor, pull[m:] - scaled.T @ pull[:m], check_finite=False)
        return np.concatenate([(pull[:m] - wing @ right) / diagonal, right])
