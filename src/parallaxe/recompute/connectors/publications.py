"""Counts of publications on artificial intelligence: a country's share by each way of counting."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import PurePath
from typing import ClassVar

from parallaxe.recompute.base import decimal_cell, observed, year_cell
from parallaxe.recompute.connectors.owid_kinds import Kind as Holds
from parallaxe.recompute.connectors.owid_kinds import check_kind
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.observation import Kind, Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

Counts = Mapping[tuple[str, int], Decimal]
_COUNTRIES = {"china": "China", "united-states": "United States"}


class _Publications(DelimitedConnector):
    """Counts by country and year, the world among them.

    Class attributes:
        world: name of the row that holds the total; empty where the countries' sum is the total.
        names: the countries' names in the file, by slug.
        dimensions: what is counted, and how.
    """

    world: ClassVar[str]
    names: ClassVar[dict[str, str]]
    dimensions: ClassVar[dict[str, str]]
    published: ClassVar[str]

    @abstractmethod
    def counts(self, file: RecordsFile) -> Counts:
        """Publications by country name and year."""

    def observe(self, file: RecordsFile) -> Harvest:
        """Shares of China and the United States, each year; the method is a dimension."""
        counts = self.counts(file)
        found = list(self._shares(file, counts, self.counted(file)))
        return Harvest(sources=[self.source(published=self.published)], observations=found)

    def counted(self, file: RecordsFile) -> dict[str, str]:  # noqa: ARG002 - of some, the file's name tells
        """What is counted in the file, and how."""
        return self.dimensions

    def _shares(self, file: RecordsFile, counts: Counts, dimensions: dict[str, str]) -> Iterator[Observation]:
        totals: dict[int, Decimal] = defaultdict(Decimal)
        for (name, year), count in counts.items():
            if not self.world or name == self.world:
                totals[year] += count
        for slug, name in self.names.items():
            for year, total in sorted(totals.items()):
                mine = counts.get((name, year))
                if mine is not None and total:
                    yield observed(
                        file, 0, f"{name}, {year}", value=mine / total * 100, kind=Kind.RECOMPUTED,
                        metric="publication_share", unit="%", numerator=mine, n=int(total), valid=str(year),
                        subject=slug, surface=name, subject_type="country", source=self.card.name,
                        origin=self.card.publisher, published=self.published, dimensions=dimensions,
                    )  # fmt: skip


class NcsesArticles(_Publications):
    """Table APBS-1: the file keeps a region's twenty years in order and does not name them."""

    card: ClassVar[Card] = Card(
        name="ncses-ai-articles",
        title="AI-related science and engineering articles, whole counting, 2003 to 2022 (table APBS-1)",
        publisher="ncses",
        source_class=SourceClass.INDEPENDENT_MEASURER,
        licence="US government work; counts from Scopus (c) Elsevier",
        redistribution=Redistribution.FIGURES_WITH_CREDIT,
        url="https://ncses.nsf.gov/pubs/nsb202333",
        columns={
            "table_id": "9968",
            "row_id": "number of the row",
            "time_period": "path of the region, from World down",
            "value": "articles",
        },
        note="A country counts once for each article with one of its addresses: shares add up to over 100 %.",
    )
    world = "World"
    names: ClassVar[dict[str, str]] = _COUNTRIES
    dimensions: ClassVar[dict[str, str]] = {"counting": "whole", "population": "Scopus articles classified as AI"}
    published = "2023"
    first_year, years = 2003, 20

    def counts(self, file: RecordsFile) -> Counts:
        """Publications by region's last name and year; raises where a region has not twenty rows."""
        series: dict[str, list[Decimal]] = defaultdict(list)
        for row, cells in self.rows(file):
            value = decimal_cell(file, row, "value", cells["value"])
            series[cells["time_period"]].append(value if value is not None else Decimal(0))
        for region, values in series.items():
            if len(values) != self.years:
                raise UnknownFormatError(
                    f"has {len(values)} years for '{region}', not {self.years}",
                    where=f"{file.name}, column time_period",
                    mend="The years are told by order alone: fetch the file again.",
                )
        return {
            (region.rpartition("-> ")[2].strip(), self.first_year + place): value
            for region, values in series.items()
            for place, value in enumerate(values)
        }


class OwidPublications(_Publications):
    """Our World in Data's copy of the counts of CSET's country activity tracker."""

    card: ClassVar[Card] = Card(
        name="owid-ai-publications",
        title="Annual scholarly publications on artificial intelligence",
        publisher="our-world-in-data",
        source_class=SourceClass.INDEPENDENT_MEASURER,
        licence="CC-BY-4.0",
        redistribution=Redistribution.DATA,
        url="https://ourworldindata.org/grapher/annual-scholarly-publications-on-artificial-intelligence",
        columns={"Entity": "country or group", "Code": "ISO 3166 alpha-3", "Year": "year", "All": "publications"},
        note="An article counts once for each country of an author; only publications with a country in the "
        "tracker's merged corpus count.",
    )
    world = "World"
    names: ClassVar[dict[str, str]] = _COUNTRIES
    dimensions: ClassVar[dict[str, str]] = {"counting": "whole", "population": "CSET merged corpus"}
    published = "2024"

    def counts(self, file: RecordsFile) -> Counts:
        """Publications by entity and year."""
        found: dict[tuple[str, int], Decimal] = {}
        for row, cells in self.rows(file):
            count, year = decimal_cell(file, row, "All", cells["All"]), year_cell(file, row, "Year", cells["Year"])
            if count is not None and year is not None:
                found[cells["Entity"] or "", year] = count
        check_kind(file, Holds.PUBLICATIONS, {name for name, _ in found}, max(found.values(), default=Decimal(0)))
        return found


class OpenAlexPublications(_Publications):
    """OpenAlex counts by country; the total is the sum over countries."""

    card: ClassVar[Card] = Card(
        name="openalex-ai-publications",
        title="OpenAlex: works on artificial intelligence by country and year",
        publisher="openalex",
        source_class=SourceClass.INDEPENDENT_MEASURER,
        licence="CC0-1.0",
        redistribution=Redistribution.DATA,
        url="https://openalex.org",
        columns={"year": "year", "country_code": "OpenAlex address ending in ISO 3166 alpha-2", "count": "works"},
        note="There is no world total in the file: the share is of the countries' sum, in which a work of two "
        "countries counts twice. The file's name tells what is counted: 'ai' or 'deep_learning'.",
    )
    world = ""
    names: ClassVar[dict[str, str]] = {"china": "CN", "united-states": "US"}
    dimensions: ClassVar[dict[str, str]] = {"counting": "whole, of the countries' sum", "population": "OpenAlex works"}
    published = "2025"

    def counted(self, file: RecordsFile) -> dict[str, str]:
        """By the file's name: works on artificial intelligence, or on deep learning.

        Raises:
            UnknownFormatError: the name says neither.
        """
        said = set(re.split(r"[^a-z]+", PurePath(file.name).name.casefold()))
        if {"deep", "learning"} <= said:
            return self.dimensions | {"population": "OpenAlex works on deep learning"}
        if not {"ai", "intelligence"} & said:
            raise UnknownFormatError(
                "does not say what it counts", where=file.name, mend="Put 'ai' or 'deep_learning' into its name."
            )
        return self.dimensions

    def counts(self, file: RecordsFile) -> Counts:
        """Works by country code and year."""
        found: dict[tuple[str, int], Decimal] = {}
        for row, cells in self.rows(file):
            count, year = (
                decimal_cell(file, row, "count", cells["count"]),
                year_cell(file, row, "year", cells["year"]),
            )
            if count is not None and year is not None:
                found[(cells["country_code"] or "").rpartition("/")[2], year] = count
        return found
