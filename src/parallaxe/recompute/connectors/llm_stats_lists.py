"""The JSON files of LLM Stats: scores, models and offers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec

from parallaxe.recompute.base import TableConnector, date_cell, observed
from parallaxe.recompute.connectors.price_lists import CONVERTED, OWN_PROVIDERS, at_nine_places, is_undated_alias
from parallaxe.recompute.tables import json_value
from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T", bound=msgspec.Struct)
_LLM_STATS: dict[str, Any] = {
    "publisher": "llm-stats",
    "source_class": SourceClass.AGGREGATOR_OR_PRESS,
    "licence": "CC-BY-4.0",
    "redistribution": Redistribution.DATA,
    "url": "https://llm-stats.com",
}
_CENTS = Decimal(100)


class _Score(msgspec.Struct):
    benchmark_name: str
    model_id: str
    score: Decimal
    is_self_reported: bool
    updated_at: str
    analysis_method: str | None = None


class _Model(msgspec.Struct):
    model_id: str
    name: str
    organization_id: str
    license_id: str
    updated_at: str
    release_date: str | None = None
    param_count: Decimal | None = None


class _Offer(msgspec.Struct):
    model_id: str
    model_name: str
    provider_id: str
    updated_at: str
    input_cents_per_million_tokens: Decimal | None = None
    output_cents_per_million_tokens: Decimal | None = None
    deprecated_at: str | None = None


class _List(TableConnector):
    """One row a struct of the file, cells as text; the newest ``updated_at`` dates the file."""

    @abstractmethod
    def rows(self, file: RecordsFile) -> list[Any]:
        """The file's structs, in its order."""

    @abstractmethod
    def of_row(self, file: RecordsFile, row: int, said: Any, published: str) -> Iterator[Observation]:
        """What one row observes."""

    def records(self, file: RecordsFile) -> pa.Table:
        """One row a struct."""
        import pyarrow as pa

        rows = [
            {name: None if (value := getattr(said, name)) is None else str(value) for name in self.card.columns}
            for said in self.rows(file)
        ]
        return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in self.card.columns]))

    def observe(self, file: RecordsFile) -> Harvest:
        """The observations of every row."""
        rows = self.rows(file)
        days = [date_cell(file, row, "updated_at", said.updated_at) for row, said in enumerate(rows, start=1)]
        published = max((day for day in days if day), default=None)
        if published is None:
            raise UnknownFormatError("holds no dated row", where=file.name, mend="Fetch the file again.")
        found = [one for row, said in enumerate(rows, start=1) for one in self.of_row(file, row, said, published)]
        return Harvest(sources=[self.source(published=published)], observations=found)


class LlmStatsScores(_List):
    """One row a score."""

    card: ClassVar[Card] = Card(
        name="llm-stats-scores",
        title="LLM Stats: benchmark scores, as its open repository keeps them",
        columns={
            "benchmark_name": "benchmark",
            "model_id": "id of the model",
            "score": "fraction of 1",
            "is_self_reported": "whether the developer reported it",
            "updated_at": "when the row was last touched",
            "analysis_method": "shots and prompting, in words",
        },
        note="Scores over 1 are on a scale the file does not name and are left out.",
        **_LLM_STATS,
    )

    def rows(self, file: RecordsFile) -> list[_Score]:
        """The scores."""
        return json_value(file, list[_Score])

    def of_row(self, file: RecordsFile, row: int, said: _Score, published: str) -> Iterator[Observation]:
        """A score of a model the catalogue can name."""
        entity = self.naming.entity(said.model_id)
        if entity is None or said.score > 1:
            return
        method = {"configuration": said.analysis_method} if said.analysis_method else {}
        yield observed(
            file, row, "score", value=said.score * 100, metric="benchmark_score", unit="%", subject=entity.slug,
            surface=said.model_id, subject_type="model", published=published, source=self.card.name,
            origin=entity.developer if said.is_self_reported else None,
            dimensions={"benchmark": said.benchmark_name, "offer": said.model_id} | method,
        )  # fmt: skip


class LlmStatsModels(_List):
    """One row a model."""

    card: ClassVar[Card] = Card(
        name="llm-stats-models",
        title="LLM Stats: models",
        columns={
            "model_id": "id of the model",
            "name": "its name",
            "organization_id": "who made it",
            "license_id": "licence, in LLM Stats' words",
            "updated_at": "when the row was last touched",
            "release_date": "ISO day",
            "param_count": "parameters, total",
        },
        note="Licences stay records: their ids stand for texts of several versions.",
        **_LLM_STATS,
    )

    def rows(self, file: RecordsFile) -> list[_Model]:
        """The models."""
        return list(json_value(file, dict[str, _Model]).values())

    def of_row(self, file: RecordsFile, row: int, said: _Model, published: str) -> Iterator[Observation]:
        """Release and parameters of a model the catalogue can name."""
        entity = self.naming.entity(said.name, said.model_id)
        day = date_cell(file, row, "release_date", said.release_date)
        if entity is None:
            return
        about: dict[str, Any] = {
            "subject": entity.slug, "surface": said.name, "subject_type": "model", "published": published,
            "source": self.card.name, "dimensions": {"offer": said.model_id},
        }  # fmt: skip
        if day:
            yield observed(file, row, "release_date", value=day, metric="release_date", unit="date", **about)
        if said.param_count:
            yield observed(
                file, row, "param_count", value=said.param_count, metric="parameters_total", unit="parameters", **about
            )


class LlmStatsOffers(_List):
    """One row a model at a provider."""

    card: ClassVar[Card] = Card(
        name="llm-stats-offers",
        title="LLM Stats: prices by provider",
        columns={
            "model_id": "id of the model",
            "model_name": "its name",
            "provider_id": "who serves it",
            "updated_at": "when the row was last touched",
            "input_cents_per_million_tokens": "US cents for a million tokens read",
            "output_cents_per_million_tokens": "US cents for a million tokens written",
            "deprecated_at": "when the offer ended",
        },
        note="Offers that ended, those free of charge and undated aliases are left out; speeds stay records, since who "
        "measured them is not said. A file holds the offers of its day.",
        covers_days=True,
        **_LLM_STATS,
    )

    def rows(self, file: RecordsFile) -> list[_Offer]:
        """The offers; the file's parts that describe a provider have none."""
        parts = json_value(file, dict[str, msgspec.Raw])
        offers = {name: raw for name, raw in parts.items() if bytes(raw).lstrip().startswith(b"[")}
        return [offer for name, raw in offers.items() for offer in _decoded(file, name, raw)]

    def of_row(self, file: RecordsFile, row: int, said: _Offer, published: str) -> Iterator[Observation]:
        """Prices of a model the catalogue can name."""
        entity = self.naming.entity(said.model_name, said.model_id)
        if entity is None or said.deprecated_at or said.provider_id in CONVERTED or is_undated_alias(said.model_id):
            return
        owner = OWN_PROVIDERS.get(said.provider_id)
        prices = {"input": said.input_cents_per_million_tokens, "output": said.output_cents_per_million_tokens}
        for way, cents in prices.items():
            price = at_nine_places(cents / _CENTS) if cents else None
            if price:
                yield observed(
                    file, row, f"{way}_cents_per_million_tokens", value=price, metric=f"price_{way}_per_mtok",
                    unit="USD", subject=entity.slug, surface=said.model_name, subject_type="model", valid=published,
                    published=published, source=self.card.name,
                    origin=owner if owner == entity.developer else said.provider_id,
                    dimensions={"provider": owner or said.provider_id, "offer": said.model_id},
                )  # fmt: skip


def _decoded(file: RecordsFile, name: str, raw: msgspec.Raw) -> list[_Offer]:
    return json_value(RecordsFile(name=f"{file.name}, {name}", raw=bytes(raw)), list[_Offer])
