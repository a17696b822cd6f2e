"""A relation on its way to a claim."""

from __future__ import annotations

from dataclasses import dataclass

from parallaxe.read.associations.arguments import Clause
from parallaxe.read.naming.names import Name


@dataclass(frozen=True, kw_only=True)
class Found:
    """One relation.

    Args:
        metric: id in the catalogue.
        subject: whose it is.
        value: canonical name of the other, or words for what was done.
        start: first code point of its quote.
        end: code point after its last.
        weight: how often relations told this way are right.
        planned: whether it is an intention.
        clause_start: first code point of the sentence.
        clause_end: code point after its last.
    """

    metric: str
    subject: Name
    value: str
    start: int
    end: int
    weight: float
    clause_start: int
    clause_end: int
    planned: bool = False


def between(
    clause: Clause, metric: str, subject: Name, other: Name, cue: tuple[int, int], weight: float, *, value: str = ""
) -> Found | None:
    """A relation of two names; None where the stretch that tells it denies or doubts it."""
    start, end = min(subject.start, other.start, cue[0]), max(subject.end, other.end, cue[1])
    return told(clause, metric, subject, value or (other.subject or other.surface), (start, end), weight)


def told(clause: Clause, metric: str, subject: Name, value: str, place: tuple[int, int], weight: float) -> Found | None:
    """A relation told by a stretch; None where it, or the words before it, deny or doubt it."""
    start, end = place
    stretch, lead = clause.gap(start, end), clause.gap(clause.start, end)
    words = clause.words
    if words.denies(stretch) or words.denies(clause.gap(max(clause.start, start - 20), start)) or words.doubts(lead):
        return None
    return Found(
        metric=metric, subject=subject, value=value, start=start, end=end, weight=weight, clause_start=clause.start,
        clause_end=clause.end, planned=words.plans(stretch),
    )  # fmt: skip
