"""What is handed to the ledger at once, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from parallaxe.sources.snapshots import Snapshot
from parallaxe.vocabulary.events import AliasDecision, Reading, Retraction, Succession, Verdict
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.source import Source


class ReaderPass(msgspec.Struct, frozen=True, kw_only=True):
    """A reader version went through a snapshot, whatever it found.

    What an earlier version of the reader had found there and this one did not stops counting.

    Args:
        snapshot: what was read.
        source: id of the source it was read as.
        reader: name of the reader.
        version: version of the reader.
    """

    snapshot: str
    source: str
    reader: str
    version: int


Decision = Retraction | Verdict | AliasDecision
LedgerEvent = Decision | Reading | ReaderPass


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything that becomes visible together, or not at all.

    Args:
        observations: each with its source in ``sources`` or in the ledger.
        readings: which reader version saw which observation.
        passes: which reader version went through which snapshot.
        sources: of the observations.
        snapshots: what was read; kept before the batch is committed.
        decisions: retractions, verdicts, alias decisions.
        successions: which rows of earlier files no longer count.
        recorded: when the ledger learns it; now, unless it came with a dated catalogue.
    """

    observations: Sequence[Observation] = ()
    readings: Sequence[Reading] = ()
    passes: Sequence[ReaderPass] = ()
    sources: Sequence[Source] = ()
    snapshots: Sequence[Snapshot] = ()
    decisions: Sequence[Decision] = ()
    successions: Sequence[Succession] = ()
    recorded: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an append did; it is given only once the batch is safely on disk.

    Args:
        new: number of observations the ledger did not have.
        known: number of observations it had.
        added: ids of the new ones.
        version: version of the ledger that holds the batch.
    """

    new: int
    known: int
    added: frozenset[str] = field(default_factory=frozenset)
    version: int = 0
