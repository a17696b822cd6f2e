"""Whom names mean by decision: applied where the ledger is asked, so that every decision can be undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pyarrow as pa
import pyarrow.compute as pc

from parallaxe.identity.decisions import Decisions
from parallaxe.identity.fold import fold_name
from parallaxe.vocabulary.events import AliasDecision


def with_decisions(
    table: pa.Table, decisions: Iterable[AliasDecision], wanted: Collection[str] | None = None
) -> pa.Table:
    """Observations with the subjects that decisions on their surface forms give them.

    Args:
        table: observations with subject and surface.
        decisions: that stand, oldest first.
        wanted: keep only these subjects.
    """
    said = Decisions(decisions)
    decided = [name for name in table["surface"].unique().to_pylist() if name is not None and said.on(fold_name(name))]
    if decided:
        touched = pc.is_in(table["surface"], pa.array(decided, pa.string()))
        rows = table.select(["surface", "subject"]).filter(touched).to_pylist()
        subjects = pa.array([said.subject(fold_name(row["surface"]), row["subject"]) for row in rows], pa.string())
        place = table.schema.get_field_index("subject")
        column = pc.replace_with_mask(table["subject"].combine_chunks(), touched.combine_chunks(), subjects)
        table = table.set_column(place, table.schema.field(place), column)
    return table if wanted is None else table.filter(pc.is_in(table["subject"], pa.array(list(wanted), pa.string())))
