"""At a glance: the quantities the focus asks for, with where they come from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup

from parallaxe.publish.blocks import Section
from parallaxe.publish.focus import Highlight
from parallaxe.publish.row import Row
from parallaxe.publish.sections.tables import according_to
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View

#: So many stand at a glance; the rest of the focus's list waits for these to be missing.
_MOST = 8
#: Sections that compute.
_WORKED_OUT = frozenset({"frontier", "prices"})


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One quantity: its newest value, and an earlier one where there is one."""

    label: Markup
    subject: Markup
    figure: Markup
    dollars: Markup
    scope: Markup
    when: str
    before: Markup
    source: Markup
    colour: str


def build(view: View) -> Section:
    """Tiles for the focus's highlights; where it has none, for the most observed quantities."""
    t = view.texts
    found = [rows for highlight in view.material.given.focus.highlights if (rows := rows_of(view, highlight))]
    tiles = [_tile(view, rows) for rows in (found or _most_observed(view))[:_MOST]]
    kinds: dict[str, int] = defaultdict(int)
    for row in view.rows:
        kinds[row.kind] += 1
    counts = t(
        "glance.counts",
        figures=t("count.figures", n=len(view.rows)),
        sources=t("count.sources", n=len({row.source for row in view.rows})),
        origins=t("count.origins", n=len({row.vantage for row in view.rows})),
        disputes=t("count.findings", n=len(view.material.findings)),
    )
    legend = [(kind, t(f"kind.{kind}"), t(f"kind_long.{kind}")) for kind in ("claimed", "recomputed", "measured")]
    return Section(
        id="glance",
        title=t("section.glance"),
        template="glance.html.j2",
        lead=counts,
        extra={
            "tiles": tiles,
            "legend": legend,
            "dispute": t("legend.dispute"),
            "signs": t("legend.signs"),
            "findings": [],
        },
    )


def lead_to(sections: list[Section]) -> None:
    """Have the first section name what the page works out itself, the first of each kind, with a link to it."""
    found: dict[str, tuple[str, str]] = {}
    for block in (block for section in sections if section.id in _WORKED_OUT for block in section.blocks):
        if block.chart:
            found.setdefault(block.id.partition("-")[0], (block.id, bare(block.title)))
    for section in sections:
        if section.id == "glance":
            section.extra["findings"] = list(found.values())


def rows_of(view: View, highlight: Highlight) -> list[Row]:
    """Observations in focus of a highlighted quantity, oldest first; one quantity only."""
    wanted = highlight.dimensions.items()
    rows = [
        row
        for row in view.shown(view.of(highlight.metric))
        if row.subject == highlight.subject and wanted <= row.dimensions.items()
    ]
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.metric, row.unit, row.scope].append(row)
    largest = max(
        groups.values(),
        key=lambda group: (
            len({row.when for row in group if row.when}),
            max(row.sort_day for row in group),
            group[0].id,
        ),
        default=[],
    )
    return sorted(largest, key=lambda row: (row.sort_day, row.id))


def _most_observed(view: View) -> list[list[Row]]:
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in view.shown(view.rows):
        if row.number is not None and row.metric not in {"rank", "other_figure"}:
            groups[row.quantity].append(row)
    ranked = sorted(groups.values(), key=lambda group: (-len({row.vantage for row in group}), -len(group), group[0].id))
    seen: set[str] = set()
    picked = []
    for group in ranked:
        if group[0].metric not in seen:
            seen.add(group[0].metric)
            picked.append(sorted(group, key=lambda row: (row.sort_day, row.id)))
    return picked


def _tile(view: View, rows: list[Row]) -> Tile:
    first, last = rows[0], rows[-1]
    before = Markup()
    if first.when and last.when and first.sort_day != last.sort_day and first.value != last.value:
        before = view.texts("glance.before", value=view.figure(first), when=view.when(first))
    return Tile(
        label=view.metric(last.metric),
        subject=view.subject(last),
        figure=view.figure(last),
        dollars=view.in_dollars(last),
        scope=view.circumstances(last),
        when=view.when(last),
        before=before,
        source=according_to(view, last),
        colour=view.colour(last),
    )
