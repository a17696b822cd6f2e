"""Which value is shown: chosen by stated rules, never by averaging, and the rule is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from parallaxe.reconcile.findings import UNCOMPARED
from parallaxe.reconcile.frame import Frame, frame_of
from parallaxe.reconcile.names import EXACT_NAMES
from parallaxe.reconcile.origins import origins_of
from parallaxe.reconcile.pairs import EXCLUSIVE_NAMES, SAME_SIZE
from parallaxe.reconcile.ranges import rounds_to
from parallaxe.vocabulary.events import Verdict
from parallaxe.vocabulary.metric import ValueType

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue

_COLUMNS = (
    "id", "subject", "metric", "dimensions", "unit", "valid", "kind", "source_class", "origin", "attributed_to",
    "publisher", "source", "number", "text",
)  # fmt: skip
#: The dimension that says how much of a suite our own run covered, and its value for all of it.
COVERAGE, FULL = "coverage", "full"


class Selected(msgspec.Struct, frozen=True, kw_only=True):
    """The value shown of one quantity.

    Args:
        subject: slug.
        metric: id.
        dimensions: canonical JSON text of the identity dimensions.
        period: valid time, None where no source states it.
        shown: id of the observation shown, None where the rules leave it unresolved.
        rule: why: "one value", "verdict", "class A" (producer), "class B" (independent measurer),
            "class C", "own full run", or "unresolved".
        members: ids of all observations of the quantity, by origin; the shown one's origin first.
        vantages: from how many origins the shown value was made.
        disputed: whether another observation of the quantity does not agree with the one shown.
    """

    subject: str
    metric: str
    dimensions: str
    period: str | None
    shown: str | None
    rule: str
    members: dict[str, list[str]]
    vantages: int
    disputed: bool


def select(table: pa.Table, catalogue: Catalogue, verdicts: Sequence[Verdict] = ()) -> list[Selected]:
    """One choice a quantity: subject, metric, unit, dimensions and valid time.

    Where a metric may hold several values at once (founders, commitments), each value told apart from the
    others is a quantity of its own: several founders are a set, not a dispute.

    A verdict that prefers one of the observations, recorded on them, decides. Else, if all agree,
    the one nearest its origin is shown. Else the metric's ``prefer`` decides by source class; our
    own measurements count only where the whole suite ran. Within the best class the value of the
    most origins is shown, and where that is no single one, nothing is.

    Args:
        table: n observations with the ledger's columns.
        catalogue: metrics and organizations.
        verdicts: oldest first.
    """
    kept = table.filter(
        pc.and_(
            pc.invert(pc.is_in(table["metric"], value_set=pa.array(sorted(UNCOMPARED)))), table["subject"].is_valid()
        )
    )
    if not kept.num_rows:
        return []
    frame = frame_of(kept, catalogue)
    cells = frame.table.select(list(_COLUMNS)).to_pylist()
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row, cell in enumerate(cells):
        groups[
            (cell["subject"], cell["metric"], int(frame.unit[row]), cell["dimensions"] or "{}", cell["valid"])
        ].append(row)
    chosen = {verdict.chosen: verdict for verdict in verdicts if verdict.decision == "prefer" and verdict.chosen}
    found = [
        _alone(frame, rows[0], cells[rows[0]], catalogue)
        if len(rows) == 1
        else _select(frame, rows, cells, catalogue, chosen)
        for together in groups.values()
        for rows in _items(frame, together, cells, catalogue)
    ]
    return sorted(found, key=lambda one: (one.subject, one.metric, one.dimensions, one.period or ""))


def _items(frame: Frame, rows: list[int], cells: list[dict[str, Any]], catalogue: Catalogue) -> list[list[int]]:
    """The rows of each value of a metric that may hold several; all together where it holds one.

    Names are told apart by being different ones; amounts only where nothing shows them to be one item:
    neither days nor a dimension, and not a size that is near.
    """
    metric = catalogue.metrics.get(cells[rows[0]]["metric"])
    if len(rows) == 1 or metric is None or not metric.many or metric.id in EXCLUSIVE_NAMES:
        return [rows]
    named = metric.value_type == ValueType.NAME
    if not named and (cells[rows[0]]["valid"] or (cells[rows[0]]["dimensions"] or "{}") != "{}"):
        return [rows]
    items: list[list[int]] = []
    for row in rows:
        mine = next((item for item in items if _is_of(frame, row, item, named=named)), None)
        if mine is None:
            items.append([row])
        else:
            mine.append(row)
    return items


def _is_of(frame: Frame, row: int, item: list[int], *, named: bool) -> bool:
    if any(_agree(frame, row, other) for other in item):
        return True
    if named:
        return False
    one, other = sorted((float(frame.value[row]), float(frame.value[item[0]])))
    return one > 0 and other <= one * SAME_SIZE


def _alone(frame: Frame, row: int, cell: dict[str, Any], catalogue: Catalogue) -> Selected:
    """A quantity only one observation speaks of: it is shown, unless it is a part of a run of ours."""
    counts = cell["kind"] != "measured" or _full_run(frame, row)
    return Selected(
        subject=cell["subject"],
        metric=cell["metric"],
        dimensions=cell["dimensions"] or "{}",
        period=cell["valid"],
        shown=cell["id"] if counts else None,
        rule="one value" if counts else "unresolved",
        members={origins_of([cell], catalogue)[0]: [cell["id"]]},
        vantages=int(counts),
        disputed=not counts,
    )


def _select(
    frame: Frame,
    rows: list[int],
    cells: list[dict[str, Any]],
    catalogue: Catalogue,
    chosen: Mapping[str, Verdict],
) -> Selected:
    mine = [cells[row] for row in rows]
    keys = dict(zip(rows, origins_of(mine, catalogue), strict=True))
    shown, rule = _by_rule(frame, rows, cells, keys, catalogue, chosen)
    agreeing = [row for row in rows if shown is not None and _agree(frame, shown, row)]
    members: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row not in agreeing, row != shown)):
        members[keys[row]].append(cells[row]["id"])
    first = mine[0]
    return Selected(
        subject=first["subject"],
        metric=first["metric"],
        dimensions=first["dimensions"] or "{}",
        period=first["valid"],
        shown=None if shown is None else cells[shown]["id"],
        rule=rule,
        members=dict(members),
        vantages=len({keys[row] for row in agreeing}),
        disputed=len(agreeing) < len(rows),
    )


def _by_rule(
    frame: Frame,
    rows: list[int],
    cells: list[dict[str, Any]],
    keys: Mapping[int, str],
    catalogue: Catalogue,
    chosen: Mapping[str, Verdict],
) -> tuple[int | None, str]:
    preferred = [row for row in rows if cells[row]["id"] in chosen and _covers(chosen[cells[row]["id"]], rows, cells)]
    if preferred:
        return preferred[-1], "verdict"
    metric = catalogue.metrics.get(cells[rows[0]]["metric"])
    order = [str(name) for name in (metric.prefer if metric else [])]
    eligible = [row for row in rows if cells[row]["kind"] != "measured" or _full_run(frame, row)]
    if not eligible:
        return None, "unresolved"
    ranked = sorted(eligible, key=lambda row: _place(cells[row], order))
    if all(_agree(frame, ranked[0], row) for row in eligible):
        return ranked[0], "one value"
    if not order:
        return None, "unresolved"
    best = _place(cells[ranked[0]], order)
    top = [row for row in ranked if _place(cells[row], order) == best]
    winner = _most_origins(frame, top, keys)
    if winner is None:
        return None, "unresolved"
    own = cells[winner]["kind"] == "measured"
    return winner, "own full run" if own else f"class {cells[winner]['source_class'] or 'C'}"


def _covers(verdict: Verdict, rows: Iterable[int], cells: list[dict[str, Any]]) -> bool:
    """A verdict stands while every observation of the quantity is one it judged."""
    return {cells[row]["id"] for row in rows} <= set(verdict.observations)


def _full_run(frame: Frame, row: int) -> bool:
    return frame.scopes[int(frame.scope[row])].get(COVERAGE) == FULL


def _place(cell: Mapping[str, Any], order: list[str]) -> int:
    """Our own full run stands with the independent measurers."""
    source_class = "B" if cell["kind"] == "measured" else cell["source_class"] or "C"
    return order.index(source_class) if source_class in order else len(order)


def _most_origins(frame: Frame, rows: list[int], keys: Mapping[int, str]) -> int | None:
    """A row of the value that most origins give; None where two values have as many."""
    support = {row: len({keys[other] for other in rows if _agree(frame, row, other)}) for row in rows}
    most = max(support.values())
    best = [row for row in rows if support[row] == most]
    return best[0] if all(_agree(frame, best[0], row) for row in best) else None


def _agree(frame: Frame, left: int, right: int) -> bool:
    if frame.kind[left] == "t" or frame.kind[right] == "t":
        exact = frame.metrics[int(frame.metric[left])] in EXACT_NAMES
        one, other = int(frame.value[left]), int(frame.value[right])
        return bool(frame.kind[left] == frame.kind[right]) and frame.names.agree(one, other, exact=exact)
    touching = frame.lower[left] <= frame.upper[right] and frame.lower[right] <= frame.upper[left]
    pair = (frame.value[[left]], frame.value[[right]], frame.digit[[left]], frame.digit[[right]])
    return bool(touching or (frame.kind[left] == "n" and rounds_to(*pair)[0]))
