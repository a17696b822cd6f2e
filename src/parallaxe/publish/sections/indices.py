"""Models by index: one table and one scale for each version of each index, never mixed."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from parallaxe.publish.blocks import Block, Column, Group, Line, Section, Table
from parallaxe.publish.charts.observed import number, scale_chart
from parallaxe.publish.row import Row
from parallaxe.publish.sections.tables import according_to
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View

METRIC = "intelligence_index"
#: Dimensions that name the index and its version; all others say how the model was run.
_VERSION = ("benchmark", "index", "index_version")


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of one index; where no version is stated, one period of one maker of figures."""

    index: str
    version: str | None
    period: str | None
    unit: str


def build(view: View) -> Section | None:
    """Every edition of every index with at least one model in focus, newest first."""
    rows = view.of(METRIC, rows=(*view.rows, *view.material.compared))
    in_focus = {row.id for row in view.of(METRIC)}
    editions: dict[Edition, list[Row]] = defaultdict(list)
    for row in rows:
        editions[edition_of(row)].append(row)
    kept = {edition: found for edition, found in editions.items() if any(row.id in in_focus for row in found)}
    if not kept:
        return None
    ordered = sorted(kept.items(), key=lambda item: _named(item[0]), reverse=True)
    ordered.sort(key=lambda item: _newest_first(*item))
    blocks = [_block(view, edition, found) for edition, found in ordered]
    return Section(id="indices", title=view.texts("section.indices"), lead=view.texts("lead.indices"), blocks=blocks)


def _anchor(edition: Edition) -> str:
    """Permanent: what edition it is, in letters and digits, and a few of its hash where these are not enough."""
    said = " ".join(part for part in (edition.index, edition.version or edition.period or "undated") if part)
    plain = re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")
    return f"index-{plain}-{hashlib.sha256(repr(edition).encode()).hexdigest()[:4]}"


def _newest_first(edition: Edition, rows: Sequence[Row]) -> tuple[bool, int, str]:
    """Editions that say which they are before the others, then by date."""
    return edition.version is None, -max(row.sort_day for row in rows).toordinal(), edition.index


def _named(edition: Edition) -> tuple[str, str, str]:
    return edition.version or "", edition.period or "", edition.unit


def edition_of(row: Row) -> Edition:
    """What an index value may be compared within."""
    version = row.dimensions.get("index_version")
    index = row.dimensions.get("index") or row.dimensions.get("benchmark") or row.vantage
    return Edition(index, version, None if version else (row.valid or row.published), row.unit)


def _block(view: View, edition: Edition, rows: Sequence[Row]) -> Block:
    t = view.texts
    shown = sorted(view.shown(rows), key=lambda row: (-number(row), view.plain_name(row.subject, row.surface), row.id))
    index = view.name(edition.index, edition.index)
    version = t("index.version", version=edition.version) if edition.version else t("index.no_version")
    when = view.write.period(edition.period) if edition.period else ""
    ident = _anchor(edition)
    chart = scale_chart(view, shown, ident=ident, from_zero=False, note=lambda row: _run(view, row))
    best = shown[0]
    ties = [row for row in shown if row.number == best.number]
    title = t("index.lead_tie" if len({row.who for row in ties}) > 1 else "index.lead",
              subject=t.join("list_and", (dict.fromkeys(view.subject(row) for row in ties))),
              value=view.figure(best))  # fmt: skip
    if chart:
        chart = replace(chart, title=bare(title))
    return Block(
        id=ident,
        title=title,
        subtitle=t.join("list_dot", (part for part in (index, version, when) if part)),
        chart=chart,
        tables=[_table(view, shown, caption=index, folded=chart is not None)],
        notes=() if edition.version else (t("index.no_version_note"),),
    )


def _table(view: View, rows: Sequence[Row], *, caption: Markup, folded: bool) -> Table:
    t = view.texts
    ranks = {(row.who, row.valid): row for row in view.of("rank", rows=view.material.by_id.values())}
    with_rank = any((row.who, row.valid) in ranks for row in rows)
    with_scope = any(_configuration(view, row) for row in rows)
    columns = [
        Column(head=t("column.model")),
        *([Column(head=t("column.configuration"))] if with_scope else []),
        Column(head=t("column.value_in", unit=view.write.unit_name(rows[0].unit)), numeric=True),
        *([Column(head=t("column.stated_rank"), numeric=True)] if with_rank else []),
        Column(head=t("column.according_to")),
    ]
    lines = []
    for row in rows:
        rank = ranks.get((row.who, row.valid))
        cells = [
            view.subject(row),
            *([_configuration(view, row)] if with_scope else []),
            view.figure(row, view.bare_number(row)),
            *([view.figure(rank) if rank else Markup()] if with_rank else []),
            according_to(view, row),
        ]
        lines.append(Line(cells=cells, colour=view.colour(row)))
    return Table(caption=caption, columns=columns, groups=[Group(head=Markup(), lines=lines)], folded=folded)


def _run(view: View, row: Row) -> str:
    """How the model was run, as briefly as a label allows."""
    said = [value for name, value in row.scope if name not in {*_VERSION, "modality"}]
    return view.texts.plain("list_comma").join(said)


def _configuration(view: View, row: Row) -> Markup:
    return view.circumstances(row, leave=(*_VERSION, "modality"))
