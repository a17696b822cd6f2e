"""Record-level data: what a connector is handed, says of itself and gives back."""

from __future__ import annotations

import hashlib
from functools import cached_property

import msgspec

from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.source import Redistribution, Source, SourceClass


class RecordsFile(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The bytes of one file of records.

    Args:
        name: as the user or the package calls it, without folders of this machine.
        raw: its bytes, compressed where the file is.
    """

    name: str
    raw: bytes

    @cached_property
    def snapshot(self) -> str:
        """SHA-256 (hex) of the bytes; taken once, for each row is located by it."""
        return hashlib.sha256(self.raw).hexdigest()


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a connector's data is: printed by ``parallaxe connectors`` and kept in the docs.

    Args:
        name: the connector's name on the command line.
        title: of the dataset.
        publisher: slug or name of who publishes the data.
        source_class: of its rows, where the connector does not tell them apart.
        licence: SPDX id or the publisher's words.
        redistribution: what exporters may pass on.
        url: where it is published.
        columns: the columns or keys a file must have, with their meaning and unit.
        note: what the data does not say, and what the connector leaves out.
        covers_days: whether a file holds some days of a series; a later file of its name then says nothing of
            other days, and what was read of these stays.
    """

    name: str
    title: str
    publisher: str
    source_class: SourceClass
    licence: str
    redistribution: Redistribution
    url: str
    columns: dict[str, str]
    note: str = ""
    covers_days: bool = False


class Harvest(msgspec.Struct, frozen=True, kw_only=True):
    """What a connector made of a file.

    Args:
        sources: of the observations, by their ``source``.
        observations: each with a Cell locator into the file.
        recorded: ISO day the ledger is to carry as recorded, for data that ships with a package;
            None for the moment of ingestion.
    """

    sources: list[Source]
    observations: list[Observation]
    recorded: str | None = None
