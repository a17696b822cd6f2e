"""Findings after a change, without looking again at what the change does not touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parallaxe.reconcile.draft import Draft
from parallaxe.reconcile.findings import drafted
from parallaxe.reconcile.frame import Frame, complete
from parallaxe.reconcile.shares import SHARES
from parallaxe.reconcile.tell import tell, with_more
from parallaxe.vocabulary.events import Verdict
from parallaxe.vocabulary.finding import Finding, FindingKind

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue

_RELATIONS = ("developer", "owner")
#: What differs where an inconsistency hangs on everything said of a subject, by whomever.
_OF_SUBJECT = frozenset({"date order", "part of whole", "period"})
#: Metrics whose rivals for one place or one whole are other subjects of other sources.
_WHOLES = frozenset({"rank", *SHARES})
#: What differs where the shares of a whole do not add up.
_SUM = "sum"


def refresh(
    previous: Sequence[Finding],
    table: pa.Table,
    changed: pa.Table,
    catalogue: Catalogue,
    verdicts: Sequence[Verdict] = (),
    *,
    rates: pa.Table | None = None,
) -> list[Finding]:
    """The findings of ``table``, given those from before ``changed`` came or went.

    Looked at again: subjects and metrics with a changed observation, sources with one, and what
    the subjects' makers and products say. The result equals ``findings(table, …)``, save that a
    verdict recorded since is only seen on what was looked at.

    Args:
        previous: findings before the change, in the order ``findings`` gives.
        table: current observations, after it.
        changed: rows that were added to, or removed from, the table.
        catalogue: as for ``findings``.
        verdicts: as for ``findings``.
        rates: as for ``findings``.
    """
    table, changed = complete(table), complete(changed)
    changed = pa.concat_tables([changed, _about_new_makers(table, changed, catalogue)], promote_options="default")
    keys = _keys(changed)
    about_them = table.filter(_among(table["subject"], {subject for subject, _ in keys if subject}))
    touched = _ids(about_them, keys) | set(changed["id"].to_pylist())
    rivals = _rivals(table, changed)
    in_wholes = set(rivals["id"].to_pylist()) | touched
    about = [finding for finding in previous if _holds(finding, in_wholes if _is_sum(finding) else touched)]
    told_in = {one.doc for finding in about if finding.kind is FindingKind.INCONSISTENCY for one in finding.members}
    sources = set(changed["source"].to_pylist()) | told_in
    part = _part(table, changed, sources, rivals, catalogue)
    fresh = _fresh(part, touched, in_wholes, sources, catalogue, verdicts, rates)
    again = {id(finding) for finding in about}
    kept = [finding for finding in previous if id(finding) not in again and not _of_source(finding, sources)]
    return with_more(kept, fresh)


def _fresh(
    part: pa.Table,
    touched: set[str],
    in_wholes: set[str],
    sources: set[str],
    catalogue: Catalogue,
    verdicts: Sequence[Verdict],
    rates: pa.Table | None,
) -> list[Finding]:
    """Findings of the part that hang on what changed; the others are not even told."""
    frame, drafts = drafted(part, catalogue, rates=rates)
    ids = frame.table["id"].to_pylist()
    wanted = []
    for draft in drafts:
        within = in_wholes if draft.kind is FindingKind.INCONSISTENCY and _SUM in draft.differs else touched
        if any(ids[row] in within for row in draft.rows) or _draft_of_source(frame, draft, sources):
            wanted.append(draft)
    return tell(frame, wanted, catalogue, verdicts)


def _draft_of_source(frame: Frame, draft: Draft, sources: set[str]) -> bool:
    """As ``_of_source``, of what is not yet told."""
    if draft.kind is not FindingKind.INCONSISTENCY or not _OF_SUBJECT.isdisjoint(draft.differs):
        return False
    docs = {frame.sources[int(frame.source[row])] for row in draft.rows}
    return len(docs) == 1 and docs <= sources


def _ids(table: pa.Table, keys: set[tuple[str | None, str]]) -> set[str]:
    """Ids of the rows about any of the subjects and metrics."""
    return {row for row, key in zip(table["id"].to_pylist(), _keys_in_order(table), strict=True) if key in keys}


def _holds(finding: Finding, ids: set[str]) -> bool:
    for member in finding.members:  # noqa: SIM110 - over every finding there is: a generator takes twice as long
        if member.observation in ids:
            return True
    return False


def _keys_in_order(table: pa.Table) -> list[tuple[str | None, str]]:
    return list(zip(table["subject"].to_pylist(), table["metric"].to_pylist(), strict=True))


def _keys(table: pa.Table) -> set[tuple[str | None, str]]:
    return set(_keys_in_order(table))


def _of_source(finding: Finding, sources: set[str]) -> bool:
    """Inconsistencies within one source hang on all it says; those of one subject, on all said of it."""
    if finding.kind is not FindingKind.INCONSISTENCY or not _OF_SUBJECT.isdisjoint(finding.differs_in):
        return False
    docs = {member.doc for member in finding.members}
    return len(docs) == 1 and docs <= sources


def _part(table: pa.Table, changed: pa.Table, sources: set[str], rivals: pa.Table, catalogue: Catalogue) -> pa.Table:
    subjects = {slug for slug in changed["subject"].to_pylist() if slug}
    near = subjects | _related(table, subjects, catalogue)
    of_sources = _among(table["source"], sources)
    told = pc.unique(
        pa.chunked_array([*table.filter(of_sources)["subject"].chunks, *rivals["subject"].chunks], pa.string())
    )
    named = {slug for slug in told.to_pylist() if slug}
    makers = pc.and_(pc.is_in(table["metric"], value_set=pa.array(_RELATIONS)), _among(table["subject"], named))
    wanted = pc.or_(pc.or_(_among(table["subject"], near), of_sources), makers)
    return table.filter(pc.or_(wanted, _among(table["id"], set(rivals["id"].to_pylist()))))


def _rivals(table: pa.Table, changed: pa.Table) -> pa.Table:
    """Rows of the places and wholes that changed rows have a part in: the same metric and valid time, whoever's."""
    wanted = pa.array(np.zeros(table.num_rows, bool))
    for metric in _WHOLES & set(changed["metric"].to_pylist()):
        valid = set(changed.filter(pc.equal(changed["metric"], metric))["valid"].to_pylist()) - {None}
        wanted = pc.or_(wanted, pc.and_(_among(table["metric"], {metric}), _among(table["valid"], valid)))
    return table.filter(wanted)


def _is_sum(finding: Finding) -> bool:
    """Whether it hangs on all shares of a whole, not on one of them."""
    return finding.kind is FindingKind.INCONSISTENCY and _SUM in finding.differs_in


def _among(column: pa.ChunkedArray, values: set[str]) -> pa.ChunkedArray:
    return pc.fill_null(pc.is_in(column, value_set=pa.array(sorted(values), pa.string())), fill_value=False)


def _related(table: pa.Table, subjects: set[str], catalogue: Catalogue) -> set[str]:
    """Makers and products of the subjects, by catalogue and observations."""
    slugs = {entity.name.casefold(): slug for slug, entity in catalogue.entities.items()}
    rows = table.filter(pc.is_in(table["metric"], value_set=pa.array(_RELATIONS)))
    pairs = set(zip(rows["subject"].to_pylist(), rows["text"].to_pylist(), strict=True)) if rows.num_rows else set()
    stated = {(product, slugs.get(str(maker).casefold(), str(maker))) for product, maker in pairs if product}
    for slug, entity in catalogue.entities.items():
        stated |= {(slug, above) for above in (entity.developer, entity.parent) if above}
    makers = {maker for product, maker in stated if product in subjects}
    products = {product for product, maker in stated if maker in subjects}
    return makers | products


def _about_new_makers(table: pa.Table, changed: pa.Table, catalogue: Catalogue) -> pa.Table:
    """Rows of subjects whose maker is told for the first, or no longer: they count as changed."""
    relation = pc.is_in(changed["metric"], value_set=pa.array(_RELATIONS))
    told = changed.filter(relation)
    ids = pa.array(told["id"].to_pylist(), pa.string())
    others = table.filter(
        pc.and_(
            pc.is_in(table["metric"], value_set=pa.array(_RELATIONS)), pc.invert(pc.is_in(table["id"], value_set=ids))
        )
    )
    known = set(zip(others["subject"].to_pylist(), others["text"].to_pylist(), strict=True))
    new = {
        subject
        for subject, text in zip(told["subject"].to_pylist(), told["text"].to_pylist(), strict=True)
        if subject and (subject, text) not in known and not _by_catalogue(subject, text, catalogue)
    }
    near = new | _related(changed, new, catalogue) if new else set()
    return table.filter(_among(table["subject"], near))


def _by_catalogue(subject: str, maker: str, catalogue: Catalogue) -> bool:
    entity = catalogue.entities.get(subject)
    above = catalogue.entities.get((entity.developer or "") if entity else "")
    return above is not None and maker.casefold() in {above.slug, above.name.casefold()}
