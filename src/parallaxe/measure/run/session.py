"""A run from plan to result: folder, lock, engine, statistics, result file."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from parallaxe.measure import open_files
from parallaxe.measure.dataset import Fields, Item
from parallaxe.measure.graders.contract import Grader
from parallaxe.measure.run.budget import Budget
from parallaxe.measure.run.cache import AnswerCache
from parallaxe.measure.run.engine import Engine
from parallaxe.measure.run.folder import RunFolder, fresh_folder, run_name
from parallaxe.measure.run.plan import Plan
from parallaxe.measure.run.reopen import kept_of
from parallaxe.measure.run.result import Result, summarise
from parallaxe.measure.run.terms import Terms

_CHECK_FIRST_S = 0.3

Watcher = Callable[[Engine, float], None]


def carry_out(plan: Plan, grader: Grader, terms: Terms, watch: Watcher | None = None) -> Result:
    """Run a plan, or go on with its run, and write ``result.json`` beside the answers.

    Raises:
        EndpointError, RunError: the run stopped; what was answered is kept and counted on resuming.
        InvalidValueError, UnknownFormatError: a row is not sound; names file and line. Rows are checked
            before anything is asked, those of a file that takes longer than a third of a second meanwhile.
    """
    unchecked = _look(_rows_checked(plan, grader))
    amount, unit = terms.budget or (None, terms.price.currency if terms.price else "tokens")
    budget = Budget(amount, unit, price=terms.price, max_tokens=plan.generation.max_tokens)
    open_files.allow(terms.limits.concurrency)
    with RunFolder(_path(plan, terms), plan, terms.kept()) as folder:
        cache = AnswerCache(terms.cache) if terms.cache else None
        try:
            return asyncio.run(_carry_out(plan, grader, terms, folder, budget, cache, watch, unchecked))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None  # SIGTERM ends a run as Ctrl-C does
        finally:
            if cache:
                cache.close()


async def _carry_out(
    plan: Plan,
    grader: Grader,
    terms: Terms,
    folder: RunFolder,
    budget: Budget,
    cache: AnswerCache | None,
    watch: Watcher | None,
    unchecked: Iterator[Item],
) -> Result:
    _end_on_sigterm()
    engine = Engine(plan, folder, grader, limits=terms.limits, budget=budget, cache=cache, unchecked=unchecked)
    begun, earlier = time.monotonic(), kept_of(folder.path).seconds
    stopped: str | None = "stopped before its end"
    watching = asyncio.create_task(_watch(engine, watch, terms.watch_every_s, begun)) if watch else None
    try:
        if engine.tally.answered < plan.total:
            await engine.run()
        stopped = "budget" if engine.out_of_budget else None
    except Exception as error:
        stopped = str(error)
        raise
    finally:
        if watching:
            watching.cancel()
        result = summarise(
            plan,
            folder.path.name,
            engine.tally,
            price=terms.price,
            stopped=stopped,
            seconds=earlier + time.monotonic() - begun,
        )
        # Where the disk is full the log has said so already, and says more.
        with contextlib.suppress(OSError) if stopped else contextlib.nullcontext():
            folder.write_result(result)
    return result


def _rows_checked(plan: Plan, grader: Grader) -> Iterator[Item]:
    prompt_check = plan.template.check

    def check(fields: Fields) -> None:
        grader.check(fields)
        prompt_check(fields)

    return islice(plan.dataset.items(check), plan.items)


def _look(rows: Iterator[Item]) -> Iterator[Item]:
    """Check rows for as long as a user would not notice; the rest is handed on."""
    end = time.monotonic() + _CHECK_FIRST_S
    for _ in rows:
        if time.monotonic() > end:
            break
    return rows


def _end_on_sigterm() -> None:
    """Cancel the run on SIGTERM, so that the log is sealed and the partial result written; not outside the main thread."""
    task = asyncio.current_task()
    if task:
        with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


async def _watch(engine: Engine, watch: Watcher, every_s: float, begun: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        watch(engine, time.monotonic() - begun)


def _path(plan: Plan, terms: Terms) -> Path:
    if terms.into:
        return terms.into
    return fresh_folder(terms.runs, plan) if terms.fresh else terms.runs / run_name(plan)
