"""The durable log of a run: JSON Lines segments that stock tools open.

The live segment is plain JSON Lines. Rows reach the kernel at once (they survive a kill of the
process) and are counted only after fsync (they survive a power cut); one fsync serves all rows
that came meanwhile. A full segment is sealed as gzip, whose CRC guards it from then on.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from parallaxe.measure.run.record import Answered, Graded, Row, decode_row, encode_row
from parallaxe.vocabulary.errors import RunError

Counted = Callable[[], None]

_SEGMENT_BYTES = 16 << 20
_COMMIT_EVERY_S = 0.05
_LEVEL = 3


class AnswerLog:
    """Appends rows to a folder; rows are counted by a callback once they are durable.

    Args:
        folder: where segments lie; ``recover`` must have been called on it.
        segment_bytes: size at which a segment is sealed.
    """

    def __init__(self, folder: Path, *, segment_bytes: int = _SEGMENT_BYTES) -> None:
        self._folder, self._limit = folder, segment_bytes
        numbers = [_number(path) for path in _segments(folder)]
        live = sorted(folder.glob("answers-*.jsonl"))
        self._path = live[-1] if live else folder / f"answers-{max(numbers, default=0) + 1:05}.jsonl"
        self._fd = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self._size = os.fstat(self._fd).st_size
        _sync_folder(folder)
        self._uncounted: list[Counted] = []  # handed to the kernel, not yet known durable
        self._commit: asyncio.Task[None] | None = None
        self._broken: RunError | None = None

    def append(self, row: Row, counted: Counted) -> None:
        """Hand a row to the kernel, before anything else is asked; ``counted`` is called once it is durable.

        Raises:
            RunError: the disk refused a row (this one or an earlier one).
        """
        if self._broken:
            raise self._broken
        line = encode_row(row) + b"\n"
        try:
            _write_all(self._fd, line)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, self._size)
            raise self._fail(error) from error
        self._size += len(line)
        self._uncounted.append(counted)
        if self._commit is None:
            self._commit = asyncio.create_task(self._commit_soon())

    async def close(self) -> None:
        """Make everything durable, count it, and seal the last segment.

        Raises:
            RunError: the disk refused rows; they were not counted.
        """
        while self._commit:
            await self._commit
        await self._close_segment()
        for counted in self._uncounted:
            counted()
        if self._broken:
            raise self._broken

    async def _close_segment(self) -> None:
        """Seal the last segment; where the disk has no room for that, it stays plain, yet durable."""
        if self._broken:
            os.fsync(self._fd)
            os.close(self._fd)
            return
        with contextlib.suppress(OSError):
            await asyncio.to_thread(_seal, self._fd, self._path)

    async def _commit_soon(self) -> None:
        """One fsync for all rows of a short while, then count them; seal a full segment."""
        await asyncio.sleep(_COMMIT_EVERY_S)
        durable, self._uncounted = self._uncounted, []
        try:
            if self._size >= self._limit:
                full_fd, full_path = self._fd, self._path
                self._path = self._folder / f"answers-{_number(full_path) + 1:05}.jsonl"
                self._fd = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
                self._size = 0
                await asyncio.to_thread(_seal, full_fd, full_path)
            else:
                await asyncio.to_thread(os.fsync, self._fd)
        except OSError as error:
            self._fail(error)
            return
        finally:
            self._commit = None
        for counted in durable:
            counted()
        if self._uncounted and not self._broken:
            self._commit = asyncio.create_task(self._commit_soon())

    def _fail(self, error: OSError) -> RunError:
        self._broken = RunError(
            f"the run's log cannot be written ({error.strerror})",
            where=str(self._path),
            mend="Make room on the disk, then resume: every answer counted so far is kept.",
        )
        return self._broken


def recover(folder: Path) -> None:
    """Bring a log back to a whole state after a kill: drop half-sealed files, set a torn last line aside.

    Raises:
        RunError: a line that is not the last is damaged.
    """
    for path in folder.glob("answers-*.jsonl.gz.part"):
        path.unlink()
    for path in sorted(folder.glob("answers-*.jsonl")):
        if path.with_name(path.name + ".gz").exists():
            path.unlink()
        else:
            _drop_torn_end(path)


def read_rows(folder: Path) -> Iterator[Row]:
    """All rows of a log in the order they were written, one in memory at a time.

    Raises:
        RunError: a segment is damaged.
    """
    for path in _segments(folder):
        try:
            with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
                for line in file:
                    yield decode_row(line)
        except (msgspec.DecodeError, OSError, EOFError) as error:
            raise RunError(
                f"a segment is damaged ({error})", where=str(path), mend="Restore it from a copy."
            ) from error


def answers(folder: Path) -> Iterator[Answered]:
    """Each finished unit once, with its last grade; failures that were never mended come last in their place."""
    later = {row.unit: row.grade for row in read_rows(folder) if isinstance(row, Graded)}
    seen: set[int] = set()
    failed: dict[int, Answered] = {}
    for row in read_rows(folder):
        if isinstance(row, Graded) or row.unit in seen:
            continue
        if row.reply is None:
            failed[row.unit] = row
            continue
        seen.add(row.unit)
        failed.pop(row.unit, None)
        row.grade = later.get(row.unit, row.grade)
        yield row
    yield from failed.values()


def _segments(folder: Path) -> list[Path]:
    sealed = {_number(path): path for path in folder.glob("answers-*.jsonl.gz")}
    live = {_number(path): path for path in folder.glob("answers-*.jsonl")}
    merged = live | sealed
    return [merged[number] for number in sorted(merged)]


def _number(path: Path) -> int:
    return int(path.name.removeprefix("answers-").split(".")[0])


def _drop_torn_end(path: Path) -> None:
    """Cut a segment after its last whole row; what follows is kept beside it."""
    good = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n") or not _decodes(line):
                break
            good += len(line)
        file.seek(good)
        rest = file.read()
    if not rest:
        return
    if any(_decodes(line) for line in rest.splitlines()[1:]):
        raise RunError(
            f"a line in the middle of the log is damaged (byte {good})", where=str(path), mend="Restore it from a copy."
        )
    path.with_suffix(f".torn-{good}").write_bytes(rest)
    os.truncate(path, good)


def _decodes(line: bytes) -> bool:
    try:
        decode_row(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def _write_all(fd: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(fd, view) :]


def _seal(fd: int, path: Path) -> None:
    """Turn a finished segment into gzip; at every moment one of the two files is whole."""
    os.fsync(fd)
    os.close(fd)
    if not path.stat().st_size:
        path.unlink()
        return
    target = path.with_name(path.name + ".gz")
    part = target.with_name(target.name + ".part")
    with path.open("rb") as source, part.open("wb") as sealed:
        with gzip.GzipFile(filename="", fileobj=sealed, mode="wb", compresslevel=_LEVEL, mtime=0) as packed:
            shutil.copyfileobj(source, packed, 1 << 20)
        sealed.flush()
        os.fsync(sealed.fileno())
    part.rename(target)
    _sync_folder(path.parent)
    path.unlink()


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
