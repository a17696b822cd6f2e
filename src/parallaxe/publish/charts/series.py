"""Dated points of a quantity, joined, each labelled where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from parallaxe.publish.charts.canvas import WIDE, Canvas, Mark, text_width, wrap
from parallaxe.publish.charts.scale import Linear, month_ticks, nice

_ARROW = 20
#: Between the lines of a label; the part of the width labels may take; their size.
_GAP, _LABELS, _SMALL = 16, 0.38, 13
#: How much wider bold figures are than estimated.
_BOLD = 1.1
#: Fewer points than this are joined by a broken line: nothing is known between them.
_DENSE = 6
#: A period shorter than this many pixels is drawn as its middle alone.
_LONG = 24


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity over time: (first day, last day, mark) by day."""

    label: str
    colour: str
    points: Sequence[tuple[date, date, Mark]]


def series_plot(
    lines: Sequence[Line],
    *,
    width: int,
    tick_text: Callable[[float], str],
    day_text: Callable[[date], str],
) -> Canvas:
    """Draw lines on a scale from zero; a point over a period is placed in its middle.

    Args:
        lines: at least one, each with at least one point.
        width: WIDE or NARROW.
        tick_text: writes a tick of the value axis.
        day_text: writes a tick of the time axis.
    """
    lines = _dated(lines, day_text)
    height, top, bottom = (300, 22, 28) if width == WIDE else (260, 22, 28)
    marks = [mark for line in lines for _, _, mark in line.points]
    low, high, ticks = nice(
        [end for mark in marks for end in (mark.value, mark.lower or mark.value, mark.upper or mark.value)], count=4
    )
    days = [middle(first, last) for line in lines for first, last, _ in line.points]
    left = max(text_width(tick_text(tick), 13) for tick in ticks) + 10
    named = max(text_width(said) for line in lines for said in (line.points[-1][2].text, line.label)) + 24
    together = max(text_width(f"{line.points[-1][2].text} {line.label}") for line in lines) + 24
    if in_one := together <= width * _LABELS:
        named = together
    beside = width == WIDE or named <= width * _LABELS
    right = 64 if len(lines) == 1 or not beside else min(width * _LABELS, named)
    canvas = Canvas(width=width, height=height)
    value_axis = Linear(low, high, height - bottom, top)
    first, last = min(days), max(days)
    day_axis = Linear(first.toordinal(), last.toordinal(), left + 30, width - right)
    for tick in ticks:
        y = value_axis.at(tick)
        canvas.line(left, y, width - right + 10, y, "axis" if tick == 0 else "grid")
        canvas.text(left - 6, y + 4, tick_text(tick), "soft", "end")
    ticks_shown = [day for day in month_ticks(first, last, count=6 if width == WIDE else 3) if day >= first]
    for day in ticks_shown:
        canvas.text(day_axis.at(day.toordinal()), height - 8, day_text(day), "soft", "middle")
    for line in lines:
        _draw(canvas, day_axis, value_axis, line, alone=len(lines) == 1)
    if len(lines) > 1:
        room = None if in_one or not beside else right - 14
        _name(canvas, lines, value_axis, x=width - right + 14, room=room, in_one=in_one)
    if len(lines) > 1 and not beside:
        _list(canvas, lines)
    return canvas


def _dated(lines: Sequence[Line], day_text: Callable[[date], str]) -> list[Line]:
    """Lines that end before the last of them say when, since all are named at the same margin."""
    ends = [middle(*line.points[-1][:2]) for line in lines]
    newest = day_text(max(ends))
    return [
        line if day_text(end) == newest else replace(line, label=f"{line.label} · {day_text(end)}")
        for line, end in zip(lines, ends, strict=True)
    ]


def _list(canvas: Canvas, lines: Sequence[Line]) -> None:
    """Names under the drawing where there is no room beside it, each after its last value."""
    for line in sorted(lines, key=lambda line: -line.points[-1][2].value):
        for part in wrap(f"{line.points[-1][2].text} {line.label}", canvas.width, _SMALL):
            canvas.text(0, canvas.height + _GAP, part, f"label small {line.colour}")
            canvas.height += _GAP
        canvas.height += 4


def _name(canvas: Canvas, lines: Sequence[Line], values: Linear, *, x: float, room: float | None, in_one: bool) -> None:
    """Each line's last value, its name after or under it where there is room; moved so that none covers another."""
    named = [
        (values.at(line.points[-1][2].value) + 5, line, wrap(line.label, room, _SMALL) if room else [])
        for line in sorted(lines, key=lambda line: -line.points[-1][2].value)
    ]
    tops: list[float] = []
    free = 12.0
    for wished, _, said in named:
        tops.append(max(wished, free))
        free = tops[-1] + _GAP * (len(said) + 1)
    limit = canvas.height - 4.0
    for index in reversed(range(len(tops))):
        height = _GAP * len(named[index][2])
        tops[index] = min(tops[index], limit - height)
        limit = tops[index] - _GAP
    for top, (_, line, said) in zip(tops, named, strict=True):
        value = line.points[-1][2].text
        canvas.text(x, top, value, f"label {line.colour}")
        if in_one:
            canvas.text(x + text_width(value) * _BOLD + 8, top, line.label, f"label small {line.colour}")
        for number, part in enumerate(said, start=1):
            canvas.text(x, top + number * _GAP, part, f"label small {line.colour}")


def middle(first: date, last: date) -> date:
    """The day a period is drawn at."""
    return date.fromordinal((first.toordinal() + last.toordinal()) // 2)


def _draw(canvas: Canvas, days: Linear, values: Linear, line: Line, *, alone: bool) -> None:
    placed = [(days.at(middle(a, b).toordinal()), values.at(mark.value), a, b, mark) for a, b, mark in line.points]
    columns: dict[float, list[float]] = {}
    for x, y, *_ in placed:
        columns.setdefault(x, []).append(y)
    run = "run" if len(columns) >= _DENSE else "run sparse"
    canvas.path([(x, sum(ys) / len(ys)) for x, ys in columns.items()], f"{run} {line.colour}")
    for x, ys in columns.items():
        if len(ys) > 1:
            canvas.line(x, min(ys), x, max(ys), f"range {line.colour}")
    for x, y, a, b, mark in placed:
        if days.at(b.toordinal()) - days.at(a.toordinal()) >= _LONG:
            canvas.line(days.at(a.toordinal()), y, days.at(b.toordinal()), y, f"range {line.colour}")
        if mark.lower is not None and mark.upper is not None:
            canvas.line(x, values.at(mark.lower), x, values.at(mark.upper), f"range {line.colour}")
        if mark.qualifier in {"at_least", "at_most"}:
            down = min(_ARROW, max(6.0, values.start - y))
            canvas.arrow(x, y, dy=-_ARROW if mark.qualifier == "at_least" else down, colour=line.colour)
    for index, (x, y, _, _, mark) in enumerate(placed):
        canvas.dot(x, y, mark)
        ends = x in {placed[0][0], placed[-1][0]}
        if alone and (ends or len(columns) < _DENSE):
            below = y > min(columns[x])
            canvas.text(x, y + 20 if below else y - 12, mark.text, "strong", _side(index, len(placed)))


def _side(index: int, count: int) -> str:
    return "end" if index == count - 1 else "middle"
