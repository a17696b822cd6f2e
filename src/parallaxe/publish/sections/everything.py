"""All figures: a sheet for each subject, with every observation of it the page tells, so that none is out of reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from parallaxe.publish.blocks import Section
from parallaxe.publish.positions import positions
from parallaxe.publish.row import Row
from parallaxe.publish.sections.sources import source_anchor
from parallaxe.publish.view import View, sheet_anchor

#: A list of up to so many is open when the page is.
OPEN_TO = 400
#: Documents a sheet says its subject is named in.
_MOST_DOCUMENTS = 5


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is known about one subject.

    Args:
        anchor: permanent; empty where the subject's sheet stands further up.
        name: as the page's language calls it.
        colour: role in the palette.
        about: what it is, whose, and where, by the catalogue.
        entries: metric, scope and period, figure.
        named: the documents that name it.
    """

    anchor: str
    name: Markup
    colour: str
    about: Markup
    entries: list[tuple[Markup, Markup, Markup]]
    named: Markup


def build(view: View) -> Section | None:
    """Every row in focus, then what the same documents say about others, then whom they only name."""
    material, t = view.material, view.texts
    if not view.rows and not material.beside:
        return None
    direct = _by_subject(view.rows)
    beside = {who: rows for who, rows in _by_subject(material.beside).items() if who not in direct}
    further = {who: rows for who, rows in _by_subject(material.beside).items() if who in direct}
    for who, rows in further.items():
        direct[who] = direct[who] + rows
    only_named: dict[str, list[Row]] = {who: [] for who in material.given.named if who not in {*direct, *beside}}
    groups = []
    for key, found in (("direct", direct), ("beside", beside), ("named", only_named)):
        if found:
            count = sum(map(len, found.values())) if key != "named" else len(found)
            groups.append((t(f"everything.{key}", n=count), _sheets(view, found)))
    left_out = material.left_out
    return Section(
        id="everything",
        title=t("section.everything"),
        lead=t("everything.left_out", n=left_out) if left_out else t("lead.everything"),
        template="everything.html.j2",
        extra={"groups": groups, "open": len(view.rows) <= OPEN_TO},
    )


def _by_subject(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.who].append(row)
    return found


def _sheets(view: View, found: Mapping[str, list[Row]]) -> list[Sheet]:
    sheets = [_sheet(view, who, rows) for who, rows in found.items()]
    return sorted(sheets, key=lambda sheet: (str(sheet.name).casefold(), sheet.anchor))


def _sheet(view: View, who: str, rows: list[Row]) -> Sheet:
    ordered = sorted(rows, key=lambda row: (row.metric, row.scope, row.sort_day, row.id))
    side = view.material.scope.side(who)
    return Sheet(
        anchor=sheet_anchor(who),
        name=view.subject(rows[0]) if rows else view.name(who, who),
        colour=side.colour if side else "n",
        about=_about(view, who),
        entries=[_entry(view, row) for row in ordered],
        named=_named(view, who),
    )


def _about(view: View, who: str) -> Markup:
    entity = view.material.given.catalogue.entities.get(who)
    if entity is None:
        return Markup()
    t = view.texts
    country = view.material.scope.country(who)
    parts = [
        t(f"type.{entity.type}"),
        view.name(entity.developer) if entity.developer else Markup(),
        view.name(country) if country and country != who else Markup(),
        _position(view, who),
    ]
    return t.join("list_dot", (part for part in parts if part))


def _position(view: View, who: str) -> Markup:
    at = positions().get(who)
    if at is None:
        return Markup()
    ends = [
        view.texts(f"direction.{side}", degrees=view.write.number(abs(degrees), decimals=2))
        for degrees, side in (
            (at.north, "north" if at.north >= 0 else "south"),
            (at.east, "east" if at.east >= 0 else "west"),
        )
    ]
    link = Markup('<a href="https://www.geonames.org/{}" rel="noopener noreferrer">GeoNames</a>').format(at.geonames)
    return view.texts("direction.position", place=view.texts.join("list_comma", ends), source=link)


def _named(view: View, who: str) -> Markup:
    """The documents that name it, where nothing else leads to them."""
    titles = {row.source: view.source_title(row) for row in view.material.documents}
    links = [
        Markup('<a href="#{}">{}</a>').format(source_anchor(source), titles[source])
        for source in view.material.given.named.get(who, ())[:_MOST_DOCUMENTS]
        if source in titles
    ]
    return view.texts("everything.named_in", documents=view.texts.join("list_semicolon", links)) if links else Markup()


def _entry(view: View, row: Row) -> tuple[Markup, Markup, Markup]:
    about = [part for part in (view.circumstances(row), Markup("{}").format(view.when(row))) if part]
    return view.metric(row.metric), view.texts.join("list_comma", about), view.figure(row)
