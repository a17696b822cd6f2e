"""Epoch AI's lists of clusters of accelerators and of data centres."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from parallaxe.recompute.base import american_day_cell, decimal_cell, observed
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.observation import Kind, Observation
from parallaxe.vocabulary.qualifier import Qualifier
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

_EPOCH: dict[str, Any] = {
    "publisher": "epoch-ai",
    "licence": "CC-BY-4.0",
    "redistribution": Redistribution.DATA,
    "source_class": SourceClass.INDEPENDENT_MEASURER,
}
#: Month of the copy these connectors were written for, where a file's name says none.
_TAKEN = "2025-12"
_MONTH = re.compile(r"(20\d\d)-(\d\d)")
_COLUMNS = (("H100 equivalents", "compute_capacity", "H100 equivalents"), ("Power (MW)", "power_capacity", "MW"))


class EpochClusters(DelimitedConnector):
    """One row a cluster of accelerators."""

    card: ClassVar[Card] = Card(
        name="epoch-clusters",
        title="Epoch AI: GPU clusters",
        url="https://epoch.ai/data/gpu-clusters",
        columns={
            "Name": "of the cluster",
            "Status": "Existing, Planned or Decommissioned",
            "Certainty": "Confirmed, Likely or Unlikely",
            "H100 equivalents": "peak performance in H100s",
            "Power Capacity (MW)": "reported or calculated",
            "Country": "where it stands",
            "Owner": "whose it is",
            "Possible Duplicate": "TRUE where it may be another row's",
            "Location": "place",
        },
        note="Possible duplicates and unlikely clusters are left out. The list holds a tenth to a fifth of the world's "
        "clusters: a country's sum is at least that much, and no share is made of it.",
        **_EPOCH,
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """Capacity of each cluster of one known owner; sums of the existing ones by country."""
        taken = month_taken(file)
        rows = [(row, cells) for row, cells in self.rows(file) if _counts(cells)]
        found = [one for row, cells in rows for one in self._of_cluster(file, row, cells, taken)]
        found += self._by_country(file, rows, taken)
        return Harvest(sources=[self.source(published=taken)], observations=found)

    def _of_cluster(self, file: RecordsFile, row: int, cells: dict[str, Any], taken: str) -> Iterator[Observation]:
        owner = self.naming.entity(cells["Owner"] or "")
        figures = (
            ("H100 equivalents", "compute_capacity", "H100 equivalents"),
            ("Power Capacity (MW)", "power_capacity", "MW"),
        )
        for column, metric, unit in figures:
            value = decimal_cell(file, row, column, cells[column])
            if value and owner is not None:
                yield observed(
                    file, row, column, value=value, metric=metric, unit=unit, subject=owner.slug,
                    surface=cells["Owner"], subject_type=owner.type.value, source=self.card.name, published=taken,
                    origin=self.card.publisher,
                    dimensions={"site": cells["Name"].strip(), **_modality(cells["Status"] == "Planned")},
                )  # fmt: skip

    def _by_country(
        self, file: RecordsFile, rows: list[tuple[int, dict[str, Any]]], taken: str
    ) -> Iterator[Observation]:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        counts: dict[str, int] = defaultdict(int)
        for row, cells in rows:
            value = decimal_cell(file, row, "H100 equivalents", cells["H100 equivalents"])
            country = (cells["Country"] or "").strip()
            if value and country and "," not in country and cells["Status"] == "Existing":
                sums[country] += value
                counts[country] += 1
        for country, value in sorted(sums.items()):
            entity = self.naming.entity(country)
            if entity is not None and entity.type == EntityType.COUNTRY:
                yield observed(
                    file, 0, f"H100 equivalents, {country}", value=value, kind=Kind.RECOMPUTED,
                    metric="compute_capacity", unit="H100 equivalents", n=counts[country],
                    qualifier=Qualifier.AT_LEAST, subject=entity.slug, surface=country, subject_type="country",
                    source=self.card.name, origin=self.card.publisher, published=taken, valid=taken,
                    dimensions={"population": "listed existing clusters", "aggregation": "sum"},
                )  # fmt: skip


class EpochDataCentres(DelimitedConnector):
    """One row a stage of a data centre, past or expected."""

    card: ClassVar[Card] = Card(
        name="epoch-data-centres",
        title="Epoch AI: frontier data centres by date",
        url="https://epoch.ai/data/data-centers",
        columns={
            "Date": "month/day/year",
            "Data center": "name, owner first",
            "Construction status": "what is reached",
            "Power (MW)": "of the buildings in use, cooling included",
            "H100 equivalents": "of the buildings in use",
        },
        note="Stages after the month the list was taken are forecasts. Costs, areas and water stay records. A centre "
        "whose name joins two companies is left unresolved.",
        **_EPOCH,
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """Power and computing capacity of each stage."""
        taken = month_taken(file)
        found = [one for row, cells in self.rows(file) for one in self._of_stage(file, row, cells, taken)]
        return Harvest(sources=[self.source(published=taken)], observations=found)

    def _of_stage(self, file: RecordsFile, row: int, cells: dict[str, Any], taken: str) -> Iterator[Observation]:
        day = american_day_cell(file, row, "Date", cells["Date"])
        name = (cells["Data center"] or "").strip()
        first = name.partition(" ")[0]
        owner = None if "-" in first else self.naming.entity(first)
        for column, metric, unit in _COLUMNS:
            value = decimal_cell(file, row, column, cells[column])
            if value is not None and day:
                modality = {"modality": "forecast"} if day[:7] > taken else {}
                yield observed(
                    file, row, column, value=value, metric=metric, unit=unit, subject=owner.slug if owner else None,
                    surface=name, subject_type=owner.type.value if owner else None, source=self.card.name,
                    published=taken, valid=day, origin=self.card.publisher, dimensions={"site": name, **modality},
                )  # fmt: skip


def _counts(cells: dict[str, Any]) -> bool:
    return bool(cells["Possible Duplicate"] != "TRUE" and cells["Certainty"] != "Unlikely")


def _modality(planned: bool) -> dict[str, str]:
    return {"modality": "planned"} if planned else {}


def month_taken(file: RecordsFile) -> str:
    """The month a file's name says it was taken in, else that of the known copy."""
    match = _MONTH.search(file.name)
    return match[0] if match else _TAKEN
