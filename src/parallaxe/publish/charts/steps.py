"""Best to date by side: every value where it was released, each side's record as a stair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from parallaxe.publish.charts.canvas import WIDE, Canvas, Mark, text_width
from parallaxe.publish.charts.scale import Linear, month_ticks, nice

_LINE = 16
_SMALL, _LARGE = 3.0, 5.0


@dataclass(frozen=True, slots=True)
class Release:
    """A value on the day it was released; ``record``: better than all before on its side."""

    day: date
    mark: Mark
    name: str
    record: bool


@dataclass(frozen=True, slots=True)
class Band:
    """Where the best to date may lie from a day on."""

    day: date
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Stair:
    """One side's releases in order of day, and where its best to date may lie, if that is known."""

    label: str
    colour: str
    releases: Sequence[Release]
    bands: Sequence[Band] = ()


def step_plot(
    stairs: Sequence[Stair],
    *,
    width: int,
    until: date,
    tick_text: Callable[[float], str],
    day_text: Callable[[date], str],
    from_zero: bool = False,
) -> Canvas:
    """Draw the stairs up to a day.

    Args:
        stairs: at least one, each with at least one record.
        width: WIDE or NARROW.
        until: the day records are drawn to.
        tick_text: writes a tick of the value axis.
        day_text: writes a tick of the time axis.
        from_zero: whether the value axis starts at zero.
    """
    height, top, bottom = (380, 24, 28) if width == WIDE else (320, 24, 28)
    marks = [release.mark for stair in stairs for release in stair.releases]
    limits = [end for stair in stairs for band in stair.bands for end in (band.lower, band.upper)]
    low, high, ticks = nice([*(end for mark in marks for end in _ends(mark)), *limits], count=5, from_zero=from_zero)
    left = max(text_width(tick_text(tick), 13) for tick in ticks) + 10
    alone = len(stairs) == 1
    right = 24 if alone else max(text_width(f"{_last(stair).mark.text} {stair.label}") for stair in stairs) + 20
    first = min(release.day for stair in stairs for release in stair.releases)
    canvas = Canvas(width=width, height=height)
    values = Linear(low, high, height - bottom, top)
    days = Linear(first.toordinal(), until.toordinal(), left + 8, width - right)
    for tick in ticks:
        y = values.at(tick)
        canvas.line(left, y, width - right + 8, y, "grid")
        canvas.text(left - 6, y + 4, tick_text(tick), "soft", "end")
    for day in month_ticks(first, until, count=6 if width == WIDE else 3):
        if day >= first:
            canvas.text(days.at(day.toordinal()), height - 8, day_text(day), "soft", "middle")
    spots = [
        (days.at(release.day.toordinal()), values.at(release.mark.value), release)
        for stair in stairs
        for release in stair.releases
    ]
    for stair in stairs:
        _band(canvas, days, values, stair, until)
    for stair in stairs:
        _stair(canvas, days, values, stair, until)
    for x, y, release in sorted(spots, key=lambda spot: spot[2].record):
        if release.mark.lower is not None and release.mark.upper is not None:
            ends = values.at(release.mark.lower), values.at(release.mark.upper)
            canvas.line(x, ends[0], x, ends[1], f"range {release.mark.colour}")
        canvas.dot(x, y, release.mark, _LARGE if release.record else _SMALL)
    if width == WIDE:
        _names(canvas, spots, left)
    if alone:  # what it is stands in the title
        mark = _last(stairs[0]).mark
        canvas.text(width - right, values.at(mark.value) - 10, mark.text, f"label {stairs[0].colour}", "end")
    else:
        _side_labels(canvas, values, stairs, width - right + 12)
    return canvas


def _ends(mark: Mark) -> tuple[float, float, float]:
    return (
        mark.value,
        mark.value if mark.lower is None else mark.lower,
        mark.value if mark.upper is None else mark.upper,
    )


def _last(stair: Stair) -> Release:
    return [release for release in stair.releases if release.record][-1]


def _stair(canvas: Canvas, days: Linear, values: Linear, stair: Stair, until: date) -> None:
    points: list[tuple[float, float]] = []
    for release in stair.releases:
        if release.record:
            x, y = days.at(release.day.toordinal()), values.at(release.mark.value)
            points += [(x, points[-1][1]), (x, y)] if points else [(x, y)]
    canvas.path([*points, (days.at(until.toordinal()), points[-1][1])], f"run {stair.colour}")


def _band(canvas: Canvas, days: Linear, values: Linear, stair: Stair, until: date) -> None:
    """There along the upper ends and back along the lower ones, both in steps."""
    if not stair.bands:
        return
    stops = [*(days.at(band.day.toordinal()) for band in stair.bands[1:]), days.at(until.toordinal())]
    there, back = [], []
    for band, stop in zip(stair.bands, stops, strict=True):
        start = days.at(band.day.toordinal())
        there += [(start, values.at(band.upper)), (stop, values.at(band.upper))]
        back += [(start, values.at(band.lower)), (stop, values.at(band.lower))]
    canvas.path([*there, *reversed(back)], f"band {stair.colour}")


def _names(canvas: Canvas, spots: Sequence[tuple[float, float, Release]], left: float) -> None:
    """Names of records above their dots, left or else right, the latest first, where they cover nothing."""
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y, _ in spots]
    for x, y, release in sorted(spots, key=lambda spot: spot[2].day, reverse=True):
        size = text_width(release.name, 13)
        for start, anchor in ((x - 8, "end"), (x + 8, "start")):
            first = start - size if anchor == "end" else start
            box = (first, y - 8 - _LINE, first + size, y - 8)
            if release.record and first >= left and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                canvas.text(start, y - 10, release.name, f"label small {release.mark.colour}", anchor)
                break


def _side_labels(canvas: Canvas, values: Linear, stairs: Sequence[Stair], x: float) -> None:
    lowest = -1e9
    for stair in sorted(stairs, key=lambda stair: -_last(stair).mark.value):
        mark = _last(stair).mark
        y = max(values.at(mark.value) + 5, lowest + _LINE)
        lowest = y
        canvas.text(x, y, f"{mark.text} {stair.label}", f"label {stair.colour}")


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
