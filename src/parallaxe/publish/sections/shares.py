"""Shares of two sides where part of the whole is not attributed: bounds, never a point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from markupsafe import Markup

from parallaxe.analyse.series import Amount, SharePoint, share_series
from parallaxe.publish.blocks import Block, Chart, Column, Group, Line, Table
from parallaxe.publish.charts.canvas import NARROW, WIDE, Canvas
from parallaxe.publish.charts.observed import HEAD, data_of, number, sources_of
from parallaxe.publish.charts.ranges import Span, range_plot
from parallaxe.publish.parties import Parties
from parallaxe.publish.row import Row
from parallaxe.publish.sections import shares_recomputed
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View

_METRIC = "usage_share"
#: Fewer members than this are no account of a whole.
_FEWEST = 4
_MOST_PERIODS = 6
_WHOLE = 100.0


def blocks(view: View, parties: Parties) -> list[Block]:
    """Shares recomputed from records where these are there; else the market whose members are listed on most dates."""
    if recomputed := shares_recomputed.block(view, parties):
        return [recomputed]
    markets: dict[object, list[Row]] = defaultdict(list)
    for row in parties.rows(_METRIC):
        if row.subject_type != "country" and row.number is not None and _tellable(row):
            markets[row.scope, row.source, len(row.valid or "")].append(row)
    full = [rows for rows in markets.values() if len({row.subject for row in rows}) >= _FEWEST]
    best = max(full, key=lambda rows: (len({row.valid for row in rows}), len(rows), rows[0].id), default=None)
    return [_block(view, parties, best)] if best and any(parties.of(row.subject) for row in best) else []


def _tellable(row: Row) -> bool:
    return row.unit == "%" and row.valid is not None and row.qualifier is None and row.may_be_told


def _block(view: View, parties: Parties, rows: Sequence[Row]) -> Block:
    t = view.texts
    groups = {row.subject: side for row in rows if row.subject and (side := parties.side(row.subject))}
    amounts = [
        Amount(period=row.valid or "", member=row.subject, value=number(row), unit=row.unit, observation=row.id)
        for row in rows
    ]
    points, homeless = share_series(amounts, groups, totals={row.valid or "": _WHOLE for row in rows})
    periods = sorted({point.period for point in points})[-_MOST_PERIODS:]
    found = {(point.period, point.group): point for point in points}
    last = [found.get((periods[-1], party.key)) for party in parties.both[:2]]
    market = next((rows[0].dimensions[name] for name in ("market", "population") if name in rows[0].dimensions), "")
    title = t(
        "shares.title", market=view.name(market, market), day=view.write.period(periods[-1]),
        what=t.join("list_comma", [
            t("shares.part", side=party.label, span=_span(view, point))
            for party, point in zip(parties.both[:2], last, strict=True) if point
        ]),
    )  # fmt: skip
    scope = view.circumstances(rows[0], leave=("modality", "market", "aggregation"))
    subtitle = t.join("list_dot", [part for part in (view.metric(_METRIC), scope) if part])
    chart = _chart(view, parties, rows, periods, found, bare(title), bare(subtitle))
    notes = [t("shares.method"), t("shares.published")]
    if homeless:
        names = t.plain("list_comma").join(sorted(view.plain_name(one.what, one.what) for one in homeless))
        notes.append(t("shares.homeless", names=names))
    return Block(
        id="shares", title=title, chart=chart, notes=notes,
        tables=[_table(view, parties, rows, periods, found)],
    )  # fmt: skip


def _span(view: View, point: SharePoint) -> str:
    ends = [view.write.number(round(end, 1)) for end in (point.bounds.lower, point.bounds.upper)]
    if ends[0] == ends[1]:
        return view.write.quantity(round(point.bounds.lower, 1), "%")
    return view.texts.plain("shares.span", lower=ends[0], upper=ends[1])


def _chart(
    view: View,
    parties: Parties,
    rows: Sequence[Row],
    periods: Sequence[str],
    found: dict[tuple[str, str], SharePoint],
    title: str,
    subtitle: str,
) -> Chart:
    groups = [
        (
            view.write.period(period),
            [
                Span(party.label, party.colour, point.bounds.lower, point.bounds.upper, _span(view, point))
                for party in parties.both[:2]
                if (point := found.get((period, party.key)))
            ],
        )
        for period in periods
    ]
    groups = [(head, spans) for head, spans in groups if spans]

    def draw(width: int) -> Canvas:
        return range_plot(groups, width=width, tick_text=lambda value: view.write.quantity(value, "%"))

    spoken = (f"{head}, {span.label}, {span.text}" for head, spans in groups for span in spans)
    kept = [row for row in rows if row.valid in periods]
    return Chart(
        id="shares", title=title, subtitle=subtitle,
        source=view.texts.plain("chart.source", names=sources_of(view, kept)),
        description=view.texts.plain(
            "chart.description", metric=subtitle, points=view.texts.plain("list_semicolon").join(spoken)
        ),
        wide=draw(WIDE), narrow=draw(NARROW), head=(*HEAD, "side"),
        data=[[*data_of(row), parties.side(row.subject) or ""] for row in kept],
    )  # fmt: skip


def _table(
    view: View,
    parties: Parties,
    rows: Sequence[Row],
    periods: Sequence[str],
    found: dict[tuple[str, str], SharePoint],
) -> Table:
    """Each bound with the figures it adds up, every one of which opens its card."""
    t = view.texts
    by_id = {row.id: row for row in rows}
    columns = [
        Column(head=t("column.subject")),
        Column(head=t("shares.bounds"), numeric=True),
        Column(head=t("shares.members")),
    ]
    groups = []
    for period in reversed(periods):
        lines = []
        for party in parties.both[:2]:
            if point := found.get((period, party.key)):
                members = sorted((by_id[key] for key in point.observations), key=lambda row: (-number(row), row.id))
                said = t.join(
                    "list_comma", (Markup("{} {}").format(view.subject(row), view.figure(row)) for row in members)
                )
                lines.append(
                    Line(
                        cells=[Markup("{}").format(party.label), Markup("{}").format(_span(view, point)), said],
                        colour=party.colour,
                    )
                )
        groups.append(Group(head=Markup("{}").format(view.write.period(period)), lines=lines))
    return Table(caption=t("shares.caption"), columns=columns, groups=[group for group in groups if group.lines])
