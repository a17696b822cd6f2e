"""Who is separable from whom: tie groups and the range of ranks the data allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from parallaxe.statistics.arrays import BoolArray, FloatArray, IntArray, confidence_level, finite
from parallaxe.statistics.multiplicity import benjamini_hochberg, holm

Correction: TypeAlias = Literal["holm", "benjamini-hochberg", "none"]


@dataclass(frozen=True)
class TieGroups:
    """A ranking that admits what it cannot order; every array is in the order handed in.

    Attributes:
        group: number of the tie group, from 1 for the best, shape (m,). A group opens with the
            best model not yet placed and takes every following model that is not separable
            from that leader, up to the first that is.
        best_rank: 1 + how many models are separably better, shape (m,).
        worst_rank: m - how many models are separably worse, shape (m,).
        separable: (m, m), True where the two differ after correction.
        adjusted_p: (m, m), corrected p-values; 1 where a pair could not be tested.
        untested: pairs that could not be tested.
    """

    group: IntArray
    best_rank: IntArray
    worst_rank: IntArray
    separable: BoolArray
    adjusted_p: FloatArray
    untested: int = 0


def tie_groups(
    values: ArrayLike, p_values: ArrayLike, *, level: float = 0.95, correction: Correction = "holm"
) -> TieGroups:
    """Group m models by whether their paired tests tell them apart.

    Args:
        values: scores, shape (m,), higher is better.
        p_values: (m, m), symmetric; NaN where a pair could not be tested, which then counts as a tie.
        level: 1 less the error rate that the correction controls.
        correction: Holm controls any false separation, Benjamini and Hochberg their share.
    """
    scores = finite(values, "scores")
    alpha = 1 - confidence_level(level)
    tests = np.asarray(p_values, dtype=np.float64)
    adjusted = _adjusted(tests, correction)
    separable = adjusted <= alpha
    better = separable & (scores[:, None] > scores[None, :])
    return TieGroups(
        group=_groups(np.argsort(-scores, kind="stable"), separable),
        best_rank=1 + better.sum(axis=0),
        worst_rank=scores.size - better.sum(axis=1),
        separable=separable,
        adjusted_p=adjusted,
        untested=int(np.isnan(tests[np.triu_indices(len(tests), k=1)]).sum()),
    )


def _adjusted(p_values: FloatArray, correction: Correction) -> FloatArray:
    upper = np.triu_indices(len(p_values), k=1)
    tests = p_values[upper]
    known = ~np.isnan(tests)
    corrected = np.ones_like(tests)
    match correction:
        case "holm":
            corrected[known] = holm(tests[known])
        case "benjamini-hochberg":
            corrected[known] = benjamini_hochberg(tests[known])
        case "none":
            corrected[known] = tests[known]
    adjusted = np.ones_like(p_values)
    adjusted[upper] = corrected
    adjusted.T[upper] = corrected
    return adjusted


def _groups(order: np.ndarray, separable: BoolArray) -> IntArray:
    group = np.zeros(order.size, dtype=np.int64)
    leader, number = -1, 0
    for model in order:
        if leader < 0 or separable[leader, model]:
            leader, number = model, number + 1
        group[model] = number
    return group
