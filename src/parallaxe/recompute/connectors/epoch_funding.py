"""Epoch AI's list of funding rounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from parallaxe.recompute.base import american_day_cell, decimal_cell, observed
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass


class EpochFunding(DelimitedConnector):
    """One row a round, closed or talked of."""

    card: ClassVar[Card] = Card(
        name="epoch-funding",
        title="Epoch AI: funding rounds of AI companies",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        url="https://epoch.ai/data/ai-companies",
        columns={
            "Id": "name of the round",
            "Company": "who raised",
            "Close date": "day the round closed, month/day/year; empty while it is not",
            "Status": "Completed, or how far the talks are",
            "Funding (equity)": "USD",
            "Valuation (post-money)": "USD",
            "Report date": "day of the report, month/day/year",
            "Confidence": "Epoch's",
        },
        note="Gathered from press and company statements: class C. Rounds not closed carry the modality planned.",
        publisher="epoch-ai",
        licence="CC-BY-4.0",
        redistribution=Redistribution.DATA,
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """Money raised and valuation of each round."""
        found = [one for row, cells in self.rows(file) for one in self._of_round(file, row, cells)]
        published = max((one.published or "" for one in found), default="") or None
        return Harvest(sources=[self.source(published=published)], observations=found)

    def _of_round(self, file: RecordsFile, row: int, cells: dict[str, Any]) -> Iterator[Observation]:
        closed = american_day_cell(file, row, "Close date", cells["Close date"])
        reported = american_day_cell(file, row, "Report date", cells["Report date"]) or closed
        entity = self.naming.entity(cells["Company"])
        planned = {} if closed else {"modality": "planned"}
        figures = (
            ("Funding (equity)", "funding_raised", {"round": cells["Id"], **planned}),
            ("Valuation (post-money)", "valuation", {"basis": "post-money", **planned}),
        )
        for column, metric, dimensions in figures:
            amount = decimal_cell(file, row, column, cells[column])
            if amount and reported:
                yield observed(
                    file, row, column, value=amount, metric=metric, unit="USD", subject=entity.slug if entity else None,
                    surface=cells["Company"], subject_type="organization", valid=closed, published=reported,
                    source=self.card.name, dimensions=dimensions,
                )  # fmt: skip
