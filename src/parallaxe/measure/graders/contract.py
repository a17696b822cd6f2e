"""What a grader offers; every one passes tests/measure/test_graders_contract.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from parallaxe.measure.prompt import PLAIN
from parallaxe.measure.reply import Reply
from parallaxe.measure.run.record import Grade


class Grader(Protocol):
    """Judges replies to items (entry-point group ``parallaxe.graders``).

    A grader keeps no state between items and judges equal replies equally, except where it asks a
    model. One that is ``slow`` (a process, a request) is called after the answer is durable.

    Attributes:
        name: as the command line and suites write it.
        version: raised when a judgement can change.
        slow: whether judging takes longer than a moment.
        prompt: template for files of rows without one of their own.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    slow: ClassVar[bool] = False
    prompt: ClassVar[str] = PLAIN

    def check(self, fields: Mapping[str, Any]) -> None:
        """Raise InvalidValueError where a row lacks what the grader needs."""
        ...

    async def grade(self, fields: Mapping[str, Any], reply: Reply) -> Grade:
        """The judgement; a score of None where no answer can be read from the reply."""
        ...

    @property
    def judged_by(self) -> str | None:
        """The model that grades, as part of a run's identity; None where none does."""
        return None

    async def close(self) -> None:
        """Let go of processes and connections."""
        return
