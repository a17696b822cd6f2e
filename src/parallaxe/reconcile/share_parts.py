"""Shares of parts against the share of what they are part of: a model and its maker, makers and their country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from parallaxe.reconcile.draft import Draft
from parallaxe.reconcile.frame import Frame
from parallaxe.reconcile.ownership import Makers
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
    above = _Above(makers, catalogue)
    bags = descriptions(frame)
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in rows.tolist():
        code, start = int(frame.scope[row]), int(frame.start[row])
        if (bag := bags[code]) and (told := told_as(frame, code))[1] != "peak":
            undated = int(frame.source[row]) if start < 0 else -1
            groups[int(frame.metric[row]), bag, told, start, int(frame.end[row]), undated].append(row)
    for group in groups.values():
        yield from _within(frame, group, above)


def _within(frame: Frame, group: list[int], above: _Above) -> Iterator[Draft]:
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


class _Above(Mapping[str, frozenset[str]]):
    """For a slug all that contains it: makers, parents, and the country of any of them."""

    def __init__(self, makers: Makers, catalogue: Catalogue) -> None:
        self._makers, self._catalogue = makers, catalogue
        self._known: dict[str, frozenset[str]] = {}

    def __getitem__(self, slug: str) -> frozenset[str]:
        if slug not in self._known:
            self._known[slug] = self._found(slug)
        return self._known[slug]

    def _found(self, slug: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [slug]
        while waiting:
            name = waiting.pop()
            entity = self._catalogue.entities.get(name)
            stated = (entity.developer, entity.parent, entity.country) if entity else ()
            nearer = {*(each for each in stated if each), *self._makers.get(name, frozenset())} - found - {slug}
            found |= nearer
            waiting += nearer
        return frozenset(found)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
