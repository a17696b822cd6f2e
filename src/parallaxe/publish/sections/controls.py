"""Export controls: who decided what when, and which chips it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from parallaxe.publish.blocks import Block, Event, Section
from parallaxe.publish.row import Row
from parallaxe.publish.view import View

METRICS = ("export_control_date", "entity_list_date")


def build(view: View) -> Section | None:
    """One timeline of controls on chips and of listings of organizations, each with its stages."""
    rows = [row for row in view.shown(view.of(*METRICS)) if row.when]
    if not rows:
        return None
    stages: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=_order):
        stages[row.who, row.metric].append(row)
    ordered = sorted(stages.values(), key=lambda group: _order(group[0]))
    return Section(
        id="controls",
        title=view.texts("section.controls"),
        lead=view.texts("lead.controls"),
        blocks=[
            Block(
                id="controls-timeline",
                title=view.texts("controls.timeline"),
                events=[_event(view, group) for group in ordered],
            )
        ],
    )


def _order(row: Row) -> tuple[object, ...]:
    return (row.when.start if row.when else date.max), row.who, row.scope, row.id


def _event(view: View, rows: Sequence[Row]) -> Event:
    first, *later = rows
    what = view.texts("event", subject=view.subject(first), metric=view.metric(first.metric))
    stages = [
        view.circumstances(first),
        *(
            view.texts(
                "label_value", label=view.circumstances(row) or view.texts("controls.also"), value=view.figure(row)
            )
            for row in later
        ),
    ]
    said = view.texts.join("list_semicolon", (stage for stage in stages if stage))
    return Event(when=view.figure(first), what=what, figure=Markup("<small>{}</small>").format(said) if said else said)
