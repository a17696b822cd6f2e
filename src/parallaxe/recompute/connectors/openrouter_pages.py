"""Further tables of OpenRouter's public pages: weeks of the ten largest models, shares by author, speeds, an index."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from parallaxe.recompute.base import TableConnector, date_cell, decimal_cell, observed
from parallaxe.recompute.connectors.openrouter import AUTHORS
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.recompute.tables import json_value, some
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

if TYPE_CHECKING:
    import pyarrow as pa

_OPENROUTER: dict[str, Any] = {
    "publisher": "openrouter",
    "source_class": SourceClass.PRODUCER,
    "licence": "CC-BY-4.0",
    "redistribution": Redistribution.DATA,
    "url": "https://openrouter.ai/rankings",
    "covers_days": True,
}
_POPULATION = "OpenRouter tokens"
#: Rows of the page's table of authors; its other tables mix panels.
_SHARES = "market_share"


class _Model(msgspec.Struct, frozen=True):
    slug: str
    name: str
    rank: int
    total_tokens: Decimal


class _Week(msgspec.Struct, frozen=True):
    date: str
    models: list[_Model]


class OpenRouterWeeks(TableConnector):
    """One row a week and model, the ten largest of each week."""

    card: ClassVar[Card] = Card(
        name="openrouter-weeks",
        title="OpenRouter rankings: the ten largest models by week",
        columns={
            "date": "day the page names the week by, ISO",
            "slug": "author/model",
            "name": "as the page writes it",
            "rank": "place in the week",
            "total_tokens": "tokens of the week",
        },
        note="Ten models of hundreds: no share is made of them. The file does not say which end of the week its day is.",
        **_OPENROUTER,
    )

    def records(self, file: RecordsFile) -> pa.Table:
        """One row a week and model."""
        import pyarrow as pa

        rows = [
            {"date": week.date, **msgspec.structs.asdict(model)}
            for week in json_value(file, list[_Week])
            for model in week.models
        ]
        text = [{name: str(row[name]) for name in self.card.columns} for row in some(rows, file)]
        return pa.Table.from_pylist(text, schema=pa.schema([(name, pa.string()) for name in self.card.columns]))

    def observe(self, file: RecordsFile) -> Harvest:
        """Tokens and rank of each model of a week that the catalogue can name."""
        rows = self.records(file).to_pylist()
        days = {row: date_cell(file, row, "date", cells["date"]) for row, cells in enumerate(rows, start=1)}
        published = max((day for day in days.values() if day), default=None)
        found = [
            one
            for row, cells in enumerate(rows, start=1)
            for one in self._of_row(file, row, cells, days[row], published)
        ]
        return Harvest(sources=[self.source(published=published)], observations=found)

    def _of_row(
        self, file: RecordsFile, row: int, cells: dict[str, Any], day: str | None, published: str | None
    ) -> Iterator[Observation]:
        name = cells["name"].rpartition(": ")[2]
        entity = self.naming.entity(name, cells["slug"].rpartition("/")[2])
        if entity is None or day is None:
            return
        about = {
            "subject": entity.slug, "surface": cells["slug"], "subject_type": entity.type.value, "valid": day,
            "published": published, "source": self.card.name, "origin": self.card.publisher,
        }  # fmt: skip
        offer = {"offer": cells["slug"]}
        yield observed(
            file, row, "total_tokens", value=Decimal(cells["total_tokens"]), metric="usage_volume", unit="tokens",
            dimensions={"population": "OpenRouter", "per": "week", **offer}, **about,
        )  # fmt: skip
        yield observed(
            file, row, "rank", value=Decimal(cells["rank"]), metric="rank", unit="rank",
            dimensions={"ranking": "OpenRouter models by weekly tokens", **offer}, **about,
        )  # fmt: skip


class _Captures(DelimitedConnector):
    """One row of a page as captured on a day; ``of_row`` gives what it observes."""

    def observe(self, file: RecordsFile) -> Harvest:
        """The observations of every row; the source is as old as its last capture."""
        found, last = list[Observation](), ""
        for row, cells in self.rows(file):
            day = date_cell(file, row, "captured", cells["captured"])
            last = max(last, day or "")
            found += self.of_row(file, row, cells, day)
        return Harvest(sources=[self.source(published=last or None)], observations=found)

    @abstractmethod
    def of_row(self, file: RecordsFile, row: int, cells: dict[str, Any], day: str | None) -> Iterator[Observation]:
        """What one row observes, captured on ``day``."""


class OpenRouterShares(_Captures):
    """One row a captured day, table and place of the rankings page."""

    card: ClassVar[Card] = Card(
        name="openrouter-shares",
        title="OpenRouter rankings page: share of tokens by author and day",
        columns={
            "captured": "day of the capture, ISO",
            "table": "which of the page's tables; 'market_share' is that of authors",
            "rank": "place",
            "key": "author, or what the table ranks",
            "tokens_or_value": "as the page shows it",
            "share_pct": "%",
        },
        note="The page's own shares. Its table of models mixed panels on some days, so only the table of authors is read; "
        "'others' is left out.",
        **_OPENROUTER,
    )

    def of_row(self, file: RecordsFile, row: int, cells: dict[str, Any], day: str | None) -> Iterator[Observation]:
        """Share of an author the catalogue can name."""
        share = decimal_cell(file, row, "share_pct", cells["share_pct"])
        slug = AUTHORS.get(cells["key"] or "")
        entity = self.shipped.entities.get(slug) if slug else None
        if cells["table"] == _SHARES and entity is not None and share is not None and day:
            yield observed(
                file, row, "share_pct", value=share, metric="usage_share", unit="%", subject=entity.slug,
                surface=cells["key"], subject_type=entity.type.value, valid=day, published=day,
                source=self.card.name, origin=self.card.publisher,
                dimensions={"population": _POPULATION, "aggregation": "point"},
            )  # fmt: skip


class OpenRouterSpeeds(_Captures):
    """One row a captured day and model: its fastest provider."""

    card: ClassVar[Card] = Card(
        name="openrouter-speeds",
        title="OpenRouter: fastest provider of each model by day",
        columns={
            "captured": "day of the capture, ISO",
            "model_id": "author/model",
            "fastest_provider": "who serves it fastest",
            "throughput_tok_s": "output tokens a second, median",
            "latency_ms_p50": "milliseconds to the first token, median",
        },
        note="The fastest of several providers, as routed by OpenRouter: not comparable with a measurement of one endpoint.",
        **{**_OPENROUTER, "source_class": SourceClass.INDEPENDENT_MEASURER},
    )

    def of_row(self, file: RecordsFile, row: int, cells: dict[str, Any], day: str | None) -> Iterator[Observation]:
        """Speed and latency of a model the catalogue can name."""
        entity = self.naming.entity(cells["model_id"].rpartition("/")[2])
        figures = (
            ("throughput_tok_s", "output_speed", "tokens/s"),
            ("latency_ms_p50", "time_to_first_token", "ms"),
        )
        for column, metric, unit in figures:
            value = decimal_cell(file, row, column, cells[column])
            if value and entity is not None and day:
                yield observed(
                    file, row, column, value=value, metric=metric, unit=unit, subject=entity.slug,
                    surface=cells["model_id"], subject_type=entity.type.value, valid=day, published=day,
                    source=self.card.name, origin=self.card.publisher,
                    dimensions={
                        "provider": cells["fastest_provider"], "aggregation": "median, fastest provider",
                        "offer": cells["model_id"],
                    },
                )  # fmt: skip


class OpenRouterIndex(_Captures):
    """One row a captured day and model: an index of Artificial Analysis as OpenRouter's page shows it."""

    card: ClassVar[Card] = Card(
        name="openrouter-index",
        title="Artificial Analysis Intelligence Index as shown on OpenRouter's rankings page",
        publisher="openrouter",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="figures of Artificial Analysis, quoted with credit",
        redistribution=Redistribution.LINK_ONLY,
        url="https://openrouter.ai/rankings",
        columns={
            "captured": "day of the capture, ISO",
            "rank": "place on the page",
            "model_id": "author/model",
            "name": "model with its configuration",
            "score": "index points",
        },
        note="The page does not say which version of the index it shows, so values of two days may not be comparable.",
        covers_days=True,
    )

    def of_row(self, file: RecordsFile, row: int, cells: dict[str, Any], day: str | None) -> Iterator[Observation]:
        """Index value of a configuration the catalogue can name."""
        score = decimal_cell(file, row, "score", cells["score"])
        entity = self.naming.entity(cells["name"], cells["model_id"].rpartition("/")[2])
        if entity is not None and score is not None and day:
            yield observed(
                file, row, "score", value=score, metric="intelligence_index", unit="index points", subject=entity.slug,
                surface=cells["name"], subject_type=entity.type.value, valid=day, published=day,
                source=self.card.name, origin="artificial-analysis",
                dimensions={
                    "index": "Artificial Analysis Intelligence Index", "index_version": f"as shown {day}",
                    "configuration": cells["name"],
                },
            )  # fmt: skip
