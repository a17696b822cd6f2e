"""The ledger as the rest of the program sees it."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from parallaxe.identity.fold import fold_name
from parallaxe.ledger import admission, aliases, audit, files, integrity, query, rows
from parallaxe.ledger.batch import Batch, LedgerEvent, ReaderPass, Receipt
from parallaxe.ledger.delta import DataFile, DeltaLog, Files
from parallaxe.ledger.lineage import Lineage, passage
from parallaxe.sources.snapshots import SnapshotStore
from parallaxe.vocabulary.errors import (
    InvalidValueError,
    LedgerError,
    SettingsError,
    UnknownObservationError,
)
from parallaxe.vocabulary.events import AliasDecision, Reading, Retraction, Verdict
from parallaxe.vocabulary.source import Source
from parallaxe.vocabulary.times import AsOf

#: Attempts of a commit while other writers come first; each waits a little longer, at most a second.
_ATTEMPTS = 100
#: Each file costs a question about a millisecond.
_MANY_FILES = 400
_HEX = frozenset("0123456789abcdef")
_ID_LENGTH = 64
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_OPEN = AsOf()


class Ledger:
    """Observations and the events beside them; append only.

    Args:
        home: PARALLAXE_HOME; the table lies in ``ledger``, what was read in ``snapshots``.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.snapshots = SnapshotStore(home)
        self._log = DeltaLog(home / "ledger")
        self._connection = query.connect()
        self._bound: dict[str, tuple[DataFile, ...]] = {}

    @classmethod
    def open(cls, home: Path) -> Ledger:
        """The ledger of a home folder, empty where there is none yet; looking creates nothing.

        Raises:
            ForeignFileError: a file in the folder that no table knows.
            DamagedFileError: a truncated, missing or unreadable file.
            SettingsError: the folder's path holds an escape such as %20, which Delta libraries resolve.
        """
        if escape := _ESCAPE.search(str(home)):
            raise SettingsError(
                f"its path holds '{escape[0]}', which tables cannot have in theirs",
                where=str(home),
                mend="Choose another PARALLAXE_HOME.",
            )
        ledger = cls(Path(home))
        files.check_names(ledger._log, ledger._log.files())
        return ledger

    @property
    def is_scattered(self) -> bool:
        """Whether so many small commits have piled up that questions get slow."""
        return len(self._log.files().all) > _MANY_FILES

    @property
    def version(self) -> int:
        """Number of the newest commit, -1 for none."""
        return self._log.files().version

    def append(self, batch: Batch) -> Receipt:
        """Make a batch visible, all or none of it; what the ledger has already is not added again.

        The receipt is given once the batch is on disk. Any number of processes may append at once.

        Raises:
            InvalidValueError: an observation without source or date.
            GroundingError: a quote that does not stand in its snapshot.
            UnknownObservationError: an event about an observation nobody has.
            StorageFullError: no space left; nothing of the batch is visible.
        """
        admission.check_sources(batch, self.sources)
        admission.check_quotes(batch, self.snapshots)
        parts = rows.tables(batch, _instant(batch.recorded))
        own = set(parts["observation"]["id"].to_pylist()) if "observation" in parts else set()
        admission.check_references(batch, own, self._known_observations)
        for snapshot in batch.snapshots:
            self.snapshots.put(snapshot)
        return self._committed(parts, own)

    def record(self, events: Sequence[LedgerEvent], *, recorded: datetime | None = None) -> Receipt:
        """Append events about observations that are there: retractions, verdicts, alias decisions, readings."""
        kinds = (Retraction, Verdict, AliasDecision)
        return self.append(
            Batch(
                readings=[event for event in events if isinstance(event, Reading)],
                passes=[event for event in events if isinstance(event, ReaderPass)],
                decisions=[event for event in events if isinstance(event, kinds)],
                recorded=recorded,
            )
        )

    def table(self, as_of: AsOf = _OPEN, **filters: str | Collection[str]) -> pa.Table:
        """Current observations at the three times, flat, ordered by id; columns of ``schema.TABLE``.

        Args:
            as_of: the three times.
            filters: a text column of an observation and the value or values it may have, such as
                ``subject="qwen"`` or ``metric=("market_share", "rank")``.
        """
        return self._flat(as_of, filters, every=False)

    def history(self, as_of: AsOf = _OPEN, **filters: str | Collection[str]) -> pa.Table:
        """Every observation at the three times: ``table`` with superseded and retracted ones and their ``state``."""
        return self._flat(as_of, filters, every=True)

    def lineage(self, id_or_prefix: str) -> Lineage:
        """Where one observation comes from, its row's hash and its quote's place verified.

        Raises:
            UnknownObservationError: no such observation.
            InvalidValueError: several begin so.
            TamperedRowError: its row was changed.
            DamagedFileError, GroundingError: its snapshot was.
        """
        full = self.resolve(id_or_prefix)
        row = self._rows("observation", "id = $id", id=full)[0]
        observation = integrity.verify("observation", row, str(self._log.folder))
        state = self.history(id=full)["state"][0].as_py()
        return Lineage(
            id=full,
            observation=observation,
            recorded=row["recorded"],
            state=state,
            source=self.sources([observation.source])[observation.source],
            readings=self._dated("reading", "observation = $id", id=full),
            retractions=self._dated("retraction", "observation = $id", id=full),
            verdicts=self._dated("verdict", "list_contains(observations, $id)", id=full),
            successions=self._dated("succession", "observation = $id OR chosen = $id", id=full),
            aliases=tuple(
                dated for dated in self.alias_history() if fold_name(dated[0].surface) == fold_name(observation.surface)
            ),
            passage=passage(observation, self.snapshots),
        )

    def resolve(self, prefix: str) -> str:
        """The full id that begins so.

        Raises:
            UnknownObservationError: none does.
            InvalidValueError: several do, or it is no beginning of an id.
        """
        if not prefix or len(prefix) > _ID_LENGTH or not set(prefix) <= _HEX:
            raise InvalidValueError(f"'{prefix}' is not the beginning of an id", mend="Ids are hexadecimal digits.")
        found = [row["id"] for row in self._rows("observation", "starts_with(id, $prefix)", prefix=prefix)]
        if not found:
            raise UnknownObservationError(
                f"no observation {prefix} in the ledger", mend="Look its id up with 'parallaxe ledger show'."
            )
        if len(found) > 1:
            listed = ", ".join(item[: len(prefix) + 4] for item in sorted(found)[:5])
            raise InvalidValueError(
                f"{len(found)} observations begin with {prefix}: {listed}…", mend="Give more of it."
            )
        return str(found[0])

    def sources(self, ids: Collection[str] | None = None) -> dict[str, Source]:
        """Newest description of each source, by id; all of them without ids."""
        where = "true" if ids is None else "list_contains($ids, source)"
        parameters = {} if ids is None else {"ids": list(ids)}
        return {item.id: item for item, _ in self._dated("source", where, **parameters)}

    def passes(self) -> dict[tuple[str, str], ReaderPass]:
        """Of each snapshot and reader name, the pass of the highest version."""
        self._bind("pass", self._log.files())
        found = (ReaderPass(**row) for row in query.newest_passes(self._connection).to_pylist())
        return {(item.snapshot, item.reader): item for item in found}

    def newest_files(self) -> dict[tuple[str, str], str]:
        """By file name (or id of a document) and reader the snapshot that was taken in last."""
        for event in ("pass", "succession"):
            self._bind(event, self._log.files())
        found = query.newest_files(self._connection).to_pylist()
        return {(row["file"], row["reader"]): row["snapshot"] for row in found}

    def withdrawn(self) -> dict[str, str]:
        """Why observations no longer count that were wrong: retracted, or corrected by a later file; by id."""
        reasons: dict[str, list[str]] = {}
        for event, _ in self._dated("retraction", "true"):
            reasons.setdefault(event.observation, []).append(event.reason)
        fallen = {
            row["id"] for row in self.history().select(["id", "state"]).to_pylist() if row["state"] == "superseded"
        }
        for event, _ in self._dated("succession", "true"):
            if event.how.is_correction and event.observation in fallen:
                reasons.setdefault(event.observation, []).append(f"{event.how} in a later {event.file}")
        return {name: "; ".join(dict.fromkeys(said)) for name, said in reasons.items()}

    def counts_by_snapshot(self) -> dict[str, tuple[int, int]]:
        """Number of observations of each snapshot, and of those whose subject is unresolved."""
        self._bind("observation", self._log.files())
        found = query.counts_by_snapshot(self._connection).to_pylist()
        return {row["snapshot"]: (row["made"], row["unresolved"]) for row in found}

    def verdicts(self, as_of: AsOf = _OPEN) -> list[Verdict]:
        """All verdicts known at the time, oldest first."""
        return [item for item, recorded in self._dated("verdict", "true") if _by(recorded, as_of)]

    def alias_decisions(self, as_of: AsOf = _OPEN) -> list[AliasDecision]:
        """The decision that stands on each pair of surface form and entity: the last one, in the order they were made."""
        standing: dict[tuple[str, str], AliasDecision] = {}
        for item, recorded in self.alias_history():
            if _by(recorded, as_of):
                standing.pop((item.surface, item.subject), None)
                standing[item.surface, item.subject] = item
        return [item for item in standing.values() if item.same is not None]

    def alias_history(self) -> tuple[tuple[AliasDecision, datetime], ...]:
        """Every decision on a name and when it was recorded, oldest first."""
        return self._dated("alias", "true")

    def check(self) -> dict[str, int]:
        """Read everything and hold it against its hashes; gives the number of rows by event.

        Raises:
            ForeignFileError, DamagedFileError, TamperedRowError: at the first thing found wrong.
            GroundingError: a quote that does not stand in its snapshot.
        """
        counts = audit.check(self._log, self._connection)
        for item, _ in self._dated("observation", "locator = 'quote'"):
            passage(item, self.snapshots)
        return counts

    def compact(self, *, retention_hours: int = 168) -> int:
        """Merge small files; gives how many were replaced.

        Args:
            retention_hours: files out of use are deleted once older, so that readers on them finish.
        """
        files.check_left_over(files.check_names(self._log, self._log.files()))
        return self._log.compact(retention_hours)

    def _committed(self, parts: dict[str, pa.Table], own: set[str]) -> Receipt:
        for attempt in range(_ATTEMPTS):
            active = self._log.files()
            fresh = {event: self._fresh(event, part, active) for event, part in parts.items()}
            fresh = {event: part for event, part in fresh.items() if part.num_rows}
            added = frozenset(fresh["observation"]["id"].to_pylist()) if "observation" in fresh else frozenset()
            receipt = Receipt(new=len(added), known=len(own) - len(added), added=added, version=active.version)
            if not fresh:
                return receipt
            if (version := self._log.append(fresh, active)) is not None:
                return replace(receipt, version=version)
            time.sleep(random.uniform(0, min(1.0, 0.01 * 2**attempt)))  # noqa: S311 - no secret, only a turn
        raise LedgerError(
            f"other writers came first {_ATTEMPTS} times", where=str(self._log.folder), mend="Run it again later."
        )

    def _fresh(self, event: str, part: pa.Table, active: Files) -> pa.Table:
        """Rows the ledger does not have."""
        known = self._known(event, part["id"], active)
        if event == "source":
            alike = pa.array(sorted(self._same_sources(part)), pa.string())
            known = pa.chunked_array([*known.chunks, alike])
        return part.filter(pc.invert(pc.is_in(part["id"], known))) if len(known) else part

    def _same_sources(self, part: pa.Table) -> set[str]:
        """Ids of rows whose source the ledger describes alike, but for the day it was fetched."""
        handed = dict(zip(part["id"].to_pylist(), rows.contents("source", part), strict=True))
        stored = self.sources([source.id for source in handed.values()])
        return {
            row
            for row, source in handed.items()
            if source.id in stored and msgspec.structs.replace(stored[source.id], fetched=source.fetched) == source
        }

    def _known_observations(self, ids: Collection[str]) -> set[str]:
        asked = pa.chunked_array([pa.array(sorted(ids), pa.string())])
        return set(self._known("observation", asked, self._log.files()).to_pylist())

    def _known(self, event: str, ids: pa.ChunkedArray, active: Files) -> pa.ChunkedArray:
        self._bind(event, active)
        return query.known_ids(self._connection, event, pa.table({"id": ids}))

    def _flat(self, as_of: AsOf, filters: dict[str, Any], *, every: bool) -> pa.Table:
        active = self._log.files()
        for event in ("observation", "reading", "pass", "retraction", "source", "succession"):
            self._bind(event, active)
        chosen = {name: [value] if isinstance(value, str) else list(value) for name, value in filters.items()}
        decisions = self.alias_decisions(as_of)
        if not decisions:
            return query.flat(self._connection, as_of, chosen, every=every)
        # Whom a row is about is decided after it is found.
        wanted = chosen.pop("subject", None)
        return aliases.with_decisions(query.flat(self._connection, as_of, chosen, every=every), decisions, wanted)

    def _rows(self, event: str, where: str, **parameters: Any) -> list[dict[str, Any]]:
        self._bind(event, self._log.files())
        return list(query.rows(self._connection, event, where, **parameters).to_pylist())

    def _dated(self, event: str, where: str, **parameters: Any) -> tuple[tuple[Any, datetime], ...]:
        found = self._rows(event, where, **parameters)
        return tuple((integrity.verify(event, row, str(self._log.folder)), row["recorded"]) for row in found)

    def _bind(self, event: str, active: Files) -> None:
        """Point the event's view at its files, after a look at their sizes."""
        chosen = active.of(event)
        audit.check_rewritten(self._log, Files(active.version, chosen))
        if self._bound.get(event) != chosen:
            query.bind(self._connection, event, [self._log.path(file) for file in chosen])
            self._bound[event] = chosen


def _instant(recorded: datetime | None) -> datetime:
    if recorded is None:
        return datetime.now(UTC)
    if recorded.tzinfo is None:
        raise InvalidValueError("the time of recording has no time zone", mend="Give an instant in UTC.")
    return recorded.astimezone(UTC)


def _by(recorded: datetime, as_of: AsOf) -> bool:
    return as_of.known_at is None or recorded <= as_of.known_at
