"""Two editions side by side: what changed in the world, in our reading, by correction, in coverage.

- **world**: a source said something new after the earlier edition was closed;
- **reading**: the same snapshot, read otherwise;
- **correction**: an observation was retracted, or a later file of its dataset says otherwise of the same publication;
- **coverage**: an older source was taken in, or left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from parallaxe.publish.folder import MANIFEST, Manifest, digest
from parallaxe.vocabulary.errors import PublishError, UnreadableInputError
from parallaxe.vocabulary.period import Period

OBSERVATIONS, CORRECTIONS = "data/observations.jsonl", "data/corrections.jsonl"
#: What an observation says; two of them that share it are one, wherever they stand.
_CONTENT = ("subject", "surface", "metric", "value", "unit", "qualifier", "dimensions", "valid", "source", "kind")
_QUANTITY = ("subject", "surface", "metric", "unit", "dimensions")


class Cause(StrEnum):
    """Why two editions differ."""

    WORLD = "world"
    READING = "reading"
    CORRECTION = "correction"
    COVERAGE = "coverage"


Record = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What an edition holds.

    Args:
        name: of the folder, or the day.
        as_of: day it was closed on; None where it holds all that was known.
        records: rows of its data by observation id.
        retracted: reasons by observation id.
    """

    name: str
    as_of: date | None
    records: Mapping[str, Record]
    retracted: Mapping[str, str]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference; ``before`` or ``after`` is None where a figure is new or gone.

    Args:
        cause: world, reading, correction or coverage.
        before: record of the earlier edition.
        after: record of the later edition.
        reason: of a correction.
    """

    cause: Cause
    before: Record | None
    after: Record | None
    reason: str = ""


def read_edition(folder: Path) -> Edition:
    """An edition from its folder, its data held against its manifest.

    Raises:
        UnreadableInputError: the folder is no report.
        PublishError: a file no longer has the hash the manifest gives.
    """
    if not (folder / MANIFEST).is_file():
        raise UnreadableInputError(
            "there is no report", where=str(folder), mend="Give the folder of an edition, or a day."
        )
    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    contents = {}
    for name in (OBSERVATIONS, CORRECTIONS):
        contents[name] = (folder / name).read_bytes() if (folder / name).is_file() else b""
        if digest(contents[name]) != manifest.files.get(name):
            raise PublishError("the file is not the one published", where=str(folder / name), mend="Restore a copy.")
    retracted = {row["observation"]: row["reason"] for row in _lines(contents[CORRECTIONS])}
    return edition_of(
        manifest.edition or folder.name,
        date.fromisoformat(manifest.as_of) if manifest.as_of else None,
        _lines(contents[OBSERVATIONS]),
        retracted,
    )


def edition_of(name: str, as_of: date | None, records: Iterable[Record], retracted: Mapping[str, str]) -> Edition:
    """An edition from rows as the data files hold them."""
    return Edition(name=name, as_of=as_of, records={row["id"]: row for row in records}, retracted=retracted)


def compare(earlier: Edition, later: Edition) -> list[Change]:
    """All differences, by cause, then by subject and metric."""
    same = _contents(earlier) & _contents(later)
    gone = [row for ident, row in earlier.records.items() if ident not in later.records and _key(row) not in same]
    new = [row for ident, row in later.records.items() if ident not in earlier.records and _key(row) not in same]
    known = {_place(row) for row in earlier.records.values()}
    still = {_place(row) for row in later.records.values()}
    changes = [
        Change(
            cause=_cause_gone(row, later, still),
            before=row,
            after=None,
            reason=later.retracted.get(row["id"], ""),
        )
        for row in gone
    ]
    changes += [Change(cause=_cause_new(row, earlier, known), before=None, after=row) for row in new]
    return sorted(_paired(changes, earlier), key=_order)


def _cause_gone(row: Record, later: Edition, still: set[str]) -> Cause:
    if row["id"] in later.retracted:
        return Cause.CORRECTION
    published = _published(row)
    if later.as_of and published and published > later.as_of:
        return Cause.WORLD
    return Cause.READING if _place(row) in still else Cause.COVERAGE


def _cause_new(row: Record, earlier: Edition, known: set[str]) -> Cause:
    if row["id"] in earlier.retracted:
        return Cause.CORRECTION
    published = _published(row)
    if earlier.as_of and published and published > earlier.as_of:
        return Cause.WORLD
    return Cause.READING if _place(row) in known else Cause.COVERAGE


def _paired(changes: list[Change], earlier: Edition) -> list[Change]:
    """Of one snapshot and quantity, gone and new are one change; a newer figure shows what it follows."""
    waiting: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        if change.before is not None and change.cause in {Cause.READING, Cause.CORRECTION}:
            waiting.setdefault((_place(change.before), *_quantity(change.before)), []).append(change)
    latest: dict[tuple[object, ...], Record] = {}
    for record in sorted(earlier.records.values(), key=lambda record: (record["valid"] or "", record["id"])):
        latest[_quantity(record)] = record
    paired: list[Change] = []
    used: set[int] = set()
    for change in changes:
        if change.after is None:
            continue
        row = change.after
        matches = waiting.get((_place(row), *_quantity(row)), []) if change.cause is Cause.READING else []
        if matches:
            match = matches.pop(0)
            used.add(id(match))
            paired.append(Change(cause=match.cause, before=match.before, after=row, reason=match.reason))
        elif change.cause is Cause.WORLD:
            paired.append(Change(cause=Cause.WORLD, before=latest.get(_quantity(row)), after=row))
        else:
            paired.append(change)
    return paired + [change for change in changes if change.after is None and id(change) not in used]


def _order(change: Change) -> tuple[object, ...]:
    row = change.after or change.before or {}
    return (
        list(Cause).index(change.cause),
        row["subject"] or row["surface"],
        row["metric"],
        row["valid"] or "",
        row["id"],
    )


def _contents(edition: Edition) -> set[tuple[object, ...]]:
    return {_key(row) for row in edition.records.values() if not row.get("withheld")}


def _key(row: Record) -> tuple[object, ...]:
    return tuple(row[name] for name in _CONTENT)


def _quantity(row: Record) -> tuple[object, ...]:
    return tuple(row[name] for name in _QUANTITY)


def _place(row: Record) -> str:
    """What was read: the snapshot of a document; a dataset by its source, whose files are renewed."""
    return str(row["snapshot"] if row["locator"] == "quote" else row["source"])


def _published(row: Record) -> date | None:
    return Period.parse(row["published"]).end if row["published"] else None


def _lines(content: bytes) -> list[Record]:
    return [msgspec.json.decode(line) for line in content.splitlines()]
