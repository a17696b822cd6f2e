"""The gap between two sides on the published values of an index, which come without draws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from parallaxe.analyse.from_ledger import Stated, placed
from parallaxe.analyse.gap import frontier_gap
from parallaxe.analyse.gap_result import FrontierGap, GapPoint, Placed
from parallaxe.analyse.left_out import LeftOut
from parallaxe.publish.blocks import Block, Chart, Column, Group, Line, Table
from parallaxe.publish.charts.observed import HEAD, data_of, mark, number, sources_of
from parallaxe.publish.parties import Parties, Party
from parallaxe.publish.row import Row
from parallaxe.publish.sections.gap_told import (
    Told,
    could_change,
    day_of,
    enough,
    omitted,
    one_decimal,
    printed,
    quarter_ends,
    stair_canvases,
    undecided,
)
from parallaxe.publish.sections.indices import METRIC, Edition, edition_of
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View
from parallaxe.vocabulary.interval import Interval


def block(view: View, parties: Parties, released: dict[str, str]) -> Block | None:
    """On the edition of an index that places most models, enough of them of either side."""
    editions: dict[Edition, list[Row]] = defaultdict(list)
    for row in parties.rows(METRIC):
        if row.number is not None and row.qualifier is None:
            editions[edition_of(row)].append(row)
    t = view.texts
    follower, leader = parties.both[:2]
    best: tuple[tuple[int, str], Edition, list[Row], list[Placed], list[LeftOut]] | None = None
    for edition, rows in editions.items():
        if edition.version is None or not all(row.may_be_told for row in rows):
            continue
        found, out = _placed(parties, edition, rows, released)
        rank = (len(found), edition.version)
        if enough(found, (follower, leader)) and (best is None or rank > best[0]):
            best = rank, edition, rows, found, out
    if best is None:
        return None
    _, edition, rows, found, out = best
    gap = frontier_gap(found, leader.key, follower.key, quarter_ends(found, (follower, leader)))
    by_id = {row.id: row for row in rows}
    gap_out = [*out, *gap.left_out]
    if not gap.points:
        return None
    values = {row.id: (row.subject or "", number(row)) for row in rows}
    if loose := could_change(parties, gap.points[-1], values, gap_out):
        version = t("index.version", version=edition.version)
        index = t.join("list_comma", [view.name(edition.index, edition.index), version])
        names = (_linked(view, by_id[key]) for key in loose)
        return undecided(view, (follower, leader), index, names, ident="frontier-gap")
    return _told(view, (follower, leader), edition, found, by_id, gap, gap_out)


def _placed(
    parties: Parties, edition: Edition, rows: Sequence[Row], released: dict[str, str]
) -> tuple[list[Placed], list[LeftOut]]:
    values = [Stated(key=row.id, subject=row.subject or "", value=number(row), interval=_interval(row)) for row in rows]
    return placed(values, index=f"{edition.index} {edition.version}", released=released, standings=parties.standings)


def _interval(row: Row) -> Interval | None:
    if row.lower is None or row.upper is None:
        return None
    return Interval(lower=row.lower, upper=row.upper, level=row.level, method=row.interval_method)


def _with_unit(view: View, row: Row) -> Markup:
    exact = printed(view, row) == view.bare_number(row)
    return view.figure(
        row, None if exact else Markup("{}").format(view.write.quantity(round(number(row), 1), row.unit))
    )


def _linked(view: View, row: Row) -> Markup:
    return Markup("{} {}").format(view.subject(row), view.figure(row, printed(view, row)))


def _told(
    view: View,
    both: tuple[Party, Party],
    edition: Edition,
    found: Sequence[Placed],
    by_id: dict[str, Row],
    gap: FrontierGap,
    left_out: Sequence[LeftOut],
) -> Block:
    t, last = view.texts, gap.points[-1]
    follower, leader = both
    colours = {side: party.colour for party in both for side in [party.key]}
    tell = {
        one.model: Told(
            view.plain_name(by_id[one.model].subject, by_id[one.model].surface),
            view.subject(by_id[one.model]),
            view.figure(by_id[one.model], printed(view, by_id[one.model])),
            replace(mark(view, by_id[one.model]), colour=next((colours[s] for s in one.sides if s in colours), "n")),
        )
        for one in found
        if any(side in colours for side in one.sides)
    }
    title = t(
        "frontier.gap_title", leader=leader.label, follower=follower.label, day=day_of(view, last.day),
        best=_with_unit(view, by_id[last.leader_model]), second=_with_unit(view, by_id[last.follower_model]),
        gap=view.write.quantity(round(last.points, 1), "points"),
    )  # fmt: skip
    index = view.name(edition.index, edition.index)
    subtitle = t.join("list_dot", (t("frontier.best_to_date"), index, t("index.version", version=edition.version)))
    wide, narrow, spoken = stair_canvases(view, both, found, tell, gap)
    released = {one.model: one.released for one in found}
    rows = [by_id[key] for key in tell]
    chart = Chart(
        id="frontier-gap", title=bare(title), subtitle=bare(subtitle),
        source=t.plain("chart.source", names=sources_of(view, rows)),
        description=t.plain("chart.description", metric=bare(subtitle), points=spoken),
        wide=wide, narrow=narrow, head=(*HEAD, "released"), data=[[*data_of(row), released[row.id]] for row in rows],
    )  # fmt: skip
    names = {row.id: view.plain_name(row.subject, row.surface) for row in by_id.values()}
    drawn = any(row.lower is not None for row in rows)
    notes = [
        t("frontier.method_drawn" if drawn else "frontier.method", leader=leader.label, follower=follower.label),
        t("frontier.caught_up", n=gap.records, caught=gap.caught_up, leader=leader.label, follower=follower.label),
        t("frontier.no_lag" if view.material.given.scale is None else "frontier.no_lag_here"),
        omitted(view, names, left_out),
    ]
    return Block(
        id="frontier-gap", title=title, chart=chart, tables=[_table(view, both, tell, gap.points)],
        notes=[note for note in notes if note],
    )  # fmt: skip


def _table(view: View, both: tuple[Party, Party], tell: dict[str, Told], points: Sequence[GapPoint]) -> Table:
    t = view.texts
    follower, leader = both
    columns = [
        Column(head=t("frontier.day")),
        Column(head=t("frontier.gap_points"), numeric=True),
        Column(head=t("frontier.best_of", side=leader.label)),
        Column(head=t("frontier.best_of", side=follower.label)),
    ]
    lines = [
        Line(
            cells=[
                Markup("{}").format(day_of(view, point.day)),
                Markup("{}").format(one_decimal(view, point.points)),
                *(
                    Markup("{} {}").format(tell[key].linked, tell[key].value)
                    for key in (point.leader_model, point.follower_model)
                ),
            ]
        )
        for point in reversed(points)
    ]
    return Table(caption=t("frontier.gap_by_day"), columns=columns, groups=[Group(head=Markup(), lines=lines)])
