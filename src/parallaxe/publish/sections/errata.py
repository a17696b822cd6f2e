"""Errata: what this report takes back, and what it reads otherwise than the edition before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from parallaxe.publish.blocks import Block, Column, Group, Line, Section, Table
from parallaxe.publish.data_files import record_of
from parallaxe.publish.editions import Cause, Change, Record, compare, edition_of
from parallaxe.publish.view import View
from parallaxe.publish.writing import visible

_MOST = 60


def build(view: View) -> Section:
    """Retractions always; since an edition, what changed by correction and by reading, and counts of the rest."""
    t, given = view.texts, view.material.given
    text: list[Markup] = []
    tables: list[Table] = []
    if given.previous is None:
        text.append(t("errata.retracted", n=len(given.retracted)) if given.retracted else t("errata.none"))
    else:
        later = edition_of("", given.as_of, map(record_of, view.material.all_rows), given.retracted)
        changes = compare(given.previous, later)
        count = Counter(change.cause for change in changes)
        text.append(
            t(
                "errata.since",
                edition=given.previous.name,
                world=t("errata.world", n=count[Cause.WORLD]),
                coverage=t("errata.coverage", n=count[Cause.COVERAGE]),
                reading=t("errata.reading", n=count[Cause.READING]),
                correction=t("errata.correction", n=count[Cause.CORRECTION]),
            )
        )
        told = [change for change in changes if change.cause in {Cause.CORRECTION, Cause.READING}]
        if told:
            tables.append(_table(view, told[:_MOST]))
    block = Block(id="errata-list", title=Markup(), text=text, tables=tables)
    return Section(id="errata", title=t("section.errata"), lead=t("lead.errata"), blocks=[block])


def _table(view: View, changes: Sequence[Change]) -> Table:
    t = view.texts
    columns = [
        Column(head=t("column.subject")),
        Column(head=t("errata.before"), numeric=True),
        Column(head=t("errata.after"), numeric=True),
        Column(head=t("errata.why")),
    ]
    groups = []
    for cause in (Cause.CORRECTION, Cause.READING):
        lines = [_line(view, change) for change in changes if change.cause is cause]
        if lines:
            groups.append(Group(head=t(f"errata.{cause}", n=len(lines)), lines=lines))
    return Table(caption=t("section.errata"), columns=columns, groups=groups)


def _line(view: View, change: Change) -> Line:
    row = change.after or change.before or {}
    what = view.texts("event", subject=view.name(row["subject"], row["surface"]), metric=view.metric(row["metric"]))
    return Line(
        cells=[what, _value(view, change.before), _value(view, change.after), visible(change.reason or row["source"])]
    )


def _value(view: View, row: Record | None) -> Markup:
    if row is None:
        return Markup("—")
    known = view.material.by_id.get(row["id"])
    if known is not None:
        return view.figure(known)
    return visible(f"{row['value']} {row['unit']}") if row["value"] is not None else view.texts("errata.withheld")
