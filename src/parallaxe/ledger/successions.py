"""What a later file of the same name does to the rows of the earlier one: each is followed, or falls."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from parallaxe.ledger import rows
from parallaxe.ledger.batch import Batch
from parallaxe.vocabulary.events import Followed, Succession
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.records import Card, RecordsFile
from parallaxe.vocabulary.source import Source

#: All a row says but its place and the day of its publication.
_CONTENT = (
    "subject", "surface", "metric", "number", "text", "unit", "dimensions", "qualifier", "kind", "numerator", "n",
    "lower", "upper", "level", "valid", "origin", "attributed_to", "source",
)  # fmt: skip
_QUANTITY = ("subject", "surface", "metric", "unit", "dimensions", "valid", "source")
_ABOUT = ("subject", "metric", "source")

Row = Mapping[str, Any]


def following(batch: Batch, former: pa.Table, file: RecordsFile, card: Card, *, returns: bool = False) -> Batch:
    """The batch of a later file, with what becomes of each row of the earlier file of its name.

    A batch that came with a dated catalogue is recorded when it is really learned: after what it follows.

    Args:
        batch: of the later file.
        former: current rows of earlier files of its name, in the ledger's columns.
        file: the later file.
        card: of the connector that reads both.
        returns: whether the file was taken in before and followed by another since.
    """
    now = datetime.now(UTC)
    latest = max(former["recorded"].to_pylist(), default=None)
    recorded = batch.recorded if batch.recorded and latest and latest < batch.recorded <= now else now
    told = list(_successions(batch, former.to_pylist(), file, card, recorded))
    if not returns:
        told = [item for item in told if item.how is not Followed.AGAIN]
    return replace(batch, successions=told, recorded=recorded)


def summary(successions: Iterable[Succession]) -> str:
    """What became of the earlier rows, in a few words: "follows 120 rows of the earlier file: 2 corrected, 118 same"."""
    counts: dict[Followed, int] = defaultdict(int)
    for item in successions:
        counts[item.how] += 1
    fallen = {how: count for how, count in sorted(counts.items()) if how is not Followed.AGAIN}
    if not fallen:
        return ""
    parts = ", ".join(f"{count} {how}" for how, count in fallen.items())
    return f"follows {sum(fallen.values())} rows of the earlier file of this name: {parts}"


def _successions(
    batch: Batch, former: Sequence[Row], file: RecordsFile, card: Card, recorded: datetime
) -> Iterable[Succession]:
    sources = {source.id: source for source in batch.sources}
    later = _rows(batch, sources, recorded)
    if card.covers_days:
        span = _span(later)
        former = [row for row in former if not _is_of_other_days(row, span)]
    pairs = _paired(former, later)
    published = max((row["published_by"] for row in later), default=recorded.date())
    common = {
        "snapshot": file.snapshot, "file": file.name, "reader": card.name, "at": recorded.isoformat(),
    }  # fmt: skip
    for row in former:
        successor = pairs.get(row["id"])
        how, since = _how(row, successor, published, recorded.date())
        by = successor["id"] if successor else None
        yield Succession(observation=row["id"], by=by, how=how, since=since, **common)
    fresh = {successor["id"] for successor in pairs.values()}
    for row in later:
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


def _rows(batch: Batch, sources: Mapping[str, Source], recorded: datetime) -> list[dict[str, Any]]:
    """The batch's observations as the ledger will hand them out, with the day each was published by."""
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
