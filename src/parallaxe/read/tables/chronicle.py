"""Tables whose rows are dates or rounds: what a company raised, was worth and sold then, and what happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Page, Sentence
from parallaxe.read.tables.columns import Axis, Frame
from parallaxe.read.tables.grid import Cell, Grid
from parallaxe.read.tables.labels import LabelReader
from parallaxe.vocabulary.entity import EntityType

#: Columns of such tables that tell of a company, and what an amount is among rounds of funding.
_TOLD = frozenset({"funding_raised", "valuation", "revenue", "capex_commitment", "users", "market_share"})
_AMOUNT, _RAISED = "amount", "funding_raised"
_ROUND = re.compile(
    r"\b(?:series|serie|série|серия|раунд|round|ronda|rodada|runde|vòng|tour)\b|(?:pre-)?seed|amorçage|semilla|semente|[a-k]\+?轮|天使轮|种子轮|シリーズ",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"^\W*(?:fy ?|h[12] |q[1-4] )?20[0-3]\d(?:[/-]\d{2,4})?\s*(?:年度?|財年|财年|г\.?|e)?\W*(?:h[12]|q[1-4])?\W*$",
    re.IGNORECASE,
)
#: Share of the rows that must hold a date (or round) for a column to tell when.
_MOST = 0.6
_FIRST = 2
#: What a row tells of models, and of companies.
_OF_MODELS, _DONE = frozenset({"release_date", "developer"}), frozenset({"funding_raised", "founded_date", "ipo_date"})
_MADE = frozenset({EntityType.MODEL, EntityType.PRODUCT})


class Chronicle:
    """A table's columns and rows, told in time.

    Args:
        labels: of the language.
        frame: what stands around the table.
        axes: its columns.
        body: its rows.
    """

    def __init__(self, labels: LabelReader, frame: Frame, axes: list[Axis], body: Grid) -> None:
        self._labels, self._frame, self._body = labels, frame, body
        rounds = any(axis.kind == "round" for axis in axes) or any(
            _ROUND.search(cell.text) for row in body for cell in row[:_FIRST]
        )
        announced = frame.page.tags.within("metrics", *_above(frame, body), _RAISED)
        raised = rounds or any(tag.weight == 1 for tag in announced)
        self._axes = [replace(axis, kind=_RAISED) if raised and axis.kind == _AMOUNT else axis for axis in axes]
        self._when = next((place for place in range(min(_FIRST, len(axes))) if self._tells_when(place)), None)

    def _tells_when(self, place: int) -> bool:
        cells = [row[place] for row in self._body if place < len(row) and row[place].text]
        told = [cell for cell in cells if _YEAR.match(cell.text) or _ROUND.search(cell.text) or self._date(cell)]
        return len(told) >= _MOST * max(1, len(self._body)) and self._axes[place].kind not in _TOLD

    def _date(self, cell: Cell) -> str | None:
        return next((span.iso for span in self._frame.page.dated(cell.start, cell.end) if span.iso), None)

    def happened(self) -> list[tuple[int, int]]:
        """Where rows tell in words what happened on their date: from the date to the end of the words."""
        if self._when is None:
            return []
        what = next((place for place, axis in enumerate(self._axes) if axis.kind == "event"), None)
        if what is None or what <= self._when:
            return []
        return [(row[self._when].start, row[what].end) for row in self._body if what < len(row) and row[what].text]

    def drafts(self) -> list[Draft]:
        """Claims of columns about the company that a column's label, a row or the heading names; none without dates."""
        if self._when is None or not any(axis.kind in _TOLD for axis in self._axes):
            return []
        return [draft for row in self._body for draft in self._row(row)]

    def _row(self, row: list[Cell]) -> list[Draft]:
        page, found = self._frame.page, list[Draft]()
        when = self._date(row[self._when]) if self._when is not None and self._when < len(row) else None
        headed = self._frame.memory.heading.get(EntityType.ORGANIZATION)
        about = headed or self._named(page, row) or _headed(self._frame)
        for axis, cell in zip(self._axes, row, strict=False):
            name = axis.about or about
            if name is None or axis.kind not in _TOLD:
                continue
            drafts = self._labels.values.read(page, str(axis.kind), cell.start, cell.end, axis.unit, axis.exponent)
            found += [replace(draft.about(name), rule="table", period=draft.period or when) for draft in drafts]
        return found

    def _named(self, page: Page, row: list[Cell]) -> Name | None:
        """The company a row's words name: the only one in the cells that tell its round or what happened."""
        cells = [
            cell
            for axis, cell in zip(self._axes, row, strict=False)
            if axis.kind in {"round", "event", _RAISED, "developer", None}
        ][:_FIRST]
        named = [
            name
            for cell in cells
            for name in page.names_in(cell.start, cell.end)
            if name.type == EntityType.ORGANIZATION and not page.tags.before(name.start - 1, "roles")
        ]
        return named[0] if len({name.key for name in named}) == 1 else None


def happened(row: Sentence, drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Of the claims of a row's words, those of events; what a company did is told of the first it names."""
    first = next((name for name in row.names if name.type == EntityType.ORGANIZATION), None)
    for draft in drafts:
        of_model = draft.metric in _OF_MODELS and draft.subject_type in _MADE
        if of_model or (draft.metric in _DONE and (first is None or draft.subject == first.subject)):
            yield draft


def _above(frame: Frame, body: Grid) -> tuple[int, int]:
    """The words of the heading that a table stands under, and those between."""
    start = body[0][0].start if body and body[0] else 0
    return max(frame.page.text.rfind("\n#", 0, start), start - 300, 0), start


def _headed(frame: Frame) -> Name | None:
    """The company that the heading names, else the title, else the line above."""
    memory = frame.memory
    for kind in (EntityType.ORGANIZATION, EntityType.PRODUCT):
        for place in (memory.heading, memory.title, memory.last):
            if kind in place:
                return place[kind]
    return None
