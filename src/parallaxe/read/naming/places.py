"""Sorted places in a text: whether one lies in a stretch, whether a stretch is taken."""

from __future__ import annotations

from bisect import bisect_left


def any_between(places: list[int], first: int, last: int) -> bool:
    """Whether one of some sorted places is ``first``, ``last`` or between them."""
    at = bisect_left(places, first)
    return at < len(places) and places[at] <= last


def overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of some sorted stretches shares a code point with [start, end)."""
    place = bisect_left(taken, (end, 0))
    return place > 0 and taken[place - 1][1] > start
