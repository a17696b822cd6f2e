"""Hubs: the cities organizations in focus are run from, as points on a plain field."""

from __future__ import annotations

from collections import Counter, defaultdict

from markupsafe import Markup

from parallaxe.publish.blocks import Block, Chart, Column, Group, Line, Section, Table
from parallaxe.publish.charts.canvas import NARROW, WIDE
from parallaxe.publish.charts.places import Place, places_map
from parallaxe.publish.positions import positions
from parallaxe.publish.row import Row
from parallaxe.publish.view import View

METRIC = "headquarters"
#: Cities the table shows before the reader asks.
_FIRST = 10
#: Cities a section needs, and a map.
_FEWEST, _FEWEST_DRAWN = 2, 4


def build(view: View) -> Section | None:
    """Cities observed as a seat; those without known position stand in the table only."""
    seats: dict[str, list[Row]] = defaultdict(list)
    entities = view.material.given.catalogue.entities
    for row in view.shown(view.of(METRIC)):
        if row.text and row.text in entities and view.material.scope.country(row.text) != row.text:
            seats[row.text].append(row)
    if len(seats) < _FEWEST:
        return None
    t = view.texts
    counts = {city: len({row.who for row in rows}) for city, rows in seats.items()}
    return Section(
        id="hubs",
        title=t("section.hubs"),
        lead=t("lead.hubs"),
        blocks=[
            Block(
                id="hubs-map",
                title=t("hubs.title", n=len(counts)),
                chart=_chart(view, counts, seats),
                tables=[_table(view, counts, seats)],
                notes=(t("hubs.note"),),
            )
        ],
    )


def _chart(view: View, counts: dict[str, int], seats: dict[str, list[Row]]) -> Chart | None:
    known = {city: count for city, count in counts.items() if city in positions()}
    if len(known) < _FEWEST_DRAWN:
        return None
    t = view.texts
    places = [
        Place(f"{view.plain_name(city)} {count}", at.north, at.east, count, _side(view, seats[city]))
        for city, count in sorted(known.items())
        for at in (positions()[city],)
    ]
    told = t.plain("list_semicolon").join(
        t.plain("hubs.place", place=view.plain_name(city), n=n) for city, n in known.items()
    )
    return Chart(
        id="hubs",
        title=t.plain("section.hubs"),
        subtitle=t.plain("hubs.subtitle"),
        source=t.plain("hubs.source"),
        description=t.plain("chart.description", metric=t.plain("hubs.subtitle"), points=told),
        wide=places_map(places, width=WIDE),
        narrow=places_map(places, width=NARROW),
        head=("place", "north", "east", "geonames", "organizations"),
        data=[
            [city, at.north, at.east, at.geonames, count]
            for city, count in sorted(known.items())
            for at in (positions()[city],)
        ],
    )


def _side(view: View, rows: list[Row]) -> str:
    return Counter(view.colour(row) for row in rows).most_common(1)[0][0]


def _table(view: View, counts: dict[str, int], seats: dict[str, list[Row]]) -> Table:
    lines = [
        Line(
            cells=[
                view.name(city),
                Markup("{}").format(view.write.number(counts[city])),
                view.texts.join("list_comma", [_seat(view, row) for row in seats[city]]),
            ],
            colour=_side(view, seats[city]),
        )
        for city in sorted(counts, key=lambda city: (-counts[city], city))
    ]
    t = view.texts
    columns = [
        Column(head=view.metric(METRIC)),
        Column(head=t("hubs.count"), numeric=True),
        Column(head=t("column.subject")),
    ]
    return Table(
        caption=t("section.hubs"),
        columns=columns,
        groups=[Group(head=Markup(), lines=lines)],
        first=_FIRST,
    )


def _seat(view: View, row: Row) -> Markup:
    return view.figure(row, view.subject(row))
