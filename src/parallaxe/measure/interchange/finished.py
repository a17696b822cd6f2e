"""A run as the exporters see it: plan, result, and its rows with what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from parallaxe.measure.prompt import Message, Template
from parallaxe.measure.run.folder import Manifest, read_manifest
from parallaxe.measure.run.log import answers
from parallaxe.measure.run.plan import Plan
from parallaxe.measure.run.record import Answered
from parallaxe.measure.run.reopen import plan_of, result_of
from parallaxe.measure.run.result import Result


class Finished(msgspec.Struct, frozen=True):
    """One run, read back."""

    folder: Path
    manifest: Manifest
    plan: Plan
    result: Result
    template: Template

    def rows(self) -> Iterator[tuple[Answered, dict[str, Any], list[Message]]]:
        """Answered rows with the item's fields and the messages that were sent."""
        for row in answers(self.folder):
            if row.reply is not None:
                fields = row.fields()
                yield row, fields, self.template.messages(fields)

    def day(self) -> str:
        """ISO day of the last answer, that of the run's beginning where there is none."""
        last = max((row.at for row in answers(self.folder)), default=0.0)
        return instant(last)[:10] if last else self.manifest.created[:10]


def finished(folder: Path) -> Finished:
    """Read a run back.

    Raises:
        RunError: the folder holds no run, or a damaged one.
    """
    plan = plan_of(folder)
    return Finished(folder, read_manifest(folder), plan, result_of(plan, folder), plan.template)


def instant(seconds: float) -> str:
    """ISO instant in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def target_of(fields: dict[str, Any]) -> str:
    """The right answer as text."""
    answer = fields.get("answer", fields.get("reference", ""))
    return answer if isinstance(answer, str) else msgspec.json.encode(answer).decode()
