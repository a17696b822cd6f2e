"""Reading documents in this process or, where there are many, in several; one code path."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from parallaxe.read.readers import load_reader, reader_names
from parallaxe.vocabulary.errors import ParallaxeError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from parallaxe.vocabulary.claim import Claim
    from parallaxe.vocabulary.document import Document
    from parallaxe.vocabulary.ports import Reader

#: With fewer documents, starting processes takes longer than reading in this one.
WORTH_STARTING = 500
#: Documents under way a process, so that memory stays flat however many there are.
_AHEAD = 8

#: An error does not travel between processes as it is: its class, what, where and mend do.
_Failure = tuple[type[ParallaxeError], str, str, str]
#: What each reader found, by its name.
Claims = Callable[[], "dict[str, list[Claim]]"]


class Fanout:
    """Hands documents to readers, here or in other processes.

    Args:
        readers: by name; used here where the documents are few, made anew by name in other processes.
        catalogue: the user's folder that extends the shipped catalogue.
        documents: how many will come.
        workers: processes; 0 means one a core.
    """

    def __init__(self, readers: Mapping[str, Reader], catalogue: Path | None, *, documents: int, workers: int) -> None:
        self._readers, self._catalogue = readers, catalogue
        processes = workers or os.cpu_count() or 1
        several = processes > 1 and documents >= WORTH_STARTING and set(readers) <= set(reader_names())
        self._pool = _started(processes) if several else None
        #: How many documents may be under way before the first is waited for.
        self.ahead = processes * _AHEAD if self._pool else 0

    def submit(self, document: Document, names: Collection[str]) -> Claims:
        """Start reading by the readers named; calling what it gives waits for the claims, or raises what one did."""
        if self._pool is None:
            return lambda: {name: list(self._readers[name].read(document)) for name in names}
        future = self._pool.submit(_read, document, tuple(names), self._catalogue)
        return lambda: _claims(future)

    def close(self) -> None:
        """Stop, without waiting for what is under way."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _started(processes: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_prepare)


def _prepare() -> None:
    """Leave Ctrl-C to the process that started this one, and end with it even when it is killed."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        threading.Thread(target=lambda: (wait([sentinel]), os._exit(1)), daemon=True).start()


def _read(document: Document, names: tuple[str, ...], catalogue: Path | None) -> dict[str, list[Claim]] | _Failure:
    try:
        return {name: list(_reader(name, catalogue).read(document)) for name in names}
    except ParallaxeError as error:
        return type(error), error.what, error.where, error.mend


@lru_cache(maxsize=4)
def _reader(name: str, catalogue: Path | None) -> Reader:
    from parallaxe.catalog import load_catalogue

    return load_reader(name, load_catalogue(catalogue))


def _claims(future: Future[dict[str, list[Claim]] | _Failure]) -> dict[str, list[Claim]]:
    found = future.result()
    if isinstance(found, tuple):
        kind, what, where, mend = found
        raise kind(what, where=where, mend=mend)
    return found
