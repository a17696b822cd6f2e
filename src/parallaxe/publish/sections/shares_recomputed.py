"""Shares of two sides recomputed from the records of a dataset, with the bounds of what it attributes to nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from markupsafe import Markup

from parallaxe.publish.blocks import Block, Chart, Column, Group, Line, Table
from parallaxe.publish.charts.canvas import NARROW, WIDE, Canvas
from parallaxe.publish.charts.observed import HEAD, data_of, sources_of
from parallaxe.publish.charts.ranges import Span, range_plot
from parallaxe.publish.parties import Parties
from parallaxe.publish.row import Row
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View

_METRIC = "usage_share"
_MOST_PERIODS = 6
#: A mean over a period says more than a day, a day more than the highest of many.
_BEST_FIRST = ("mean", "point")


def block(view: View, parties: Parties) -> Block | None:
    """The newest periods for which both sides have bounds, means before single days."""
    found: dict[object, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
    for row in parties.rows(_METRIC):
        side = view.side(row) if row.subject_type == "country" else None
        if side and _bounded(row):
            found[row.dimensions.get("aggregation", ""), row.scope, row.source][row.valid or ""][
                f"side-{side.colour}"
            ] = row
    both = [party.key for party in parties.both[:2]]
    full = {
        key: {period: sides for period, sides in periods.items() if set(both) <= sides.keys()}
        for key, periods in found.items()
    }
    usable = sorted(
        (key for key, periods in full.items() if periods and _rank(key) < len(_BEST_FIRST)), key=lambda key: (_rank(key), str(key))
    )  # fmt: skip
    return _told(view, parties, full[usable[0]]) if usable else None


def _bounded(row: Row) -> bool:
    """Whether records leave certain bounds, and it may be told."""
    certain = row.lower is not None and row.upper is not None and row.level is None
    return certain and row.kind == "recomputed" and row.may_be_told


def _rank(key: object) -> int:
    aggregation = key[0] if isinstance(key, tuple) else ""
    return _BEST_FIRST.index(aggregation) if aggregation in _BEST_FIRST else len(_BEST_FIRST)


def _told(view: View, parties: Parties, periods: dict[str, dict[str, Row]]) -> Block:
    t = view.texts
    newest = sorted(periods)[-_MOST_PERIODS:]
    last = [periods[newest[-1]][party.key] for party in parties.both[:2]]
    population = last[0].dimensions.get("population", "")
    title = t(
        "shares.title", market=view.name(population, population), day=view.write.period(newest[-1]),
        what=t.join("list_comma", [
            t("shares.part", side=party.label, span=view.figure(row, Markup("{}").format(_span(view, row))))
            for party, row in zip(parties.both[:2], last, strict=True)
        ]),
    )  # fmt: skip
    subtitle = bare(t("shares.recomputed_subtitle", metric=view.metric(_METRIC)))
    groups = [
        (
            view.write.period(period),
            [
                Span(party.label, party.colour, row.lower or 0.0, row.upper or 0.0, _span(view, row))
                for party in parties.both[:2]
                for row in [periods[period][party.key]]
            ],
        )
        for period in newest
    ]

    def draw(width: int) -> Canvas:
        return range_plot(groups, width=width, tick_text=lambda value: view.write.quantity(value, "%"))

    rows = [periods[period][party.key] for period in newest for party in parties.both[:2]]
    spoken = (f"{head}, {span.label}, {span.text}" for head, spans in groups for span in spans)
    chart = Chart(
        id="shares", title=bare(title), subtitle=subtitle, source=t.plain("chart.source", names=sources_of(view, rows)),
        description=t.plain("chart.description", metric=subtitle, points=t.plain("list_semicolon").join(spoken)),
        wide=draw(WIDE), narrow=draw(NARROW), head=HEAD, data=[data_of(row) for row in rows],
    )  # fmt: skip
    table = _table(view, parties, newest, periods)
    return Block(id="shares", title=title, chart=chart, tables=[table], notes=[t("shares.recomputed")])


def _span(view: View, row: Row) -> str:
    ends = [view.write.number(round(end or 0.0, 1)) for end in (row.lower, row.upper)]
    if ends[0] == ends[1]:
        return view.write.quantity(round(row.lower or 0.0, 1), "%")
    return view.texts.plain("shares.span", lower=ends[0], upper=ends[1])


def _table(view: View, parties: Parties, newest: Sequence[str], periods: dict[str, dict[str, Row]]) -> Table:
    t = view.texts
    columns = [
        Column(head=t("frontier.day")),
        *(Column(head=Markup("{}").format(party.label), numeric=True) for party in parties.both[:2]),
    ]
    lines = [
        Line(
            cells=[
                Markup("{}").format(view.write.period(period)),
                *(
                    view.figure(
                        periods[period][party.key], Markup("{}").format(_span(view, periods[period][party.key]))
                    )
                    for party in parties.both[:2]
                ),
            ]
        )
        for period in reversed(newest)
    ]
    return Table(caption=t("shares.caption"), columns=columns, groups=[Group(head=Markup(), lines=lines)])
