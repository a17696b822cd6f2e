"""The batches of many inputs in few commits, and what became of each input."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from parallaxe.ledger.batch import Batch
from parallaxe.ledger.batches import joined
from parallaxe.ledger.ledger import Ledger
from parallaxe.ledger.seen import Seen
from parallaxe.vocabulary.errors import (
    GroundingError,
    InputError,
    ParallaxeError,
    UnknownObservationError,
)

#: A commit holds up to so many observations, bytes of snapshots, or seconds of work, whichever comes first.
MAX_OBSERVATIONS = 5_000
MAX_BYTES = 32_000_000
MAX_SECONDS = 10.0
_INPUT_AT_FAULT = (InputError, GroundingError, UnknownObservationError)


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of one input.

    Args:
        input: as the user named it.
        status: "added", "known" (read before by this version) or "failed".
        new: observations the ledger did not have.
        known: observations it had.
        unresolved: of all of them, those whose subject is not certain.
        note: what the user should know.
        error: why it failed.
    """

    input: str
    status: str = "added"
    new: int = 0
    known: int = 0
    unresolved: int = 0
    note: str = ""
    error: ParallaxeError | None = None

    @property
    def message(self) -> str | None:
        """Why it failed, with the input's name; None where it did not."""
        if self.error is None:
            return None
        error, stem = self.error, PurePath(self.input).stem
        if self.input.rpartition(": ")[2] in error.where:
            return str(error)
        within = "" if error.where in {"", stem} else f", {error.where}"
        return str(ParallaxeError(error.what, where=f"{self.input}{within}", mend=error.mend))


class Intake:
    """Gathers the batches of many inputs into few commits, and says what became of each.

    Args:
        ledger: to append to.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.outcomes: list[Outcome] = []
        self._pending: list[tuple[Outcome, Batch]] = []
        self._since = time.monotonic()

    def known(self, name: str, snapshot: str, seen: Seen, note: str = "") -> None:
        """An input this version went through before."""
        known, unresolved = seen.counts.get(snapshot, (0, 0))
        self.outcomes.append(Outcome(input=name, status="known", known=known, unresolved=unresolved, note=note))

    def failed(self, name: str, error: ParallaxeError) -> None:
        """An input that cannot be used."""
        self.outcomes.append(Outcome(input=name, status="failed", error=error))

    def add(self, name: str, batch: Batch, note: str = "") -> None:
        """Take in the batch of one input; appended at the latest by ``flush``."""
        outcome = Outcome(input=name, note=note)
        self.outcomes.append(outcome)
        self._pending.append((outcome, batch))
        if self._is_enough():
            self.flush()

    def flush(self) -> None:
        """Append what is pending.

        Raises:
            LedgerError: the ledger, not an input, is at fault; what was appended before stays.
        """
        pending, self._pending = self._pending, []
        self._since = time.monotonic()
        by_recorded: dict[datetime | None, list[tuple[Outcome, Batch]]] = {}
        for outcome, batch in pending:
            by_recorded.setdefault(batch.recorded, []).append((outcome, batch))
        for together in by_recorded.values():
            self._append(together)

    def _append(self, pending: Sequence[tuple[Outcome, Batch]]) -> None:
        try:
            added = self.ledger.append(joined(batch for _, batch in pending)).added
        except _INPUT_AT_FAULT as error:
            if len(pending) > 1:
                for one in pending:
                    self._append([one])
            else:
                pending[0][0].status, pending[0][0].error = "failed", error
            return
        for outcome, batch in pending:
            ids = {item.id: item.subject for item in batch.observations}
            outcome.new = sum(name in added for name in ids)
            outcome.known = len(ids) - outcome.new
            outcome.unresolved = sum(subject is None for subject in ids.values())

    def _is_enough(self) -> bool:
        batches = [batch for _, batch in self._pending]
        return (
            sum(len(batch.observations) for batch in batches) >= MAX_OBSERVATIONS
            or sum(len(snapshot.raw) for batch in batches for snapshot in batch.snapshots) >= MAX_BYTES
            or time.monotonic() - self._since >= MAX_SECONDS
        )
