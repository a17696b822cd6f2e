"""LLM Stats: benchmark scores, most of them the developers' own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from parallaxe.recompute.base import date_cell, decimal_cell, observed
from parallaxe.recompute.connectors.price_lists import crowded
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass


class LlmStats(DelimitedConnector):
    """One row a benchmark and model; most scores are the developers' own."""

    version = 2
    card: ClassVar[Card] = Card(
        name="llm-stats",
        title="LLM Stats: benchmark scores",
        publisher="llm-stats",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="CC-BY-4.0",
        redistribution=Redistribution.DATA,
        url="https://llm-stats.com",
        columns={
            "benchmark_id": "id of the benchmark",
            "benchmark_name": "its name",
            "benchmark_max_score": "highest possible score",
            "model_name": "name of the model",
            "organization_id": "who made it",
            "benchmark_score": "in the benchmark's own scale",
            "self_reported": "whether the developer reported it",
            "retrieved_at_utc": "when the row was fetched",
        },
        note="Class C throughout: self-reported scores carry the developer as origin, but were read by LLM Stats. Scores above the "
        "highest the row itself calls possible are on a scale it does not name, and left out.",
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """A score a row whose model the catalogue can name."""
        rows = list(self.rows(file))
        fetched = (date_cell(file, row, "retrieved_at_utc", cells["retrieved_at_utc"]) for row, cells in rows)
        if (published := max((day for day in fetched if day), default=None)) is None:
            raise UnknownFormatError(
                "says of no row when it was fetched",
                where=f"{file.name}, column retrieved_at_utc",
                mend="Fetch it again.",
            )
        slugs = {cells["model_name"]: self.naming.slug(cells["model_name"]) for _, cells in rows}
        several = crowded((cells["benchmark_id"], slugs[cells["model_name"]]) for _, cells in rows)
        found: list[Observation] = []
        for row, cells in rows:
            key = (cells["benchmark_id"], slugs[cells["model_name"]])
            offer = {"offer": cells["model_name"]} if key in several else {}
            found += self._of_row(file, row, cells, published, offer)
        return Harvest(sources=[self.source(published=published)], observations=found)

    def _of_row(
        self, file: RecordsFile, row: int, cells: dict[str, Any], published: str, offer: dict[str, str]
    ) -> Iterator[Observation]:
        score = decimal_cell(file, row, "benchmark_score", cells["benchmark_score"])
        highest = decimal_cell(file, row, "benchmark_max_score", cells["benchmark_max_score"])
        entity = self.naming.entity(cells["model_name"])
        if score is None or highest is None or entity is None or score > highest:
            return
        share = highest == 1
        own = cells["self_reported"] == "True"
        yield observed(
            file, row, "benchmark_score", value=score * 100 if share else score, unit="%" if share else "points",
            metric="benchmark_score", subject=entity.slug, surface=cells["model_name"], subject_type="model",
            published=published, source=self.card.name, origin=entity.developer if own else None,
            dimensions={"benchmark": cells["benchmark_name"], **offer},
        )  # fmt: skip
