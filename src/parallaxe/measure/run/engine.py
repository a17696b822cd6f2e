"""Drives a plan's units through an endpoint: workers, retries, budget, durable answers, grades."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from decimal import Decimal
from typing import Any, TypeVar

from parallaxe.measure.endpoint import Requester
from parallaxe.measure.exchange import Exchange
from parallaxe.measure.failure import Kind, RequestFailed
from parallaxe.measure.graders.contract import Grader
from parallaxe.measure.reply import Reply
from parallaxe.measure.run.budget import Budget
from parallaxe.measure.run.cache import AnswerCache
from parallaxe.measure.run.folder import RunFolder
from parallaxe.measure.run.health import Health
from parallaxe.measure.run.log import AnswerLog, answers
from parallaxe.measure.run.pace import Pace
from parallaxe.measure.run.plan import Plan, Unit
from parallaxe.measure.run.record import Answered, Failed, Graded
from parallaxe.measure.run.reopen import cluster_of
from parallaxe.measure.run.tally import Tally
from parallaxe.measure.run.terms import Limits

_Work = TypeVar("_Work")

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 30.0
_CHECKED_A_TURN = 50
_BILLED_WITHOUT_ANSWER = frozenset({Kind.TIMEOUT, Kind.MALFORMED, Kind.TOO_LARGE})


class Engine:
    """One run. ``tally`` may be watched while it goes on.

    Args:
        plan: what is asked.
        folder: where it is kept, held open.
        grader: judges the answers.
        limits: bounds.
        budget: limit on money or tokens.
        cache: answers of earlier runs, if wanted.
        unchecked: rows yet to be checked, while the first ones are asked.
    """

    def __init__(
        self,
        plan: Plan,
        folder: RunFolder,
        grader: Grader,
        *,
        limits: Limits,
        budget: Budget,
        cache: AnswerCache | None = None,
        unchecked: Iterator[object] | None = None,
    ) -> None:
        self._unchecked = unchecked
        self.tally = Tally(plan.total, plan.repeats)
        self.pace = Pace(limits.concurrency)
        self.budget = budget
        self.out_of_budget = False
        self._plan, self._folder, self._grader, self._limits, self._cache = plan, folder, grader, limits, cache
        self._template = plan.template
        self._requester = Requester(plan.endpoint.model, plan.generation, stream=plan.stream)
        self._health = Health(limits.patience_s, plan.endpoint)
        self._room = asyncio.Event()
        self._sampled = plan.generation.seed is None
        self._replay()

    async def run(self) -> None:
        """Ask every unit that has no answer yet; returns when all were tried or the budget is used up.

        Raises:
            EndpointError: no request can succeed, or none did; what was answered is kept.
            RunError: the disk refuses answers; what was counted is kept.
            InvalidValueError, UnknownFormatError: a row is not sound.
        """
        limits = self._limits
        self._log = AnswerLog(self._folder.path)
        try:
            async with Exchange(
                self._plan.endpoint,
                deadline_s=limits.deadline_s,
                stream=self._plan.stream,
                exhausted=self.pace.exhausted,
            ) as exchange:
                self._exchange = exchange
                await _spread(self._ungraded(), self._grade_late, min(limits.concurrency, 64))
                workers = min(limits.concurrency, self._plan.total)
                await _spread(self._unsettled(), self._settle, workers, self._check_ahead())
        finally:
            try:
                await self._grader.close()
            finally:
                await self._log.close()
        self._health.ended(self.tally.answered)

    def _replay(self) -> None:
        """Count what the folder's log holds already."""
        for row in answers(self._folder.path):
            self.tally.add(row, self._cluster(row.fields()))
        self.budget.add_spent(self.tally.tokens_in, self.tally.tokens_out)

    def _ungraded(self) -> Iterator[Answered]:
        if self.tally.ungraded:
            yield from (row for row in answers(self._folder.path) if row.reply and row.grade is None)

    def _unsettled(self) -> Iterator[Unit]:
        for unit in self._plan.units():
            if self.out_of_budget:
                return
            if not self.tally.settled(unit.number):
                yield unit

    async def _check_ahead(self) -> None:
        """Check rows a few at a time between answers: far faster than they are asked."""
        for number, _ in enumerate(self._unchecked or ()):
            if number % _CHECKED_A_TURN == 0:
                await asyncio.sleep(0)

    async def _settle(self, unit: Unit) -> None:
        """One unit: ask, make the answer durable, grade, count."""
        fields = unit.item.fields
        body = self._requester.body(self._template.messages(fields), repeat=unit.repeat, tools=fields.get("tools"))
        row = Answered(unit=unit.number, id=unit.item.id, item=unit.item.raw, repeat=unit.repeat)
        begun = time.monotonic()
        try:
            row.reply = await self._ask(body, row)
        except RequestFailed as failure:
            # One that would have ended the run has not: it is this item that the endpoint will not take.
            kind = Kind.REJECTED if failure.kind is Kind.FATAL else failure.kind
            row.failed = Failed(kind.value, failure.message)
        if row.reply is None and row.failed is None:
            return  # the budget ran out first
        row.latency_s, row.at = round(time.monotonic() - begun, 6), round(time.time(), 3)
        cluster = self._cluster(fields)
        slow = row.reply is not None and self._grader.slow
        if row.reply is not None and not slow:
            row.grade = await self._grader.grade(fields, row.reply)
        self._log.append(row, lambda: self.tally.add(row, cluster))
        if slow:
            await self._grade_late(row)

    async def _grade_late(self, row: Answered) -> None:
        """Grade an answer that is in the log already."""
        if row.reply is None:
            return
        grade = await self._grader.grade(row.fields(), row.reply)
        self._log.append(Graded(unit=row.unit, grade=grade), lambda: self.tally.grade(row.unit, grade))

    async def _ask(self, body: bytes, row: Answered) -> Reply | None:
        """A reply from cache or endpoint; None where the budget has no room for the request."""
        key = b""
        if self._cache:
            key = AnswerCache.key(self._plan.endpoint.chat_url, body, row.repeat if self._sampled else 0)
            if reply := self._cache.get(key):
                row.cached = True
                return reply
        reply = await self._ask_until_answered(body, row)
        if self._cache and reply:
            self._cache.put(key, reply)
        return reply

    async def _ask_until_answered(self, body: bytes, row: Answered) -> Reply | None:
        tried = 0.0
        row.attempts = 0
        while True:
            worst = self.budget.worst_case(len(body))
            if not await self._reserve(worst):
                return None
            row.attempts += 1
            try:
                return await self._attempt(body, worst)
            except RequestFailed as failure:
                self._health.failed(failure)
                tried += 0.25 if failure.kind is Kind.THROTTLED else 1.0
                if not failure.retry or tried >= self._limits.attempts:
                    self._health.gave_up(failure)
                    raise
                await asyncio.sleep(_wait(row.attempts, failure.after_s))

    async def _attempt(self, body: bytes, reserved: Decimal) -> Reply:
        """One request within the pace; its cost replaces what was reserved for it."""
        usage_known = None
        await self.pace.acquire()
        try:
            reply = await self._exchange.ask(body)
            usage_known = reply.usage
        except RequestFailed as failure:
            if failure.kind is Kind.THROTTLED:
                self.pace.throttled(failure.after_s)
            if failure.kind in _BILLED_WITHOUT_ANSWER:
                usage_known = Reply().usage
            raise
        finally:
            self.pace.release()
            self.budget.settle(reserved, usage_known, len(body))
            self._room.set()
        self.pace.answered()
        self._health.answered()
        return reply

    async def _reserve(self, amount: Decimal) -> bool:
        """Set the worst case aside, waiting for requests under way to make room; False where none can."""
        while not self.budget.fits(amount):
            if self.out_of_budget or self.budget.exhausted:
                self.out_of_budget = True
                self._room.set()
                return False
            self._room.clear()
            await self._room.wait()
        self.budget.reserve(amount)
        return True

    def _cluster(self, fields: dict[str, Any]) -> str | None:
        return cluster_of(fields, self._plan.cluster) if self._plan.cluster else None


def _wait(attempt: int, asked_s: float | None) -> float:
    """Seconds before the next attempt: what the endpoint asked, else doubling, with jitter."""
    backoff = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** (attempt - 1))
    jitter = random.uniform(0.5, 1.0)  # noqa: S311
    return (asked_s + 0.2 * jitter) if asked_s is not None else backoff * jitter


async def _spread(
    work: Iterator[_Work],
    one: Callable[[_Work], Awaitable[None]],
    workers: int,
    beside: Coroutine[Any, Any, None] | None = None,
) -> None:
    """Run work on a fixed number of tasks that draw from one iterator; the first error stops all."""

    async def draw() -> None:
        for piece in work:
            await one(piece)

    try:
        async with asyncio.TaskGroup() as group:
            if beside:
                group.create_task(beside)
            for _ in range(max(1, workers)):
                group.create_task(draw())
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
