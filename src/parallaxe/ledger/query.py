"""Questions to the ledger's files, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from parallaxe.ledger import schema
from parallaxe.vocabulary.errors import InvalidValueError
from parallaxe.vocabulary.times import AsOf

#: Column of an observation -> values it may have.
Filters = Mapping[str, Sequence[str]]
_FILTERED = {"id", *(field.name for field in schema.OBSERVATION if field.type == pa.string())}
_ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)


def connect() -> duckdb.DuckDBPyConnection:
    """A connection of its own, in UTC."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    return connection


def bind(connection: duckdb.DuckDBPyConnection, event: str, paths: Sequence[Path]) -> None:
    """Make the files of an event a view of its name; without files, one without rows."""
    columns = ", ".join(f'"{name}"' for name in (*schema.KEY.names, *schema.EVENTS[event].names))
    if not paths:
        connection.register(f"no_{event}", schema.FILE.empty_table())
        origin = f"no_{event}"
    else:
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        origin = f"read_parquet([{listed}], hive_partitioning=false)"
    connection.execute(f'CREATE OR REPLACE TEMP VIEW "{event}" AS SELECT {columns} FROM {origin}')  # noqa: S608


def flat(connection: duckdb.DuckDBPyConnection, as_of: AsOf, filters: Filters, *, every: bool) -> pa.Table:
    """The flat view at the three times, ordered by id.

    Args:
        connection: with the views of all events bound.
        as_of: the three times.
        filters: which observations.
        every: superseded and retracted ones too, with a column ``state`` that says which.
    """
    parameters: dict[str, Any] = {"known": _instant(as_of.known_at)}
    conditions = ["o.recorded <= $known"]
    if as_of.valid_at:
        parameters["valid"] = as_of.valid_at
        conditions.append("(o.valid_start IS NULL OR $valid BETWEEN o.valid_start AND o.valid_end)")
    for place, (column, values) in enumerate(filters.items()):
        if column not in _FILTERED:
            raise InvalidValueError(f"observations have no text column '{column}'", mend="Filter by subject or metric.")
        parameters[f"f{place}"] = list(values)
        conditions.append(f'o."{column}" IN (SELECT unnest($f{place}::VARCHAR[]))')
    outer = []
    seen = "true"
    if as_of.published_by:
        parameters["published"] = as_of.published_by
        outer += ["published_by <= $published", "NOT unborn"]
        seen = "published_end IS NULL OR published_end <= $published"
    if not every:
        outer.append("state = 'current'")
    sql = _FLAT.format(
        chosen="SEMI JOIN chosen ON chosen.id = reading.observation" if filters or as_of.valid_at else "",
        columns=", ".join(f'o."{field.name}"' for field in schema.TABLE if field.name in schema.OBSERVATION.names),
        conditions=" AND ".join(conditions),
        seen=seen,
        outer=("WHERE " + " AND ".join(outer)) if outer else "",
    )
    found = _fetched(connection, sql, parameters)
    fields = [*schema.TABLE, pa.field("state", pa.string())] if every else list(schema.TABLE)
    return found.select([field.name for field in fields]).cast(pa.schema(fields))


def rows(connection: duckdb.DuckDBPyConnection, event: str, where: str = "true", **parameters: Any) -> pa.Table:
    """Rows of one event, oldest first."""
    sql = f'SELECT * FROM "{event}" WHERE {where} ORDER BY recorded, id'  # noqa: S608
    return _fetched(connection, sql, parameters)


def first_repeated_id(connection: duckdb.DuckDBPyConnection) -> str | None:
    """An observation's id that stands in more than one row, None where each stands once."""
    sql = "SELECT id FROM observation GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT 1"
    found = _fetched(connection, sql, {})["id"].to_pylist()
    return str(found[0]) if found else None


def newest_passes(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Of each snapshot and reader the highest version, and the source it was read as."""
    sql = """SELECT snapshot, reader, max(reader_version) AS version, arg_max(source, (reader_version, recorded)) AS source
      FROM pass GROUP BY snapshot, reader"""
    return _fetched(connection, sql, {})


def newest_files(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Of each file name and reader the snapshot taken in last, or that came back last."""
    sql = """SELECT file, reader, arg_max(snapshot, recorded) AS snapshot FROM (
      SELECT source AS file, reader, snapshot, recorded FROM pass
      UNION ALL SELECT file, reader, snapshot, recorded FROM succession) GROUP BY file, reader"""
    return _fetched(connection, sql, {})


def counts_by_snapshot(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Snapshot, number of observations made of it, number of unresolved ones."""
    sql = """SELECT snapshot, count(*) AS made, count(*) FILTER (subject IS NULL) AS unresolved
      FROM observation WHERE snapshot IS NOT NULL GROUP BY snapshot"""
    return _fetched(connection, sql, {})


def known_ids(connection: duckdb.DuckDBPyConnection, event: str, ids: pa.Table) -> pa.ChunkedArray:
    """Which of the ids in the column ``id`` the view of the event holds."""
    connection.register("asked", ids)
    try:
        sql = f'SELECT DISTINCT id FROM "{event}" SEMI JOIN asked USING (id)'  # noqa: S608
        return _fetched(connection, sql, {})["id"]
    finally:
        connection.unregister("asked")


def _fetched(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> pa.Table:
    found: pa.Table = connection.sql(sql, params=parameters or None).to_arrow_table()
    return found


def _instant(known_at: datetime | None) -> datetime:
    if known_at is None:
        return _ALWAYS
    if known_at.tzinfo is None:
        raise InvalidValueError("known_at has no time zone", mend="Give an instant in UTC.")
    return known_at.astimezone(UTC)


#: Only readings of a reader's highest version on a snapshot count; a pass that found nothing raises it too.
#: An observation no reader made counts until it is retracted. Sources: the newest row each. What a later file of
#: the same name follows has fallen, unless it is told to stand again; as of a day before that, the row that came
#: with the later file in its stead is not born yet.
_FLAT = """
WITH chosen AS MATERIALIZED (
  SELECT * FROM observation o WHERE {conditions}
), reads AS (
  SELECT observation, snapshot, reader, reader_version, confidence FROM reading {chosen} WHERE recorded <= $known
), newest AS (
  SELECT snapshot, reader, max(reader_version) AS reader_version FROM (
    SELECT snapshot, reader, reader_version FROM reading WHERE recorded <= $known
    UNION ALL SELECT snapshot, reader, reader_version FROM pass WHERE recorded <= $known
  ) GROUP BY ALL
), counting AS (
  SELECT observation, arg_max({{'reader': reader, 'version': reads.reader_version, 'confidence': confidence}},
      {{'counts': newest.reader_version IS NOT NULL, 'confidence': confidence, 'reader': reader}}) AS best,
    bool_or(newest.reader_version IS NOT NULL) AS counts
  FROM reads LEFT JOIN newest USING (snapshot, reader, reader_version) GROUP BY observation
), sources AS (
  SELECT source, arg_max(COLUMNS(* EXCLUDE (source, recorded, id)), (recorded, id)) FROM source
  WHERE recorded <= $known GROUP BY source
), withdrawn AS (
  SELECT DISTINCT observation FROM retraction WHERE recorded <= $known
), told AS (
  SELECT observation AS id, false AS stands, recorded, published_end FROM succession
  WHERE recorded <= $known AND chosen IS DISTINCT FROM observation
  UNION ALL SELECT chosen, true, recorded, published_end FROM succession WHERE recorded <= $known AND chosen IS NOT NULL
), fallen AS (
  SELECT id FROM told WHERE {seen} GROUP BY id HAVING NOT arg_max(stands, recorded)
), coming AS (
  SELECT id, recorded FROM told WHERE stands AND NOT ({seen})
), viewed AS (
  SELECT {columns},
    coalesce(o.published_end, s.published_end, try_cast(s.fetched AS DATE), o.recorded::DATE) AS published_by,
    o.recorded, o.id, c.best.reader AS reader, c.best.version AS reader_version, c.best.confidence AS confidence,
    s.publisher, s.source_class, s.redistribution, s.title AS source_title, s.url AS source_url,
    s.licence AS source_licence, s.language AS source_language,
    CASE WHEN w.observation IS NOT NULL THEN 'retracted' WHEN f.id IS NOT NULL OR NOT coalesce(c.counts, true) THEN 'superseded'
      ELSE 'current' END AS state,
    coming.id IS NOT NULL AS unborn
  FROM chosen o LEFT JOIN counting c ON c.observation = o.id
  LEFT JOIN withdrawn w ON w.observation = o.id LEFT JOIN fallen f ON f.id = o.id
  LEFT JOIN coming ON coming.id = o.id AND coming.recorded = o.recorded LEFT JOIN sources s ON s.source = o.source
)
SELECT * FROM viewed {outer} ORDER BY id
"""
