"""Ratings at equal style: votes with covariates, kept vote by vote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from parallaxe.analyse.votes import COLUMNS, Codes, Names, Rating, outcome_points, rating_rows
from parallaxe.statistics.arrays import FloatArray, IntArray
from parallaxe.statistics.style_adjusted import adjusted_bradley_terry, effect_interval
from parallaxe.statistics.ties import Correction
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError, UnknownFormatError

if TYPE_CHECKING:
    import pyarrow as pa


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What a covariate does to a vote.

    Args:
        covariate: its column.
        effect: log-odds for the first model per standard deviation of the difference.
        lower: lower end of its interval.
        upper: upper end.
        standard_deviation: of the difference, in the column's unit.
    """

    covariate: str
    effect: float
    lower: float
    upper: float
    standard_deviation: float


def rate_adjusted(
    batches: Iterable[pa.RecordBatch],
    covariates: Sequence[str],
    *,
    level: float = 0.95,
    correction: Correction = "holm",
) -> tuple[list[Rating], list[Effect], str]:
    """Ratings with the covariates held equal, the covariates' effects, and the method.

    Args:
        batches: votes with model_a, model_b, winner, the covariates (first model less second) and
            optionally cluster.
        covariates: names of their columns.
        level: of intervals and tests.
        correction: for testing many pairs.

    Raises:
        UnknownFormatError: a column is missing.
        InvalidValueError: null or NaN covariates, one that never varies, bad votes.
        NotIdentifiableError: separable votes, or covariates that repeat the models or each other.
        InsufficientDataError: no votes, or one cluster.
    """
    names, clusters = Names(), Codes()
    numbers: dict[str, list[IntArray]] = {"first": [], "second": [], "cluster": []}
    values: dict[str, list[FloatArray]] = {"points": [], "x": []}
    for batch in batches:
        if missing := [name for name in (*COLUMNS, *covariates) if name not in batch.schema.names]:
            raise UnknownFormatError(
                f"lacks the column {', '.join(missing)}", where="votes", mend=f"It has {', '.join(batch.schema.names)}."
            )
        for key, column in (("first", "model_a"), ("second", "model_b")):
            numbers[key].append(names.numbers(batch.column(column), column))
        values["points"].append(outcome_points(batch.column("winner")))
        values["x"].append(np.column_stack([_values(batch, name) for name in covariates]))
        if "cluster" in batch.schema.names:
            numbers["cluster"].append(clusters.numbers(batch.column("cluster"), "cluster"))
    if not names:
        raise InsufficientDataError("no votes", where="votes", mend="Hand in a file with at least two models.")
    first, second = np.concatenate(numbers["first"]), np.concatenate(numbers["second"])
    points, x = np.concatenate(values["points"]), np.concatenate(values["x"])
    if (first == second).any():
        same = list(names)[int(first[first == second][0])]
        raise InvalidValueError(f"'{same}' is compared with itself", where="votes", mend="Leave such votes out.")
    cluster = np.concatenate(numbers["cluster"]) if numbers["cluster"] else None
    fit = adjusted_bradley_terry(first, second, points, x, list(names), covariates, cluster)
    wins = np.zeros((len(names),) * 2)
    np.add.at(wins, (first, second), points)
    np.add.at(wins, (second, first), 1 - points)
    lower, upper = effect_interval(fit, level)
    effects = [
        Effect(
            covariate=name,
            effect=float(fit.effect[c]),
            lower=float(lower[c]),
            upper=float(upper[c]),
            standard_deviation=float(fit.scale[c]),
        )
        for c, name in enumerate(covariates)
    ]
    rows = rating_rows(fit.ratings, wins, level=level, correction=correction)
    return rows, effects, f"Bradley-Terry, {fit.ratings.method}"


def _values(batch: pa.RecordBatch, name: str) -> FloatArray:
    column = batch.column(name)
    if column.null_count:
        raise InvalidValueError("a vote has no value", where=f"votes, column {name}", mend="Leave the vote out.")
    try:
        return np.asarray(column, dtype=np.float64)
    except (ValueError, TypeError) as error:
        raise InvalidValueError(
            f"cells of type {column.type} are no numbers", where=f"votes, column {name}", mend="Write numbers."
        ) from error
