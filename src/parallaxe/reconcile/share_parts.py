"""Shares of parts against the share of what they are part of: a model and its maker, makers and their country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from parallaxe.reconcile.draft import Draft
from parallaxe.reconcile.frame import Frame
from parallaxe.reconcile.ownership import Above, Makers
from parallaxe.reconcile.shares import SHARES, SUM_ROOM, bounds, descriptions, may_overlap, told_as
from parallaxe.vocabulary.finding import FindingKind

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue


def check_share_parts(frame: Frame, makers: Makers, catalogue: Catalogue) -> Iterator[Draft]:
    """Parts of one described whole at one time that together have more than what contains them."""
    rows = frame.rows_of(*SHARES)
    fractions = [code for code, unit in enumerate(frame.units) if unit == "fraction"]
    rows = rows[(frame.kind[rows] == "n") & np.isin(frame.unit[rows], fractions) & (frame.subject[rows] >= 0)]
    rows = rows[~may_overlap(frame, rows)]
    above = Above(makers, catalogue)
    bags = descriptions(frame)
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in rows.tolist():
        code, start = int(frame.scope[row]), int(frame.start[row])
        if (bag := bags[code]) and (told := told_as(frame, code))[1] != "peak":
            undated = int(frame.source[row]) if start < 0 else -1
            groups[int(frame.metric[row]), bag, told, start, int(frame.end[row]), undated].append(row)
    for group in groups.values():
        yield from _within(frame, group, above)


def _within(frame: Frame, group: list[int], above: Above) -> Iterator[Draft]:
    told: dict[str, list[int]] = defaultdict(list)
    for row in group:
        told[frame.subjects[int(frame.subject[row])]].append(row)
    if len(told) == 1:
        return
    for whole, rows in told.items():
        inside = [name for name in told if whole in above[name]]
        parts = [name for name in inside if above[name].isdisjoint(inside)]
        low = sum(bounds(frame, told[name])[0] for name in parts)
        _, high = bounds(frame, rows)
        digits = [float(frame.digit[row]) for name in (whole, *parts) for row in told[name]]
        if parts and low > high + (SUM_ROOM if len(parts) > 1 else sum(digits) / 2.0 + 1e-9):
            members = (*rows, *(row for name in parts for row in told[name]))
            text = f"parts of {whole} have {low:.1%} at least, the whole {high:.1%} at most"
            yield Draft(FindingKind.INCONSISTENCY, members, ("sum",), text)
