"""Indices on a stitched scale: models placed by whatever benchmarks they share."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from parallaxe.analyse.left_out import LeftOut
from parallaxe.analyse.recipe import Method, Recipe
from parallaxe.analyse.scores import Sheet
from parallaxe.statistics.arrays import FloatArray, IntArray
from parallaxe.statistics.resample import percentile_interval
from parallaxe.statistics.stitching import Stitched, place, stitch
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError, NotIdentifiableError
from parallaxe.vocabulary.interval import Interval

Key = tuple[str, str | None]
Row = tuple[Key, float, Interval | None, dict[str, float]]
#: Draws of benchmarks for the interval of each value.
REPLICATES = 100


class StitchedDraws(NamedTuple):
    """Values of the models an index can place, and their replicates.

    Attributes:
        keys: model and configuration.
        values: of each, shape (m,).
        replicates: under resampled benchmarks, (draws, m); NaN where a draw leaves a model without scores.
        expected: score each benchmark is expected to give, by model.
        benchmarks: slugs of those resampled.
    """

    keys: list[Key]
    values: FloatArray
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
    """Fit the scale, then place the models again with benchmarks drawn anew, scores within their printed errors.

    The spread says how far a value depends on which benchmarks happen to be in the index. A
    benchmark drawn twice weighs twice.

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
    return StitchedDraws(
        keys,
        problem.values(fit),
        problem.bootstrap(fit, replicates or REPLICATES, np.random.default_rng(seed)),
        [problem.expected(fit, i) for i in range(len(keys))],
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
        self.category = np.unique([category[b] for b in self.benchmarks], return_inverse=True)[1]
        sizes = np.bincount(self.category)
        # Categories weigh alike, however many benchmarks each happens to have.
        balanced = 1.0 / sizes[self.category]
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
        """Of all models in the index's unit; the suite is the same whatever draw their capabilities come from."""
        if self.recipe.method is Method.EXPECTED_SCORE:
            chance = expit(fit.slope * (fit.capability[:, None] - fit.difficulty))
            mean: FloatArray = chance @ self.balance / self.balance.sum() * self.recipe.scale
            return mean
        if not self.recipe.anchors:
            return fit.capability
        (first, at_first), (second, at_second) = self.recipe.anchors.items()
        return fit.rescaled((self._model(first), at_first), (self._model(second), at_second))

    def expected(self, fit: Stitched, model: int) -> dict[str, float]:
        chance = expit(fit.slope * (fit.capability[model] - fit.difficulty))
        return {benchmark: float(chance[j]) for j, benchmark in enumerate(self.benchmarks)}

    def bootstrap(self, fit: Stitched, replicates: int, rng: np.random.Generator) -> FloatArray:
        """Values under resampled benchmarks and items, (replicates, models); NaN where a draw leaves a model out.

        The curves of the benchmarks stay as fitted to all models, so that a draw says how far each model's
        place hangs on the benchmarks it happened to run. Items enter through the standard errors of the
        scores, where sources print them.
        """
        drawn = np.full((replicates, len(self.keys)), np.nan)
        for r in range(replicates):
            weight = self._draw(rng)
            score = np.clip(self.score + self.error * rng.normal(size=self.score.size), 0.0, 1.0)
            cells = (weight * self.balance)[self.benchmark]
            capability = place(fit, self.model, self.benchmark, score, cells)
            placed = np.bincount(self.model, weight[self.benchmark], len(self.keys)) > 0
            with suppress(NotIdentifiableError):
                drawn[r, placed] = self.values(replace(fit, capability=capability))[placed]
        return drawn

    def _draw(self, rng: np.random.Generator) -> FloatArray:
        """Within categories that weigh alike; over all where one holds a single benchmark, which could not vary."""
        weight = np.zeros(len(self.benchmarks))
        within = self.recipe.method is Method.EXPECTED_SCORE and np.bincount(self.category).min() > 1
        for c in range(int(self.category.max()) + 1):
            members = np.flatnonzero(self.category == c)
            np.add.at(weight, rng.choice(members if within else weight.size, members.size), 1.0)
        return weight

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


def interval_of(drawn: FloatArray) -> Interval | None:
    """Interval of a value from its replicates; None where more than half of these do not place it."""
    try:
        found = percentile_interval(drawn)
    except InsufficientDataError:
        return None
    return Interval(
        lower=found.lower, upper=found.upper, level=0.95, method="bootstrap over benchmarks and printed errors"
    )
