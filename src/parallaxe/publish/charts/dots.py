"""A dot plot: one row a subject, all on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parallaxe.publish.charts.canvas import WIDE, Canvas, Mark, shorten, text_width
from parallaxe.publish.charts.scale import Linear, fitting

_ARROW = 26


@dataclass(frozen=True, slots=True)
class DotRow:
    """One subject with its marks (several where sources differ)."""

    label: str
    marks: Sequence[Mark]


def dot_plot(
    rows: Sequence[DotRow], *, width: int, tick_text: Callable[[float], str], from_zero: bool = False
) -> Canvas:
    """Draw rows in the order given.

    Args:
        rows: at least one, each with at least one mark.
        width: WIDE puts labels beside the scale, NARROW above each row.
        tick_text: writes a tick of the value axis.
        from_zero: whether the scale starts at zero.
    """
    beside = width == WIDE
    step, top = (26, 26) if beside else (42, 26)
    room = max(text_width(mark.text) for row in rows for mark in row.marks) + 22
    left = min(250.0, max(text_width(row.label) for row in rows) + 16) if beside else 8.0
    canvas = Canvas(width=width, height=top + step * len(rows) + 8)
    low, high, ticks = fitting(
        _ends(rows), text_width, tick_text, width=width - room - left, count=5 if beside else 4, from_zero=from_zero
    )
    axis = Linear(low, high, left + 6, width - room)
    for tick in ticks:
        x = axis.at(tick)
        canvas.line(x, top - 6, x, canvas.height - 4, "grid")
        canvas.text(x, top - 12, tick_text(tick), "soft", "middle")
    for index, row in enumerate(rows):
        y = top + step * (index + (0.5 if beside else 0.72))
        if beside:
            canvas.text(left - 8, y + 5, shorten(row.label, left - 10), anchor="end")
        else:
            canvas.text(0, y - 14, shorten(row.label, width - 8))
        _draw(canvas, axis, y, row)
    return canvas


def _draw(canvas: Canvas, axis: Linear, y: float, row: DotRow) -> None:
    for mark in row.marks:
        if mark.lower is not None and mark.upper is not None:
            canvas.line(axis.at(mark.lower), y, axis.at(mark.upper), y, f"range {mark.colour}")
        if mark.qualifier in {"at_least", "at_most"}:
            canvas.arrow(
                axis.at(mark.value), y, dx=_ARROW if mark.qualifier == "at_least" else -_ARROW, colour=mark.colour
            )
    for mark in row.marks:
        canvas.dot(axis.at(mark.value), y, mark)
    last = max(row.marks, key=lambda mark: mark.upper or mark.value)
    shift = _ARROW if last.qualifier == "at_least" else 0
    canvas.text(axis.at(last.upper or last.value) + 12 + shift, y + 5, last.text, "strong")


def _ends(rows: Sequence[DotRow]) -> list[float]:
    return [
        end
        for row in rows
        for mark in row.marks
        for end in (mark.value, mark.lower if mark.lower is not None else mark.value, mark.upper or mark.value)
    ]
