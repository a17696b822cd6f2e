"""What happens to observations after they are appended: events beside them, never edits."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted")


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A reader version saw an observation in a snapshot.

    Args:
        observation: id of the observation.
        snapshot: what was read.
        reader: name of the reader; readings of one name supersede one another by version.
        version: version of the reader, compared as a whole number.
        confidence: the reader's, 0 to 1.
    """

    observation: str
    snapshot: str
    reader: str
    version: int
    confidence: float


class Retraction(msgspec.Struct, frozen=True, kw_only=True):
    """An observation is withdrawn, by whom and why; it stays in the ledger."""

    observation: str
    author: str
    reason: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A signed decision on the exact observations it judged; it reopens when one of them changes.

    Args:
        observations: ids of all observations judged, sorted.
        finding: kind of the finding judged.
        decision: "prefer" (``chosen`` is right), "both" (no contradiction), "neither", or "unresolved".
        chosen: the observation preferred, if any.
        author: who decided; "rule:NAME" for a rule.
        reason: why, in a sentence.
    """

    observations: tuple[str, ...]
    finding: str
    decision: str
    author: str
    reason: str
    chosen: str | None = None


class AliasDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A surface form means, or does not mean, an entity; a later decision on the pair replaces it.

    Args:
        surface: the name as texts write it.
        subject: slug of the entity.
        author: who decided.
        reason: why, in a sentence.
        same: whether it means the entity; None takes the earlier decision back.
    """

    surface: str
    subject: str
    author: str
    reason: str
    same: bool | None = None


class Followed(StrEnum):
    """How a row of an earlier file stands to the later file of its name."""

    SAME = "same"
    CORRECTED = "corrected"
    UPDATED = "updated"
    TAKEN_OUT = "taken out"
    NO_LONGER_LISTED = "no longer listed"
    AGAIN = "again"

    @property
    def is_correction(self) -> bool:
        """Whether the earlier row was wrong; otherwise it was true when it was published."""
        return self in {Followed.CORRECTED, Followed.TAKEN_OUT}


class Succession(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a file no longer counts, because a later file of the same name follows.

    Args:
        observation: the row that no longer counts.
        by: the later file's row on the same quantity; None where it has none; the observation itself
            where the file it stands in has come back.
        how: same: nothing but its place changed; corrected or taken out: the later file is no later publication;
            updated or no longer listed: it is one; again: the row counts again.
        snapshot: the later file.
        file: name of both.
        reader: the connector that read both.
        at: instant the later file was taken in, ISO, UTC.
        since: day from which questions as of a day know it; None from the beginning.
    """

    observation: str
    by: str | None
    how: Followed
    snapshot: str
    file: str
    reader: str
    at: str
    since: str | None = None


Event = Reading | Retraction | Verdict | AliasDecision


def event_id(event: Event) -> str:
    """SHA-256 (hex) of an event's content."""
    return hashlib.sha256(type(event).__name__.encode() + _ENCODER.encode(event)).hexdigest()
