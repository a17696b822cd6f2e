"""Shares of publications by each counting method, rebuilt from their counts: methods differ, and are never averaged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from markupsafe import Markup

from parallaxe.analyse.observed_series import SeriesPoint, observed_series
from parallaxe.publish.blocks import Block, Chart, Column, Group, Line, Table
from parallaxe.publish.charts.canvas import NARROW, WIDE, Canvas
from parallaxe.publish.charts.dots import DotRow, dot_plot
from parallaxe.publish.charts.observed import HEAD, data_of, mark, sources_of
from parallaxe.publish.parties import Parties
from parallaxe.publish.row import Row
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View

_METRIC = "publication_share"
_FEWEST_METHODS = 2
#: A year, and the point of each side.
Counted = tuple[str, list[SeriesPoint]]
_FIELDS = (
    "id", "subject", "subject_type", "metric", "number", "unit", "numerator", "n", "lower", "upper", "level",
    "interval_method", "valid", "source", "qualifier",
)  # fmt: skip


def block(view: View, parties: Parties) -> Block | None:
    """The last year each method has both sides for, where several methods do."""
    rows = {row.id: row for row in parties.rows(_METRIC) if row.may_be_told and _side(view, parties, row)}
    points, _ = observed_series(
        "publications", [{name: getattr(row, name) for name in _FIELDS} | {"dimensions": row.dimensions} for row in rows.values()]
    )  # fmt: skip
    methods: dict[tuple[str, str], dict[str, dict[str, SeriesPoint]]] = defaultdict(lambda: defaultdict(dict))
    for point in points:
        side = _side(view, parties, rows[point.observation])
        scope = "; ".join(f"{name}={said}" for name, said in sorted(point.scope.items()))
        if side and point.value is not None:
            methods[scope, point.source][point.period][side] = point
    both = [party.key for party in parties.both[:2]]
    last = {
        key: max((period for period, sides in periods.items() if set(both) <= sides.keys()), default=None)
        for key, periods in methods.items()
    }
    chosen = [
        (period, [methods[key][period][side] for side in both])
        for key, period in sorted(last.items(), key=lambda item: (-int((item[1] or "0")[:4]), item[0]))
        if period
    ]
    apart = _told_once(chosen, rows)
    return _told(view, parties, apart, rows) if len(apart) >= _FEWEST_METHODS else None


def _told_once(chosen: list[Counted], rows: dict[str, Row]) -> list[Counted]:
    """One of those with the same counts of the same year: a table and the fact taken from it are one count."""
    found: dict[object, Counted] = {}
    for period, points in chosen:
        counts = [(rows[point.observation].numerator, rows[point.observation].n) for point in points]
        key = (period, str(counts)) if all(numerator is not None for numerator, _ in counts) else points[0].observation
        kept = found.get(key)
        if kept is None or rows[points[0].observation].kind == "recomputed":
            found[key] = period, points
    return list(found.values())


def _side(view: View, parties: Parties, row: Row) -> str | None:
    side = view.side(row) if row.subject_type == "country" else None
    key = f"side-{side.colour}" if side else None
    return key if key in {party.key for party in parties.both[:2]} else None


def _told(view: View, parties: Parties, chosen: list[Counted], rows: dict[str, Row]) -> Block:
    t = view.texts
    first = parties.both[0]
    values = sorted(points[0].value or 0.0 for _, points in chosen)
    title = t(
        "publications.title", side=first.label, n=len(chosen), lower=_percent(view, values[0]), upper=_percent(view, values[-1])
    )  # fmt: skip
    items, lines = [], []
    for period, points in chosen:
        own = [rows[point.observation] for point in points]
        method = bare(view.circumstances(own[0], leave=("modality",)))
        marks = [
            replace(mark(view, row), text=f"{_percent(view, point.value or 0.0)} {party.label}", colour=party.colour)
            for row, point, party in zip(own, points, parties.both[:2], strict=True)
        ]
        items.append(DotRow(label=f"{view.plain_name(own[0].told_by, own[0].told_by)}, {period}", marks=marks))
        figures = [
            view.figure(row, Markup("{}").format(_percent(view, point.value or 0.0)))
            for row, point in zip(own, points, strict=True)
        ]
        counts = t(
            "publications.of", numerator=view.write.scaled(own[0].numerator or 0), n=view.write.scaled(own[0].n or 0)
        )
        lines.append(
            Line(
                cells=[
                    Markup("{}").format(period),
                    *figures,
                    counts if own[0].n else Markup(),
                    Markup("{}").format(method),
                ]
            )
        )
    columns = [
        Column(head=t("publications.year")),
        *(Column(head=Markup("{}").format(party.label), numeric=True) for party in parties.both[:2]),
        Column(head=t("publications.counts", side=first.label)),
        Column(head=t("publications.method")),
    ]

    def draw(width: int) -> Canvas:
        return dot_plot(items, width=width, tick_text=lambda value: view.write.quantity(value, "%"), from_zero=True)

    used = [rows[point.observation] for _, points in chosen for point in points]
    subtitle = bare(t("publications.subtitle", metric=view.metric(_METRIC)))
    spoken = t.plain("list_semicolon").join(one.spoken for item in items for one in item.marks)
    chart = Chart(
        id="publications", title=bare(title), subtitle=subtitle, source=t.plain("chart.source", names=sources_of(view, used)),
        description=t.plain("chart.description", metric=subtitle, points=spoken),
        wide=draw(WIDE), narrow=draw(NARROW), head=HEAD, data=[data_of(row) for row in used],
    )  # fmt: skip
    table = Table(caption=bare_markup(title), columns=columns, groups=[Group(head=Markup(), lines=lines)])
    return Block(id="publications", title=title, chart=chart, tables=[table], notes=[t("publications.note")])


def bare_markup(text: Markup) -> Markup:
    """Text without what opens cards, for captions."""
    return Markup("{}").format(bare(text))


def _percent(view: View, value: float) -> str:
    return view.write.quantity(round(value, 1), "%")
