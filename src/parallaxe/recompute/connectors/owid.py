"""Further tables of Our World in Data: patents, private investment, large-scale systems by country."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from parallaxe.recompute.base import decimal_cell, observed, year_cell
from parallaxe.recompute.connectors.owid_kinds import Kind as Holds
from parallaxe.recompute.connectors.owid_kinds import check_kind
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.observation import Kind, Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

_WORLD = "World"


def _card(name: str, title: str, column: str, meaning: str, note: str) -> Card:
    return Card(
        name=name, title=title, publisher="our-world-in-data", source_class=SourceClass.INDEPENDENT_MEASURER,
        licence="CC-BY-4.0", redistribution=Redistribution.DATA, url=f"https://ourworldindata.org/grapher/{name[5:]}",
        columns={"Entity": "country or group", "Code": "ISO 3166 alpha-3", "Year": "year", column: meaning}, note=note,
    )  # fmt: skip


class _OwidTable(DelimitedConnector):
    """One row a country and year."""

    column: ClassVar[str] = "All"
    holds: ClassVar[Holds | None] = None

    def observe(self, file: RecordsFile) -> Harvest:
        """The figures of countries the catalogue knows."""
        cells_of: dict[tuple[str, int], tuple[int, Decimal]] = {}
        for row, cells in self.rows(file):
            value = decimal_cell(file, row, self.column, cells[self.column])
            year = year_cell(file, row, "Year", cells["Year"])
            if value is not None and year is not None:
                cells_of[cells["Entity"] or "", year] = (row, value)
        if self.holds is not None:
            largest = max((value for _, value in cells_of.values()), default=Decimal(0))
            check_kind(file, self.holds, {name for name, _ in cells_of}, largest)
        published = str(max((year for _, year in cells_of), default=None) or "") or None
        found = [
            one
            for (name, year), (row, value) in cells_of.items()
            for one in self._of_country(name, year, file, row, value, cells_of, published)
        ]
        return Harvest(sources=[self.source(published=published)], observations=found)

    def _of_country(
        self, name: str, year: int, file: RecordsFile, row: int, value: Decimal,
        known: dict[tuple[str, int], tuple[int, Decimal]], published: str | None,
    ) -> Iterator[Observation]:  # fmt: skip
        entity = self.naming.entity(name)
        figure = self.figure(value, known.get((_WORLD, year), (0, Decimal(0)))[1])
        if entity is not None and entity.type == EntityType.COUNTRY and figure is not None:
            yield observed(
                file, row, self.column, subject=entity.slug, surface=name, subject_type="country", valid=str(year),
                published=published, source=self.card.name, origin=self.card.publisher, **figure,
            )  # fmt: skip

    @abstractmethod
    def figure(self, value: Decimal, world: Decimal) -> dict[str, Any] | None:
        """Metric, value and unit of one cell; None where none can be made of it."""


class OwidPatents(_OwidTable):
    """Shares of patents applied for."""

    holds = Holds.PATENTS
    card: ClassVar[Card] = _card(
        "owid-artificial-intelligence-patents-submitted", "Patents on artificial intelligence applied for, by country",
        "All", "patent applications", "Counts of CSET by the country of the office; the last years are incomplete.",
    )  # fmt: skip

    def figure(self, value: Decimal, world: Decimal) -> dict[str, Any] | None:
        """Share of the world's applications of the year."""
        if not world:
            return None
        return {
            "value": value / world * 100, "kind": Kind.RECOMPUTED, "metric": "patent_share", "unit": "%",
            "numerator": value, "n": int(world),
            "dimensions": {"population": "AI patent applications worldwide", "counting": "by office"},
        }  # fmt: skip


class OwidInvestment(_OwidTable):
    """Private investment of a year."""

    holds = Holds.MONEY
    card: ClassVar[Card] = _card(
        "owid-private-investment-in-artificial-intelligence-cset", "Private investment in artificial intelligence",
        "All", "US dollars of the year, disclosed deals", "Projected years are left out; deals in China are thinly disclosed.",
    )  # fmt: skip

    def figure(self, value: Decimal, world: Decimal) -> dict[str, Any] | None:  # noqa: ARG002
        """Money invested in the year."""
        return {
            "value": value, "metric": "funding_raised", "unit": "USD",
            "dimensions": {"aggregation": "sum", "round": "private investment of the year"},
        }  # fmt: skip


class OwidSystems(_OwidTable):
    """Large-scale systems counted up to a year."""

    column = "Cumulative number of large-scale AI systems by country"
    card: ClassVar[Card] = _card(
        "owid-cumulative-number-of-large-scale-ai-systems-by-country", "Large-scale AI systems by country, cumulative",
        column, "systems of over 10^23 floating-point operations", "Epoch AI's counts; a system of two countries counts for both.",
    )  # fmt: skip

    def figure(self, value: Decimal, world: Decimal) -> dict[str, Any] | None:  # noqa: ARG002
        """Systems up to the year."""
        return {
            "value": value, "metric": "model_count", "unit": "models",
            "dimensions": {"list": "Epoch AI large-scale systems", "aggregation": "cumulative", "counting": "whole"},
        }  # fmt: skip
