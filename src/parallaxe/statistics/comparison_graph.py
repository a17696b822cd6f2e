"""Can ratings be told from these comparisons at all? Connectivity and separability."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from parallaxe.statistics.arrays import BoolArray, FloatArray
from parallaxe.vocabulary.errors import InsufficientDataError, NotIdentifiableError

#: Names shown of each component; the rest are counted.
SHOWN = 5


def require_identifiable(wins: FloatArray, names: Sequence[str]) -> None:
    """Refuse data without a finite, unique maximum-likelihood rating.

    The maximum exists and is unique exactly when the directed graph of wins (an edge wherever
    a model took at least a part of a point) is strongly connected.

    Args:
        wins: (m, m), points the row's model took from the column's, ties counted half.
        names: of the m models.

    Raises:
        InsufficientDataError: fewer than two models.
        NotIdentifiableError: groups never compared, or a group that never lost to the rest.

    Source: Ford (1957), American Mathematical Monthly 64:28.
    """
    if len(names) < 2:  # noqa: PLR2004 — a comparison has two sides
        raise InsufficientDataError(f"{len(names)} model", mend="Ratings need votes between two models or more.")
    graph = sparse.csr_matrix(wins > 0)
    count, weak = connected_components(graph, directed=True, connection="weak")
    if count > 1:
        raise NotIdentifiableError(
            f"the comparisons fall into {count} components that never met: {_listed(weak, names)}",
            mend="Rate each component alone, or add votes between them.",
        )
    count, strong = connected_components(graph, directed=True, connection="strong")
    if count > 1:
        top = _undominated(graph, strong)
        raise NotIdentifiableError(
            f"the data are separable into {count} groups, {_listed(strong, names)}; "
            f"{_names(np.flatnonzero(strong == top), names)} never lost a point to the others, "
            "so that the distance is infinite",
            mend="Leave these models out, or add votes that the better side does not all win.",
        )


def require_linked(observed: BoolArray, names: Sequence[str]) -> None:
    """Refuse models that no chain of shared items links: nothing says how far apart their groups are.

    Args:
        observed: (m, n), whether the model has a result on the item.
        names: of the m models.

    Raises:
        NotIdentifiableError: several groups without an item in common, their models named.
    """
    if observed.all(axis=0).any():  # an item that all were given links them all
        return
    by_model = observed.shape[0] <= observed.shape[1]
    side = (observed if by_model else observed.T).astype(np.float32)  # the shorter side: its pairs fit in memory
    _, component = connected_components(side @ side.T > 0, directed=False)
    if not by_model:  # a model belongs where its first item does, or, without any, to itself
        alone = component.size + np.arange(len(names))
        component = np.where(observed.any(axis=1), component[observed.argmax(axis=1)], alone)
    _, own = np.unique(component, return_inverse=True)
    if own.max() > 0:
        raise NotIdentifiableError(
            f"the models fall into {own.max() + 1} groups that share no item which tells models apart: "
            f"{_listed(own, names)}",
            mend="Analyse each group alone, or add results on items in common.",
        )


def _undominated(graph: sparse.csr_matrix, component: np.ndarray) -> int:
    winner, loser = graph.nonzero()
    beaten = {int(component[b]) for a, b in zip(winner, loser, strict=True) if component[a] != component[b]}
    return next(c for c in range(int(component.max()) + 1) if c not in beaten)


def _listed(component: np.ndarray, names: Sequence[str]) -> str:
    sizes = np.bincount(component)
    order = np.argsort(-sizes, kind="stable")[:SHOWN]
    listed = "; ".join(f"[{_names(np.flatnonzero(component == c), names)}]" for c in order)
    return listed + (f" and {sizes.size - SHOWN} more" if sizes.size > SHOWN else "")


def _names(members: np.ndarray, names: Sequence[str]) -> str:
    shown = ", ".join(names[i] for i in members[:SHOWN])
    return shown + (f" and {members.size - SHOWN} more" if members.size > SHOWN else "")
