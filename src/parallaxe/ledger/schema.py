"""Columns of the ledger: of each event, of the one table that holds them, of the flat view.

The table is partitioned by ``event``; a column that an event does not name is null in its rows.
"""

from __future__ import annotations

import pyarrow as pa

INSTANT = pa.timestamp("us", tz="UTC")
NUMBER = pa.decimal128(38, 9)
_TEXT, _REAL, _COUNT, _DAY = pa.string(), pa.float64(), pa.int64(), pa.date32()

#: What every row has: the hash of its content, and when this ledger learned it.
KEY = pa.schema([pa.field("id", _TEXT, nullable=False), pa.field("recorded", INSTANT, nullable=False)])

OBSERVATION = pa.schema(
    [
        ("subject", _TEXT),
        ("surface", _TEXT),
        ("subject_type", _TEXT),
        ("metric", _TEXT),
        ("number", NUMBER),
        ("text", _TEXT),
        ("unit", _TEXT),
        ("dimensions", _TEXT),
        ("qualifier", _TEXT),
        ("kind", _TEXT),
        ("numerator", NUMBER),
        ("n", _COUNT),
        ("lower", _REAL),
        ("upper", _REAL),
        ("level", _REAL),
        ("interval_method", _TEXT),
        ("valid", _TEXT),
        ("valid_start", _DAY),
        ("valid_end", _DAY),
        ("published", _TEXT),
        ("published_end", _DAY),
        ("origin", _TEXT),
        ("attributed_to", _TEXT),
        ("source", _TEXT),
        ("locator", _TEXT),
        ("snapshot", _TEXT),
        ("quote", _TEXT),
        ("start", _COUNT),
        ("end", _COUNT),
        ("file", _TEXT),
        ("row", _COUNT),
        ("column", _TEXT),
        ("run", _TEXT),
    ]
)
READING = pa.schema(
    [
        ("observation", _TEXT),
        ("snapshot", _TEXT),
        ("reader", _TEXT),
        ("reader_version", _COUNT),
        ("confidence", _REAL),
    ]
)
PASS = pa.schema([("snapshot", _TEXT), ("source", _TEXT), ("reader", _TEXT), ("reader_version", _COUNT)])
RETRACTION = pa.schema([("observation", _TEXT), ("author", _TEXT), ("reason", _TEXT)])
VERDICT = pa.schema(
    [
        ("observations", pa.list_(_TEXT)),
        ("finding", _TEXT),
        ("decision", _TEXT),
        ("chosen", _TEXT),
        ("author", _TEXT),
        ("reason", _TEXT),
    ]
)
ALIAS = pa.schema([("surface", _TEXT), ("subject", _TEXT), ("same", pa.bool_()), ("author", _TEXT), ("reason", _TEXT)])
SOURCE = pa.schema(
    [
        ("source", _TEXT),
        ("publisher", _TEXT),
        ("title", _TEXT),
        ("url", _TEXT),
        ("source_class", _TEXT),
        ("language", _TEXT),
        ("licence", _TEXT),
        ("redistribution", _TEXT),
        ("published", _TEXT),
        ("published_end", _DAY),
        ("fetched", _TEXT),
        ("verified", _TEXT),
    ]
)

#: Its columns are among those of the events above: a table from before there were successions stays as it is.
SUCCESSION = pa.schema(
    [
        ("observation", _TEXT),
        ("chosen", _TEXT),
        ("decision", _TEXT),
        ("snapshot", _TEXT),
        ("file", _TEXT),
        ("reader", _TEXT),
        ("fetched", _TEXT),
        ("published", _TEXT),
        ("published_end", _DAY),
    ]
)

#: Event name (the partition) -> its columns beside the key.
EVENTS: dict[str, pa.Schema] = {
    "observation": OBSERVATION,
    "reading": READING,
    "pass": PASS,
    "retraction": RETRACTION,
    "verdict": VERDICT,
    "alias": ALIAS,
    "source": SOURCE,
    "succession": SUCCESSION,
}


def _union() -> pa.Schema:
    fields = {field.name: field for schema in (KEY, *EVENTS.values()) for field in schema}
    return pa.schema(list(fields.values()))


#: Columns of every Parquet file; the partition column lives in the path.
FILE = _union()
#: The Delta table.
LEDGER = pa.schema([pa.field("event", _TEXT, nullable=False), *FILE])

#: The flat view: one row an observation, what its source and its reader are beside it.
TABLE = pa.schema(
    [
        KEY.field("id"),
        *[OBSERVATION.field(place) for place in range(OBSERVATION.get_field_index("published") + 1)],
        ("published_by", _DAY),
        *[OBSERVATION.field(name) for name in ("origin", "attributed_to", "source", "locator", "snapshot", "quote")],
        *[OBSERVATION.field(name) for name in ("start", "end", "file", "row", "column", "run")],
        KEY.field("recorded"),
        *[READING.field(name) for name in ("reader", "reader_version", "confidence")],
        ("publisher", _TEXT),
        ("source_class", _TEXT),
        ("redistribution", _TEXT),
        ("source_title", _TEXT),
        ("source_url", _TEXT),
        ("source_licence", _TEXT),
        ("source_language", _TEXT),
    ]
)
