"""Runs of other tools, made runs of ours: answers and grades kept, compared and observed alike."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from parallaxe.measure.dataset import Dataset
from parallaxe.measure.endpoint import Endpoint
from parallaxe.measure.reply import Reply, Usage
from parallaxe.measure.run.folder import RunFolder, run_name
from parallaxe.measure.run.log import AnswerLog
from parallaxe.measure.run.plan import Plan
from parallaxe.measure.run.record import Answered, Failed, Grade
from parallaxe.measure.run.reopen import tally_of
from parallaxe.measure.run.result import Result, summarise
from parallaxe.vocabulary.errors import UnknownFormatError

#: Where no server can be (RFC 2606): the address of a run that another tool made.
_NOWHERE = ".invalid"


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a foreign run; a score of None was not readable, ``failed`` has no answer."""

    id: str
    question: str
    target: Any
    text: str
    score: float | None
    repeat: int = 0
    choices: list[Any] | None = None
    extracted: str | None = None
    usage: Usage = Usage()
    failed: str | None = None
    seconds: float = 0.0


class Foreign(msgspec.Struct, frozen=True, kw_only=True):
    """A run as another tool wrote it.

    Args:
        tool, version: that wrote it.
        task, model, created: as it says.
        samples: those it holds.
        items: of the whole dataset, where the log says how many it has; more than were asked mark a limited run.
        finished: whether the log says that the run came to its end.
    """

    tool: str
    version: str
    task: str
    model: str
    created: str
    samples: list[Sample]
    items: int | None = None
    finished: bool = True


def take_in(foreign: Foreign, runs: Path, source: Path) -> Result:
    """Make a foreign run one of ours; taking the same file in again changes nothing.

    Raises:
        UnknownFormatError: it holds no sample, or a sample twice.
    """
    places = {name: place for place, name in enumerate(dict.fromkeys(sample.id for sample in foreign.samples))}
    repeats = max((sample.repeat for sample in foreign.samples), default=0) + 1
    units = [places[sample.id] * repeats + sample.repeat for sample in foreign.samples]
    if not units or len(set(units)) != len(units):
        what = "the log holds a sample twice" if units else "the log holds no samples"
        raise UnknownFormatError(what, where=str(source), mend="Export it with its samples, each once.")
    raw = msgspec.json.encode([(sample.id, sample.question, sample.target) for sample in foreign.samples])
    plan = Plan(
        task=foreign.task,
        dataset=Dataset(source, hashlib.sha256(raw).hexdigest(), max(foreign.items or 0, len(places))),
        endpoint=Endpoint(url=f"https://{foreign.tool.replace('_', '-')}{_NOWHERE}", model=foreign.model),
        user="{question}",
        grader=f"{foreign.tool} {foreign.version}",
        repeats=repeats,
        limit=len(places) if foreign.finished and (foreign.items or 0) > len(places) else None,
    )
    with RunFolder(runs / run_name(plan), plan) as folder:
        if not any(folder.path.glob("answers-*")):
            asyncio.run(_append(folder.path, foreign, units))
        tally = tally_of(plan, folder.path)
        result = summarise(
            plan, folder.path.name, tally, stopped=None if foreign.finished else "stopped before its end"
        )
        folder.write_result(result)
    return result


def tool_of(plan: Plan) -> str | None:
    """Name and version of the tool whose log a run was taken from; ours where we judged it again, None for a run of ours."""
    if not plan.endpoint.url.endswith(_NOWHERE):
        return None
    return plan.grader if " " in plan.grader else "parallaxe"


async def _append(folder: Path, foreign: Foreign, units: list[int]) -> None:
    log, at = AnswerLog(folder), _seconds(foreign.created)
    for unit, sample in zip(units, foreign.samples, strict=True):
        log.append(_row(unit, sample, at), _nothing)
    await log.close()


def _seconds(created: str) -> float:
    """Seconds since 1970 of an ISO instant, or of a number of them; now where the other tool wrote neither."""
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(created).timestamp()
    with contextlib.suppress(ValueError):
        return float(created)
    return time.time()


def _row(unit: int, sample: Sample, at: float) -> Answered:
    fields = {"id": sample.id, "question": sample.question, "choices": sample.choices, "answer": sample.target}
    item = msgspec.Raw(msgspec.json.encode({name: value for name, value in fields.items() if value is not None}))
    row = Answered(unit=unit, id=sample.id, item=item, repeat=sample.repeat, at=at, latency_s=sample.seconds)
    if sample.failed:
        row.failed = Failed("imported", sample.failed)
    else:
        row.reply = Reply(text=sample.text, finish="stop", usage=sample.usage)
        row.grade = Grade(score=sample.score, extracted=sample.extracted)
    return row


def _nothing() -> None:
    """Rows are counted by reading the log back."""
