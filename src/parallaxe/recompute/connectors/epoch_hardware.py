"""Epoch AI's list of accelerators."""

from __future__ import annotations

from typing import Any, ClassVar

from parallaxe.recompute.base import date_cell, observed
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

_EPOCH: dict[str, Any] = {
    "publisher": "epoch-ai",
    "licence": "CC-BY-4.0",
    "redistribution": Redistribution.DATA,
}


class EpochHardware(DelimitedConnector):
    """One row a chip: the day it came out."""

    card: ClassVar[Card] = Card(
        name="epoch-hardware",
        title="Epoch AI: machine learning hardware",
        source_class=SourceClass.INDEPENDENT_MEASURER,
        url="https://epoch.ai/data/machine-learning-hardware",
        columns={"Hardware name": "name", "Manufacturer": "who makes it", "Release date": "ISO day"},
        note="Performance, memory and power stay records: the metrics have no place for them yet.",
        **_EPOCH,
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """Release dates of chips the catalogue can name."""
        rows = list(self.rows(file))
        days = {row: date_cell(file, row, "Release date", cells["Release date"]) for row, cells in rows}
        published = max((day for day in days.values() if day), default=None)
        found = []
        for row, cells in rows:
            entity = self.naming.entity(cells["Hardware name"]) if days[row] else None
            if entity is not None:
                found.append(
                    observed(
                        file,
                        row,
                        "Release date",
                        value=str(days[row]),
                        metric="release_date",
                        unit="date",
                        subject=entity.slug,
                        surface=cells["Hardware name"],
                        subject_type=entity.type.value,
                        published=published,
                        source=self.card.name,
                        origin=self.card.publisher,
                    )
                )
        return Harvest(sources=[self.source(published=published)], observations=found)
