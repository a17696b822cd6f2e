"""What the figures show: one block a theme, its title stating the finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

import msgspec
import yaml
from markupsafe import Markup

from parallaxe.publish.blocks import Block, Chart, Section
from parallaxe.publish.charts.observed import dots_chart, series_chart
from parallaxe.publish.row import Row
from parallaxe.publish.sections.tables import figures_table
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View

#: Rows a theme's table shows before the reader asks, where no chart stands for it.
_FIRST = 10
#: Rows a theme's dot plot shows.
_MOST_DOTS = 15
#: Say nothing without their neighbours, or nothing that compares.
_NO_HEADLINE = frozenset({"rank", "other_figure", "context_length", "training_cost"})


class Theme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Metrics that are told together, and how they are drawn."""

    id: str
    metrics: list[str]
    chart: str


def build(view: View) -> Section | None:
    """All themes that have observations in focus."""
    blocks = [block for theme in _themes() if (block := _block(view, theme))]
    if not blocks:
        return None
    return Section(id="figures", title=view.texts("section.figures"), lead=view.texts("lead.figures"), blocks=blocks)


@cache
def _themes() -> list[Theme]:
    raw = (files("parallaxe.publish") / "themes.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(raw), list[Theme])


def _block(view: View, theme: Theme) -> Block | None:
    rows = [row for row in view.of(*theme.metrics) if not _told_elsewhere(row)]
    if not rows:
        return None
    shown = sorted(view.shown(rows), key=lambda row: (theme.metrics.index(row.metric), row.id))
    chart = _chart(view, theme, shown)
    drawn = {line[0] for line in chart.data} if chart else set()
    about = [row for row in shown if row.id in drawn] or shown
    title, subtitle = _headline(view, theme, about)
    if chart and subtitle:
        chart = replace(chart, title=bare(title))
    caption = view.texts(f"theme.{theme.id}")
    table = figures_table(view, shown, caption=caption, folded=chart is not None, first=_FIRST)
    return Block(id=f"theme-{theme.id}", title=title, subtitle=subtitle, chart=chart, tables=[table])


def _chart(view: View, theme: Theme, rows: Sequence[Row]) -> Chart | None:
    chart = series_chart(view, rows, ident=theme.id) if theme.chart == "series" else None
    if chart is None and theme.chart in {"series", "dots"}:
        chart = dots_chart(view, rows, ident=theme.id, most=_MOST_DOTS)
    return chart


def _told_elsewhere(row: Row) -> bool:
    """Ranks of models stand with their index, their scores on it and on benchmarks with the model."""
    return row.metric == "rank" and row.subject_type == "model"


def _headline(view: View, theme: Theme, rows: Sequence[Row]) -> tuple[Markup, Markup]:
    """The finding, of the quantity in focus or the largest one, over what it is about; the theme's name else."""
    name = view.texts(f"theme.{theme.id}")
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if row.number is not None and row.metric not in _NO_HEADLINE:
            groups[row.quantity].append(row)
    if not groups:
        return name, Markup()
    countries = view.material.given.focus.countries
    first_metric = min((row.metric for group in groups.values() for row in group), key=theme.metrics.index)
    ranked = sorted(
        (group for group in groups.values() if group[0].metric == first_metric),
        key=lambda group: (
            group[0].subject not in countries,
            -len({row.when for row in group if row.when}),
            -_size(view, max(group, key=lambda row: row.sort_day)),
            group[0].id,
        ),
    )
    ordered = sorted(ranked[0], key=lambda row: (row.sort_day, row.id))
    return _sentence(view, ordered[0], ordered[-1]), _about(view, name, ordered[-1])


def _size(view: View, row: Row) -> float:
    dollars = view.material.conversion.of(row)
    return float(dollars.amount) if dollars else float(row.number or 0)


def _sentence(view: View, first: Row, last: Row) -> Markup:
    t = view.texts
    arguments = {"subject": view.subject(last), "value": view.figure(last), "when": view.when(last)}
    form = "point" if last.when else "undated"
    if first.when and last.when and first.sort_day != last.sort_day and first.value != last.value:
        arguments |= {"before": view.figure(first), "since": view.when(first)}
        form = "series"
    in_focus = last.subject in view.material.given.focus.countries
    own = f"headline.{last.metric}.{form}"
    return t(own if in_focus and t.has(own) else f"headline.any.{form}", **arguments)


def _about(view: View, theme: Markup, row: Row) -> Markup:
    """Theme, quantity, scope and dollars of a headline."""
    metric = view.metric(row.metric)
    metric = metric if str(metric).casefold() != str(theme).casefold() else Markup()
    parts = [theme, metric, view.circumstances(row), view.in_dollars(row)]
    return view.texts.join("list_dot", (part for part in parts if part))
