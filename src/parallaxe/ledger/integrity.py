"""Every row held against the hash of its content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from parallaxe.ledger import rows
from parallaxe.ledger.delta import DataFile
from parallaxe.vocabulary.errors import DamagedFileError, ParallaxeError, TamperedRowError

_ROWS_AT_ONCE = 20_000
_DERIVED = {
    "observation": ("valid_start", "valid_end", "published_end"),
    "source": ("published_end",),
    "succession": ("published_end",),
}


def check_rows(file: DataFile, path: Path) -> int:
    """How many rows a file has, each with its hash.

    Raises:
        TamperedRowError: a row whose content is not the one its id was made of; names file and id.
        DamagedFileError: the file cannot be read, or has more or fewer rows than committed.
    """
    count = 0
    try:
        for batch in pq.ParquetFile(path).iter_batches(batch_size=_ROWS_AT_ONCE):
            table = pa.Table.from_batches([batch])
            for row in table.to_pylist():
                verify(file.event, row, str(path))
            count += table.num_rows
    except (OSError, pa.ArrowException) as error:
        raise DamagedFileError(
            f"its rows cannot be read ({error})", where=str(path), mend="Restore it from a copy."
        ) from error
    if count != file.rows:
        raise DamagedFileError(
            f"{count} rows instead of the {file.rows} committed", where=str(path), mend="Restore it from a copy."
        )
    return count


def verify(event: str, row: dict[str, Any], where: str) -> Any:
    """The content of a row, once its hash is found right; raises TamperedRowError."""
    try:
        content = rows.content(event, row)
        right = rows.content_id(content) == row["id"] and not any(_wrong_days(event, row, content))
    except (msgspec.ValidationError, msgspec.DecodeError, ParallaxeError, TypeError, KeyError) as error:
        raise _tampered(event, row, where) from error
    if not right:
        raise _tampered(event, row, where)
    return content


def _wrong_days(event: str, row: dict[str, Any], content: Any) -> Iterator[bool]:
    """Columns that only repeat others must repeat them rightly: questions are answered by them."""
    names = _DERIVED.get(event, ())
    if names:
        again = rows.table(event, [content], row["recorded"]).select(list(names)).to_pylist()[0]
        yield from (row[name] != again[name] for name in names)


def _tampered(event: str, row: dict[str, Any], where: str) -> TamperedRowError:
    said = ", ".join(f"{name}={row[name]!r}" for name in ("subject", "metric", "number", "text") if row.get(name))
    return TamperedRowError(
        f"the {event} {row.get('id')} is not what was recorded ({said or 'its content has another hash'})",
        where=where,
        mend="Restore the file from a copy; to withdraw an observation, retract it.",
    )
