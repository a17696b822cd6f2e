"""Indices on a stitched scale: models placed by whatever benchmarks they share."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

import msgspec
import numpy as np
from scipy.special import expit

from parallaxe.analyse.left_out import LeftOut
from parallaxe.analyse.recipe import Method, Recipe
from parallaxe.analyse.scores import Sheet
from parallaxe.statistics.arrays import FloatArray, IntArray
from parallaxe.statistics.influence import influence
from parallaxe.statistics.resample import percentile_interval, student_draws
from parallaxe.statistics.stitching import Stitched, stitch
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError, NotIdentifiableError
from parallaxe.vocabulary.interval import Interval

Key = tuple[str, str | None]
Row = tuple[Key, float, Interval | None, dict[str, float]]
#: Draws behind the interval of a value: some 25 lie beyond each of its ends.
REPLICATES = 1000
#: Draws placed in one go: more take memory, not time.
_AT_ONCE = 100
#: Part of an influence by which capabilities are moved to see what it does to values.
_NUDGE = 1e-4


class StitchedDraws(NamedTuple):
    """Values of the models an index can place, and their replicates.

    Attributes:
        keys: model and configuration.
        values: of each, shape (m,).
        influence: of each benchmark's misfits on each value, (m, benchmarks): what its error is made of.
        replicates: values that those errors allow, (draws, m).
        expected: score each benchmark is expected to give, by model.
        benchmarks: slugs of those resampled.
    """

    keys: list[Key]
    values: FloatArray
    influence: FloatArray
    replicates: FloatArray
    expected: list[dict[str, float]]
    benchmarks: list[str]


def stitched_rows(recipe: Recipe, found: Sheet, *, seed: int = 0) -> list[Row]:
    """Value, interval and expected component scores of every model with enough components."""
    drawn = stitched_draws(recipe, found, seed=seed)
    return [
        (key, float(drawn.values[i]), interval_of(drawn.replicates[:, i]), drawn.expected[i])
        for i, key in enumerate(drawn.keys)
    ]


def stitched_draws(recipe: Recipe, found: Sheet, *, replicates: int | None = None, seed: int = 0) -> StitchedDraws:
    """Fit the scale, and draw values within what the misfits of its benchmarks allow.

    The spread says how far a value hangs on which benchmarks happen to be in the index, and on which items:
    both make scores miss their curves. Whole benchmarks are drawn, for they move models together.

    Raises:
        NotIdentifiableError: benchmarks without models in common, or anchors that do not differ.
        InvalidValueError: an anchor model or benchmark without scores.
        InsufficientDataError: no model has enough components.
    """
    keys = [key for key, values in found.values.items() if len(values) >= recipe.minimum_components]
    found.left_out.extend(
        LeftOut(what=key[0], why=f"has {len(values)} of at least {recipe.minimum_components} components")
        for key, values in found.values.items()
        if len(values) < recipe.minimum_components
    )
    if not keys:
        raise InsufficientDataError("no model has enough components", where=recipe.id, mend="Hand in more scores.")
    problem = _Cells(recipe, found, keys)
    fit = problem.fit()
    moves = problem.moves(fit)
    errors = student_draws(moves, replicates or REPLICATES, np.random.default_rng(seed))
    return StitchedDraws(
        keys,
        problem.values(fit),
        problem.influence(fit, moves),
        np.concatenate([problem.moved(fit, part) for part in np.array_split(errors, -(-len(errors) // _AT_ONCE))]),
        problem.expected(fit),
        problem.benchmarks,
    )


class _Cells:
    def __init__(self, recipe: Recipe, found: Sheet, keys: list[Key]) -> None:
        self.recipe, self.keys = recipe, keys
        self.benchmarks = [c.benchmark for c in recipe.components if any(c.benchmark in found.values[k] for k in keys)]
        place = {benchmark: j for j, benchmark in enumerate(self.benchmarks)}
        cells = [(i, place[b], value) for i, key in enumerate(keys) for b, value in found.values[key].items()]
        self.model: IntArray = np.array([cell[0] for cell in cells])
        self.benchmark: IntArray = np.array([cell[1] for cell in cells])
        self.score: FloatArray = np.array([cell[2] for cell in cells])
        self.error: FloatArray = np.array([_error(recipe, found, key, b) for key in keys for b in found.values[key]])
        category = {c.benchmark: c.category or c.benchmark for c in recipe.components}
        sizes = Counter(category[b] for b in self.benchmarks)
        # Categories weigh alike, however many benchmarks each happens to have.
        balanced = np.array([1.0 / sizes[category[b]] for b in self.benchmarks])
        even = np.ones(len(self.benchmarks))
        self.balance: FloatArray = balanced / balanced.mean() if recipe.method is Method.EXPECTED_SCORE else even
        self.anchor = self._anchor(place)

    def fit(self) -> Stitched:
        return stitch(
            self.model,
            self.benchmark,
            self.score,
            anchor=self.anchor,
            ridge=self.recipe.ridge,
            weights=self.balance[self.benchmark],
            names=self.benchmarks,
        )

    def values(self, fit: Stitched) -> FloatArray:
        """Of all models in the index's unit, (..., models); the suite is the same whatever draw they come from."""
        if self.recipe.method is Method.EXPECTED_SCORE:
            chance = expit(fit.slope * (fit.capability[..., None] - fit.difficulty))
            mean: FloatArray = chance @ self.balance / self.balance.sum() * self.recipe.scale
            return mean
        if not self.recipe.anchors:
            return fit.capability
        (first, at_first), (second, at_second) = self.recipe.anchors.items()
        return fit.rescaled((self._model(first), at_first), (self._model(second), at_second))

    def expected(self, fit: Stitched) -> list[dict[str, float]]:
        chances = expit(fit.slope * (fit.capability[:, None] - fit.difficulty)).tolist()
        return [dict(zip(self.benchmarks, own, strict=True)) for own in chances]

    def moves(self, fit: Stitched) -> FloatArray:
        """Capability by which each benchmark's misfits moved each model against its suite, (models, benchmarks)."""
        found = influence(
            fit, self.model, self.benchmark, self.score,
            anchor=self.anchor, weights=self.balance[self.benchmark], errors=self.error,
        )  # fmt: skip
        if self.recipe.method is not Method.EXPECTED_SCORE:
            against_anchor: FloatArray = found.capability - found.difficulty[self.anchor]
            return against_anchor
        # The same change of the expected score as all curves and the model together bring about.
        distance = fit.capability[:, None] - fit.difficulty
        chance = expit(fit.slope * distance)
        steep = self.balance * chance * (1 - chance) * fit.slope
        part = steep / steep.sum(axis=1, keepdims=True)
        moved: FloatArray = found.capability - part @ found.difficulty + part * distance / fit.slope @ found.slope
        return moved

    def moved(self, fit: Stitched, by: FloatArray) -> FloatArray:
        """Values of all models with their capabilities moved, (..., models)."""
        return self.values(replace(fit, capability=fit.capability + by))

    def influence(self, fit: Stitched, moves: FloatArray) -> FloatArray:
        """Of each benchmark's misfits on each value, in its unit, (models, benchmarks)."""
        changed: FloatArray = (self.moved(fit, _NUDGE * moves.T) - self.values(fit)).T / _NUDGE
        return changed

    def _anchor(self, place: dict[str, int]) -> int:
        anchor = self.recipe.anchor_benchmark or self.benchmarks[int(np.bincount(self.benchmark).argmax())]
        if anchor not in place:
            raise InvalidValueError(
                f"no model has a score on the anchor {anchor}", where=self.recipe.id, mend="Hand in scores of it."
            )
        return place[anchor]

    def _model(self, name: str) -> int:
        for i, (model, configuration) in enumerate(self.keys):
            if name in {model, f"{model}_{configuration}"}:
                return i
        raise NotIdentifiableError(
            f"the anchor model {name} has no value", where=self.recipe.id, mend="Hand in its scores."
        )


def _error(recipe: Recipe, found: Sheet, key: Key, benchmark: str) -> float:
    """Standard error of a score on the scale from 0 to 1; 0 where its source prints none."""
    printed = found.scores[key][benchmark].standard_error
    scale = next(c.normalisation for c in recipe.components if c.benchmark == benchmark)
    return 0.0 if printed is None else printed / (scale.high - scale.low)


def interval_of(drawn: FloatArray) -> Interval:
    """Interval of a value from its replicates."""
    return msgspec.structs.replace(
        percentile_interval(drawn), method="Student draws over benchmarks and printed errors"
    )
