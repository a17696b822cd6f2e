"""Two readers on one text: what both found is surer, what they contradict each other on is listed."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from parallaxe.read.confidence import DEFAULT_MINIMUM, is_sure
from parallaxe.vocabulary.claim import Claim

_TOLERANCE = Decimal("0.001")


class Disagreement(msgspec.Struct, frozen=True):
    """The same subject and metric at overlapping places, with different values."""

    first: Claim
    second: Claim


class Agreement(msgspec.Struct, frozen=True):
    """Claims of both readers, those found by both surer, and where they differ."""

    claims: list[Claim]
    disagreements: list[Disagreement]


def compare(first: list[Claim], second: list[Claim]) -> Agreement:
    """Joins what two readers found in one document.

    Readers are taken as independent: a claim both found is wrong only if both are, so its chance
    of being wrong is the product of theirs. What one alone would show, both show.
    """
    merged: list[Claim] = []
    disagreements: list[Disagreement] = []
    rest = list(second)
    for claim in first:
        twin = next((other for other in rest if _same(claim, other)), None)
        if twin is not None:
            rest.remove(twin)
            sure = 1 - (1 - claim.confidence) * (1 - twin.confidence)
            if is_sure(twin, None):
                sure = max(sure, DEFAULT_MINIMUM)
            claim = msgspec.structs.replace(claim, confidence=round(min(0.99, sure), 2))  # noqa: PLW2901
        merged.append(claim)
        disagreements += [Disagreement(claim, other) for other in rest if _clash(claim, other)]
    return Agreement(sorted([*merged, *rest], key=lambda claim: (claim.start, claim.end, claim.metric)), disagreements)


def _about(first: Claim, second: Claim) -> bool:
    same = (first.subject or first.surface) == (second.subject or second.surface)
    return same and (first.metric, first.unit, first.benchmark) == (second.metric, second.unit, second.benchmark)


def _same(first: Claim, second: Claim) -> bool:
    if not _about(first, second):
        return False
    if isinstance(first.value, Decimal) and isinstance(second.value, Decimal):
        return abs(first.value - second.value) <= _TOLERANCE * max(abs(first.value), abs(second.value))
    return first.value == second.value


def _clash(first: Claim, second: Claim) -> bool:
    overlaps = first.start < second.end and second.start < first.end
    return overlaps and _about(first, second) and not _same(first, second)
