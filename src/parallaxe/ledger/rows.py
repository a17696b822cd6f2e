"""Events to rows of the ledger and back; a row's id is the hash of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
import pyarrow as pa

from parallaxe.ledger import schema
from parallaxe.ledger.batch import Batch, ReaderPass
from parallaxe.vocabulary.events import AliasDecision, Reading, Retraction, Succession, Verdict
from parallaxe.vocabulary.observation import Observation, canonical_dimensions, canonical_number
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.source import Source

Content = Observation | Reading | ReaderPass | Retraction | Verdict | AliasDecision | Source | Succession
_ENCODER = msgspec.json.Encoder(order="sorted")
_TYPES: dict[str, type[Content]] = {
    "observation": Observation,
    "reading": Reading,
    "pass": ReaderPass,
    "retraction": Retraction,
    "verdict": Verdict,
    "alias": AliasDecision,
    "source": Source,
    "succession": Succession,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}
#: Fields whose column has another name, because "version" and "id" say nothing in a table of everything.
_RENAMED = {
    "source": {"id": "source"},
    "reading": {"version": "reader_version"},
    "pass": {"version": "reader_version"},
    "succession": {"by": "chosen", "how": "decision", "at": "fetched", "since": "published"},
}
#: Columns that follow from others.
_DERIVED = {"published_end"}
_PLAIN = ("subject", "surface", "subject_type", "metric", "text", "unit", "n", "valid", "published", "origin")
_LOCATED = {
    "quote": ("snapshot", "quote", "start", "end"),
    "cell": ("snapshot", "file", "row", "column"),
    "run": ("run",),
}


def content_id(content: Content) -> str:
    """SHA-256 (hex) of what a row says; an observation's is its own identity."""
    if isinstance(content, Observation):
        return content.id
    fields = {name: getattr(content, name) for name in content.__struct_fields__}
    if isinstance(content, Reading):
        fields["confidence"] = float(content.confidence)  # 1 and 1.0 are one column value
    return hashlib.sha256(type(content).__name__.encode() + _ENCODER.encode(fields)).hexdigest()


def tables(batch: Batch, recorded: datetime) -> dict[str, pa.Table]:
    """A batch as one table an event, each row once, without the partition column."""
    contents: dict[str, list[Content]] = {}
    for part in (batch.observations, batch.readings, batch.passes, batch.sources, batch.decisions, batch.successions):
        for content in part:
            contents.setdefault(_NAMES[type(content)], []).append(content)
    return {event: table(event, items, recorded) for event, items in contents.items()}


def table(event: str, contents: Iterable[Content], recorded: datetime) -> pa.Table:
    """Rows of one event; a content handed in twice is one row."""
    unique = {content_id(content): content for content in contents}
    columns = _flat_observations(unique.values()) if event == "observation" else _flat(event, unique.values())
    columns["id"] = list(unique)
    columns["recorded"] = [recorded] * len(unique)
    names = {*schema.KEY.names, *schema.EVENTS[event].names}
    arrays = [
        pa.array(columns[field.name], field.type) if field.name in names else pa.nulls(len(unique), field.type)
        for field in schema.FILE
    ]
    return pa.Table.from_arrays(arrays, schema=schema.FILE)


def _flat(event: str, contents: Iterable[Any]) -> dict[str, list[Any]]:
    renamed = _RENAMED.get(event, {})
    items = list(contents)
    columns = {
        renamed.get(name, name): [getattr(item, name) for item in items] for name in _TYPES[event].__struct_fields__
    }
    if "published_end" in schema.EVENTS[event].names:
        columns["published_end"] = [_days(text)[1] for text in columns["published"]]
    return columns


def _flat_observations(observations: Iterable[Any]) -> dict[str, list[Any]]:
    items: list[Observation] = list(observations)
    columns: dict[str, list[Any]] = {name: [getattr(item, name) for item in items] for name in _PLAIN}
    for name in ("attributed_to", "source", "qualifier", "kind"):
        columns[name] = [getattr(item, name) for item in items]
    for name in ("number", "numerator"):
        columns[name] = [_stored_number(getattr(item, name)) for item in items]
    columns["dimensions"] = [canonical_dimensions(item.dimensions) for item in items]
    days = [_days(item.valid) for item in items]
    columns["valid_start"], columns["valid_end"] = [first for first, _ in days], [last for _, last in days]
    columns["published_end"] = [_days(item.published)[1] for item in items]
    for name, field in (("lower", "lower"), ("upper", "upper"), ("level", "level"), ("interval_method", "method")):
        columns[name] = [getattr(item.interval, field) if item.interval else None for item in items]
    columns["locator"] = [type(item.locator).__name__.lower() for item in items]
    for name in sorted({name for names in _LOCATED.values() for name in names}):
        columns[name] = [getattr(item.locator, name, None) for item in items]
    return columns


def _stored_number(value: Decimal | None) -> Decimal | None:
    text = canonical_number(value)
    return None if text is None else Decimal(text)


@lru_cache(maxsize=65536)
def _days(period: str | None) -> tuple[date | None, date | None]:
    if period is None:
        return None, None
    parsed = Period.parse(period)
    return parsed.start, parsed.end


def content(event: str, row: Mapping[str, Any]) -> Any:
    """The content a row was made from.

    Raises:
        msgspec.ValidationError, InvalidValueError: the row can have come from none.
    """
    if event == "observation":
        return _observation(row)
    back = {column: name for name, column in _RENAMED.get(event, {}).items()}
    values = {back.get(name, name): row[name] for name in schema.EVENTS[event].names if name not in _DERIVED}
    return msgspec.convert({name: value for name, value in values.items() if value is not None}, _TYPES[event])


def _observation(row: Mapping[str, Any]) -> Observation:
    values = {name: row[name] for name in (*_PLAIN, "attributed_to", "source")}
    values.update(number=_stored_number(row["number"]), numerator=_stored_number(row["numerator"]))
    values.update(qualifier=row["qualifier"], kind=row["kind"])
    values["dimensions"] = msgspec.json.decode(row["dimensions"])
    values["locator"] = {"type": row["locator"], **{name: row[name] for name in _LOCATED.get(row["locator"], ())}}
    if row["lower"] is not None:
        names = {"lower": "lower", "upper": "upper", "level": "level", "method": "interval_method"}
        values["interval"] = {name: row[column] for name, column in names.items()}
    return msgspec.convert(values, Observation)


def contents(event: str, rows: pa.Table) -> Sequence[Any]:
    """Contents of several rows, in their order."""
    return [content(event, row) for row in rows.to_pylist()]
