"""Places as points, north up, no borders; areas of the points go by what they count."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parallaxe.publish.charts.canvas import WIDE, Canvas, text_width

_MARGIN = 34
#: Least spread drawn, in degrees, so that one city does not fill the map.
_LEAST_SPAN = 6.0
_LINE = 16
_FLATTEST, _STEEPEST = 0.4, 0.65
#: Degrees between two lines of the grid, and how many lines a side of the map takes.
_STEPS, _MOST_LINES = (1, 2, 5, 10, 20, 30, 45), 5


@dataclass(frozen=True, slots=True)
class Place:
    """A city: degrees north and east, what is counted there, and its label."""

    label: str
    north: float
    east: float
    count: int
    colour: str


def places_map(places: Sequence[Place], *, width: int) -> Canvas:
    """Draw places, the largest first so that the small stay visible; true to scale at their middle latitude."""
    middle = math.cos(math.radians(sum(place.north for place in places) / len(places)))
    west, east = _padded([place.east * middle for place in places])
    south, north = _padded([place.north for place in places])
    ratio = min(_STEEPEST, max(_FLATTEST, (north - south) / (east - west)))
    height = round((width - 2 * _MARGIN) * ratio) + 2 * _MARGIN
    canvas = Canvas(width=width, height=height)
    scale = min((width - 2 * _MARGIN) / (east - west), (height - 2 * _MARGIN) / (north - south))
    taken: list[tuple[float, float, float, float]] = []
    drawn = []
    _grid(canvas, scale, middle, (west + east) / 2, (south + north) / 2)
    for place in sorted(places, key=lambda place: (-place.count, place.label)):
        x = width / 2 + (place.east * middle - (west + east) / 2) * scale
        y = height / 2 - (place.north - (south + north) / 2) * scale
        radius = 4.5 * math.sqrt(place.count)
        canvas.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" class="full spot {place.colour}"/>')
        taken.append((x - radius, y - radius, x + radius, y + radius))
        drawn.append((x, y, radius, place))
    for x, y, radius, place in drawn:
        _label(canvas, x, y, radius, place, taken)
    return canvas


def _grid(canvas: Canvas, scale: float, middle: float, east: float, north: float) -> None:
    """Whole parallels and meridians, so that points without borders have a place on the globe."""
    half_x, half_y = canvas.width / 2, canvas.height / 2
    for degree in _lines(north - half_y / scale, north + half_y / scale):
        y = half_y - (degree - north) * scale
        canvas.line(0, y, canvas.width, y, "grid")
        if y < canvas.height - 2 * _LINE:
            canvas.text(2, y - 4, f"{abs(degree)}°{'N' if degree >= 0 else 'S'}", "soft")
    for degree in _lines((east - half_x / scale) / middle, (east + half_x / scale) / middle):
        x = half_x + (degree * middle - east) * scale
        canvas.line(x, 0, x, canvas.height, "grid")
        canvas.text(x + 4, canvas.height - 4, f"{abs(degree)}°{'E' if degree >= 0 else 'W'}", "soft")


def _lines(low: float, high: float) -> range:
    step = next((step for step in _STEPS if (high - low) / step <= _MOST_LINES), _STEPS[-1])
    return range(math.ceil(low / step) * step, math.floor(high) + 1, step)


def _label(
    canvas: Canvas, x: float, y: float, radius: float, place: Place, taken: list[tuple[float, float, float, float]]
) -> None:
    size = text_width(place.label, 13 if canvas.width == WIDE else 12)
    spots = (
        (x + radius + 5, y + 4, "start", x + radius + 5),
        (x - radius - 5, y + 4, "end", x - radius - 5 - size),
        (x, y - radius - 6, "middle", x - size / 2),
        (x, y + radius + 15, "middle", x - size / 2),
    )
    for at, line, anchor, first in spots:
        box = (first, line - _LINE + 4, first + size, line + 4)
        free = not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)
        if free and first >= 0 and box[2] <= canvas.width:
            taken.append(box)
            canvas.text(at, line, place.label, "", anchor)
            return


def _padded(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    lacking = max(0.0, _LEAST_SPAN - (high - low)) / 2
    return low - lacking, high + lacking
