"""Fact sheets: "Label: value" lines and rows of "name: figures" under a heading."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace

from parallaxe.read.columns import Frame
from parallaxe.read.draft import Draft
from parallaxe.read.grid import Cell, clean
from parallaxe.read.labels import LabelReader
from parallaxe.read.meanings import is_index
from parallaxe.read.names import Name, benchmark_name
from parallaxe.read.scene import Page, Sentence
from parallaxe.read.tables import subject_of
from parallaxe.vocabulary.entity import EntityType

_LINE = re.compile(
    r"^[ \t]*(?:[-*+•·▪–]|\d{1,2}[.)])?[ \t]*(?P<label>[^\n:：|]{1,60}?)[ \t]*(?:\*\*|__)?[ \t]*[:：][ \t]*(?P<value>[^\n]{1,200})$",
    re.MULTILINE,
)
_STOP = re.compile(r"[;；。]|\. |, (?!\d{4})|\(")


class FactLine(NamedTuple):
    """A line that says what a label is."""

    kind: str
    value: Cell


def fact_line(page: Page, labels: LabelReader, start: int, end: int) -> FactLine | None:
    """The fact of a line, None if it is none."""
    match = _LINE.match(page.text, start, end)
    if match is None:
        return None
    kind = labels.kind(clean(match["label"]), by_cue=False)
    if kind is None or kind in {"ignored", "category", "value", "item"}:
        return None
    first, last = match.span("value")
    if kind not in {"developer", "licence", "release_date", "headquarters"} and (
        stop := _STOP.search(page.text, first, last)
    ):
        last = stop.start() if stop.start() > first else last
    return FactLine(kind, Cell(first, last, clean(page.text[first:last])))


def fact_drafts(frame: Frame, labels: LabelReader, lines: list[FactLine]) -> list[Draft]:
    """Claims of neighbouring fact lines, which share a subject."""
    page = frame.page
    subject = subject_of([(line.kind, line.value) for line in lines], frame)
    if subject is None:
        return []
    return [
        replace(draft.about(subject), rule="label")
        for line in lines
        if line.kind not in {"model", "benchmark"}
        for draft in labels.value(page, line.kind, line.value.start, line.value.end)
        if draft.value != subject.subject
    ]


def score_line(sentence: Sentence, benchmark: Name | None, title: Name | None) -> Draft | None:
    """As in "model: 88.0 %" under the heading of a benchmark, or "BENCHMARK: 0.66" under that of a model."""
    first = next(
        (quantity for quantity in sentence.quantities if quantity.kind in {"percent", "count", "index points"}), None
    )
    if first is None or first.exponent or not sentence.names or not 0 <= first.value <= 5000:  # noqa: PLR2004
        return None
    lead = sentence.names[0]
    between = sentence.page.text[lead.end : first.start]
    if len(between) > 40 or not re.search(r"[:：–—]", between) or re.search(r"\d+[.,]\d", between):  # noqa: PLR2004
        return None
    if lead.type == EntityType.MODEL and benchmark is not None and not is_index(benchmark):
        about, measured = lead, benchmark
    elif lead.type == EntityType.BENCHMARK and title is not None:
        about, measured = title, lead
    else:
        return None
    return Draft(
        metric="benchmark_score", value=first.value, unit=first.unit or "points", start=first.start, end=first.end, subject=about.subject,
        surface=about.surface, subject_type=about.type, rule="label", weight=0.85, benchmark=benchmark_name(measured), at=first.start,
    )  # fmt: skip
