"""Laboratories: what each is, what it has released, and its dates in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from parallaxe.publish.blocks import Event, Section
from parallaxe.publish.row import Row
from parallaxe.publish.sections.tables import with_dollars
from parallaxe.publish.view import View, sheet_anchor

#: Metrics told about an organization itself, in this order.
_ABOUT = (
    "headquarters",
    "founder",
    "founded_date",
    "funding_raised",
    "valuation",
    "revenue",
    "capex_commitment",
    "users",
    "market_share",
    "rank",
)
#: Changes from day to day: the newest stands here, all of them on the sheet.
_PASSING = frozenset({"usage_share", "usage_volume", "rank", "market_share", "users"})
_DATED = frozenset(
    {
        "strategy_change",
        "partnership",
        "integrates",
        "founded_date",
        "ipo_date",
        "acquisition_date",
        "entity_list_date",
        "funding_raised",
        "valuation",
        "capex_commitment",
    }
)
#: Dates of what an organization makes.
_OF_MODELS = frozenset({"release_date"})
#: What tells a model in a line, in this order, and how much of it.
_OF_A_MODEL = (
    "release_date",
    "parameters_total",
    "parameters_active",
    "context_length",
    "licence",
    "intelligence_index",
    "benchmark_score",
    "rank",
    "users",
    "strategy_change",
)
_SCORES = frozenset({"intelligence_index", "benchmark_score"})
_MOST_OF_A_MODEL = 7
_MADE = frozenset({"model", "product", "chip"})
#: Of more entries than the latter, so many stand open when the page does.
_OPEN, _MOST_OPEN = 3, 6
#: An organization needs this many observations, its models' included, for an entry of its own.
_FEWEST = 2


@dataclass(frozen=True, kw_only=True)
class Lab:
    """One organization."""

    id: str
    name: Markup
    colour: str
    facts: list[tuple[Markup, list[tuple[Markup, Markup]]]]
    models: list[tuple[str, Markup, list[Markup]]]
    events: list[Event]
    brief: Markup


def build(view: View) -> Section | None:
    """Organizations in focus with enough to say, those with most observations first."""
    makers = _makers(view)
    inside = view.material.scope.subjects
    about: dict[str, list[Row]] = defaultdict(list)
    made: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in view.rows:
        if row.subject_type == "organization":
            about[row.who].append(row)
        elif row.subject_type in _MADE and (maker := makers.get(row.who)) in inside:
            made[maker][row.who].append(row)
    sizes = {who: len(about[who]) + sum(map(len, made[who].values())) for who in {*about, *made}}
    ranked = sorted((who for who, size in sizes.items() if size >= _FEWEST), key=lambda who: (-sizes[who], who))
    labs = [_lab(view, who, about[who], made[who]) for who in ranked]
    if not labs:
        return None
    return Section(
        id="labs",
        title=view.texts("section.labs"),
        lead=view.texts("lead.labs"),
        template="labs.html.j2",
        extra={"labs": labs, "open": _OPEN if len(labs) > _MOST_OPEN else len(labs)},
    )


def _makers(view: View) -> dict[str, str]:
    """Who makes what: as observed, else as catalogued."""
    makers = {
        slug: entity.developer
        for slug, entity in view.material.given.catalogue.entities.items()
        if entity.developer is not None
    }
    makers.update({row.who: row.text for row in view.of("developer") if row.text})
    return makers


def _lab(view: View, who: str, about: list[Row], made: dict[str, list[Row]]) -> Lab:
    dated = [row for row in view.shown(about) if row.metric in _DATED]
    dated += [row for rows in made.values() for row in view.shown(rows) if row.metric in _OF_MODELS]
    side = view.material.scope.side(who)
    slug = who.lstrip("~").replace(" ", "-")
    surface = about[0].surface if about else who
    return Lab(
        id=f"lab-{slug}",
        name=view.name(who if not who.startswith("~") else None, surface),
        colour=side.colour if side else "n",
        facts=_facts(view, about),
        models=[
            (sheet_anchor(model), view.subject(rows[0]), _told(view, rows))
            for model, rows in sorted(made.items(), key=lambda item: _newest_first(item[1]))
        ],
        events=(events := timeline(view, dated, of=who)),
        brief=_brief(view, about, len(made), len(events)),
    )


def _brief(view: View, about: Sequence[Row], made: int, events: int) -> Markup:
    """What a folded entry says beside its name: seat, and how much stands inside."""
    seats = dict.fromkeys(view.name(row.text) for row in view.shown(about) if row.metric == "headquarters")
    counts = [view.texts("labs.models", n=made)] if made else []
    counts += [view.texts("labs.dates", n=events)] if events else []
    return view.texts.join("list_dot", (*seats, *counts))


def _facts(view: View, about: list[Row]) -> list[tuple[Markup, list[tuple[Markup, Markup]]]]:
    """By metric, what is known; of what changes from day to day the newest, of names all on one line."""
    by_metric: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(view.shown(about), key=lambda row: (row.sort_day, row.id)):
        by_metric[row.metric].append(row)
    order = {metric: position for position, metric in enumerate(_ABOUT)}
    facts = []
    for metric, rows in sorted(by_metric.items(), key=lambda item: (order.get(item[0], len(order)), item[0])):
        kept = list({row.scope: row for row in rows}.values()) if metric in _PASSING else rows
        told = [_fact(view, row) for row in kept]
        if len(told) > 1 and not any(note for _, note in told):
            told = [(view.texts.join("list_comma", (figure for figure, _ in told)), Markup())]
        facts.append((view.metric(metric), told))
    return facts


def _newest_first(rows: Sequence[Row]) -> tuple[int, str]:
    days = [row.sort_day for row in rows if row.metric in _OF_MODELS]
    return -max(days, default=date.min).toordinal(), rows[0].who


def _told(view: View, rows: Sequence[Row]) -> list[Markup]:
    """What tells a model: release, size, licence, then its scores; the rest stands on its sheet."""
    order = {metric: position for position, metric in enumerate(_OF_A_MODEL)}
    known = [row for row in view.shown(rows) if row.metric in order]
    known.sort(key=lambda row: (order[row.metric], -row.sort_day.toordinal(), row.id))
    return [
        view.texts("label_value", label=_label(view, row), value=view.figure(row)) for row in known[:_MOST_OF_A_MODEL]
    ]


def _label(view: View, row: Row) -> Markup:
    """The metric; of a score, what it is a score on."""
    if row.metric not in _SCORES:
        return view.metric(row.metric)
    return view.circumstances(row, leave=("modality", "counting")) or view.metric(row.metric)


def timeline(view: View, rows: list[Row], *, of: str | None = None) -> list[Event]:
    """Rows that have a date, in order; ``of`` is the subject that need not be named again."""
    dated = sorted(
        (row for row in rows if row.when), key=lambda row: (row.when.start if row.when else date.max, row.id)
    )
    events = []
    for row in dated:
        if row.unit == "date":
            events.append(Event(when=view.figure(row), what=_what(view, row, of), figure=Markup()))
        else:
            when = Markup("{}").format(view.when(row))
            events.append(Event(when=when, what=_what(view, row, of), figure=with_dollars(view, row)))
    return events


def _what(view: View, row: Row, of: str | None) -> Markup:
    scope = view.circumstances(row)
    metric = view.metric(row.metric)
    if row.metric == "release_date":
        named = view.texts("labs.release", subject=view.subject(row))
    else:
        named = metric if row.who == of else view.texts("event", subject=view.subject(row), metric=metric)
    return view.texts("with_scope", what=named, scope=scope) if scope else named


def _fact(view: View, row: Row) -> tuple[Markup, Markup]:
    parts = (view.in_dollars(row), view.circumstances(row), Markup("{}").format(view.when(row)))
    return view.figure(row), view.texts.join("list_comma", [part for part in parts if part])
