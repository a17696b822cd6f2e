"""Places in a text: where a word stands, whether one of them lies in a stretch, whether a stretch is taken."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

_LINE = re.compile(r"[^\n]+")


def any_between(places: list[int], first: int, last: int) -> bool:
    """Whether one of some sorted places is ``first``, ``last`` or between them."""
    at = bisect_left(places, first)
    return at < len(places) and places[at] <= last


def overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of some sorted stretches shares a code point with [start, end)."""
    place = bisect_left(taken, (end, 0))
    return place > 0 and taken[place - 1][1] > start


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the lines of a text stand, empty ones left out."""
    return (match.span() for match in _LINE.finditer(text))


def whole(text: str, word: str, start: int = 0) -> Iterator[int]:
    """Where a word stands in a text from a place on, no letter, digit or underscore beside it."""
    place = text.find(word, start)
    while place >= 0:
        end = place + len(word)
        if not (_is_letter(text[place - 1 : place]) or _is_letter(text[end : end + 1])):
            yield place
        place = text.find(word, place + 1)


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
