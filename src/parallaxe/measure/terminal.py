"""What a terminal shows of runs: one line of progress, and a table of results."""

from __future__ import annotations

import contextlib
import os
import sys

from parallaxe.measure.run.engine import Engine
from parallaxe.measure.run.result import Result

_TOLD_ALWAYS = 6  # done, rate, time left, errors, spend, score
_Z = 1.96  # for the running interval only; the result's own comes from `statistics`


class Progress:
    """One line on a terminal's standard error, rewritten in place; nothing where it is not a terminal.

    Args:
        label: names the run.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self.shown = sys.stderr.isatty()
        self._at_start: int | None = None

    def __call__(self, engine: Engine, seconds: float) -> None:
        """Show where a run stands."""
        tally = engine.tally
        if self._at_start is None:
            self._at_start = tally.answered
        done = tally.answered - self._at_start
        rate = done / seconds if seconds else 0.0
        left = (tally.units - tally.answered) / rate if rate else float("inf")
        parts = [
            f"{tally.answered}/{tally.units}",
            f"{rate:.0f}/s",
            f"{_clock(left)} left",
            f"{tally.failed} errors",
            "" if engine.budget.unit == "tokens" else f"spent {engine.budget.spent:.4f} {engine.budget.unit}",
            _running(tally.score_sum, tally.answered),
            f"{tally.tokens_in + tally.tokens_out} tokens",
            f"{engine.pace.limit} at once",
        ]
        sys.stderr.write("\r\x1b[K" + _fitting(self._label, [part for part in parts if part], _columns() - 1))
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line empty for what follows."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")


def table(results: list[Result]) -> str:
    """Results as aligned columns; scores in %, intervals at 95 %."""
    head = ("task", "model", "score %", "95 % interval", "n", "nulls", "errors", "tokens", "cost", "time")
    rows = [head, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    left = 2
    lines = [
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, *_remarks(results)])


def _row(result: Result) -> tuple[str, ...]:
    interval = result.interval
    return (
        result.task,
        result.model,
        "–" if result.score is None else f"{100 * result.score:.1f}",
        f"{100 * interval.lower:.1f} to {100 * interval.upper:.1f}" if interval else "–",
        str(result.n),
        str(result.nulls),
        str(result.errors),
        str(result.tokens.total),
        f"{result.cost.amount:.4f} {result.cost.currency}" if result.cost else "–",
        _clock(result.seconds),
    )


def _remarks(results: list[Result]) -> list[str]:
    remarks = []
    for result in results:
        if result.limited:
            remarks.append(f"{result.run}: limited to {result.items} items; never ranked beside full runs.")
        elif not result.complete:
            remarks.append(
                f"{result.run}: partial ({result.n} of {result.total}); {result.stopped or 'errors remain'}."
            )
        if result.score is not None and result.score_nulls_dropped not in {None, result.score}:
            remarks.append(
                f"{result.run}: {result.nulls} unreadable answers: {100 * result.score:.1f} % if wrong, "
                f"{100 * result.score_nulls_dropped:.1f} % if dropped."
            )
        if result.pass_at_k:
            shares = ", ".join(f"{k} {100 * share:.1f} %" for k, share in result.pass_at_k.items())
            remarks.append(f"{result.run}: right in at least one of k attempts (pass@k): {shares}.")
        if result.judge_agreement is not None:
            remarks.append(
                f"{result.run}: the judge agreed with itself on {100 * result.judge_agreement:.0f} % of the pairs."
            )
    return remarks


def _columns() -> int:
    with contextlib.suppress(OSError, ValueError):
        return os.get_terminal_size(sys.stderr.fileno()).columns
    return 80


def _fitting(label: str, parts: list[str], width: int) -> str:
    """One line, for one that wraps cannot be rewritten: what is told last goes first, then the label is cut."""
    while len(parts) > _TOLD_ALWAYS and len(label) + sum(len(part) + 3 for part in parts) > width:
        parts = parts[:-1]
    told = " · ".join(parts)
    room = max(0, width - len(told) - 1)
    return f"{label if len(label) <= room else label[: max(0, room - 1)] + '…'} {told}"[:width]


def _running(total: float, n: int) -> str:
    if not n:
        return ""
    mean = total / n
    half = _Z * (max(mean * (1 - mean), 0) / n) ** 0.5
    return f"score {100 * mean:.1f} ± {100 * half:.1f} %"


def _clock(seconds: float) -> str:
    if seconds == float("inf"):
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"  # noqa: PLR2004
