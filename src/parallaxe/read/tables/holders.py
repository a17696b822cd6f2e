"""Rows that name a benchmark and say who reached what: "| GPQA | 91.9 % (Gemini 3 Pro), 88.1 % (GPT-5.1) |", "| GPQA | Gemini 3 Pro | 91.9 % |"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parallaxe.read.amounts.quantities import quantities
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, benchmark_name
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.columns import model_of
from parallaxe.read.tables.grid import Cell, Grid
from parallaxe.read.tables.scores import is_score, score_in
from parallaxe.vocabulary.entity import EntityType

#: "80.9% (Claude Opus 4.5)", and the other way about.
_HELD = re.compile(
    r"(?P<score>[~≈<>]?\s?\d+(?:[.,]\d+)?\s?[%％]?)\s*[(（](?P<who>[^()（）\n]{2,60})[)）]"
    r"|(?P<named>[A-Z][^()（）\n,;|]{1,50}?)\s*(?:[(（]|[:：]|\s[-–—])\s*(?P<mark>[~≈]?\s?\d+(?:[.,]\d+)?\s?[%％])\s*(?:[)）]|(?=[,;、]|$))"
)
#: Share of rows that must name a benchmark.
_HALF = 0.5
#: Weight of a claim read so.
_SURE = 0.9
_MADE = frozenset({EntityType.MODEL, EntityType.PRODUCT})


def holders(page: Page, body: Grid) -> list[Draft]:
    """Scores of rows whose first cell names a benchmark and whose other cells say whose they are; none in other tables."""
    tests = [_benchmark(page, row[0]) if row else None for row in body]
    if sum(test is not None for test in tests) < _HALF * len(body):
        return []
    found: list[Draft] = []
    for row, test in zip(body, tests, strict=True):
        if test is None:
            continue
        held = [draft for cell in row[1:] for draft in _held(page, cell, test)]
        found += held or _beside(page, row[1:], test)
    return found


def _benchmark(page: Page, cell: Cell) -> str | None:
    names = (name for name in page.names_in(cell.start, cell.end) if name.type == EntityType.BENCHMARK)
    name = next(names, None)
    return benchmark_name(name) if name else None


def _held(page: Page, cell: Cell, test: str) -> Iterator[Draft]:
    for match in _HELD.finditer(page.text, cell.start, cell.end):
        score, who = ("score", "who") if match["score"] else ("mark", "named")
        named = [name for name in page.names_in(*match.span(who)) if name.type in _MADE]
        if len(named) == 1:
            yield from _score(page, *match.span(score), named[0], test)


def _beside(page: Page, cells: list[Cell], test: str) -> Iterator[Draft]:
    """The one score of a row that names one model."""
    models = [name for cell in cells if (name := model_of(page, cell))]
    marks = [cell for cell in cells if is_score(cell.text) and score_in(page, cell)]
    if len(models) == len(marks) == 1:
        yield from _score(page, marks[0].start, marks[0].end, models[0], test)


def _score(page: Page, start: int, end: int, name: Name, test: str) -> Iterator[Draft]:
    found = [one for one in quantities(page.folded, page.tags, page.lexicon, start, end) if not one.exponent]
    for one in found[:1]:
        yield Draft(
            metric="benchmark_score", value=one.value, unit="%" if one.kind == "percent" else "points", start=one.start,
            end=one.end, subject=None, surface="", subject_type=None, rule="table", weight=_SURE, benchmark=test, at=one.start,
        ).about(name)  # fmt: skip
