"""What may enter the ledger: sourced, dated, grounded in its snapshot, about something that is there."""

from __future__ import annotations

from collections.abc import Callable, Collection

from parallaxe.ledger.batch import Batch
from parallaxe.sources.snapshots import SnapshotStore
from parallaxe.vocabulary.errors import GroundingError, InvalidValueError, UnknownObservationError
from parallaxe.vocabulary.events import Reading, Retraction, Verdict
from parallaxe.vocabulary.locator import Quote
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.source import Source

Known = Callable[[Collection[str]], set[str]]


def check_sources(batch: Batch, stored: Callable[[Collection[str]], dict[str, Source]]) -> None:
    """Raise InvalidValueError where an observation has no source or no date at all.

    Args:
        batch: what is to enter.
        stored: sources of the ledger by id.
    """
    sources = {source.id: source for source in batch.sources}
    missing = {item.source for item in batch.observations} - set(sources)
    if missing:
        sources |= stored(missing)
    for item in batch.observations:
        source = sources.get(item.source)
        if source is None:
            raise InvalidValueError(
                f"{item.metric} of {item.surface} names the source '{item.source}', which nobody described",
                mend="Hand in the source with its observations.",
            )
        if not (item.valid or item.published or source.published or source.fetched):
            raise InvalidValueError(
                f"{item.metric} of {item.surface} has no date",
                where=item.source,
                mend="Say when it was true, published or fetched.",
            )


def check_quotes(batch: Batch, store: SnapshotStore) -> None:
    """Raise GroundingError where a quote does not stand at its place in its snapshot's text."""
    texts: dict[str, str] = {}
    handed = {snapshot.hash: snapshot.text for snapshot in batch.snapshots}
    for item in batch.observations:
        if isinstance(item.locator, Quote):
            snapshot = item.locator.snapshot
            if snapshot not in texts:
                texts[snapshot] = _text(snapshot, handed, store, item)
            _check_quote(item, item.locator, texts[snapshot])


def _text(snapshot: str, handed: dict[str, str], store: SnapshotStore, item: Observation) -> str:
    if snapshot in store:
        return store.text(snapshot)
    if snapshot not in handed:
        raise GroundingError(
            f"{item.metric} of {item.surface} quotes a snapshot that was never kept",
            where=item.source,
            mend="Hand in the snapshot with its observations.",
        )
    return handed[snapshot]


def _check_quote(item: Observation, locator: Quote, text: str) -> None:
    if not locator.quote.strip() or text[locator.start : locator.end] != locator.quote:
        raise GroundingError(
            f"quote {locator.quote[:60]!r} does not stand at characters {locator.start} to {locator.end}",
            where=item.source,
            mend="The reader must cut quotes from the text it was handed.",
        )


def check_references(batch: Batch, ids: Collection[str], known: Known) -> None:
    """Raise UnknownObservationError where a reading or decision is about an observation nobody has.

    Args:
        batch: what is to enter.
        ids: of the batch's own observations.
        known: which of some ids the ledger has.
    """
    named = {item.observation for item in (*batch.readings, *batch.decisions) if isinstance(item, Reading | Retraction)}
    named |= {name for item in batch.successions for name in (item.observation, item.by) if name}
    for item in batch.decisions:
        if isinstance(item, Verdict):
            named |= {*item.observations, *([item.chosen] if item.chosen else [])}
    strange = named - set(ids)
    strange -= known(strange) if strange else set()
    if strange:
        raise UnknownObservationError(
            f"no observation {min(strange)} in the ledger", mend="Look its id up with 'parallaxe ledger show'."
        )
