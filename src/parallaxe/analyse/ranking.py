"""A ranking that admits what it cannot order, with one sentence that says so."""

from __future__ import annotations

import msgspec
import numpy as np

from parallaxe.analyse.items import ItemMatrix, ModelScore
from parallaxe.statistics.paired import PairedDifferences, paired_differences
from parallaxe.statistics.ties import Correction, TieGroups, tie_groups

#: Models named in the sentence before it counts them instead.
NAMED = 4


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where a model stands.

    Args:
        model: its name.
        group: tie group, 1 for the best.
        best_rank: best rank the data allow.
        worst_rank: worst rank they allow.
    """

    model: str
    group: int
    best_rank: int
    worst_rank: int


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """Models by what separates them.

    Args:
        placed: best first.
        tie_groups: names by group, best first.
        sentence: what is separable and what is not.
        method: of the tests and their correction.
    """

    placed: list[Placed]
    tie_groups: list[list[str]]
    sentence: str
    method: str


def rank_items(matrix: ItemMatrix, *, level: float = 0.95, correction: Correction = "holm") -> Ranking:
    """Rank models by mean score with paired, clustered tests on the items they share.

    Raises:
        InsufficientDataError: one cluster in all.
    """
    differences = paired_differences(matrix.scores, matrix.clusters, matrix.observed)
    means = matrix.scores.sum(axis=1) / matrix.observed.sum(axis=1)
    ties = tie_groups(means, differences.p_values(), level=level, correction=correction)
    clusters = "" if matrix.clusters.count == matrix.clusters.items else f", {matrix.clusters.count} clusters"
    return _ranking(matrix.models, means, ties, f"paired t on shared items{clusters}; {correction}, {level:.0%}")


def reordered_pairs(matrix: ItemMatrix, rows: list[ModelScore]) -> list[tuple[str, str]]:
    """Pairs whose order on shared items is opposite to the order of their overall means.

    With missing results two models may have been graded on different items; their means then
    compare the items as much as the models.
    """
    differences: PairedDifferences = paired_differences(matrix.scores, matrix.clusters, matrix.observed)
    place = {name: i for i, name in enumerate(matrix.models)}
    found = []
    for k, first in enumerate(rows):
        for second in rows[k + 1 :]:
            on_shared = differences.difference[place[first.model], place[second.model]]
            if first.score > second.score and on_shared < 0:
                found.append((first.model, second.model))
    return found


def _ranking(models: tuple[str, ...], means: np.ndarray, ties: TieGroups, method: str) -> Ranking:
    order = np.argsort(-means, kind="stable")
    placed = [
        Placed(
            model=models[i],
            group=int(ties.group[i]),
            best_rank=int(ties.best_rank[i]),
            worst_rank=int(ties.worst_rank[i]),
        )
        for i in order
    ]
    groups: list[list[str]] = [[] for _ in range(max(p.group for p in placed))]
    for p in placed:
        groups[p.group - 1].append(p.model)
    return Ranking(placed=placed, tie_groups=groups, sentence=separability(groups, ties), method=method)


def separability(groups: list[list[str]], ties: TieGroups) -> str:
    """One sentence on what the data separate."""
    return separable_pairs(groups, int(np.triu(ties.separable, k=1).sum()), ties.untested)


def separable_pairs(groups: list[list[str]], apart: int, untested: int = 0) -> str:
    """The same from the number of pairs that are separable, and of those that could not be tested."""
    m = sum(map(len, groups))
    pairs = m * (m - 1) // 2
    if not pairs:
        return "One model: there is nothing to separate it from."
    lead, rest = _leader(groups[0]), pairs - apart - untested
    clauses = [
        f"{apart} of {pairs} pair{'' if pairs == 1 else 's'} {_are(apart)} separable",
        f"{rest} {_are(rest)} not",
    ]
    if untested:
        clauses.append(f"{untested} {'shares' if untested == 1 else 'share'} too few items to be tested")
    return f"{lead} {', '.join(clauses)}."


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _leader(top: list[str]) -> str:
    if len(top) == 1:
        return f"{top[0]} is first, separably ahead of the next."
    if len(top) <= NAMED:
        return f"{', '.join(top[:-1])} and {top[-1]} cannot be told from the first."
    return f"{top[0]} and {len(top) - 1} others cannot be told from the first."
