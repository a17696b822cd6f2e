"""Drafts told as findings: members with their words, origins before repeaters, the verdict that stands."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from parallaxe.reconcile.draft import Draft
from parallaxe.reconcile.explain import explain
from parallaxe.reconcile.frame import Frame
from parallaxe.reconcile.subjects import SubjectNames
from parallaxe.vocabulary.events import Verdict, event_id
from parallaxe.vocabulary.finding import Finding, FindingKind, Member
from parallaxe.vocabulary.period import Period

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue

_KINDS = (
    FindingKind.CONFLICT,
    FindingKind.INCONSISTENCY,
    FindingKind.UNIT_OR_SCOPE_DIFFERENCE,
    FindingKind.UPDATE,
)
_ORDER = {kind: place for place, kind in enumerate(_KINDS)}
_COLUMNS = (
    "subject",
    "surface",
    "metric",
    "text",
    "unit",
    "valid",
    "origin",
    "attributed_to",
    "source",
    "publisher",
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What findings are told from, by row: the member, its class, and a code equal for one figure of one origin."""

    members: dict[int, Member]
    classes: dict[int, str]
    figures: dict[int, int]


def tell(frame: Frame, drafts: Sequence[Draft], catalogue: Catalogue, verdicts: Sequence[Verdict]) -> list[Finding]:
    """Findings of drafts: conflicts first, then by subject, metric and first observation."""
    told = _of_rows(frame, drafts, catalogue)
    standing = {frozenset(verdict.observations): event_id(verdict) for verdict in verdicts}
    return in_order([_finding(draft, told, standing) for draft in drafts])


def in_order(findings: list[Finding]) -> list[Finding]:
    """Conflicts first, then inconsistencies, differences and updates; each by subject, metric and members."""
    return sorted(findings, key=_place)


def with_more(ordered: list[Finding], more: Sequence[Finding]) -> list[Finding]:
    """Findings in order with a few others among them: where most stay, sorting all of them again would cost most."""
    for one in more:
        insort(ordered, one, key=_place)
    return ordered


def _place(one: Finding) -> tuple[int, str, str, str, int, str]:
    return (
        _ORDER[one.kind],
        one.subject or "",
        one.metric,
        one.members[0].observation,
        len(one.members),
        one.members[-1].observation,
    )


def _of_rows(frame: Frame, drafts: Sequence[Draft], catalogue: Catalogue) -> _Told:
    involved = np.zeros(len(frame), bool)
    involved[np.fromiter((row for draft in drafts for row in draft.rows), np.int64)] = True
    rows = np.flatnonzero(involved)
    taken = frame.table.take(pa.array(rows))
    made = dict(zip(rows.tolist(), _members(taken, catalogue), strict=True))
    classes = [name or "C" for name in _texts(taken["source_class"])]
    figures = _figures(frame, rows, taken)
    return _Told(made, dict(zip(rows.tolist(), classes, strict=True)), dict(zip(rows.tolist(), figures, strict=True)))


def _members(taken: pa.Table, catalogue: Catalogue) -> list[Member]:
    """Each row as a member; a text or number that recurs is one object."""
    names = SubjectNames(catalogue)
    number = pc.utf8_rtrim(pc.utf8_rtrim(pc.cast(taken["number"], pa.string()), "0"), ".")
    numbers = _decoded(number, Decimal)
    columns = [_texts(taken[name]) for name in _COLUMNS]
    return [
        Member(
            doc=source,
            source=publisher or source,
            origin=origin or attributed,
            subject=names.name(subject, surface),
            metric=metric,
            value=text if value is None else value,
            unit=unit,
            period=valid,
            observation=name,
        )
        for name, value, subject, surface, metric, text, unit, valid, origin, attributed, source, publisher in zip(
            taken["id"].to_pylist(), numbers, *columns, strict=True
        )
    ]


def _texts(column: pa.ChunkedArray) -> list[Any]:
    return _decoded(column, str)


def _decoded(column: pa.ChunkedArray, make: Callable[[str], Any]) -> list[Any]:
    """A column of texts as objects, each distinct text made once; None for null."""
    array = column.combine_chunks()
    encoded = array if isinstance(array, pa.DictionaryArray) else pc.dictionary_encode(array)
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    made = [*(None if text is None else make(text) for text in encoded.dictionary.to_pylist()), None]
    codes = pc.fill_null(encoded.indices.cast(pa.int64()), -1).to_pylist()
    return [made[code] for code in codes]


def _figures(frame: Frame, rows: NDArray[np.int64], taken: pa.Table) -> list[int]:
    stated = pc.coalesce(taken["origin"], taken["attributed_to"], pc.fill_null(taken["publisher"], ""))
    origin = pc.dictionary_encode(stated.combine_chunks()).indices.to_numpy(zero_copy_only=False)
    columns = (frame.subject[rows], frame.metric[rows], frame.unit[rows], frame.start[rows], frame.end[rows], origin)
    keys = np.stack([np.asarray(column, dtype=np.float64) for column in (*columns, frame.value[rows])], axis=1)
    packed = pa.array(np.ascontiguousarray(keys).view(f"S{keys.shape[1] * 8}").ravel().tolist(), pa.binary())
    figures: list[int] = pc.dictionary_encode(packed).indices.to_pylist()
    return figures


def _finding(draft: Draft, told: _Told, standing: dict[frozenset[str], str]) -> Finding:
    members = [told.members[row] for row in _origins_first(draft.rows, told)]
    first = told.members[draft.rows[0]]
    verdict = standing.get(frozenset(member.observation for member in members)) if standing else None
    return Finding(
        kind=draft.kind,
        subject=first.subject,
        metric=first.metric,
        period=_hull(frozenset(member.period for member in members if member.period)),
        differs_in=list(draft.differs),
        members=members,
        explanation=draft.explanation or explain(draft.kind, draft.differs, members, dict(draft.scopes)),
        verdict=verdict,
    )


def _origins_first(rows: tuple[int, ...], told: _Told) -> list[int]:
    """What the draft is about stays first; of one figure of one origin, the nearest source comes first."""
    seen: set[int] = set()
    first: list[int] = []
    later: list[int] = []
    for row in (rows[0], *sorted(rows[1:], key=told.classes.__getitem__)):
        figure = told.figures[row]
        (later if figure in seen else first).append(row)
        seen.add(figure)
    return first + later


@lru_cache(maxsize=65_536)
def _hull(texts: frozenset[str]) -> str | None:
    known = sorted((Period.parse(text) for text in texts), key=lambda period: (-period.days, period.text))
    if not known:
        return None
    hull = known[0]
    for period in known[1:]:
        hull = hull if hull.contains(period) else hull.hull(period)
    return hull.text
