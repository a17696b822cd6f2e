"""From an observation back to where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parallaxe.sources.snapshots import SnapshotStore
from parallaxe.vocabulary.errors import GroundingError
from parallaxe.vocabulary.events import AliasDecision, Reading, Retraction, Succession, Verdict
from parallaxe.vocabulary.locator import Quote
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.source import Source

#: Code points shown on either side of a quote.
CONTEXT = 160


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote in place; made only when it was found standing there.

    Args:
        before: text that leads to it.
        quote: the passage.
        after: text that follows.
        start: code point it begins at.
    """

    before: str
    quote: str
    after: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """All that is known of one observation.

    Args:
        id: of the observation.
        observation: the observation, its hash verified.
        recorded: when the ledger learned it.
        state: current, superseded or retracted.
        source: who published it.
        readings: which reader versions saw it, and when, oldest first.
        retractions: who withdrew it, and when.
        verdicts: decisions it was part of, and when.
        successions: later files whose rows it was followed by, or that it follows, and when.
        aliases: what was decided on the name it is told under, and when, oldest first.
        passage: its quote in place; None where it stands in a cell or a run.
    """

    id: str
    observation: Observation
    recorded: datetime
    state: str
    source: Source
    readings: tuple[tuple[Reading, datetime], ...]
    retractions: tuple[tuple[Retraction, datetime], ...]
    verdicts: tuple[tuple[Verdict, datetime], ...]
    successions: tuple[tuple[Succession, datetime], ...]
    aliases: tuple[tuple[AliasDecision, datetime], ...]
    passage: Passage | None


def passage(observation: Observation, store: SnapshotStore) -> Passage | None:
    """The quote of an observation where it stands.

    Raises:
        DamagedFileError: its snapshot is missing or changed.
        GroundingError: the quote does not stand there.
    """
    locator = observation.locator
    if not isinstance(locator, Quote):
        return None
    text = store.text(locator.snapshot)
    if text[locator.start : locator.end] != locator.quote:
        raise GroundingError(
            f"quote {locator.quote[:60]!r} does not stand at characters {locator.start} to {locator.end}",
            where=f"snapshot {locator.snapshot}",
            mend="Retract the observation and ingest its input again.",
        )
    first = max(0, locator.start - CONTEXT)
    return Passage(text[first : locator.start], locator.quote, text[locator.end : locator.end + CONTEXT], locator.start)
