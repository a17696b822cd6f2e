"""What a reader or a connector made of one input, as the batch to append."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

import msgspec

from parallaxe.ledger.batch import Batch, ReaderPass
from parallaxe.sources import Loaded
from parallaxe.vocabulary.claim import Claim
from parallaxe.vocabulary.errors import InvalidValueError
from parallaxe.vocabulary.events import Reading
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.ports import Connector, Reader
from parallaxe.vocabulary.records import RecordsFile
from parallaxe.vocabulary.source import Source

Observe = Callable[[Claim, Loaded], Observation]


def read_batch(
    loaded: Loaded, claims: Iterable[Claim], reader: Reader, observe: Observe, *, is_whole: bool = True
) -> Batch:
    """What a reader's claims on an input make.

    Args:
        loaded: the input.
        claims: of the reader on its document.
        reader: who made them.
        observe: makes an observation of a claim.
        is_whole: whether the claims are all that count; otherwise no pass is recorded, and a later run
            reads the input again.

    Raises:
        InvalidValueError: a value or date that cannot be; says at which characters.
        GroundingError: the reader quotes what is not there.
    """
    snapshot = loaded.document.snapshot
    observations: dict[str, Observation] = {}
    readings: dict[str, Reading] = {}
    for claim in claims:
        made = _observed(claim, loaded, observe)
        name = made.id
        if name not in readings or readings[name].confidence < claim.confidence:
            observations[name] = made
            readings[name] = Reading(
                observation=name,
                snapshot=snapshot,
                reader=reader.name,
                version=reader.version,
                confidence=claim.confidence,
            )
    went = ReaderPass(snapshot=snapshot, source=loaded.source.id, reader=reader.name, version=reader.version)
    return Batch(
        observations=list(observations.values()),
        readings=list(readings.values()),
        passes=[went] if is_whole else [],
        sources=[loaded.source],
        snapshots=[loaded.snapshot],
    )


def _observed(claim: Claim, loaded: Loaded, observe: Observe) -> Observation:
    try:
        return observe(claim, loaded)
    except InvalidValueError as error:
        place = error.where or f"characters {claim.start} to {claim.end}"
        raise InvalidValueError(error.what, where=place, mend=error.mend) from error


def records_batch(connector: Connector, file: RecordsFile, *, obtained: date | None = None) -> Batch:
    """What a connector makes of a file; a later version of the connector supersedes it.

    Args:
        connector: that reads it.
        file: of records.
        obtained: day the file was last written: when an undated source was fetched, at the latest.

    Raises:
        UnreadableInputError, UnknownFormatError: see ``Connector.observe``.
    """
    harvest = connector.observe(file)
    snapshot, name, version = file.snapshot, connector.card.name, connector.version
    return Batch(
        observations=harvest.observations,
        readings=[
            Reading(observation=item.id, snapshot=snapshot, reader=name, version=version, confidence=1.0)
            for item in harvest.observations
        ],
        passes=[ReaderPass(snapshot=snapshot, source=file.name, reader=name, version=version)],
        sources=[_obtained(source, obtained) for source in harvest.sources],
        recorded=datetime.fromisoformat(harvest.recorded).replace(tzinfo=UTC) if harvest.recorded else None,
    )


def _obtained(source: Source, day: date | None) -> Source:
    if day is None or source.published or source.fetched:
        return source
    return msgspec.structs.replace(source, fetched=day.isoformat())


def joined(batches: Iterable[Batch]) -> Batch:
    """Several batches of one time of recording as one; sources and snapshots they share are kept once."""
    parts = list(batches)
    if len(parts) == 1:
        return parts[0]
    return Batch(
        observations=[item for part in parts for item in part.observations],
        readings=[item for part in parts for item in part.readings],
        passes=[item for part in parts for item in part.passes],
        sources=list({item.id: item for part in parts for item in part.sources}.values()),
        successions=[item for part in parts for item in part.successions],
        snapshots=list({item.hash: item for part in parts for item in part.snapshots}.values()),
        recorded=parts[0].recorded,
    )
