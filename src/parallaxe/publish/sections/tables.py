"""Tables of observations, the same everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from markupsafe import Markup

from parallaxe.publish.blocks import Column, Group, Line, Table
from parallaxe.publish.row import Row
from parallaxe.publish.view import View


def figures_table(view: View, rows: Iterable[Row], *, caption: Markup, folded: bool = False, first: int = 0) -> Table:
    """Subject with scope, period, value, who says so; grouped by metric, then by subject and date; see Table."""
    t = view.texts
    by_metric: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_metric[row.metric].append(row)
    columns = [
        Column(head=t("column.subject")),
        Column(head=t("column.period")),
        Column(head=t("column.value"), numeric=True),
        Column(head=t("column.according_to")),
    ]
    groups = [
        Group(
            head=view.metric(metric),
            lines=[_line(view, row) for row in sorted(found, key=lambda row: _order(view, row))],
        )
        for metric, found in by_metric.items()
    ]
    return Table(caption=caption, columns=columns, groups=groups, folded=folded, first=first)


def according_to(view: View, row: Row) -> Markup:
    """Who made the figure, and who passed it on."""
    if row.repeated:
        return view.texts("via", origin=view.vantage(row), publisher=view.publisher(row))
    return view.publisher(row)


def with_dollars(view: View, row: Row) -> Markup:
    """The figure as published, and in dollars where it is another currency's."""
    dollars = view.in_dollars(row)
    return Markup("{} <small>{}</small>").format(view.figure(row), dollars) if dollars else view.figure(row)


def _order(view: View, row: Row) -> tuple[object, ...]:
    return view.plain_name(row.subject, row.surface).casefold(), row.scope, row.sort_day, row.id


def _line(view: View, row: Row) -> Line:
    scope = view.circumstances(row)
    subject = view.subject(row)
    return Line(
        cells=[
            Markup("{} <small>{}</small>").format(subject, scope) if scope else subject,
            Markup("{}").format(view.when(row)),
            with_dollars(view, row),
            according_to(view, row),
        ],
        colour=view.colour(row),
    )
