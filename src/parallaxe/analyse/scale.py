"""One scale for the models of a ledger: an index fitted to whatever scores they share, with replicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from parallaxe.analyse.left_out import LeftOut
from parallaxe.analyse.observed_scores import observed_scores
from parallaxe.analyse.recipe import Method, Recipe
from parallaxe.analyse.scores import Score, sheet
from parallaxe.analyse.stitched import REPLICATES, interval_of, stitched_draws
from parallaxe.statistics.arrays import FloatArray
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError
from parallaxe.vocabulary.interval import Interval

#: Fewest benchmarks the study of coverage was made with: below, no interval of a gap is vouched for.
FEWEST_BENCHMARKS = 8


@dataclass(frozen=True)
class Scale:
    """Models on one index, each at the best its configurations reached.

    Attributes:
        recipe: the index.
        models: slugs, best first.
        values: of each, in the index's unit.
        influence: of each benchmark's misfits on each value, (models, benchmarks).
        replicates: values that these allow, (draws, models).
        benchmarks: by slug.
        scores: what each model's value was fitted to.
        left_out: what was not used and why.
    """

    recipe: Recipe
    models: list[str]
    values: FloatArray
    influence: FloatArray
    replicates: FloatArray
    benchmarks: list[str]
    scores: dict[str, list[Score]]
    left_out: list[LeftOut]

    def interval(self, model: int) -> Interval:
        """Of one model's value."""
        return interval_of(self.replicates[:, model])


def fit_scale(
    recipe: Recipe, rows: Iterable[Mapping[str, Any]], *, replicates: int = REPLICATES, seed: int = 0
) -> Scale:
    """Fit an index to the scores observed of all models, the best configuration of each.

    Args:
        recipe: an index on a stitched scale.
        rows: observations as ``observed_scores`` takes them.
        replicates: draws behind intervals.
        seed: the same seed gives the same draws.

    Raises:
        InvalidValueError: the index is no stitched one, so that it has no replicates.
        InsufficientDataError: scores on fewer than ``FEWEST_BENCHMARKS`` benchmarks, or of too few models.
        NotIdentifiableError: benchmarks without models in common.
    """
    if recipe.method not in {Method.STITCHED, Method.EXPECTED_SCORE}:
        raise InvalidValueError(f"'{recipe.id}' has no replicates", mend="Choose an index on a stitched scale.")
    observed, left_out = observed_scores(recipe, rows, best_configuration=True)
    parts = [score for score in observed if score.benchmark != recipe.id]
    if len(benchmarks := {score.benchmark for score in parts}) < FEWEST_BENCHMARKS:
        raise InsufficientDataError(
            f"scores on {len(benchmarks)} of its benchmarks, fewer than {FEWEST_BENCHMARKS}",
            where=recipe.id,
            mend="Ingest scores of more benchmarks.",
        )
    found = sheet(recipe, parts)
    drawn = stitched_draws(recipe, found, replicates=replicates, seed=seed)
    if len(drawn.benchmarks) < FEWEST_BENCHMARKS:
        raise InsufficientDataError(
            f"{len(drawn.benchmarks)} benchmarks share models, fewer than {FEWEST_BENCHMARKS}",
            where=recipe.id,
            mend="Ingest scores of more benchmarks.",
        )
    order = np.argsort(-drawn.values, kind="stable")
    keys = [drawn.keys[i] for i in order]
    return Scale(
        recipe=recipe,
        models=[model for model, _ in keys],
        values=drawn.values[order],
        influence=drawn.influence[order],
        replicates=drawn.replicates[:, order],
        benchmarks=drawn.benchmarks,
        scores={key[0]: list(found.scores[key].values()) for key in keys},
        left_out=[*left_out, *found.left_out],
    )
