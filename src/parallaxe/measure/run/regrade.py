"""Answers judged again: the log keeps every grade, the last one counts; another grader makes another run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import msgspec

from parallaxe.measure.graders.contract import Grader
from parallaxe.measure.run.folder import RunFolder, fresh_folder, read_manifest, run_name
from parallaxe.measure.run.log import AnswerLog, answers
from parallaxe.measure.run.plan import Plan
from parallaxe.measure.run.record import Answered, Grade, Graded
from parallaxe.measure.run.reopen import result_of
from parallaxe.measure.run.result import Result
from parallaxe.vocabulary.errors import InvalidValueError, RunError

_AT_ONCE = 32


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a regrading changed: counts of grades, and the results before and after."""

    kept: int
    changed: int
    before: Result
    after: Result


def regrade(plan: Plan, path: Path, grader: Grader) -> Change:
    """Judge all answers of a run again; nothing is asked of the model.

    Where grader or judge are others than the plan's, their judgements and a copy of the answers make a run
    of their own beside it, the one that the same command with that grader would have begun.

    Raises:
        RunError: the run is being written by another process, or its log is damaged.
        InvalidValueError: an item lacks what another grader needs.
        IsolationError, EndpointError: the grader cannot work.
    """
    if (grader.name, grader.judged_by) != (plan.grader, plan.judge):
        return _by_another(plan, path, grader)
    with RunFolder(path, plan) as folder:
        before = result_of(plan, path)
        kept, changed = asyncio.run(_regrade(path, grader))
        after = result_of(plan, path)
        folder.write_result(after)
    return Change(kept=kept, changed=changed, before=before, after=after)


def _by_another(plan: Plan, path: Path, grader: Grader) -> Change:
    settings = plan.grader_settings if grader.name == plan.grader else {}
    other = msgspec.structs.replace(plan, grader=grader.name, grader_settings=settings, judge=grader.judged_by)
    _check(path, grader)
    with RunFolder(path, plan):
        before, graded = result_of(plan, path), _grades(path)
        beside = _beside(path, other)
        with RunFolder(beside, other, read_manifest(path).terms, answers_of=path.name) as folder:
            asyncio.run(_copy(path, beside))
            asyncio.run(_regrade(beside, grader))
            after = msgspec.structs.replace(
                result_of(other, beside), cost=before.cost, seconds=before.seconds, stopped=before.stopped
            )
            folder.write_result(after)
    changed = sum(grade != graded.get(unit) for unit, grade in _grades(beside).items())
    return Change(kept=len(graded) - changed, changed=changed, before=before, after=after)


def _check(path: Path, grader: Grader) -> None:
    """Every item has what the grader needs, before anything is written."""
    for row in answers(path):
        try:
            grader.check(row.fields())
        except InvalidValueError as error:
            raise InvalidValueError(
                f"{error.what} (item '{row.id}'), which the grader '{grader.name}' needs",
                where=str(path),
                mend=error.mend,
            ) from error


def _beside(path: Path, plan: Plan) -> Path:
    """The folder of an earlier regrading of the same run, else one that no run has used."""
    for known in sorted(path.parent.glob(f"{run_name(plan)}*")):
        try:
            if read_manifest(known).answers_of == path.name:
                return known
        except RunError:
            continue
    return fresh_folder(path.parent, plan)


def _grades(path: Path) -> dict[int, Grade | None]:
    return {row.unit: row.grade for row in answers(path) if row.reply is not None}


async def _copy(source: Path, target: Path) -> None:
    """Append the rows that the target has not; their grades stay behind, so that none of another grader is counted."""
    there = {row.unit: row.reply is not None for row in answers(target)}
    log = AnswerLog(target)
    try:
        for row in answers(source):
            if not there.get(row.unit, False) and (row.reply is not None or row.unit not in there):
                row.grade = None
                log.append(row, _nothing)
                await asyncio.sleep(0)
    finally:
        await log.close()


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
