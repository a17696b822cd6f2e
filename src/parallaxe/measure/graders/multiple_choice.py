"""Multiple choice: the letter a reply settles on.

Patterns are tried in order, the last match of a pattern wins (a model that corrects itself is
taken at its last word). They are those of the large published evaluations: ``ANSWER: X``
(Inspect, simple-evals), ``the answer is (X)`` (MMLU-Pro), a boxed letter (reasoning models), a
reply that is the letter alone or begins with it (lm-evaluation-harness's generative tasks).
A letter beyond the choices is not an answer, nor are two ("A or B"), nor is a guess drawn where none is found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

from parallaxe.measure.dataset import require
from parallaxe.measure.graders.contract import Grader
from parallaxe.measure.prompt import LETTERS, MULTIPLE_CHOICE
from parallaxe.measure.reply import Reply
from parallaxe.measure.run.record import Grade
from parallaxe.vocabulary.errors import InvalidValueError

_OPEN = r"[^\S\n]*[ \t*$(]*(?:\\boxed\{{|\\text\{{)*\(?"
_LETTER = r"([{upper}](?![\w'])(?!\s*(?:,|/|&|and|or|et|ou|和|或)\s*\(?[{upper}](?![\w']))|[{lower}](?=\W*$))"
_PATTERNS = (
    rf"(?m)(?i:answer|réponse|答案)[^\S\n*]*\**[^\S\n]*[:：]{_OPEN}{_LETTER}",
    rf"(?m)(?i:answer|choice|option|réponse|答案|选项)\s*(?i:is|est|是|为)\s*[:：]?\s*(?i:option\s+)?{_OPEN}{_LETTER}",
    r"\\boxed\{{\s*(?:\\text\{{)?\s*\(?([{upper}])\)?\s*\}}",
    r"\A\W*([{upper}])\s*(?:[).:：]|\Z)",
    r"(?m)^\W*\(?([{upper}])[).]?\W*\Z",
)
_STATED = (_PATTERNS[0] + r"(?![ \t]+\w)",)


class MultipleChoice(Grader):
    """Score 1 where the letter read is the answer's, 0 where it is another, none where no letter is read.

    Rows: ``question``, ``choices`` (list) and ``answer`` (a letter, a number from 0, or the choice's text).

    Args:
        stated: whether only ``ANSWER: X`` counts, with no word behind it on its line: Inspect's ``choice``.
    """

    name: ClassVar[str] = "multiple_choice"
    prompt: ClassVar[str] = MULTIPLE_CHOICE

    def __init__(self, *, stated: bool = False) -> None:
        self._patterns = _STATED if stated else _PATTERNS

    def check(self, fields: Mapping[str, Any]) -> None:
        """Raise InvalidValueError where a row lacks what is needed."""
        require(fields, "question", "choices", "answer")
        if not isinstance(fields["choices"], list) or not 2 <= len(fields["choices"]) <= len(LETTERS):  # noqa: PLR2004
            raise InvalidValueError("field 'choices' is not a list of 2 to 26 choices", mend="Write a list of texts.")
        right_letter(fields)

    async def grade(self, fields: Mapping[str, Any], reply: Reply) -> Grade:
        """The letter read, against the answer's."""
        letter = read_letter(reply.text, len(fields["choices"]), self._patterns)
        if letter is None:
            return Grade(note="no letter")
        return Grade(score=float(letter == right_letter(fields)), extracted=letter)


def right_letter(fields: Mapping[str, Any]) -> str:
    """Letter of the right choice.

    Raises:
        InvalidValueError: the answer is none of the choices.
    """
    choices, answer = fields["choices"], fields["answer"]
    letters = LETTERS[: len(choices)]
    if isinstance(answer, str) and len(answer) == 1 and answer in letters:
        return answer
    if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer < len(choices):
        return letters[answer]
    if answer in choices:
        return letters[choices.index(answer)]
    raise InvalidValueError(
        f"answer {answer!r} is none of the choices", mend="Write its letter, number from 0, or text."
    )


def read_letter(text: str, choices: int, patterns: tuple[str, ...] = _PATTERNS) -> str | None:
    """The letter a reply settles on by the first pattern that finds one, None where none does."""
    for pattern in _compiled(patterns, choices):
        found = pattern.findall(text)
        if found:
            return str(found[-1]).upper()
    return None


@lru_cache
def _compiled(patterns: tuple[str, ...], choices: int) -> tuple[re.Pattern[str], ...]:
    letters = LETTERS[:choices]
    return tuple(re.compile(pattern.format(upper=letters, lower=letters.lower())) for pattern in patterns)
