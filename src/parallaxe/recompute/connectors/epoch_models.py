"""Epoch AI's list of notable models: releases, parameters, and counts by country and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from parallaxe.recompute.base import date_cell, decimal_cell, observed
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.observation import Kind, Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

#: Before this year the list is history, and hardly any of its models have a counterpart here.
FIRST_YEAR = 2018
COUNTED = ("China", "United States of America", "France", "United Kingdom of Great Britain and Northern Ireland")
_COUNTRY, _DATE = "Country (of organization)", "Publication date"


class EpochNotableModels(DelimitedConnector):
    """One row a model. A model of organizations in two countries counts once for each (whole counting)."""

    card: ClassVar[Card] = Card(
        name="epoch-notable-models",
        title="Epoch AI: notable AI models",
        publisher="epoch-ai",
        source_class=SourceClass.INDEPENDENT_MEASURER,
        licence="CC-BY-4.0",
        redistribution=Redistribution.DATA,
        url="https://epoch.ai/data/notable-ai-models",
        columns={
            "Model": "name",
            "Organization": "who made it, separated by commas",
            "Publication date": "ISO day",
            "Country (of organization)": "separated by commas",
            "Parameters": "number of parameters, total",
            "Confidence": "in the training compute",
        },
        note="The list grows backwards too: a year's count depends on the day the list was taken, and on the "
        "notability criteria of that day. Models without a country are counted for none.",
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """Release dates and parameters of models the catalogue can name; counts by country and year."""
        rows = list(self.rows(file))
        days = {row: date_cell(file, row, _DATE, cells[_DATE]) for row, cells in rows}
        if (published := max((day for day in days.values() if day), default=None)) is None:
            raise UnknownFormatError("dates no model", where=f"{file.name}, column {_DATE}", mend="Fetch it again.")
        common = {"published": published, "source": self.card.name, "origin": self.card.publisher}
        found = [one for row, cells in rows for one in self._of_model(file, row, cells, days[row], common)]
        found += self._counts(file, rows, days, common)
        return Harvest(sources=[self.source(published=published)], observations=found)

    def _of_model(
        self, file: RecordsFile, row: int, cells: dict[str, Any], day: str | None, common: dict[str, Any]
    ) -> Iterator[Observation]:
        name = cells["Model"].strip()
        entity = self.naming.entity(name) if day and day >= str(FIRST_YEAR) else None
        if entity is None:
            return
        about = {"subject": entity.slug, "surface": name, "subject_type": entity.type.value, **common}
        yield observed(file, row, _DATE, value=str(day), metric="release_date", unit="date", **about)
        parameters = decimal_cell(file, row, "Parameters", cells["Parameters"])
        if parameters:
            yield observed(
                file, row, "Parameters", value=parameters, metric="parameters_total", unit="parameters", **about
            )

    def _counts(
        self,
        file: RecordsFile,
        rows: list[tuple[int, dict[str, Any]]],
        days: dict[int, str | None],
        common: dict[str, Any],
    ) -> Iterator[Observation]:
        counts: dict[tuple[str, str], int] = defaultdict(int)
        for row, cells in rows:
            for country in {part.strip() for part in (cells[_COUNTRY] or "").split(",")} & set(COUNTED):
                counts[(days[row] or "")[:4], country] += 1
        for (year, country), count in sorted(counts.items()):
            entity = self.naming.entity(country)
            if year >= str(FIRST_YEAR):
                yield observed(
                    file, 0, f"{_COUNTRY}, {year}", value=Decimal(count), kind=Kind.RECOMPUTED, metric="model_count",
                    unit="models", subject=entity.slug if entity else None, surface=country, subject_type="country",
                    valid=year, dimensions={"list": "Epoch AI notable models", "counting": "whole"}, **common,
                )  # fmt: skip
