"""What a bare statement leaves out, from the fuller one that tells the very same figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from parallaxe.reconcile.frame import Codes, Frame

#: Whole numbers so small that two of them being equal tells nothing.
_TELLS_NOTHING = frozenset({"rank"})


def completed(frame: Frame, left: Codes, right: Codes) -> Frame:
    """The frame with the scope, or the time, that a passage's figure has where it is told in full.

    An article's "15 models" of 2024 without a word on the list is the figure of the list that another
    source names with the same 15 of 2024; undated, it is that of the one time another dates it.
    What fuller statements differ on is left open.

    Args:
        frame: the observations.
        left: one row of each pair that agrees.
        right: the other.
    """
    same = (
        (frame.kind[left] == "n") & (frame.value[left] == frame.value[right]) & (frame.unit[left] == frame.unit[right])
    )
    same &= frame.source[left] != frame.source[right]
    silent = np.asarray([name in _TELLS_NOTHING for name in frame.metrics], dtype=bool)
    same &= ~silent[frame.metric[left]]
    one = np.concatenate((left[same], right[same]))
    other = np.concatenate((right[same], left[same]))
    bare = np.asarray([not frame.scopes[code] for code in range(len(frame.scopes.texts))], dtype=bool)
    passage = ~frame.cell[one]
    undated = passage & (frame.start[one] < 0) & (frame.start[other] >= 0)
    at_once = (frame.start[one] == frame.start[other]) & (frame.end[one] == frame.end[other]) & (frame.start[one] >= 0)
    undescribed = passage & (at_once | undated) & bare[frame.scope[one]] & ~bare[frame.scope[other]]
    scope = _taken_over(frame.scope, one[undescribed], frame.scope[other[undescribed]])
    spans, rows = one[undated], other[undated]
    start, end = _taken_over(frame.start, spans, frame.start[rows]), _taken_over(frame.end, spans, frame.end[rows])
    known = (start >= 0) & (end >= 0)
    return replace(frame, scope=scope, start=np.where(known, start, -1), end=np.where(known, end, -1))


def _taken_over(column: Codes, rows: Codes, offered: Codes) -> NDArray[np.int64]:
    """The column with what is offered to some rows, where all that is offered to one is the same."""
    if not rows.size:
        return column
    least, most = np.full(column.shape, np.iinfo(np.int64).max), np.full(column.shape, -1, np.int64)
    np.minimum.at(least, rows, offered)
    np.maximum.at(most, rows, offered)
    return np.where(least == most, most, column)
