"""Bounds by period and side: bars from the least to the most a share can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parallaxe.publish.charts.canvas import Canvas, text_width
from parallaxe.publish.charts.scale import Linear, fitting

_ROW, _HEAD = 26, 24


@dataclass(frozen=True, slots=True)
class Span:
    """A share between two bounds."""

    label: str
    colour: str
    lower: float
    upper: float
    text: str


def range_plot(
    groups: Sequence[tuple[str, Sequence[Span]]], *, width: int, tick_text: Callable[[float], str]
) -> Canvas:
    """Draw groups under their heads, one bar a span, from zero.

    Args:
        groups: head and at least one span each.
        width: WIDE or NARROW.
        tick_text: writes a tick of the value axis.
    """
    spans = [span for _, group in groups for span in group]
    top = 26
    canvas = Canvas(width=width, height=top + sum(_HEAD + _ROW * len(group) for _, group in groups) + 6)
    left = max(text_width(span.label) for span in spans) + 14
    room = max(text_width(span.text) for span in spans) + 18
    ends = [end for span in spans for end in (span.lower, span.upper)]
    low, high, ticks = fitting(ends, text_width, tick_text, width=width - room - left, count=4)
    axis = Linear(low, high, left, width - room)
    for tick in ticks:
        canvas.line(axis.at(tick), top - 6, axis.at(tick), canvas.height - 4, "axis" if tick == 0 else "grid")
        canvas.text(axis.at(tick), top - 12, tick_text(tick), "soft", "middle")
    y = float(top)
    for head, group in groups:
        canvas.text(0, y + _HEAD - 7, head, "soft")
        y += _HEAD
        for span in group:
            middle = y + _ROW / 2
            first, last = axis.at(span.lower), axis.at(span.upper)
            canvas.text(left - 8, middle + 5, span.label, f"label {span.colour}", "end")
            canvas.line(first, middle, last, middle, f"range {span.colour}")
            for end in (first, last):
                canvas.line(end, middle - 6, end, middle + 6, f"run {span.colour}")
            canvas.text(last + 10, middle + 5, span.text, "strong")
            y += _ROW
    return canvas
