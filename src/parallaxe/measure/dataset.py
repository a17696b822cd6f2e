"""Rows of a dataset file (JSON Lines, CSV, Parquet), read lazily and checked with file and line."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from parallaxe.vocabulary.errors import InvalidValueError, UnknownFormatError, UnreadableInputError

Fields = Mapping[str, Any]
Check = Callable[[Fields], None]

_BLOCK_BYTES = 1 << 20


class Item(msgspec.Struct, frozen=True):
    """One row: its place in the file (from 0), its id, its fields and their JSON as stored in logs."""

    index: int
    id: str
    fields: dict[str, Any]
    raw: msgspec.Raw


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """How a file's columns become our fields.

    Args:
        names: our field name to the file's column.
        choices: columns that hold one choice each.
        right_first: the first of ``choices`` is the right one; they are shuffled by a hash of the row's
            texts, the same for everyone, and ``answer`` is set to its letter.
    """

    names: dict[str, str] = {}
    choices: list[str] = []
    right_first: bool = False

    def applied(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with our fields beside its own."""
        row = row | {ours: row[theirs] for ours, theirs in self.names.items() if theirs in row}
        if self.choices and all(column in row for column in self.choices):
            choices = [str(row[column]) for column in self.choices]
            if self.right_first:
                right = choices[0]
                choices.sort(key=lambda text: hashlib.sha256(f"{row.get('question')}/{text}".encode()).digest())
                row["answer"] = "ABCDEFGHIJ"[choices.index(right)]
            row["choices"] = choices
        return row


class Dataset(msgspec.Struct, frozen=True):
    """A file of rows whose content is pinned by its hash.

    Args:
        path: the file.
        sha256: hex digest of the file's bytes.
        count: number of rows.
        columns: how its columns become our fields.
    """

    path: Path
    sha256: str
    count: int
    columns: Columns = Columns()

    def items(self, check: Check | None = None) -> Iterator[Item]:
        """Rows in file order, one in memory at a time.

        Raises:
            UnknownFormatError: a row does not parse, or is not an object.
            InvalidValueError: a row fails the check; the message names file and line.
        """
        return _items(self.path, self.columns) if check is None else self._checked(check)

    def _checked(self, check: Check) -> Iterator[Item]:
        ids = None
        for item in _items(self.path, self.columns):
            has_id = "id" in item.fields
            ids = has_id if ids is None else ids
            if has_id != ids:
                raise _bad_row(self.path, item.index, "field 'id' is present in some rows and missing in others")
            try:
                check(item.fields)
            except InvalidValueError as error:
                raise _bad_row(self.path, item.index, error.what, error.mend) from error
            yield item


def scan(path: Path, *, columns: Columns | None = None) -> Dataset:
    """Hash a dataset and count its rows, without looking into them.

    Raises:
        UnreadableInputError: the file is missing or empty.
        UnknownFormatError: the file is not of the format its name says.
    """
    if not path.is_file():
        raise UnreadableInputError("no such dataset file", where=str(path), mend="Give the path of a file of rows.")
    columns = columns or Columns()
    if path.suffix == ".jsonl":
        sha256, count = _hash_and_count(path)
    else:
        sha256, count = file_sha256(path), _count(path)
    if not count:
        raise UnreadableInputError("the dataset has no rows", where=str(path), mend="Give a file with one row a line.")
    return Dataset(path, sha256, count, columns)


def require(fields: Fields, *names: str) -> None:
    """Raise InvalidValueError naming the first field that a row lacks."""
    for name in names:
        if fields.get(name) is None:
            raise InvalidValueError(
                f"the row has no field '{name}'", mend="Add it, or map it with the suite's `columns`."
            )


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash_and_count(path: Path) -> tuple[str, int]:
    """Hash and lines that are not blank, in one reading."""
    digest, count = hashlib.sha256(), 0
    with path.open("rb") as file:
        while lines := file.readlines(_BLOCK_BYTES):
            digest.update(b"".join(lines))
            count += sum(map(bool, map(bytes.strip, lines)))
    return digest.hexdigest(), count


def _count(path: Path) -> int:
    if path.suffix == ".parquet":
        return int(_parquet(path).metadata.num_rows)
    if path.suffix == ".csv":
        return sum(1 for _ in _csv_rows(path))
    return sum(map(bool, map(bytes.strip, _lines(path))))


def _bad_row(path: Path, index: int, what: str, mend: str = "") -> InvalidValueError:
    mend = mend or "Mend the row and run again."
    return InvalidValueError(what, where=f"{path}:{_line_of(path, index)}", mend=mend)


def _line_of(path: Path, index: int) -> int:
    """Line number (from 1) at which a row begins."""
    if path.suffix == ".csv":
        return next(number for place, (number, _) in enumerate(_csv_lines(path)) if place == index)
    if path.suffix == ".parquet":
        return index + 1
    numbered = (number for number, line in enumerate(_lines(path), 1) if line.strip())
    return next(islice(numbered, index, None), index + 1)


def _items(path: Path, columns: Columns) -> Iterator[Item]:
    rows = {".csv": _csv_rows, ".parquet": _parquet_rows}.get(path.suffix, _json_rows)(path)
    for index, (fields, raw) in enumerate(rows):
        if columns.names or columns.choices:
            fields = columns.applied(fields)  # noqa: PLW2901
            raw = msgspec.Raw(msgspec.json.encode(fields))  # noqa: PLW2901
        yield Item(index, str(fields.get("id", index + 1)), fields, raw)


def _json_rows(path: Path) -> Iterator[tuple[dict[str, Any], msgspec.Raw]]:
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    for number, line in enumerate(_lines(path), 1):
        text = line.strip()
        if not text:
            continue
        try:
            yield decode(text), msgspec.Raw(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnknownFormatError(
                f"the line is not a JSON object ({error})", where=f"{path}:{number}", mend="One object a line."
            ) from error


def _lines(path: Path) -> Iterator[bytes]:
    """Lines of a file of text, unpacked where its name ends in ``.gz``."""
    if path.suffix != ".gz":
        with path.open("rb") as file:
            yield from file
        return
    try:
        with gzip.open(path) as file:
            yield from file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableInputError(f"damaged gzip ({error})", where=str(path), mend="Check the download.") from error


def _csv_rows(path: Path) -> Iterator[tuple[dict[str, Any], msgspec.Raw]]:
    for number, row in _csv_lines(path):
        if None in row or None in row.values():
            raise UnknownFormatError(
                "the row has not as many cells as the header",
                where=f"{path}:{number}",
                mend="Quote cells with commas.",
            )
        fields = {name: _cell(value) for name, value in row.items()}
        yield fields, msgspec.Raw(msgspec.json.encode(fields))


def _csv_lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with the line each begins at; a quoted cell may hold several lines."""
    import csv

    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            reader = csv.DictReader(file)
            header = reader.fieldnames
            begins = reader.line_num + 1 if header else 1
            for row in reader:
                yield begins, row
                begins = reader.line_num + 1
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnknownFormatError(
                f"the file is no CSV in UTF-8 ({error})", where=str(path), mend="Write it again as such."
            ) from error


def _cell(text: str) -> Any:
    """A CSV cell; a list or object is written in it as JSON."""
    if text[:1] in "[{":
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError:
            return text
    return text


def _parquet_rows(path: Path) -> Iterator[tuple[dict[str, Any], msgspec.Raw]]:
    for batch in _parquet(path).iter_batches(batch_size=1024):
        for fields in batch.to_pylist():
            yield fields, msgspec.Raw(msgspec.json.encode(fields))


def _parquet(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise UnknownFormatError(
            f"not a Parquet file ({error})", where=str(path), mend="Check the download."
        ) from error
