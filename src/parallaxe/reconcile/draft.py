"""A disagreement as rows of a frame, before it is told."""

from __future__ import annotations

from dataclasses import dataclass

from parallaxe.vocabulary.finding import FindingKind


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding to be.

    Args:
        kind: of the finding.
        rows: positions in the frame, the observation it is about first.
        differs: names of what differs.
        explanation: a sentence for people; made from the members where empty.
        scopes: for each dimension that differs what the rows say, for that sentence.
    """

    kind: FindingKind
    rows: tuple[int, ...]
    differs: tuple[str, ...]
    explanation: str = ""
    scopes: tuple[tuple[str, tuple[str, ...]], ...] = ()
