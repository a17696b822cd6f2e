"""What Epoch AI gathered on models' prices and performance in March 2025: scores and speeds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from parallaxe.recompute.base import date_cell, decimal_cell, observed
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

#: column -> benchmark, unit
_SCORES = {
    "MMLU": ("MMLU", "%"),
    "GPQA Diamond": ("GPQA Diamond", "%"),
    "HumanEval": ("HumanEval", "%"),
    "MATH-500": ("MATH-500", "%"),
    "MATH 5": ("MATH level 5", "%"),
    "LMSys Chatbot Arena ELO": ("LMArena", "Elo"),
}
#: column -> metric, unit
_SPEEDS = {
    "Tokens per Second": ("output_speed", "tokens/s"),
    "Prefill Latency (s)": ("time_to_first_token", "s"),
}
_PROMPT = "Prompt Length (tk)"


class EpochPricePerformance(DelimitedConnector):
    """One row a model."""

    card: ClassVar[Card] = Card(
        name="epoch-price-performance",
        title="Epoch AI: prices and performance of models, March 2025",
        publisher="epoch-ai",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="figures of Artificial Analysis and others, gathered by Epoch AI",
        redistribution=Redistribution.LINK_ONLY,
        url="https://epoch.ai/data-insights/llm-inference-price-trends",
        columns={
            "Model Name": "model",
            "Release Date": "ISO day",
            "USD per 1M Tokens": "USD, three tokens read for one written",
            **{column: f"score, {unit}" for column, (_, unit) in _SCORES.items()},
            **{column: unit for column, (_, unit) in _SPEEDS.items()},
            _PROMPT: "tokens of the prompt speeds were measured with",
        },
        note="The price mixes input and output: it is neither list price and stays a record. The file bears no date: it was "
        "closed in March 2025. Whose each figure is the file does not say.",
    )
    published = "2025-03"

    def observe(self, file: RecordsFile) -> Harvest:
        """Scores and speeds of models the catalogue can name."""
        found = [one for row, cells in self.rows(file) for one in self._of_model(file, row, cells)]
        return Harvest(sources=[self.source(published=self.published)], observations=found)

    def _of_model(self, file: RecordsFile, row: int, cells: dict[str, Any]) -> Iterator[Observation]:
        name = (cells["Model Name"] or "").strip()
        date_cell(file, row, "Release Date", cells["Release Date"])
        values = {column: decimal_cell(file, row, column, cells[column]) for column in (*_SCORES, *_SPEEDS, _PROMPT)}
        entity = self.naming.entity(name)
        if entity is None:
            return
        about: dict[str, Any] = {
            "subject": entity.slug, "surface": name, "subject_type": "model", "published": self.published,
            "source": self.card.name,
        }  # fmt: skip
        prompt = {"prompt": f"{values[_PROMPT]} tokens"} if values[_PROMPT] else {}
        for column, (benchmark, unit) in _SCORES.items():
            if (score := values[column]) is not None:
                dimensions = {"benchmark": benchmark}
                yield observed(
                    file, row, column, value=score, metric="benchmark_score", unit=unit, dimensions=dimensions, **about
                )
        for column, (metric, unit) in _SPEEDS.items():
            speed: Decimal | None = values[column]
            if speed:
                yield observed(file, row, column, value=speed, metric=metric, unit=unit, dimensions=prompt, **about)
