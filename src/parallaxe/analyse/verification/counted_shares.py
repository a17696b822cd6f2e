"""Percentages printed beside their own counts: leaderboards of exercises, tasks, cases."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from parallaxe.analyse.verification.result import (
    Record,
    Row,
    Verdict,
    Verification,
    number,
    require,
    text,
    verification,
)
from parallaxe.statistics.grim import Grim, grim
from parallaxe.statistics.proportion import wilson
from parallaxe.vocabulary.interval import Interval


@dataclass(frozen=True)
class Printed:
    """A percentage, its numerator and the denominators it may have been printed against."""

    row: str
    quantity: str
    percentage: str
    numerator: float | None
    denominators: dict[str, int]


def verify_aider(records: list[Record], companion: list[Record] | None = None) -> Verification:
    """Aider's leaderboards: pass rates and well-formed answers against cases and counts."""
    del companion
    require(records, ("model", "test_cases"), "aider")
    rows = [_verdict(printed) for printed in _aider(records)]
    return verification("aider", rows, _named(rows))


def verify_cadeval(records: list[Record], companion: list[Record] | None = None) -> Verification:
    """CadEval's dashboard: overall pass rate against passes and tasks."""
    del companion
    require(records, ("Model version", "Total tasks", "Overall pass (%)", "Total Passes"), "cadeval")
    rows = []
    for record in records:
        share, tasks = text(record, "Overall pass (%)"), number(record, "Total tasks", "cadeval")
        if share and tasks:
            # Copies of the table print the share as 32% or as 0.32.
            printed = share.rstrip("%") if share.endswith("%") else f"{float(share) * 100:g}"
            name = text(record, "Name") or text(record, "Model version")
            counts = {"Total tasks": int(tasks)}
            passes = number(record, "Total Passes", name)
            rows.append(_verdict(Printed(name, "overall pass", printed, passes, counts)))
    return verification("cadeval", rows, _named(rows))


def _aider(records: list[Record]) -> Iterator[Printed]:
    for record in records:
        name = text(record, "model")
        row = f"{name} [{text(record, 'dirname')}]" if text(record, "dirname") else name
        denominators = {
            column: int(value)
            for column in ("test_cases", "total_tests")
            if (value := number(record, column, row)) is not None and value > 0
        }
        for attempt in (1, 2):
            if share := text(record, f"pass_rate_{attempt}"):
                yield Printed(
                    row, f"pass_rate_{attempt}", share, number(record, f"pass_num_{attempt}", row), denominators
                )
        malformed = number(record, "num_with_malformed_responses", row)
        cases = denominators.get("test_cases")
        if (share := text(record, "percent_cases_well_formed")) and cases:
            formed = None if malformed is None else cases - malformed
            yield Printed(row, "percent_cases_well_formed", share, formed, {"test_cases": cases})


def _verdict(printed: Printed) -> Row:
    """Compare with the first denominator; name any other that would explain the figure."""
    if bad := _no_share(printed):
        return bad
    name, n = next(iter(printed.denominators.items()))
    own = _explained(printed, n)
    k = printed.numerator
    recomputed = None if k is None else 100 * k / n
    interval = None
    if k is not None and 0 <= k <= n:
        lower, upper = wilson(k, n)
        interval = Interval(lower=100 * float(lower), upper=100 * float(upper), level=0.95, method="Wilson")
    if own is None:
        verdict, reason = Verdict.AGREES, f"as {_count(k)} of {n} {name} gives"
    else:
        found = grim(printed.percentage, n)
        verdict = Verdict.DISAGREES if k is not None else Verdict.IMPOSSIBLE
        reason = own
        if not found.consistent:
            reason += f"; no whole number of {n} prints as {printed.percentage} (nearest: {found.nearest})"
        fitting = [_fits(printed, other, m) for other, m in printed.denominators.items()]
        if any(fitting):
            reason += f"; it does fit {' and '.join(filter(None, fitting))}"
    return Row(
        row=printed.row,
        quantity=printed.quantity,
        published=float(printed.percentage),
        recomputed=recomputed,
        verdict=verdict,
        reason=reason,
        interval=interval,
    )


def _no_share(printed: Printed) -> Row | None:
    """A row that no counts could explain: without cases, or without a number; None where it can be tested."""
    try:
        value = float(printed.percentage)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        verdict, reason = Verdict.IMPOSSIBLE, f"'{printed.percentage}' is no number"
    elif not printed.denominators:
        verdict, reason = Verdict.UNCHECKED, "no cases are stated that it could be a share of"
    else:
        return None
    return Row(
        row=printed.row,
        quantity=printed.quantity,
        published=value if math.isfinite(value) else None,
        recomputed=None,
        verdict=verdict,
        reason=reason,
    )


def _explained(printed: Printed, n: int) -> str | None:
    """None where the percentage can come from the counts, else what speaks against it."""
    found: Grim = grim(printed.percentage, n)
    k = printed.numerator
    if k is None:
        return None if found.consistent else f"{printed.percentage} % is not a share of {n}"
    if found.numerators and found.numerators[0] <= k <= found.numerators[1]:
        return None
    return f"{k:g} of {n} is {100 * k / n:.2f} %, not {printed.percentage}"


def _fits(printed: Printed, name: str, n: int) -> str | None:
    """How a denominator would explain the figure after all, None where it does not."""
    if _explained(printed, n) is None:
        return f"{name} = {n}"
    cut = grim(printed.percentage, n, truncated=True).numerators
    k = printed.numerator
    if k is not None and cut and cut[0] <= k <= cut[1]:
        return f"{name} = {n}, cut instead of rounded"
    return None


def _count(k: float | None) -> str:
    return "some number" if k is None else f"{k:g}"


def _named(rows: list[Row]) -> str:
    wrong = sorted({row.row for row in rows if row.verdict in {Verdict.DISAGREES, Verdict.IMPOSSIBLE}})
    return f"Rows that do not add up: {', '.join(wrong)}." if wrong else "All rows add up."
