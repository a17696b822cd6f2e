"""Several attempts an item: unbiased pass@k and pass^k."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from parallaxe.statistics.arrays import FloatArray, non_negative
from parallaxe.vocabulary.errors import InvalidValueError


def pass_at_k(correct: ArrayLike, attempts: ArrayLike, k: int) -> FloatArray:
    """Chance that at least one of k attempts is correct, unbiased, an item.

    Args:
        correct: correct attempts of each item.
        attempts: all attempts of each item, at least k.
        k: attempts allowed, at least 1.

    Raises:
        InvalidValueError: fewer attempts than k (the quantity has no unbiased estimate), more
            correct than attempts, or k below 1.

    Source: Chen et al. (2021), arXiv 2107.03374, equation 1.
    """
    right, total = _attempts(correct, attempts, k)
    return -np.expm1(_log_ratio(total - right, total, k))


def pass_hat_k(correct: ArrayLike, attempts: ArrayLike, k: int) -> FloatArray:
    """Chance that all of k attempts are correct, unbiased, an item.

    Source: Yao et al. (2024), tau-bench, arXiv 2406.12045.
    """
    right, total = _attempts(correct, attempts, k)
    return np.exp(_log_ratio(right, total, k))


def _attempts(correct: ArrayLike, attempts: ArrayLike, k: int) -> tuple[FloatArray, FloatArray]:
    right, total = np.broadcast_arrays(non_negative(correct, "correct"), non_negative(attempts, "attempts"))
    if k < 1 or (total < k).any():
        raise InvalidValueError(f"fewer attempts than k = {k}", mend="Ask for a k no item has fewer attempts than.")
    if (right > total).any():
        raise InvalidValueError("more correct attempts than attempts", mend="Check which column is which.")
    return right.astype(np.float64), total.astype(np.float64)


def _log_ratio(chosen: FloatArray, total: FloatArray, k: int) -> FloatArray:
    """Log of C(chosen, k) / C(total, k); -inf where chosen < k."""
    possible = np.maximum(chosen, k)
    # In pairs that cancel exactly where all are chosen: an item never solved has a chance of 0, not of 1e-15.
    ratio = (gammaln(possible + 1) - gammaln(total + 1)) - (gammaln(possible - k + 1) - gammaln(total - k + 1))
    return np.where(chosen >= k, np.minimum(ratio, 0.0), -np.inf)
