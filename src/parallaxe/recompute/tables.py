"""Files of records as Arrow tables; what does not parse is named by file and place."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterable
from typing import TypeVar

import msgspec
import pyarrow as pa
import pyarrow.csv as pa_csv

from parallaxe.vocabulary.errors import UnknownFormatError, UnreadableInputError
from parallaxe.vocabulary.records import RecordsFile

T = TypeVar("T")
_GZIP_MAGIC = b"\x1f\x8b"
_NAMES_SHOWN = 12


def plain_bytes(file: RecordsFile) -> bytes:
    """The file's bytes, decompressed where they are gzip.

    Raises:
        UnreadableInputError: empty, or a gzip that is truncated or damaged.
    """
    raw = file.raw
    if raw.startswith(_GZIP_MAGIC):
        try:
            raw = gzip.decompress(raw)
        except (EOFError, OSError, zlib.error) as error:
            raise UnreadableInputError(
                f"is a truncated or damaged gzip ({error})", where=file.name, mend="Fetch the file again."
            ) from error
    if not raw.strip():
        raise UnreadableInputError("is empty", where=file.name, mend="Fetch the file again.")
    return raw


def csv_table(file: RecordsFile, columns: Iterable[str], *, delimiter: str = ",") -> pa.Table:
    """A delimited file, every cell as text; nulls are empty cells.

    Raises:
        UnknownFormatError: a column of ``columns`` is missing, or a row has too many or too few cells.
        UnreadableInputError: no row below the header, or not UTF-8.
    """
    raw = plain_bytes(file)
    header = _header(raw, file, delimiter)
    require_columns(header, columns, file)
    try:
        table = pa_csv.read_csv(
            io.BytesIO(raw),
            read_options=pa_csv.ReadOptions(use_threads=False),
            parse_options=pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string())),
        )
    except pa.ArrowInvalid as error:
        raise UnknownFormatError(
            f"is not the table expected ({error})", where=file.name, mend="Check the delimiter and the row it names."
        ) from error
    if not table.num_rows:
        raise UnreadableInputError("has a header and no rows", where=file.name, mend="Fetch the file again.")
    return table


def _header(raw: bytes, file: RecordsFile, delimiter: str) -> list[str]:
    try:
        first = io.StringIO(raw.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        raise UnreadableInputError(
            f"is not UTF-8 (byte {error.start})", where=file.name, mend="Save it as UTF-8."
        ) from error
    try:
        return next(csv.reader(first, delimiter=delimiter))
    except (csv.Error, StopIteration) as error:
        raise UnknownFormatError(
            f"has no header line ({error})",
            where=file.name,
            mend="Hand in the table itself, not a page or a JSON file.",
        ) from error


def require_columns(found: Iterable[str], wanted: Iterable[str], file: RecordsFile) -> None:
    """Raise UnknownFormatError naming each column of ``wanted`` that was not found."""
    names = list(found)
    if missing := [name for name in wanted if name not in names]:
        raise UnknownFormatError(
            f"lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}",
            where=f"{file.name}, header",
            mend=f"It has {', '.join(names[:_NAMES_SHOWN])}{'…' if len(names) > _NAMES_SHOWN else ''}; was a column renamed?",
        )


def json_value(file: RecordsFile, type_: type[T]) -> T:
    """A JSON file as a type; raises UnknownFormatError naming the path of what does not fit."""
    try:
        return msgspec.json.decode(plain_bytes(file), type=type_)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `")
        raise UnknownFormatError(
            what, where=f"{file.name}, {place.rstrip('`') or '$'}", mend="Was a key renamed?"
        ) from error
    except msgspec.DecodeError as error:
        raise UnreadableInputError(f"is no JSON ({error})", where=file.name, mend="Fetch the file again.") from error


def some(rows: list[T], file: RecordsFile) -> list[T]:
    """The rows of a file; raises UnreadableInputError where there are none."""
    if not rows:
        raise UnreadableInputError("holds no records", where=file.name, mend="Fetch the file again.")
    return rows


def cell_error(file: RecordsFile, row: int, column: str, value: object, wanted: str) -> UnknownFormatError:
    """The error of a cell that does not parse; rows count from 1 below the header."""
    return UnknownFormatError(
        f"'{value}' is not {wanted}", where=f"{file.name}, row {row}, column {column}", mend="Mend or remove the row."
    )
