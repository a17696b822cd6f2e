"""Which items to run for a given error: a subset, its weights and an honest error curve.

The error is measured on models that took no part in choosing the items. A curve measured on
the models it was tuned on promises an accuracy nobody gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from parallaxe.statistics.arrays import FloatArray, IntArray, matrix_and_mask
from parallaxe.statistics.threads import one_blas_thread
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError

#: Fewer models than these leave nothing to hold out.
MINIMUM_MODELS = 6
#: Share of its mean variance added to each direction when scores are regressed on items.
SHRINKAGE = 3.0


@dataclass(frozen=True)
class Subset:
    """Items to run and how to turn their scores into an estimate of the full mean.

    Attributes:
        items: column numbers, shape (k,).
        weights: shape (k,).
        constant: added to the weighted sum.
        lowest, highest: ends of the scale: 0 and 1, or the scores known where they go beyond (percentages).
    """

    items: IntArray
    weights: FloatArray
    constant: float
    lowest: float = 0.0
    highest: float = 1.0

    def estimate(self, scores: ArrayLike) -> FloatArray:
        """Estimated full mean from scores on the subset's items, (..., k) to (...)."""
        estimated = np.asarray(scores, dtype=np.float64) @ self.weights + self.constant
        return np.clip(estimated, self.lowest, self.highest)


@dataclass(frozen=True)
class ErrorPoint:
    """Held-out error of one subset size, in the unit of the scores.

    Attributes:
        size: items run.
        mean_error: mean absolute error over held-out models.
        worst_tenth: the error that a tenth of the models exceed.
        random_mean_error: mean absolute error of as many items drawn at random, averaged.
        random_worst_tenth: exceeded by a tenth of models and draws.
    """

    size: int
    mean_error: float
    worst_tenth: float
    random_mean_error: float
    random_worst_tenth: float


def choose_items(scores: ArrayLike, size: int, *, seed: int = 0) -> Subset:
    """Choose items of all difficulties, and weights that turn their scores into the full mean.

    Items are ordered by how many models solve them and one is drawn from each of ``size`` equal
    strata. The estimate is the subset's mean plus what it missed of the full mean on the models
    known, and ridge regression of the rest. Cleverer choices (pivoted QR, clusters of responses)
    did no better on models not seen: with a few dozen models there is little to learn from.

    Args:
        scores: (models, items), complete.
        size: items to choose.
        seed: of the draw.

    Raises:
        InvalidValueError: more items asked for than there are.
        InsufficientDataError: fewer than two models.
    """
    matrix, _ = matrix_and_mask(scores, None, "score matrix")
    models, items = matrix.shape
    if not 1 <= size <= items:
        raise InvalidValueError(f"{size} of {items} items", mend="Ask for between 1 and all of them.")
    if models < 2:  # noqa: PLR2004 — one model shows no difference between items
        raise InsufficientDataError("one model", mend="Choosing items needs the results of several models.")
    with one_blas_thread():
        return _chosen(matrix, size, np.random.default_rng(seed))


def error_curve(
    scores: ArrayLike, sizes: Sequence[int], *, folds: int = 5, draws: int = 20, seed: int = 0
) -> list[ErrorPoint]:
    """Error of subsets of each size on models that were not used to choose them.

    Args:
        scores: (models, items), complete.
        sizes: numbers of items.
        folds: groups of models held out in turn.
        draws: repeated choices a fold, so that one lucky draw does not make the curve.
        seed: of folds and draws.

    Raises:
        InsufficientDataError: fewer than six models.
    """
    matrix, _ = matrix_and_mask(scores, None, "score matrix")
    if len(matrix) < MINIMUM_MODELS:
        raise InsufficientDataError(
            f"{len(matrix)} models", mend=f"An honest error curve holds models out: {MINIMUM_MODELS} at the least."
        )
    if too_large := [size for size in sizes if not 1 <= size <= matrix.shape[1]]:
        raise InvalidValueError(f"{too_large[0]} of {matrix.shape[1]} items", mend="Ask for between 1 and all of them.")
    rng = np.random.default_rng(seed)
    parts = np.array_split(rng.permutation(len(matrix)), min(folds, len(matrix)))
    with one_blas_thread():
        held = [_Held(matrix, part) for part in parts]
        return [_point(held, size, draws, rng) for size in sizes]


class _Held:
    """A fold: models to choose on, and models to measure the error on."""

    def __init__(self, matrix: FloatArray, held: IntArray) -> None:
        self.training, self.held = np.delete(matrix, held, axis=0), matrix[held]
        self.truth: FloatArray = self.held.mean(axis=1)


def _point(folds: list[_Held], size: int, draws: int, rng: np.random.Generator) -> ErrorPoint:
    chosen, random = [], []
    for fold in folds:
        for _ in range(draws):
            subset = _chosen(fold.training, size, rng)
            chosen.append(np.abs(subset.estimate(fold.held[:, subset.items]) - fold.truth))
            plain = rng.choice(fold.held.shape[1], size, replace=False)
            random.append(np.abs(fold.held[:, plain].mean(axis=1) - fold.truth))
    ours, theirs = np.concatenate(chosen), np.concatenate(random)
    return ErrorPoint(
        size,
        float(ours.mean()),
        float(np.quantile(ours, 0.9)),
        float(theirs.mean()),
        float(np.quantile(theirs, 0.9)),
    )


def _chosen(matrix: FloatArray, size: int, rng: np.random.Generator) -> Subset:
    items = matrix.shape[1]
    by_difficulty = np.lexsort((rng.random(items), matrix.mean(axis=0)))
    places = ((np.arange(size) + rng.random(size)) * items / size).astype(np.int64)
    return _weighted(matrix, np.sort(by_difficulty[places]).astype(np.int64))


def _weighted(matrix: FloatArray, chosen: IntArray) -> Subset:
    part = matrix[:, chosen]
    centre, target = part.mean(axis=0), matrix.mean(axis=1)
    even = np.full(chosen.size, 1.0 / chosen.size)
    x = part - centre
    missed = (target - target.mean()) - x @ even
    gram = x @ x.T
    # The dual form of ridge regression: as many unknowns as models, however many items.
    penalty = SHRINKAGE * max(float(np.trace(gram)) / len(gram), 1e-12)
    weights = even + x.T @ np.linalg.solve(gram + penalty * np.eye(len(gram)), missed)
    ends = min(0.0, float(matrix.min())), max(1.0, float(matrix.max()))
    return Subset(chosen, weights, float(target.mean() - centre @ weights), *ends)
