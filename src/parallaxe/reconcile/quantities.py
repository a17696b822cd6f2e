"""Numbers that cannot be what they are said to be, whoever says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parallaxe.reconcile.draft import Draft
from parallaxe.reconcile.frame import Frame
from parallaxe.reconcile.ownership import Makers
from parallaxe.reconcile.scope import words
from parallaxe.vocabulary.finding import FindingKind

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue

#: (part, whole): a subject's part is no more than its whole.
PARTS = (("parameters_active", "parameters_total"),)
#: Metrics of which the same figure told of a model and of its maker is a slip of subject.
TOLD_OF = ("users", "usage_volume", "revenue", "funding_raised", "valuation", "saving_per_year", "registry_filings")
#: Figures from here on are unlikely to be the same by chance.
TELLING_FROM = 1000.0
_DECIMALS = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d+(?![\d.,]*\d)")


def check_bounds(frame: Frame, catalogue: Catalogue) -> Iterator[Draft]:
    """Numbers outside what the metric can be, and scores above 100 %."""
    scores = frame.rows_of("benchmark_score")
    percent = np.asarray([unit == "fraction" for unit in frame.units], dtype=bool)
    for row in scores[percent[frame.unit[scores]] & (frame.value[scores] > 1.0 + 1e-9)].tolist():
        yield Draft(FindingKind.INCONSISTENCY, (row,), ("value",), "a score in % is at most 100")
    for code, name in enumerate(frame.metrics):
        metric = catalogue.metrics.get(name)
        if metric is None or (metric.minimum is None and metric.maximum is None) or name.endswith("_share"):
            continue
        rows = np.flatnonzero((frame.metric == code) & (frame.kind == "n"))
        numbers = np.asarray(frame.column("number", rows), dtype=float)
        units = frame.column("unit", rows)
        own = np.asarray([unit == metric.unit for unit in units], dtype=bool)
        low = numbers < (metric.minimum if metric.minimum is not None else -np.inf)
        high = numbers > (metric.maximum if metric.maximum is not None else np.inf)
        for row in rows[(low | high) & own].tolist():
            text = f"{name} lies between {metric.minimum} and {metric.maximum} {metric.unit}"
            yield Draft(FindingKind.INCONSISTENCY, (row,), ("value",), text)


def check_parts(frame: Frame) -> Iterator[Draft]:
    """Parts larger than every statement of their whole."""
    for part, whole in PARTS:
        rows = frame.rows_of(whole)
        # Of statements as high as one another the same one stands for all, in whatever order they come.
        ranked = sorted(zip(frame.upper[rows].tolist(), frame.column("id", rows), rows.tolist(), strict=True))
        wholes = {int(frame.subject[row]): row for _, _, row in ranked if frame.subject[row] >= 0}
        for row in frame.rows_of(part).tolist():
            known = wholes.get(int(frame.subject[row]))
            if known is not None and frame.lower[row] > frame.upper[known]:
                yield Draft(FindingKind.INCONSISTENCY, (row, known), ("part of whole",), f"{part} exceeds {whole}")


def check_audiences(frame: Frame) -> Iterator[Draft]:
    """More daily than monthly users of one thing at one time."""
    rows = frame.rows_of("users")
    rows = rows[(frame.subject[rows] >= 0) & (frame.kind[rows] == "n")]
    spans: dict[int, dict[str, list[int]]] = {}
    for row in rows.tolist():
        said = words(" ".join(frame.scopes[int(frame.scope[row])].values()))
        for span in ("day", "month"):
            if span in said:
                spans.setdefault(int(frame.subject[row]), {}).setdefault(span, []).append(row)
    for told in spans.values():
        for day in told.get("day", []):
            for month in told.get("month", []):
                together = frame.start[day] <= frame.end[month] and frame.start[month] <= frame.end[day]
                if together and frame.lower[day] > frame.upper[month]:
                    text = "more daily users than monthly ones"
                    yield Draft(FindingKind.INCONSISTENCY, (day, month), ("part of whole",), text)


def check_counts(frame: Frame) -> Iterator[Draft]:
    """Percentages that cannot come from their n, or are not their numerator over their n."""
    from parallaxe.statistics.grim import grim

    rows = np.flatnonzero(
        np.asarray(pc.and_(frame.table["n"].is_valid(), pc.is_in(frame.table["unit"], pa.array(["%", "fraction"]))))
    )
    picked = frame.table.select(["number", "n", "numerator", "unit", "quote"]).take(pa.array(rows)).to_pylist()
    for row, cells in zip(rows.tolist(), picked, strict=True):
        number, n, numerator = cells["number"], cells["n"], cells["numerator"]
        if number is None or n <= 0:
            continue
        number = number * 100 if cells["unit"] == "fraction" else number
        if numerator is not None:
            room = max(float(frame.digit[row]) * 100.0 / 2.0, 0.05)
            if abs(float(numerator) / n * 100.0 - float(number)) > room * (1 + 1e-9):
                text = f"{numerator.normalize():f} of {n} is {float(numerator) / n:.2%}"
                yield Draft(FindingKind.INCONSISTENCY, (row,), ("numerator",), text)
        elif not grim(printed := _as_printed(number, cells["quote"]), n).consistent:
            text = f"no whole number of {n} makes {printed} %"
            yield Draft(FindingKind.INCONSISTENCY, (row,), ("n",), text)


def _as_printed(number: Decimal, quote: str | None) -> str:
    """A percentage with the decimals its quote shows: 47.0 is more precise than 47."""
    shown = (text.replace(",", ".") for text in _DECIMALS.findall(quote or ""))
    return next((text for text in shown if Decimal(text) == number), f"{number.normalize():f}")


def check_subjects(frame: Frame, makers: Makers, types: dict[int, str]) -> Iterator[Draft]:
    """One figure told of a model (or product) and of who makes it: the scope differs."""
    rows = frame.rows_of(*TOLD_OF)
    rows = rows[(frame.kind[rows] == "n") & (frame.subject[rows] >= 0) & (frame.value[rows] >= TELLING_FROM)]
    codes = {slug: code for code, slug in enumerate(frame.subjects)}
    by_figure: dict[tuple[int, int, float, int], list[int]] = {}
    for row in rows.tolist():
        key = (int(frame.metric[row]), int(frame.unit[row]), float(frame.value[row]), int(frame.subject[row]))
        by_figure.setdefault(key, []).append(row)
    for (metric, unit, value, subject), told in by_figure.items():
        for maker in sorted(makers.get(frame.subjects[subject], frozenset())):
            code = codes.get(maker, -1)
            above = by_figure.get((metric, unit, value, code), [])
            if above and types.get(code) != types.get(subject):
                differs = ("subject", "qualifier") if _qualifiers_differ(frame, [*told, *above]) else ("subject",)
                yield Draft(FindingKind.UNIT_OR_SCOPE_DIFFERENCE, (*told, *above), differs, "")


def _qualifiers_differ(frame: Frame, rows: list[int]) -> bool:
    return len(set(frame.column("qualifier", np.asarray(rows)))) > 1
