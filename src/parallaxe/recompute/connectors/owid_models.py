"""Our World in Data's tables by model, all of them Epoch AI's: parameters and training costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from parallaxe.recompute.base import date_cell, decimal_cell, observed
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass


def _card(name: str, title: str, column: str, meaning: str, note: str) -> Card:
    return Card(
        name=name, title=title, publisher="our-world-in-data", source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="CC-BY-4.0", redistribution=Redistribution.DATA, url=f"https://ourworldindata.org/grapher/{name[5:]}",
        columns={"Entity": "model", "Day": "day the model came out, ISO", column: meaning}, note=note,
    )  # fmt: skip


class _OwidModels(DelimitedConnector):
    """One row a model; figures are Epoch AI's."""

    column: ClassVar[str]
    figure: ClassVar[dict[str, Any]]

    def observe(self, file: RecordsFile) -> Harvest:
        """The figure of each model the catalogue can name; the file is as old as its newest model."""
        rows = [(row, cells, date_cell(file, row, "Day", cells["Day"])) for row, cells in self.rows(file)]
        published = max((day for _, _, day in rows if day), default=None)
        found = [one for row, cells, _ in rows for one in self._of_model(file, row, cells, published)]
        return Harvest(sources=[self.source(published=published)], observations=found)

    def _of_model(
        self, file: RecordsFile, row: int, cells: dict[str, Any], published: str | None
    ) -> Iterator[Observation]:
        value = decimal_cell(file, row, self.column, cells[self.column])
        name = (cells["Entity"] or "").strip()
        entity = self.naming.entity(name)
        if value and entity is not None:
            yield observed(
                file, row, self.column, value=value, subject=entity.slug, surface=name, subject_type=entity.type.value,
                published=published, source=self.card.name, origin="epoch-ai", **self.figure,
            )  # fmt: skip


class OwidParameters(_OwidModels):
    """Parameters of models."""

    column = "Number of parameters"
    figure: ClassVar[dict[str, Any]] = {"metric": "parameters_total", "unit": "parameters"}
    card: ClassVar[Card] = _card(
        "owid-artificial-intelligence-parameter-count", "Parameters of notable AI systems", column, "parameters, total",
        "A copy of Epoch AI's list. Release days stay with that list.",
    )  # fmt: skip


class OwidTrainingCosts(_OwidModels):
    """Hardware and energy cost of training models."""

    column = "Cost"
    figure: ClassVar[dict[str, Any]] = {
        "metric": "training_cost", "unit": "USD", "dimensions": {"stage": "hardware and energy, final training run"},
    }  # fmt: skip
    card: ClassVar[Card] = _card(
        "owid-hardware-and-energy-cost-to-train-notable-ai-systems", "Hardware and energy cost to train notable AI systems",
        column, "US dollars of 2023", "A copy of Epoch AI's estimates: amortised hardware and energy of the final run, no staff.",
    )  # fmt: skip
