"""Charts of observations: picks what is comparable, draws it in both widths, writes its data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from parallaxe.publish.blocks import Chart
from parallaxe.publish.charts.canvas import NARROW, WIDE, Canvas, Mark
from parallaxe.publish.charts.dots import DotRow, dot_plot
from parallaxe.publish.charts.series import Line, series_plot
from parallaxe.publish.row import Row
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View
from parallaxe.vocabulary.unit import is_currency

#: More lines than this cannot be labelled directly, more dots cannot be read.
_MOST_LINES = 6
_MOST_DOTS = 40
_FEWEST_DOTS = 3
_MOST_NAMES = 5
HEAD = (
    "observation",
    "subject",
    "metric",
    "dimensions",
    "valid",
    "value",
    "qualifier",
    "unit",
    "lower",
    "upper",
    "kind",
    "origin",
    "source",
)


def series_chart(view: View, rows: Sequence[Row], *, ident: str) -> Chart | None:
    """Quantities with at least two dates, of the first metric and unit that has several of them, or one."""
    groups: dict[tuple[str, str], dict[object, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.number is not None and row.when and row.dimensions.get("modality", "actual") == "actual":
            groups[row.metric, row.unit][row.quantity].append(row)
    candidates = {
        key: [group for group in quantities.values() if len({row.sort_day for row in group}) > 1]
        for key, quantities in groups.items()
    }
    key = next((key for key in candidates if len(candidates[key]) > 1), None) or next(
        (key for key in candidates if candidates[key]), None
    )
    if key is None:
        return None
    chosen = sorted(candidates[key], key=lambda group: (-len(group), -number(group[-1]), group[0].who))[:_MOST_LINES]
    drawn = [sorted(group, key=lambda row: (row.sort_day, row.id)) for group in chosen]
    lines = [
        Line(label=_line_label(view, group[0], drawn), colour=view.colour(group[0]),
             points=[(row.when.start, row.when.end, mark(view, row)) for row in group if row.when])
        for group in drawn
    ]  # fmt: skip
    unit = key[1]

    def draw(width: int) -> Canvas:
        return series_plot(lines, width=width, tick_text=_tick(view, unit), day_text=_day(view, lines))

    return _chart(view, [row for group in drawn for row in group], ident=ident, draw=draw)


def _line_label(view: View, row: Row, drawn: Sequence[Sequence[Row]]) -> str:
    """The subject; where two lines share it, what tells them apart."""
    name = view.plain_name(row.subject, row.surface)
    alike = [group[0] for group in drawn if group[0].who == row.who]
    common = set.intersection(*(set(other.scope) for other in alike))
    differs = bare(view.circumstances(row, leave=[name for name, _ in common])) if len(alike) > 1 else ""
    if len(alike) == len(drawn) and differs:
        return differs
    return f"{name} ({differs})" if differs else name


def dots_chart(view: View, rows: Sequence[Row], *, ident: str, most: int = _MOST_DOTS) -> Chart | None:
    """One row a subject, of the metric, unit, scope and period that most subjects share; the highest first."""
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if row.number is not None and row.metric != "rank":
            groups[row.metric, row.unit, row.scope, row.valid].append(row)
    best = max(groups.values(), key=lambda group: len({row.who for row in group}), default=[])
    return scale_chart(view, best, ident=ident, from_zero=True, most=most)


def scale_chart(
    view: View,
    rows: Sequence[Row],
    *,
    ident: str,
    from_zero: bool,
    note: Callable[[Row], str] = lambda _: "",
    most: int = _MOST_DOTS,
) -> Chart | None:
    """Comparable rows on one scale, one line for each subject and note (its configuration); best first."""
    by_line: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_line[row.who, note(row)].append(row)
    if len(by_line) < _FEWEST_DOTS:
        return None
    ranked = sorted(by_line.items(), key=lambda item: (-max(number(row) for row in item[1]), item[0]))[:most]
    items = []
    for (_, said), group in ranked:
        name = view.plain_name(group[0].subject, group[0].surface)
        items.append(DotRow(label=f"{name} ({said})" if said else name, marks=[mark(view, row) for row in group]))
    unit = rows[0].unit

    def draw(width: int) -> Canvas:
        return dot_plot(items, width=width, tick_text=_tick(view, unit), from_zero=from_zero)

    return _chart(view, [row for _, group in ranked for row in group], ident=ident, draw=draw)


def mark(view: View, row: Row) -> Mark:
    """How an observation is drawn."""
    view.used[row.id] = row
    text = _short(view, row)
    if view.is_disputed(row):
        text += " ≠"
    spoken = ", ".join(
        part
        for part in (
            view.plain_name(row.subject, row.surface),
            view.when(row),
            view.value_plain(row),
            view.texts.plain(f"kind.{row.kind}"),
        )
        if part
    )
    return Mark(
        value=number(row), text=text, spoken=spoken, kind=row.kind, colour=view.colour(row), anchor=row.anchor,
        qualifier=row.qualifier, lower=row.lower, upper=row.upper,
    )  # fmt: skip


def _short(view: View, row: Row) -> str:
    """The value as a chart writes it: the unit stands in its subtitle, unless it belongs to the number."""
    if row.unit == "%" or is_currency(row.unit):
        return view.value_plain(row)
    return view.write.signed_plain(view.write.scaled(number(row)), row.qualifier)


def number(row: Row) -> float:
    """A row's number for drawing."""
    return float(row.number if row.number is not None else Decimal(0))


def data_of(row: Row) -> list[object]:
    """A row of a chart's data file, exact; a value that may not be passed on is left out."""
    value = row.number if row.number is not None else row.text
    lower, upper = (row.lower, row.upper) if row.may_pass_on else (None, None)
    return [
        row.id, row.subject or row.surface, row.metric, ";".join(f"{name}={value}" for name, value in row.scope), row.valid or "",
        value if row.may_pass_on else "", row.qualifier or "", row.unit, lower, upper, row.kind,
        row.origin or row.attributed_to or "", row.source,
    ]  # fmt: skip


def _chart(view: View, rows: Sequence[Row], *, ident: str, draw: Callable[[int], Canvas]) -> Chart:
    first = rows[0]
    metric = bare(view.metric(first.metric))
    unit = view.write.unit_name(first.unit)
    said = view.texts.plain("chart.subtitle", metric=metric, unit=unit)
    spoken = [mark(view, row).spoken for row in rows]
    return Chart(
        id=ident,
        title=metric,
        subtitle=capital(metric if unit.casefold() in metric.casefold() else said),
        source=view.texts.plain("chart.source", names=sources_of(view, rows)),
        description=view.texts.plain(
            "chart.description", metric=metric, points=view.texts.plain("list_semicolon").join(spoken)
        ),
        wide=draw(WIDE),
        narrow=draw(NARROW),
        head=HEAD,
        data=[data_of(row) for row in rows],
    )


def capital(text: str) -> str:
    """As a line of its own begins, in scripts that have a large first letter."""
    return text[:1].upper() + text[1:]


def sources_of(view: View, rows: Sequence[Row]) -> str:
    """Who the rows rest on, origins only, each once."""
    names = dict.fromkeys(bare(view.vantage(row)) for row in rows)
    return view.texts.plain("list_comma").join(sorted(names)[:_MOST_NAMES]) + ("…" if len(names) > _MOST_NAMES else "")


def _tick(view: View, unit: str) -> Callable[[float], str]:
    if unit == "%":
        return lambda value: view.write.quantity(value, unit)
    return view.write.scaled


def _day(view: View, lines: Sequence[Line]) -> Callable[[date], str]:
    days = [first for line in lines for first, _, _ in line.points]
    if (max(days) - min(days)).days > 3 * 366:
        return lambda day: str(day.year)
    return view.write.short_month
