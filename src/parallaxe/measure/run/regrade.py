"""Answers judged again: the log keeps every grade, the last one counts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import msgspec

from parallaxe.measure.graders.contract import Grader
from parallaxe.measure.run.folder import RunFolder
from parallaxe.measure.run.log import AnswerLog, answers
from parallaxe.measure.run.plan import Plan
from parallaxe.measure.run.record import Answered, Graded
from parallaxe.measure.run.reopen import result_of
from parallaxe.measure.run.result import Result

_AT_ONCE = 32


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a regrading changed: counts of grades, and the results before and after."""

    kept: int
    changed: int
    before: Result
    after: Result


def regrade(plan: Plan, path: Path, grader: Grader) -> Change:
    """Judge all answers of a run again; nothing is asked of the model.

    Raises:
        RunError: the run is being written by another process, or its log is damaged.
        IsolationError, EndpointError: the grader cannot work.
    """
    with RunFolder(path, plan) as folder:
        before = result_of(plan, path)
        kept, changed = asyncio.run(_regrade(path, grader))
        after = result_of(plan, path)
        folder.write_result(after)
    return Change(kept=kept, changed=changed, before=before, after=after)


async def _regrade(path: Path, grader: Grader) -> tuple[int, int]:
    counts = [0, 0]
    rows = answers(path)
    first = list(islice(rows, 1))  # the segments to read are settled before grades are appended to a new one
    work = chain(first, rows)
    log = AnswerLog(path)

    async def draw(work: Iterator[Answered]) -> None:
        for row in work:
            if row.reply is None:
                continue
            grade = await grader.grade(row.fields(), row.reply)
            changed = grade != row.grade
            counts[changed] += 1
            if changed:
                by = f"{grader.name} {grader.version}"
                log.append(Graded(unit=row.unit, grade=grade, by=by, at=round(time.time(), 3)), _nothing)

    try:
        await asyncio.gather(*(draw(work) for _ in range(_AT_ONCE)))
    finally:
        try:
            await grader.close()
        finally:
            await log.close()
    return counts[0], counts[1]


def _nothing() -> None:
    """Grades are counted by reading the log again."""
