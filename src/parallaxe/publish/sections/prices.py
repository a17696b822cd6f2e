"""Prices: each model's list price at its maker, the range elsewhere."""

from __future__ import annotations

from collections import defaultdict

from markupsafe import Markup

from parallaxe.publish.blocks import Block, Column, Group, Line, Section, Table
from parallaxe.publish.charts.observed import number
from parallaxe.publish.row import Row
from parallaxe.publish.sections import price_quality
from parallaxe.publish.view import View

INPUT, OUTPUT = "price_input_per_mtok", "price_output_per_mtok"
_MOST_MODELS = 40
_FIRST = 10


def build(view: View) -> Section | None:
    """One table of list prices, and the drawing where an index has enough of the same models."""
    priced = _priced(view)
    if not priced:
        return None
    t = view.texts
    blocks = [_table_block(view, priced), *price_quality.blocks(view, _offered(view))]
    return Section(id="prices", title=t("section.prices"), lead=t("lead.prices"), blocks=blocks)


def _priced(view: View) -> dict[str, dict[str, Row]]:
    """Of each model in focus, the newest list price of each kind; its maker's before others'."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    told = {row.id for row in view.rows}
    rows = [
        row
        for row in view.of(INPUT, OUTPUT, rows=view.material.all_rows)
        if row.number is not None and (row.id in told or _at_maker(view, row))
    ]
    for row in sorted(rows, key=lambda row: (row.source_class == "A", _at_maker(view, row), row.sort_day, row.id)):
        found[row.who][row.metric] = row
    newest = sorted(found, key=lambda who: (-max(row.sort_day for row in found[who].values()).toordinal(), who))
    return {who: found[who] for who in newest[:_MOST_MODELS]}


def _at_maker(view: View, row: Row) -> bool:
    entity = view.material.given.catalogue.entities.get(row.who)
    provider = row.dimensions.get("provider")
    return provider is None or row.source_class == "A" or (entity is not None and provider == entity.developer)


def _table_block(view: View, priced: dict[str, dict[str, Row]]) -> Block:
    t = view.texts
    columns = [
        Column(head=t("column.model")),
        Column(head=t("prices.input"), numeric=True),
        Column(head=t("prices.output"), numeric=True),
        Column(head=t("prices.elsewhere"), numeric=True),
        Column(head=t("column.according_to")),
    ]
    elsewhere = _elsewhere(view)
    ordered = sorted(
        priced.values(), key=lambda pair: view.plain_name(_any(pair).subject, _any(pair).surface).casefold()
    )
    lines = [_line(view, pair, elsewhere) for pair in ordered]
    table = Table(
        caption=t("section.prices"),
        columns=columns,
        groups=[Group(head=Markup(), lines=lines)],
        first=_FIRST,
    )
    return Block(id="price-list", title=t("prices.list", n=len(lines)), subtitle=t("prices.unit"), tables=[table])


def _any(pair: dict[str, Row]) -> Row:
    return pair.get(OUTPUT) or pair[INPUT]


def _line(view: View, pair: dict[str, Row], elsewhere: dict[tuple[str, str], list[Row]]) -> Line:
    first = _any(pair)
    others = elsewhere.get((first.who, first.unit), [])
    span = Markup()
    if len(others) > 1:
        span = view.texts("prices.span", low=view.figure(others[0]), high=view.figure(others[-1]), n=len(others))
    provider = first.dimensions.get("provider")
    entity = view.material.given.catalogue.entities.get(first.who)
    where = view.texts("dimension.provider", value=view.name(provider, provider)) if provider else view.publisher(first)
    if provider and entity and provider == entity.developer:
        where = Markup()
    return Line(
        cells=[
            Markup("{} <small>{}</small>").format(view.subject(first), view.when(first)),
            view.figure(pair[INPUT]) if INPUT in pair else Markup(),
            view.figure(pair[OUTPUT]) if OUTPUT in pair else Markup(),
            span,
            where,
        ],
        colour=view.colour(first),
    )


def _elsewhere(view: View) -> dict[tuple[str, str], list[Row]]:
    """Output prices of resellers, cheapest first, by model and currency."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in view.of(OUTPUT, rows=view.material.all_rows):
        if row.number is not None and not _at_maker(view, row):
            found[row.who, row.unit].append(row)
    return {key: sorted(rows, key=lambda row: (number(row), row.id)) for key, rows in found.items()}


def _offered(view: View) -> list[Row]:
    """Makers' output prices over time, of models in focus and of those they are compared with."""
    scope = view.material.scope
    rows = view.of(OUTPUT, rows=(*view.material.all_rows, *view.material.compared))
    known = scope.subjects | scope.compared
    return [row for row in view.shown(rows) if row.number and row.subject in known and _at_maker(view, row)]
