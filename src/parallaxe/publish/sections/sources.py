"""Sources: who made the figures, then who repeated them, then every document with its terms."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup, escape

from parallaxe.publish.blocks import Column, Group, Line, Section, Table
from parallaxe.publish.row import Row
from parallaxe.publish.view import View

#: Origins listed before the reader asks for the rest.
_FIRST = 12


@dataclass(frozen=True, kw_only=True)
class Document:
    """One source as the page lists it."""

    id: str
    title: Markup
    publisher: Markup
    details: Markup
    url: str
    count: Markup


def build(view: View) -> Section | None:
    """Origins before repeaters."""
    rows = sorted({**{row.id: row for row in view.rows}, **view.used}.values(), key=lambda row: row.id)
    if not rows:
        return None
    t = view.texts
    return Section(
        id="sources",
        title=t("section.sources"),
        lead=t("lead.sources"),
        template="sources.html.j2",
        extra={"origins": _origins(view, rows), "groups": _by_class(view, [*rows, *view.material.linked])},
    )


def source_anchor(source: str) -> str:
    """Anchor of a source on the page."""
    return "s-" + "".join(character if character.isalnum() and character.isascii() else "-" for character in source)


def _origins(view: View, rows: list[Row]) -> Table:
    t = view.texts
    by_origin: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_origin[str(view.vantage(row))].append(row)
    lines = []
    for _, found in sorted(by_origin.items(), key=lambda item: (-len(item[1]), item[0])):
        repeaters = dict.fromkeys(view.publisher(row) for row in found if row.repeated)
        lines.append(
            Line(
                cells=[
                    view.vantage(found[0]),
                    escape(view.write.number(len(found))),
                    t.join("list_comma", repeaters) if repeaters else t("sources.itself"),
                ]
            )
        )
    columns = [
        Column(head=t("column.origin")),
        Column(head=t("column.figures"), numeric=True),
        Column(head=t("column.repeated_by")),
    ]
    caption = t("sources.origins", n=len(lines))
    return Table(caption=caption, columns=columns, groups=[Group(head=Markup(), lines=lines)], first=_FIRST)


def _by_class(view: View, rows: list[Row]) -> list[tuple[Markup, list[Document]]]:
    """Documents of each class of source, those who made their figures first; each class under its name and count."""
    t = view.texts
    by_class: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_class[row.source_class or "none"][row.source].append(row)
    return [
        (
            t("label_value", label=t(f"class_head.{name}"), value=t("sources.documents", n=len(found))),
            [_document(view, found[source]) for source in sorted(found)],
        )
        for name, found in sorted(by_class.items())
    ]


def _document(view: View, rows: list[Row]) -> Document:
    t, row = view.texts, rows[0]
    details = [
        t("sources.published", when=view.write.period(row.published)) if row.published else t("sources.undated"),
        t("sources.licence", licence=row.source_licence) if row.source_licence else Markup(),
        t(f"redistribution.{row.redistribution}") if row.redistribution else Markup(),
    ]
    url = row.source_url or ""
    return Document(
        id=source_anchor(row.source),
        title=view.source_title(row),
        publisher=view.publisher(row),
        details=t.join("list_dot", (part for part in details if part)),
        url=url if url.startswith(("https://", "http://")) else "",
        count=t("count.figures", n=len(rows)),
    )
