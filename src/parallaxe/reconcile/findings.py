"""All disagreements of a table of observations, told as findings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from parallaxe.reconcile.chronology import check_chronology
from parallaxe.reconcile.conversions import check_conversions
from parallaxe.reconcile.draft import Draft
from parallaxe.reconcile.exchange import ExchangeRates
from parallaxe.reconcile.frame import Frame, frame_of
from parallaxe.reconcile.ownership import Above, makers_of, subject_types
from parallaxe.reconcile.pairs import compare
from parallaxe.reconcile.quantities import (
    check_audiences,
    check_bounds,
    check_counts,
    check_parts,
    check_subjects,
)
from parallaxe.reconcile.rankings import check_rankings
from parallaxe.reconcile.share_parts import check_share_parts
from parallaxe.reconcile.shares import check_shares
from parallaxe.reconcile.tell import tell
from parallaxe.vocabulary.collector import paused
from parallaxe.vocabulary.events import Verdict
from parallaxe.vocabulary.finding import Finding, FindingKind

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue

#: Never compared: its definition is that nothing else fits.
UNCOMPARED = frozenset({"other_figure"})


def findings(
    table: pa.Table, catalogue: Catalogue, verdicts: Sequence[Verdict] = (), *, rates: pa.Table | None = None
) -> list[Finding]:
    """Conflicts, inconsistencies, differences of unit or scope, and updates among observations.

    Args:
        table: n current observations with the ledger's columns.
        catalogue: metrics (tolerance, bounds, whether several values may hold) and entities.
        verdicts: decisions, oldest first; a finding carries the last one on exactly its members.
        rates: exchange rates (currency, day, per_base); without them two currencies differ in unit.

    Returns:
        Findings, conflicts first, then by subject and metric; members with origins before repeaters.
    """
    with paused():  # a seventh to a quarter of the time
        return tell(*drafted(table, catalogue, rates=rates), catalogue, verdicts)


def drafted(table: pa.Table, catalogue: Catalogue, *, rates: pa.Table | None = None) -> tuple[Frame, list[Draft]]:
    """The frame of a table and all disagreements in it, before they are told; arguments as for ``findings``."""
    kept = table.filter(pc.invert(pc.is_in(table["metric"], pa.array(sorted(UNCOMPARED)))))
    frame = frame_of(kept, catalogue)
    return frame, list(_unique(_drafts(frame, catalogue, ExchangeRates.from_table(rates)))) if len(frame) else []


def finding_id(finding: Finding) -> str:
    """SHA-256 (hex) of a finding's kind and the observations in it: other members, another finding."""
    text = "\n".join((finding.kind.value, *sorted(member.observation for member in finding.members)))
    return hashlib.sha256(text.encode()).hexdigest()


def _drafts(frame: Frame, catalogue: Catalogue, rates: ExchangeRates) -> Iterator[Draft]:
    many = frozenset(name for name, metric in catalogue.metrics.items() if metric.many)
    makers = makers_of(frame, catalogue)
    yield from compare(frame, rates, many)
    yield from check_rankings(frame, makers, catalogue)
    types = subject_types(frame, catalogue)
    yield from check_shares(frame, Above(makers, catalogue), types)
    yield from check_share_parts(frame, makers, catalogue)
    yield from check_chronology(frame, makers)
    yield from check_conversions(frame, rates)
    yield from check_bounds(frame, catalogue)
    yield from check_parts(frame)
    yield from check_counts(frame)
    yield from check_audiences(frame)
    yield from check_subjects(frame, makers, types)


def _unique(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """One finding a kind and set of observations, though two rules see it; what cannot hold together is not told as a scope."""
    seen: set[tuple[FindingKind, frozenset[int]]] = set()
    drafts = list(drafts)
    impossible = {frozenset(draft.rows) for draft in drafts if draft.kind is FindingKind.INCONSISTENCY}
    for draft in drafts:
        if draft.kind is FindingKind.UNIT_OR_SCOPE_DIFFERENCE and frozenset(draft.rows) in impossible:
            continue
        key = (draft.kind, frozenset(draft.rows))
        if key not in seen:
            seen.add(key)
            yield draft
