"""Running counts of a run, a few bytes a unit whatever the answers' length."""

from __future__ import annotations

from array import array
from collections import Counter

from parallaxe.measure.run.record import Answered, Grade

_PENDING, _UNGRADED, _GRADED, _NULL, _FAILED = range(5)


class Tally:
    """What is known of each unit, and totals.

    Args:
        units: units of the run.
        repeats: units an item.
    """

    def __init__(self, units: int, repeats: int = 1) -> None:
        self.units, self.repeats = units, repeats
        self._state = bytearray(units)
        self._score = array("d", bytes(8 * units))
        self._cluster = array("l", bytes(array("l").itemsize * (units // repeats)))
        self._labels: dict[str, int] = {}
        self.tokens_in = self.tokens_out = self.tokens_reasoning = 0
        self.uncounted_usage = 0
        self.finishes: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self._failed_kinds: dict[int, str] = {}
        self.refusals = self.truncated = self.cached = self.retries = 0
        self.answered = self.nulls = 0
        self.score_sum = 0.0
        self.judged_twice = self.agreed = 0  # pairs put to a judge in both orders, and those it judged alike
        self.first_at, self.last_at = float("inf"), 0.0

    def add(self, row: Answered, cluster: str | None = None) -> None:
        """Count a unit's answer or failure once; an answer replaces an earlier failure."""
        state = self._state[row.unit]
        if state in {_UNGRADED, _GRADED, _NULL}:
            return
        if state == _FAILED:
            self._forget_failure(row.unit)
        self.retries += row.attempts - 1
        if row.reply is None:
            self._state[row.unit] = _FAILED
            kind = row.failed.kind if row.failed else "unknown"
            self._failed_kinds[row.unit] = kind
            self.failures[kind] += 1
            return
        self._count_reply(row)
        self._cluster[row.unit // self.repeats] = self._code(row, cluster)
        self._state[row.unit] = _UNGRADED
        if row.grade is not None:
            self.grade(row.unit, row.grade)

    def grade(self, unit: int, grade: Grade) -> None:
        """Count a unit's grade."""
        if self._state[unit] != _UNGRADED:
            return
        self.answered += 1
        if grade.details and (agree := grade.details.get("agree")) is not None:
            self.judged_twice += 1
            self.agreed += agree
        if grade.score is None:
            self._state[unit] = _NULL
            self.nulls += 1
        else:
            self._state[unit] = _GRADED
            self._score[unit] = grade.score
            self.score_sum += grade.score

    def settled(self, unit: int) -> bool:
        """Whether a unit has its answer (graded or not) and need not be asked again."""
        return self._state[unit] in {_UNGRADED, _GRADED, _NULL}

    @property
    def failed(self) -> int:
        """Units whose last outcome is a failure."""
        return len(self._failed_kinds)

    @property
    def ungraded(self) -> int:
        """Units whose answer is durable and not graded yet."""
        return self._state.count(_UNGRADED)

    def scores(self) -> tuple[array[float], array[int], array[int]]:
        """For each graded unit: score (0 for a null), item number, whether it is null."""
        numbers, values, nulls = array("l"), array("d"), array("b")
        for unit, state in enumerate(self._state):
            if state in {_GRADED, _NULL}:
                numbers.append(unit // self.repeats)
                values.append(self._score[unit])
                nulls.append(state == _NULL)
        return values, numbers, nulls

    def clusters(self) -> array[int] | None:
        """Cluster number of each item, None where no cluster joins two items."""
        return self._cluster if self._labels else None

    def _forget_failure(self, unit: int) -> None:
        kind = self._failed_kinds.pop(unit)
        self.failures[kind] -= 1

    def _code(self, row: Answered, cluster: str | None) -> int:
        if cluster is None:
            return row.unit // self.repeats
        return self._labels.setdefault(cluster, len(self._labels))

    def _count_reply(self, row: Answered) -> None:
        reply = row.reply
        if reply is None:
            return
        usage = reply.usage
        if usage.input is None or usage.output is None:
            self.uncounted_usage += 1
        self.tokens_in += usage.input or 0
        self.tokens_out += usage.output or 0
        self.tokens_reasoning += usage.reasoning or 0
        self.finishes[reply.finish or "unknown"] += 1
        self.refusals += reply.refused
        self.truncated += reply.truncated
        self.cached += row.cached
        self.first_at, self.last_at = min(self.first_at, row.at - row.latency_s), max(self.last_at, row.at)
