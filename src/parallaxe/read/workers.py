"""Reading many inputs: in this process, in a pool of processes, or on a Ray cluster; one code path."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import msgspec

from parallaxe.read.agreement import Disagreement, compare
from parallaxe.read.llm import LlmReader
from parallaxe.vocabulary.claim import Claim
from parallaxe.vocabulary.collector import paused
from parallaxe.vocabulary.document import Document
from parallaxe.vocabulary.errors import CatalogueError, EndpointError, ParallaxeError, SettingsError
from parallaxe.vocabulary.ports import Reader

#: Inputs handed to a process at once, and how many such batches may be under way a process: what is
#: read ahead, and so memory, is bounded however many inputs there are.
_BATCH, _AHEAD = 16, 4


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One input as it was read: its claims, or why there are none.

    Args:
        path: as handed in.
        claims: in order of ``start``; what several readers found is surer.
        disagreements: where readers contradict one another.
        rejected: claims a reader threw out for want of grounds, by reason.
        error: message of what was wrong with the input, None if nothing was.
        exit_code: of that error.
    """

    path: str
    claims: list[Claim] = []
    disagreements: list[Disagreement] = []
    rejected: dict[str, int] = {}
    error: str | None = None
    exit_code: int = 0


def read_documents(
    paths: Iterable[str],
    *,
    workers: int = 1,
    catalogue: Path | None = None,
    sources: Path | None = None,
    ray: bool = False,
    readers: Sequence[str] = ("rules",),
) -> Iterator[Reading]:
    """Read inputs, in order, each bad one reported and the others read.

    Args:
        paths: files, or "-" for standard input.
        workers: processes; 1 reads in this one, 0 takes one a core.
        catalogue: folder that extends the shipped catalogue.
        sources: list of sources (see ``Sidecar``); else the one beside each file.
        ray: spread over a Ray cluster (extra ``ray``): the one this process is connected to, else that of
            ``RAY_ADDRESS``, else one started on this machine.
        readers: names of readers that need no endpoint.

    Raises:
        SettingsError: Ray is asked for and not installed.
    """
    names = tuple(readers)
    extra, listed = (str(path) if path else None for path in (catalogue, sources))
    batches = _batches(paths)
    if ray:
        yield from _on_ray(batches, extra, listed, names)
        return
    processes = workers or os.cpu_count() or 1
    if processes == 1:
        for batch in batches:
            yield from read_batch(batch, extra, listed, names)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from _ordered(
            batches, lambda batch: pool.submit(read_batch, batch, extra, listed, names), processes * _AHEAD
        )


def read_batch(
    paths: list[str], catalogue: str | None, sources: str | None, readers: tuple[str, ...] = ("rules",)
) -> list[Reading]:
    """Read a few inputs; what every worker runs."""
    made = _readers(catalogue, readers)
    return [read_one(path, Path(sources) if sources else None, made) for path in paths]


def read_one(path: str, sources: Path | None, readers: Sequence[Reader]) -> Reading:
    """One input by readers at hand; its own errors are told in the reading.

    Raises:
        CatalogueError, EndpointError: not this input's fault, and the same for every other.
    """
    from parallaxe.sources import load

    try:
        loaded = load(path, sidecar=sources)
        return _read(path, loaded.document, readers)
    except (CatalogueError, EndpointError):
        raise
    except ParallaxeError as error:
        if error.where == Path(path).stem:
            error = type(error)(error.what, where=path, mend=error.mend)
        return Reading(path=path, error=str(error), exit_code=error.exit_code)


def _read(path: str, document: Document, readers: Sequence[Reader]) -> Reading:
    claims: list[Claim] = []
    disagreements: list[Disagreement] = []
    rejected: Counter[str] = Counter()
    for reader in readers:
        if isinstance(reader, LlmReader):
            told = reader.reading(document)
            found, refused = told.claims, told.rejected
        else:
            found, refused = list(reader.read(document)), {}
        both = compare(claims, found)
        claims = both.claims
        disagreements += both.disagreements
        rejected.update(refused)
    return Reading(path=path, claims=claims, disagreements=disagreements, rejected=dict(rejected))


@lru_cache(maxsize=2)
def _readers(catalogue: str | None, names: tuple[str, ...]) -> tuple[Reader, ...]:
    from parallaxe.catalog import load_catalogue
    from parallaxe.read.readers import load_reader

    with paused():  # looking through what is loaded takes a sixth of the time
        known = load_catalogue(Path(catalogue) if catalogue else None)
        return tuple(load_reader(name, known) for name in names)


def _batches(paths: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(paths)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _ordered(
    batches: Iterator[list[str]], submit: Callable[[list[str]], Future[list[Reading]]], ahead: int
) -> Iterator[Reading]:
    waiting: deque[Future[list[Reading]]] = deque(submit(batch) for batch in islice(batches, ahead))
    while waiting:
        yield from waiting.popleft().result()
        for batch in islice(batches, 1):
            waiting.append(submit(batch))


def _on_ray(
    batches: Iterator[list[str]], catalogue: str | None, sources: str | None, readers: tuple[str, ...]
) -> Iterator[Reading]:
    try:
        import ray  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise SettingsError("Ray is not installed", mend="Install the extra: pip install 'parallaxe[ray]'.") from error
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False)
    task = ray.remote(read_batch)
    waiting = deque(task.remote(batch, catalogue, sources, readers) for batch in islice(batches, _AHEAD * 4))
    while waiting:
        yield from ray.get(waiting.popleft())
        for batch in islice(batches, 1):
            waiting.append(task.remote(batch, catalogue, sources, readers))
