"""What a later file of the same name does to the rows of the earlier one: each is followed, or falls."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from parallaxe.ledger import rows
from parallaxe.ledger.batch import Batch
from parallaxe.vocabulary.events import Followed, Succession
from parallaxe.vocabulary.period import Period

if TYPE_CHECKING:
    from parallaxe.ledger.ledger import Ledger
    from parallaxe.vocabulary.records import Card, RecordsFile

#: All a row says but its place and the day of its publication.
_CONTENT = (
    "subject", "surface", "metric", "number", "text", "unit", "dimensions", "qualifier", "kind", "numerator", "n",
    "lower", "upper", "level", "valid", "origin", "attributed_to", "source",
)  # fmt: skip
_QUANTITY = ("subject", "surface", "metric", "unit", "dimensions", "valid", "source")
_ABOUT = ("subject", "metric", "source")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """What follows.

    Args:
        snapshot: its bytes.
        name: of the file, or id of the source.
        reader: connector or reader of both.
        covers_days: see ``vocabulary.records.Card``.
        returns: whether it was taken in before and followed by another since.
        redescribes: whether only what was said of the source changed: that was ours to correct, as of every day.
    """

    snapshot: str
    name: str
    reader: str
    covers_days: bool = False
    returns: bool = False
    redescribes: bool = False


def followed(ledger: Ledger, batch: Batch, file: RecordsFile, card: Card, *, returns: bool) -> Batch:
    """The batch of a file whose name is known, with what it does to the rows the ledger holds under it.

    Args:
        ledger: that holds them.
        batch: of the later file.
        file: the later file.
        card: of the connector that reads both.
        returns: whether it was taken in before and followed by another since.
    """
    later = Later(
        snapshot=file.snapshot, name=file.name, reader=card.name, covers_days=card.covers_days, returns=returns
    )
    return following(batch, _others(ledger.table(file=file.name), batch, card.name), later)


def redescribed(ledger: Ledger, batch: Batch) -> Batch:
    """The batch of a text dated or named otherwise than before: its rows follow those each reader read before."""
    found = batch
    for went in batch.passes:
        held = ledger.table(source=went.source, snapshot=went.snapshot)
        own = {item.observation for item in batch.readings if item.reader == went.reader}
        part = replace(batch, observations=[item for item in batch.observations if item.id in own])
        later = Later(snapshot=went.snapshot, name=went.source, reader=went.reader, redescribes=True)
        told = following(part, _others(held, part, went.reader), later)
        found = replace(found, successions=[*found.successions, *told.successions], recorded=told.recorded)
    return found


def _others(held: pa.Table, batch: Batch, reader: str) -> pa.Table:
    """Rows of a reader that the batch does not hold itself."""
    own = pa.array([item.id for item in batch.observations], pa.string())
    return held.filter(pc.and_kleene(pc.equal(held["reader"], reader), pc.invert(pc.is_in(held["id"], own))))


def following(batch: Batch, former: pa.Table, later: Later) -> Batch:
    """The batch of what is taken in later, with what becomes of each row of what was taken in before under its name.

    A batch that came with a dated catalogue is recorded when it is really learned: after what it follows.

    Args:
        batch: of the later file.
        former: current rows of what came before, in the ledger's columns.
        later: what follows.
    """
    now = datetime.now(UTC)
    latest = max(former["recorded"].to_pylist(), default=None)
    recorded = batch.recorded if batch.recorded and latest and latest < batch.recorded <= now else now
    told = _successions(batch, former.to_pylist(), later, recorded)
    kept = [item for item in told if later.returns or item.how is not Followed.AGAIN]
    return replace(batch, successions=kept, recorded=recorded)


def summary(successions: Iterable[Succession]) -> str:
    """What became of the earlier rows, in a few words: "follows 120 rows taken in before under this name: 2 corrected, 118 same"."""
    counts: dict[Followed, int] = defaultdict(int)
    for item in successions:
        counts[item.how] += 1
    fallen = {how: count for how, count in sorted(counts.items()) if how is not Followed.AGAIN}
    if not fallen:
        return ""
    parts = ", ".join(f"{count} {how}" for how, count in fallen.items())
    return f"follows {sum(fallen.values())} rows taken in before under this name: {parts}"


def _successions(batch: Batch, former: Sequence[Row], later: Later, recorded: datetime) -> Iterable[Succession]:
    rows = _rows(batch, recorded)
    if later.covers_days:
        span = _span(rows)
        former = [row for row in former if not _is_of_other_days(row, span)]
    pairs = _paired(former, rows)
    published = max((row["published_by"] for row in rows), default=recorded.date())
    common = {"snapshot": later.snapshot, "file": later.name, "reader": later.reader, "at": recorded.isoformat()}
    for row in former:
        successor = pairs.get(row["id"])
        how, since = _how(row, successor, published, recorded.date())
        by = successor["id"] if successor else None
        yield Succession(observation=row["id"], by=by, how=how, since=None if later.redescribes else since, **common)
    fresh = {successor["id"] for successor in pairs.values()}
    for row in rows:
        if row["id"] not in fresh:
            yield Succession(observation=row["id"], by=row["id"], how=Followed.AGAIN, **common)


def _how(row: Row, successor: Row | None, published: date, recorded: date) -> tuple[Followed, str | None]:
    """How the row is followed, and the day from which: that of a later publication, else the one we learned it on."""
    later = (successor["published_by"] if successor else published) > row["published_by"]
    day = ((successor["published_by"] if successor else published) if later else recorded).isoformat()
    if successor is None:
        return (Followed.NO_LONGER_LISTED if later else Followed.TAKEN_OUT), day
    if _key(row, _CONTENT) == _key(successor, _CONTENT):
        return Followed.SAME, day if later else None
    return (Followed.UPDATED if later else Followed.CORRECTED), day


def _rows(batch: Batch, recorded: datetime) -> list[dict[str, Any]]:
    """The batch's observations as the ledger will hand them out, with the day each was published by."""
    sources = {source.id: source for source in batch.sources}
    found: list[dict[str, Any]] = rows.table("observation", batch.observations, recorded).to_pylist()
    for row in found:
        source = sources.get(row["source"])
        said = source.published or source.fetched if source else None
        row["published_by"] = row["published_end"] or (Period.parse(said).end if said else recorded.date())
    return found


def _paired(former: Sequence[Row], later: Sequence[Row]) -> dict[str, Row]:
    """For rows of the earlier file the later one's on the same quantity: the nearest match takes a row first.

    Where day or scope were corrected too, the one row left of a subject and metric follows the one left of it.
    """
    pairs: dict[str, Row] = {}
    taken: set[str] = set()
    for names in (_CONTENT, _QUANTITY, _ABOUT):
        left = [row for row in former if row["id"] not in pairs]
        waiting: dict[tuple[Any, ...], deque[Row]] = defaultdict(deque)
        for row in later:
            if row["id"] not in taken:
                waiting[_key(row, names)].append(row)
        asked = Counter(_key(row, names) for row in left)
        for row in left:
            key = _key(row, names)
            found = waiting.get(key)
            if found and (names is not _ABOUT or asked[key] == len(found) == 1):
                pairs[row["id"]] = found.popleft()
                taken.add(pairs[row["id"]]["id"])
    return pairs


def _key(row: Row, names: Sequence[str]) -> tuple[Any, ...]:
    """Values of some columns; an unresolved subject by its surface."""
    return tuple(row[name] if name != "subject" else row["subject"] or f"? {row['surface']}" for name in names)


def _span(later: Sequence[Row]) -> tuple[date, date] | None:
    starts = [row["valid_start"] for row in later if row["valid_start"]]
    ends = [row["valid_end"] for row in later if row["valid_end"]]
    return (min(starts), max(ends)) if starts else None


def _is_of_other_days(row: Row, span: tuple[date, date] | None) -> bool:
    """Whether the row was true on days the later file does not wholly cover."""
    if span is None or row["valid_start"] is None:
        return False
    return bool(row["valid_start"] < span[0] or row["valid_end"] > span[1])
