"""What reconciling brings to light: the published contract of ``conflicts --format jsonl``."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec


class FindingKind(StrEnum):
    """Kinds of disagreement (see the methodology on reconciling)."""

    CONFLICT = "conflict"
    UPDATE = "update"
    UNIT_OR_SCOPE_DIFFERENCE = "unit_or_scope_difference"
    INCONSISTENCY = "inconsistency"


class Member(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One observation in a finding."""

    doc: str
    source: str
    origin: str | None
    subject: str | None
    metric: str
    value: Decimal | str
    unit: str
    period: str | None
    observation: str


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Observations that do not say the same.

    Args:
        kind: conflict, update, unit_or_scope_difference or inconsistency.
        subject: canonical English name of the entity (the first one's, across subjects).
        metric: id of the metric (the first one's, across metrics).
        period: hull of the members' periods, None if none has one.
        differs_in: names of what differs ("value", "period", "unit", "population", "rank order"…).
        members: the observations, origins before repeaters.
        explanation: one sentence for people, English.
        verdict: id of the verdict that stands on exactly these observations, None if open.
    """

    kind: FindingKind
    subject: str | None
    metric: str
    period: str | None
    differs_in: list[str]
    members: list[Member]
    explanation: str = ""
    verdict: str | None = None
