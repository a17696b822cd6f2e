"""Numbers: the final number of a reply against the answer, within a tolerance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Literal

from parallaxe.measure.dataset import require
from parallaxe.measure.graders.contract import Grader
from parallaxe.measure.graders.final_answer import final_answer
from parallaxe.measure.reply import Reply
from parallaxe.measure.run.record import Grade
from parallaxe.vocabulary.errors import InvalidValueError

_NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?:[,   ]\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,4})?")
_LAST_AS_TEXT = re.compile(r"-?[$0-9.,]{2,}|-?[0-9]+")


class Numeric(Grader):
    """Score 1 where the last number of the final answer equals the answer.

    Rows: ``answer`` (a number, or a text whose last number counts, as GSM8K's ``#### 42``).

    Args:
        reading: ``stated``, the number of the final answer where one is marked, else the last; or
            ``flexible-extract``, the last number as text, compared as text (gsm8k of lm-evaluation-harness).
        tolerance: largest absolute difference that still is equal.
        relative: largest difference as a share of the answer.
    """

    name: ClassVar[str] = "numeric"
    prompt: ClassVar[str] = "{question}\n\nEnd with one line that reads 'ANSWER: ' and the number."

    def __init__(
        self, tolerance: float = 0.0, relative: float = 0.0, reading: Literal["stated", "flexible-extract"] = "stated"
    ) -> None:
        self._as_text = reading == "flexible-extract"
        self._tolerance, self._relative = Decimal(str(tolerance)), Decimal(str(relative))

    def check(self, fields: Mapping[str, Any]) -> None:
        """Raise InvalidValueError where a row lacks what is needed."""
        require(fields, "answer")
        if last_number(str(fields["answer"])) is None:
            raise InvalidValueError(f"answer {fields['answer']!r} holds no number", mend="Write a number.")

    async def grade(self, fields: Mapping[str, Any], reply: Reply) -> Grade:
        """The number read, against the answer's."""
        if self._as_text:
            return _flexible(str(fields["answer"]), reply.text)
        right = last_number(str(fields["answer"]))
        stated = last_number(final_answer(reply.text) or "")
        read = stated if stated is not None else last_number(reply.text)
        if read is None or right is None:
            return Grade(note="no number")
        allowed = max(self._tolerance, self._relative * abs(right))
        return Grade(score=float(abs(read - right) <= allowed), extracted=str(read))


def _flexible(answer: str, text: str) -> Grade:
    """Commas, currency signs and a last full stop are passed over, all else counts: 42.0 is not 42."""
    found = _LAST_AS_TEXT.findall(text)
    if not found:
        return Grade(note="no number")
    read, right = (re.sub(r"[,$]", "", one).removesuffix(".") for one in (found[-1], answer.rpartition("#### ")[2]))
    return Grade(score=float(read == right), extracted=found[-1])


def last_number(text: str) -> Decimal | None:
    """The last number of a text, thousands grouped by comma or space, decimals after a point."""
    found = _NUMBER.findall(text)
    if not found:
        return None
    try:
        return Decimal(re.sub(r"[,\s  ]", "", found[-1]).replace("−", "-"))
    except InvalidOperation:
        return None
