"""What a ledger has read already, so that nothing is read twice and no two texts share a name."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from parallaxe.ledger.batch import Batch, ReaderPass
from parallaxe.ledger.ledger import Ledger
from parallaxe.sources import Loaded
from parallaxe.sources.load import UNNAMED
from parallaxe.vocabulary.ports import Connector, Reader
from parallaxe.vocabulary.records import RecordsFile
from parallaxe.vocabulary.source import Source

#: What a list of sources may correct; the day the bytes were fetched is no description.
_DESCRIBED = ("publisher", "title", "url", "source_class", "language", "licence", "redistribution", "published")
_UNSAID = frozenset({None, "", "und", UNNAMED})
#: What observations depend on: corrected, the text is read again.
READ_WITH = frozenset({"language", "published"})
#: Begins the note on a text of which only the description changed.
CORRECTED = "corrected: "


@dataclass(slots=True)
class Seen:
    """What the ledger has read already, asked once before many inputs.

    Args:
        versions: highest version by snapshot and reader.
        source_of: id a snapshot was read under.
        snapshots_of: snapshots read under an id.
        sources: what is known of each source.
        counts: observations, and unresolved ones, by snapshot.
        newest: snapshot taken in last under a file name, by that name and the reader.
    """

    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    source_of: dict[str, str] = field(default_factory=dict)
    snapshots_of: dict[str, set[str]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    newest: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def by(cls, ledger: Ledger) -> Seen:
        """What a ledger has read."""
        seen = cls(sources=ledger.sources(), counts=ledger.counts_by_snapshot())
        for item in ledger.passes().values():
            seen.add(item)
        seen.newest = ledger.newest_files()
        return seen

    def add(self, item: ReaderPass) -> None:
        """Remember a pass."""
        key = (item.snapshot, item.reader)
        self.versions[key] = max(item.version, self.versions.get(key, item.version))
        self.named(item.snapshot, item.source)

    def took(self, batch: Batch) -> None:
        """Remember what is about to be appended: the same text may stand twice in one command."""
        for item in batch.passes:
            self.add(item)
            self.newest[item.source, item.reader] = item.snapshot
            unresolved = sum(made.subject is None for made in batch.observations)
            self.counts[item.snapshot] = (len(batch.observations), unresolved)
        self.sources |= {source.id: source for source in batch.sources}

    def named(self, snapshot: str, source: str) -> None:
        """Remember the name a snapshot is being read under."""
        self.source_of.setdefault(snapshot, source)
        self.snapshots_of.setdefault(source, set()).add(snapshot)

    def has(self, snapshot: str, reader: Reader | Connector, name: str) -> bool:
        """Whether this version of the reader, or a later one, went through the snapshot."""
        return self.versions.get((snapshot, name), -1) >= reader.version

    def corrected(self, source: Source) -> frozenset[str]:
        """Names of what a source is now said to be otherwise; what is no longer said of it stays."""
        known = self.sources.get(source.id)
        if known is None:
            return frozenset()
        return frozenset(
            name
            for name in _DESCRIBED
            if getattr(source, name) not in _UNSAID and getattr(source, name) != getattr(known, name)
        )

    def stands(self, file: RecordsFile, name: str) -> bool:
        """Whether these bytes are the last ones the connector took in under some file name."""
        return any(reader == name and held == file.snapshot for (_, reader), held in self.newest.items())

    def follows(self, file: RecordsFile, name: str) -> bool:
        """Whether another file of this name was the last one taken in by the connector."""
        return self.newest.get((file.name, name), file.snapshot) != file.snapshot


def settled(loaded: Loaded, ledger: Ledger, seen: Seen) -> tuple[Loaded, str]:
    """An input under the name and with the text the ledger knows it by, and a note where they differ.

    The same bytes under another file name are the same source. Other bytes under a name that is taken
    are another source, unless both come from one address.
    """
    snapshot = loaded.document.snapshot
    if snapshot in ledger.snapshots:
        document = msgspec.structs.replace(loaded.document, text=ledger.snapshots.text(snapshot))
        loaded = msgspec.structs.replace(loaded, document=document)
    name, note = loaded.source.id, ""
    if (known := seen.source_of.get(snapshot, name)) != name:
        name, note = known, f"the same text is known as '{known}'"
    elif seen.snapshots_of.get(name, {snapshot}) - {snapshot} and not _same_address(loaded, seen):
        name = f"{name}-{snapshot[:8]}"
        note = f"another text is named '{loaded.source.id}'; this one is kept as '{name}'"
    return msgspec.structs.replace(loaded, source=msgspec.structs.replace(loaded.source, id=name)), note


def _same_address(loaded: Loaded, seen: Seen) -> bool:
    return loaded.source.url is not None and loaded.source.url == getattr(
        seen.sources.get(loaded.source.id), "url", None
    )
