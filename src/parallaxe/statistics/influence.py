"""How far each benchmark's misfit moved a stitched scale: what the errors of its values are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from parallaxe.statistics.arrays import FloatArray, IntArray, finite, non_negative
from parallaxe.statistics.stitching import Problem, Stitched

#: A score that its unknowns fit whatever it is has no misfit to go by.
_LEAST_LEFT = 1e-6


@dataclass(frozen=True)
class Influence:
    """Movements of all unknowns by benchmark; the error of each is their sum over benchmarks.

    Attributes:
        capability: of models, shape (m, b).
        difficulty: of benchmarks, shape (b, b): of each by each.
        slope: likewise.
    """

    capability: FloatArray
    difficulty: FloatArray
    slope: FloatArray


def influence(
    fit: Stitched,
    model: IntArray,
    benchmark: IntArray,
    performance: ArrayLike,
    *,
    anchor: int,
    weights: ArrayLike,
    errors: ArrayLike,
) -> Influence:
    """What each benchmark's misfits did to a fit, all unknowns moving together, to first order.

    The misfits a fit leaves are smaller than the errors it took in: each is divided by the root of one less its
    leverage, so that squares summed over benchmarks estimate variances without bias. They hold what the choice of
    benchmarks and of items brings; none counts for less than the error printed with its score. Slopes that are
    fixed or on a bound do not move.

    Args:
        fit: of these scores.
        model: number of each score's model, shape (scores,).
        benchmark: number of each score's benchmark.
        performance: from 0 to 1.
        anchor: benchmark with fixed slope.
        weights: of each score in the sum of squares.
        errors: standard error of each score; 0 where none is known.

    Source: MacKinnon and White (1985), Journal of Econometrics 29:305, HC2; summed within clusters as in
    Bell and McCaffrey (2002), Survey Methodology 28:169.
    """
    y, weight, error = (
        finite(performance, "performance"),
        non_negative(weights, "weights"),
        non_negative(errors, "errors"),
    )
    unknowns = fit.capability.size + 2 * fit.difficulty.size
    problem = Problem(
        model, benchmark, y, weight, anchor, float(fit.slope[anchor]), ridge=fit.pull * (unknowns - 1)
    )  # fmt: skip
    settled = _Settled(problem, fit)
    misfit = (y - settled.chance) / np.sqrt(np.maximum(1 - settled.leverage(), _LEAST_LEFT))
    return settled.moved(np.copysign(np.maximum(np.abs(misfit), error), misfit))


class _Settled:
    """The curvature at the solution, inverted by blocks as the fit's own steps are."""

    def __init__(self, problem: Problem, fit: Stitched) -> None:
        self.problem = problem
        state = np.concatenate([fit.capability, fit.difficulty, fit.slope])
        slope, distance, self.chance = problem.parts(state)
        curve = self.chance * (1 - self.chance)
        #: Derivatives of each score's expectation, by its model's capability and by its benchmark's slope.
        self.steep, self.turn = curve * slope, curve * distance
        blocks = problem.curvature(state, exact=False)
        benchmarks = np.arange(problem.benchmarks)
        turning = ~fit.bounded & (benchmarks != problem.anchor - problem.models - problem.benchmarks)
        self.free = np.concatenate([np.ones(benchmarks.size, dtype=np.bool_), turning])
        self.own, self.cross = blocks.models, blocks.cross[:, self.free]
        corner = blocks.corner[np.ix_(self.free, self.free)]
        self.corner = np.linalg.inv(corner - self.cross.T @ (self.cross / self.own[:, None]))

    def leverage(self) -> FloatArray:
        """How much of each score's error the fit takes in, shape (scores,)."""
        p = self.problem
        reach, scores, b = np.zeros((p.y.size, 2 * p.benchmarks)), np.arange(p.y.size), p.benchmarks
        reach[scores, p.benchmark], reach[scores, b + p.benchmark] = -self.steep, self.turn
        away = reach[:, self.free] - self.cross[p.model] * (self.steep / self.own[p.model])[:, None]
        through: FloatArray = np.einsum("ij,jk,ik->i", away, self.corner, away, optimize=True)
        taken: FloatArray = p.weight * (self.steep**2 / self.own[p.model] + through)
        return taken

    def moved(self, misfit: FloatArray) -> Influence:
        """Where the misfits of each benchmark alone would move the unknowns."""
        p, b = self.problem, self.problem.benchmarks
        pull, places = p.weight * misfit, np.arange(b)
        own, curves = np.zeros((p.models, b)), np.zeros((2 * b, b))
        own[p.model, p.benchmark] = pull * self.steep
        curves[places, places] = -np.bincount(p.benchmark, pull * self.steep, b)
        curves[b + places, places] = np.bincount(p.benchmark, pull * self.turn, b)
        found = np.zeros((2 * b, b))
        found[self.free] = self.corner @ (curves[self.free] - self.cross.T @ (own / self.own[:, None]))
        capability = (own - self.cross @ found[self.free]) / self.own[:, None]
        return Influence(capability, found[:b], found[b:])
