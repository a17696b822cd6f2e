"""Answers kept across runs, keyed on the endpoint and the whole request: model, messages, every setting."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from parallaxe.measure.reply import Reply
from parallaxe.vocabulary.errors import RunError

_COMMIT_EVERY = 256


class AnswerCache:
    """A folder's cache of replies.

    A request's JSON begins with the model and holds all that changes the answer; the URL and, for
    unseeded sampling, the repeat are hashed with it.

    Raises:
        RunError: from every method: the file is damaged, locked by another, or the disk is full.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._waiting: list[tuple[bytes, bytes]] = []
        with self._as_run_error():
            self._base = sqlite3.connect(path, isolation_level=None)
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=NORMAL")
            self._base.execute("CREATE TABLE IF NOT EXISTS replies (key BLOB PRIMARY KEY, reply BLOB) WITHOUT ROWID")

    @staticmethod
    def key(url: str, body: bytes, repeat: int) -> bytes:
        """Key of a request."""
        return hashlib.blake2b(b"\0".join((url.encode(), body, b"%d" % repeat)), digest_size=20).digest()

    def get(self, key: bytes) -> Reply | None:
        """The reply kept under a key."""
        with self._as_run_error():
            found = self._base.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        return msgspec.json.decode(found[0], type=Reply) if found else None

    def put(self, key: bytes, reply: Reply) -> None:
        """Keep a reply; a truncated or refused one is kept too, for it is what the model said."""
        self._waiting.append((key, msgspec.json.encode(reply)))
        if len(self._waiting) >= _COMMIT_EVERY:
            self._flush()

    def close(self) -> None:
        """Write what waits."""
        try:
            self._flush()
        finally:
            self._base.close()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            with self._as_run_error():
                self._base.execute("BEGIN")
                self._base.executemany("INSERT OR REPLACE INTO replies VALUES (?, ?)", waiting)
                self._base.execute("COMMIT")

    @contextmanager
    def _as_run_error(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise RunError(
                f"the answer cache cannot be used ({error})",
                where=str(self._path),
                mend="Make room on the disk, or run again without --cache: the run's own answers are kept.",
            ) from error
