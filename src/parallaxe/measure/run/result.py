"""A run's result: score with its interval, and everything that qualifies it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from parallaxe.measure.run.budget import Price
from parallaxe.measure.run.plan import Plan
from parallaxe.measure.run.tally import Tally
from parallaxe.vocabulary.errors import InsufficientDataError
from parallaxe.vocabulary.interval import Interval

_EXACT_BELOW = 10  # fewer successes or failures than this: normal theory misses its coverage
_LEVEL = 0.95


class Money(msgspec.Struct, frozen=True):
    """An amount in its currency, with the day and the source of the price it was computed with."""

    amount: float
    currency: str
    dated: str | None = None
    source: str | None = None


class Tokens(msgspec.Struct, frozen=True):
    """Tokens as the endpoint counted them; ``uncounted`` answers came without a count."""

    input: int
    output: int
    reasoning: int
    total: int
    uncounted: int


class Result(msgspec.Struct, kw_only=True):
    """What ``measure run --json`` prints.

    Args:
        run: id of the run.
        task, model, endpoint: what was asked of whom.
        score: mean over items, 0 to 1, nulls counted as wrong; None where nothing was graded.
        interval: of the score; None where the data cannot give one.
        score_nulls_dropped: the mean over answers that could be read, where it differs.
        n: answers graded.
        items: items they belong to.
        clusters: independent groups among them.
        nulls: answers from which nothing could be read.
        errors: units without an answer.
        failures: errors by kind.
        complete: whether every unit of the full dataset was answered.
        limited: whether only the first items were asked.
        stopped: why the run ended early, None where it did not.
        pass_at_k: unbiased, where items were asked more than once with right-or-wrong grades.
        judge_agreement: share of the pairs that a judge, asked in both orders, judged alike; None without one.
        cost: money spent on the model measured (a judge's is not in it), None where no price is known.
        seconds: of asking, over all sessions that ended in order; the time between them is not counted.
    """

    run: str
    task: str
    model: str
    endpoint: str
    score: float | None
    interval: Interval | None
    n: int
    nulls: int
    errors: int
    tokens: Tokens
    cost: Money | None
    complete: bool
    limited: bool
    score_nulls_dropped: float | None = None
    items: int = 0
    total: int = 0
    repeats: int = 1
    clusters: int = 0
    refusals: int = 0
    truncated: int = 0
    cached: int = 0
    retries: int = 0
    finishes: dict[str, int] = {}
    failures: dict[str, int] = {}
    stopped: str | None = None
    pass_at_k: dict[str, float] | None = None
    judge_agreement: float | None = None
    grader: str = ""
    seconds: float = 0.0


def summarise(
    plan: Plan, run: str, tally: Tally, *, price: Price | None = None, stopped: str | None = None, seconds: float = 0.0
) -> Result:
    """The result of what a tally holds."""
    graded = _Graded(tally)
    score, interval = graded.score_and_interval()
    readable = tally.answered - tally.nulls
    dropped = tally.score_sum / readable if tally.nulls and readable else None
    limited = plan.items < plan.dataset.count
    return Result(
        run=run,
        task=plan.task,
        model=plan.endpoint.model,
        endpoint=plan.endpoint.url,
        score=score,
        interval=interval,
        score_nulls_dropped=dropped,
        n=tally.answered,
        items=graded.items,
        total=plan.total,
        repeats=plan.repeats,
        clusters=graded.clusters,
        nulls=tally.nulls,
        errors=tally.failed,
        failures={kind: count for kind, count in tally.failures.items() if count},
        refusals=tally.refusals,
        truncated=tally.truncated,
        cached=tally.cached,
        retries=tally.retries,
        finishes=dict(tally.finishes),
        tokens=Tokens(
            tally.tokens_in,
            tally.tokens_out,
            tally.tokens_reasoning,
            tally.tokens_in + tally.tokens_out,
            tally.uncounted_usage,
        ),
        cost=_money(price.of(tally.tokens_in, tally.tokens_out), price) if price else None,
        complete=tally.answered == plan.total and not limited,
        limited=limited,
        stopped=stopped,
        pass_at_k=graded.pass_at_k(plan.repeats),
        judge_agreement=tally.agreed / tally.judged_twice if tally.judged_twice else None,
        grader=plan.grader,
        seconds=round(seconds, 3),
    )


def _money(amount: Decimal, price: Price) -> Money:
    return Money(float(round(amount, 6)), price.currency, price.dated, price.source)


class _Graded:
    """Scores by item and cluster; numpy is loaded only once a run has ended."""

    def __init__(self, tally: Tally) -> None:
        import numpy as np

        values, numbers, _ = tally.scores()
        self._np: Any = np
        self._values = np.frombuffer(values, dtype=np.float64) if len(values) else np.zeros(0)
        numbered = np.frombuffer(numbers, dtype=np.int64) if len(numbers) else np.zeros(0, dtype=np.int64)
        self._numbers, self._item_of = np.unique(numbered, return_inverse=True)
        self._repeats = np.bincount(self._item_of, minlength=self.items) if self.items else np.zeros(0)
        self._sums = np.bincount(self._item_of, weights=self._values, minlength=self.items)
        labels = tally.clusters()
        self._labels = np.frombuffer(labels, dtype=np.int64)[self._numbers] if labels is not None else None

    @property
    def items(self) -> int:
        return int(self._numbers.size)

    @property
    def clusters(self) -> int:
        return self.items if self._labels is None else int(self._np.unique(self._labels).size)

    @property
    def binary(self) -> bool:
        return bool(((self._values == 0) | (self._values == 1)).all())

    def score_and_interval(self) -> tuple[float | None, Interval | None]:
        """Mean over items (their repeats averaged first) and its interval, repeats and clusters respected."""
        if not self.items:
            return None, None
        from parallaxe.statistics.cluster import Clusters, clustered_mean

        means = self._sums / self._repeats
        score = float(means.mean())
        once = self.binary and int(self._repeats.max()) == 1
        if once and self.clusters == self.items and self._is_extreme():
            return score, self._exact()
        try:
            estimate = clustered_mean(means, None if self._labels is None else Clusters.of(self._labels))
        except InsufficientDataError:
            return score, None
        if estimate.standard_error == 0:
            return score, self._alike(estimate.value, estimate.df, estimate.clusters)
        interval = estimate.interval(_LEVEL)
        return score, msgspec.structs.replace(interval, lower=max(0.0, interval.lower), upper=min(1.0, interval.upper))

    def pass_at_k(self, repeats: int) -> dict[str, float] | None:
        if repeats == 1 or not self.items or not self.binary:
            return None
        from parallaxe.statistics.repeated import pass_at_k

        asked = int(self._repeats.min())
        ks = sorted({1, asked} | {k for k in (5, 10, 100) if k < asked})
        return {str(k): float(pass_at_k(self._sums, self._repeats, k).mean()) for k in ks}

    def _is_extreme(self) -> bool:
        right = float(self._values.sum())
        return min(right, self._values.size - right) < _EXACT_BELOW

    def _exact(self) -> Interval:
        from parallaxe.statistics.proportion import clopper_pearson

        lower, upper = clopper_pearson(self._values.sum(), self._values.size, _LEVEL)
        return Interval(lower=float(lower), upper=float(upper), level=_LEVEL, method="Clopper-Pearson")

    def _alike(self, value: float, df: float, clusters: int) -> Interval | None:
        """Every cluster scored alike: a spread of 0 is no certainty."""
        if not 0 <= value <= 1:
            return None
        from parallaxe.statistics.proportion import clustered_wilson

        lower, upper = clustered_wilson(value, 0.0, df, clusters, _LEVEL)
        return Interval(lower=float(lower), upper=float(upper), level=_LEVEL, method="Wilson, clustered")
