"""Labels in the first column, values beside them: about what the title or heading names, or the label itself."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.columns import FORMAL, MARKS, Frame
from parallaxe.read.tables.grid import Cell, Grid
from parallaxe.read.tables.label_parts import LabelUnit, year_of
from parallaxe.read.tables.labels import LabelReader
from parallaxe.read.tables.whom import subject_of
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.unit import CURRENCIES

#: Years that head columns, at least, for more than the first value of a row to be read.
_YEARS = 2
#: What is counted in millions where the table says so.
_SUMS = frozenset({"revenue", "valuation", "funding_raised", "capex_commitment"})


class Pair(NamedTuple):
    """A value beside its label: what the label says, the label, the value, whom the label names, the year of the column."""

    kind: str
    label: str
    value: Cell
    about: Name | None
    year: str | None


def pairs(labels: LabelReader, frame: Frame, rows: Grid) -> list[Draft]:
    """Claims of rows of labels and values; of several values where years head their columns."""
    years = {place: year for place, cell in enumerate(rows[0]) if place and (year := year_of(cell.text))}
    places = years if len(years) >= _YEARS else {1: None}
    found, drafts = list[Pair](), list[Draft]()
    for row in (row for row in rows if len(row) > 1):
        told = labels.named(frame.page, row[0].start, row[0].end)
        kind = labels.kind(told[0]) if told else _kind(labels, frame.page, row)
        if kind in {None, "ignored"} and (priced := _priced(labels, frame.page, row)):
            drafts += priced
        elif kind:
            about = told[1] if told else None
            found += [Pair(kind, row[0].text, row[n], about, year) for n, year in places.items() if n < len(row)]
    titled = next(
        (name for name in frame.page.names_in(rows[0][0].start, rows[0][0].end) if name.type == EntityType.MODEL), None
    )
    subject = titled or subject_of([(pair.kind, pair.value) for pair in found if pair.about is None], frame)
    return drafts + [
        draft
        for pair in found
        if pair.kind not in FORMAL
        for draft in _read(labels, frame, pair, subject, labels.unit(rows[0][0].text))
    ]


def _read(labels: LabelReader, frame: Frame, pair: Pair, subject: Name | None, corner: LabelUnit) -> list[Draft]:
    """The claims of a value; bare sums count in what their label, the table's corner or the line above says."""
    name, unit = pair.about or subject, labels.unit(pair.label)
    if name is None:
        return []
    if unit.unit is None and not unit.exponent and pair.kind in _SUMS:
        unit = corner if corner.exponent else frame.counted or unit
    drafts = labels.values.read(frame.page, pair.kind, pair.value.start, pair.value.end, unit.unit, unit.exponent)
    return [
        replace(draft.about(name), rule="table", period=draft.period or pair.year or year_of(pair.label))
        for draft in drafts
        if draft.value != name.subject
    ]


def _priced(labels: LabelReader, page: Page, row: list[Cell]) -> list[Draft]:
    """Prices of a cell that says itself which they are, under a label that names one model ("Price (Model X)")."""
    models = [name for name in page.names_in(row[0].start, row[0].end) if name.type == EntityType.MODEL]
    if len(models) != 1:
        return []
    return [
        replace(one.about(models[0]), rule="table") for one in labels.values.prices_said(page, row[1].start, row[1].end)
    ]


def _kind(labels: LabelReader, page: Page, row: list[Cell]) -> str | None:
    """What a label says its value is; a value may say itself that it is money, or the day of a sanction."""
    kind = labels.kind(row[0].text)
    if kind in MARKS and (paid := labels.money_kind(row[0].text)):
        signs = page.tags.within("units", row[1].start, row[1].end)
        kind = paid if any(tag.key in CURRENCIES for tag in signs) else kind
    sanctioned = any(tag.key == "listed" for tag in page.tags.within("links", row[1].start, row[1].end))
    return "entity_list_date" if kind in {None, "ignored"} and sanctioned else kind
