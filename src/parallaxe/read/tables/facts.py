"""Fact sheets: "Label: value" lines and rows of "name: figures" under a heading."""

from __future__ import annotations

import re
from bisect import bisect_left

import msgspec
from msgspec.structs import replace

from parallaxe.read.amounts.quantities import quantities
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.columns import Frame
from parallaxe.read.tables.grid import Cell, clean
from parallaxe.read.tables.labels import LabelReader
from parallaxe.read.tables.table import OF_COMPANIES, subject_of
from parallaxe.vocabulary.entity import EntityType

_LINE = re.compile(
    r"[ \t]*(?:[-*+•·▪–]|\d{1,2}[.)])?[ \t]*(?P<label>[^\n:：|]{1,60}?)[ \t]*(?:\*\*|__)?[ \t]*[:：][ \t]*(?P<value>[^\n]{1,200})$",
    re.MULTILINE,
)
#: A line of prices that say themselves which they are ("Pricing: $5 input / $25 output").
PRICES = "prices"
#: What parts facts that share a line.
_BAR, _BARS = re.compile(r"\s+[|•·｜‧]\s+"), re.compile("[|•·｜‧]")
#: Facts that make a line one of facts; a maker's name is no longer than this.
_ENOUGH, _NAME = 2, 40
#: Code points a label and what stands before it have at most.
_LEAD = 120
_STOP = re.compile(r"[;；。]|\. |, (?!\d{4})|\(")


class FactLine(msgspec.Struct, frozen=True, gc=False):
    """A line that says what a label is."""

    kind: str
    value: Cell


def fact_lines(page: Page, labels: LabelReader, start: int, end: int) -> list[FactLine]:
    """The facts of a line: one label with its value, or several parted by bars or dots; empty if it states none."""
    place = bisect_left(page.label_marks, start)
    if place == len(page.label_marks) or (mark := page.label_marks[place]) >= end:
        return []
    stop = page.text.find("\n", start, end)
    bounds = _segments(page.text, start, stop if stop >= 0 else end)
    if len(bounds) == 1:
        opens = mark - start <= _LEAD and not page.text[page.text.rfind("\n", 0, start) + 1 : start].strip()
        return [fact] if opens and (fact := _labelled(page, labels, start, end)) else []
    found = [(_labelled(page, labels, *part) or _unlabelled(page, *part), part) for part in bounds]
    facts = [fact for fact, _ in found if fact]
    if len(facts) >= _ENOUGH and found[0][0] is None and (maker := _maker(page, *found[0][1])):
        facts.insert(0, maker)
    return facts if len(facts) >= _ENOUGH else []


def _values(page: Page, labels: LabelReader, line: FactLine) -> list[Draft]:
    if line.kind == PRICES:
        return labels.values.prices_said(page, line.value.start, line.value.end)
    return labels.values.read(page, line.kind, line.value.start, line.value.end)


def _segments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if _BARS.search(text, start, end) is None:
        return [(start, end)]
    stops = [match.span() for match in _BAR.finditer(text, start, end)]
    return list(zip([start, *(last for _, last in stops)], [*(first for first, _ in stops), end], strict=True))


def _labelled(page: Page, labels: LabelReader, start: int, end: int) -> FactLine | None:
    match = _LINE.match(page.text, start, end)
    if match is None:
        return None
    kind = labels.kind(clean(match["label"]), by_cue=False)
    first, last = match.span("value")
    if kind in {None, "ignored"} and len(labels.values.prices_said(page, first, last)) > 1:
        return FactLine(PRICES, Cell(first, last, clean(page.text[first:last])))
    if kind is None or kind in {"ignored", "category", "value", "item"}:
        return None
    if kind not in {"developer", "licence", "release_date", "headquarters"} and (
        stop := _STOP.search(page.text, first, last)
    ):
        last = stop.start() if stop.start() > first else last
    return FactLine(kind, Cell(first, last, clean(page.text[first:last])))


def _unlabelled(page: Page, start: int, end: int) -> FactLine | None:
    """A number of parameters that needs no label ("27B parameters")."""
    found = quantities(page.folded, page.tags, page.lexicon, start, end)
    if len(found) != 1 or found[0].unit != "parameters":
        return None
    return FactLine("parameters_total", Cell(found[0].start, found[0].end, page.text[found[0].start : found[0].end]))


def _maker(page: Page, start: int, end: int) -> FactLine | None:
    """A name that opens a line of facts: who made what they are about."""
    words = page.text[start:end]
    bare = words.strip(" *_\t-")
    first = start + words.find(bare)
    named = any(name.type == EntityType.ORGANIZATION for name in page.names_in(start, end))
    proper = bare[:1].isupper() and bare.replace(" ", "").replace(".", "").isalnum() and len(bare) <= _NAME
    return FactLine("developer", Cell(first, first + len(bare), bare)) if bare and (named or proper) else None


def fact_drafts(frame: Frame, labels: LabelReader, lines: list[FactLine]) -> list[Draft]:
    """Claims of neighbouring fact lines, which share a subject; what only companies have is of the company they name."""
    page, company = frame.page, _company(frame.page, lines)
    subject = subject_of([(line.kind, line.value) for line in lines], frame)
    if company and not any(line.kind == "model" for line in lines) and (subject is None or _of_company(lines)):
        subject = company
    if subject is None:
        return []
    return [
        replace(draft.about(company if company and draft.metric in OF_COMPANIES else subject), rule="label")
        for line in lines
        if line.kind not in {"model", "benchmark"}
        for draft in _values(page, labels, line)
        if draft.value != subject.subject
    ]


def _company(page: Page, lines: list[FactLine]) -> Name | None:
    """The company that a line of a sheet names ("Company: A")."""
    cells = [line.value for line in lines if line.kind == "developer"]
    named = [name for cell in cells for name in page.names_in(cell.start, cell.end)]
    return next((name for name in named if name.type == EntityType.ORGANIZATION and name.entity), None)


def _of_company(lines: list[FactLine]) -> bool:
    """Whether most lines of a sheet tell what only companies have."""
    told = [line.kind in OF_COMPANIES for line in lines if line.kind != "developer"]
    return sum(told) * 2 > len(told) >= _ENOUGH
