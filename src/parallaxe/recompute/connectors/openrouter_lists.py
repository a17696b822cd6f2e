"""Two further lists of OpenRouter: the apps that send most tokens, and its models with their prices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from parallaxe.recompute.base import TableConnector, observed
from parallaxe.recompute.connectors.price_lists import at_nine_places, is_undated_alias
from parallaxe.recompute.tables import json_value, some
from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.vocabulary.entity import Entity

_MILLION = Decimal(1_000_000)
_DAY = re.compile(r"20\d\d-\d\d-\d\d")


class _App(msgspec.Struct):
    rank: int
    app_id: int
    app_name: str
    total_tokens: Decimal
    total_requests: int


class OpenRouterApps(TableConnector):
    """One row an app, the fifty that sent most tokens."""

    card: ClassVar[Card] = Card(
        name="openrouter-apps",
        title="OpenRouter rankings: apps by tokens",
        publisher="openrouter",
        source_class=SourceClass.PRODUCER,
        licence="CC-BY-4.0",
        redistribution=Redistribution.DATA,
        url="https://openrouter.ai/rankings",
        columns={
            "rank": "place",
            "app_name": "app, as its maker calls it",
            "total_tokens": "tokens of the page's span of days",
            "total_requests": "requests of that span",
        },
        note="The file's name bears the day of the capture; the span of days behind the sums is not in the file. Apps that "
        "opt out are not listed: no share is made of it. Apps the catalogue does not know stay unresolved.",
        covers_days=True,
    )

    def records(self, file: RecordsFile) -> pa.Table:
        """One row an app."""
        import pyarrow as pa

        rows = [
            {name: str(getattr(app, name)) for name in self.card.columns}
            for app in some(json_value(file, list[_App]), file)
        ]
        return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in self.card.columns]))

    def observe(self, file: RecordsFile) -> Harvest:
        """Tokens and place of each app.

        Raises:
            UnknownFormatError: the file's name bears no day.
        """
        rows = self.records(file).to_pylist()
        if (found := _DAY.search(file.name)) is None:
            raise UnknownFormatError(
                "does not say its day",
                where=file.name,
                mend="Put the day of the capture into its name: apps_2026-08-22.json.",
            )
        day = found[0]
        observations = [one for row, cells in enumerate(rows, start=1) for one in self._of_app(file, row, cells, day)]
        return Harvest(sources=[self.source(published=day)], observations=observations)

    def _of_app(self, file: RecordsFile, row: int, cells: dict[str, Any], day: str) -> Iterator[Observation]:
        entity = self.naming.entity(cells["app_name"])
        if entity is not None and not _is_named(entity, cells["app_name"]):
            entity = None
        about = {
            "subject": entity.slug if entity else None, "surface": cells["app_name"],
            "subject_type": entity.type.value if entity else "product", "valid": day, "published": day,
            "source": self.card.name, "origin": self.card.publisher,
        }  # fmt: skip
        yield observed(
            file, row, "total_tokens", value=Decimal(cells["total_tokens"]), metric="usage_volume", unit="tokens",
            dimensions={"population": "OpenRouter", "per": "span of the apps page"}, **about,
        )  # fmt: skip
        yield observed(
            file, row, "rank", value=Decimal(cells["rank"]), metric="rank", unit="rank",
            dimensions={"ranking": "OpenRouter apps by tokens"}, **about,
        )  # fmt: skip


def _is_named(entity: Entity, name: str) -> bool:
    """Whether the name is one the catalogue gives the entity: apps of like names ("Kilo Code") are others."""
    known = (entity.name, *(each for names in entity.names.values() for each in names))
    return name.casefold() in {each.casefold() for each in known}


class _Pricing(msgspec.Struct):
    prompt: Decimal
    completion: Decimal


class _Listed(msgspec.Struct):
    id: str
    name: str
    created: int
    pricing: _Pricing
    context_length: int | None = None


class _List(msgspec.Struct):
    data: list[_Listed]


class OpenRouterModels(TableConnector):
    """One row a model on offer."""

    card: ClassVar[Card] = Card(
        name="openrouter-models",
        title="OpenRouter: models on offer, with prices",
        publisher="openrouter",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="OpenRouter's terms; figures quoted with credit",
        redistribution=Redistribution.FIGURES_WITH_CREDIT,
        url="https://openrouter.ai/api/v1/models",
        columns={
            "id": "author/model, and a variant after a colon",
            "name": "author: model",
            "created": "second since 1970 the model was listed",
            "prompt": "USD a token read",
            "completion": "USD a token written",
            "context_length": "tokens",
        },
        note="The list bears no date: the day its newest model was listed stands for it. Left out are models free of charge, "
        "variants (':free', ':thinking') and aliases that stand for no dated release. The context is what is served there, not the model's: it stays a record.",
        covers_days=True,
    )

    def records(self, file: RecordsFile) -> pa.Table:
        """One row a model."""
        import pyarrow as pa

        rows = [
            {
                "id": model.id,
                "name": model.name,
                "created": str(model.created),
                "prompt": str(model.pricing.prompt),
                "completion": str(model.pricing.completion),
                "context_length": None if model.context_length is None else str(model.context_length),
            }
            for model in json_value(file, _List).data
        ]
        return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in self.card.columns]))

    def observe(self, file: RecordsFile) -> Harvest:
        """Prices of models the catalogue can name."""
        rows = self.records(file).to_pylist()
        if not rows:
            raise UnknownFormatError("holds no models", where=file.name, mend="Fetch the file again.")
        day = datetime.fromtimestamp(max(int(cells["created"]) for cells in rows), UTC).date().isoformat()
        found = [one for row, cells in enumerate(rows, start=1) for one in self._of_model(file, row, cells, day)]
        return Harvest(sources=[self.source(published=day)], observations=found)

    def _of_model(self, file: RecordsFile, row: int, cells: dict[str, Any], day: str) -> Iterator[Observation]:
        if ":" in cells["id"] or is_undated_alias(cells["id"]):
            return
        entity = self.naming.entity(cells["name"].rpartition(": ")[2], cells["id"].rpartition("/")[2])
        if entity is None:
            return
        about = {
            "subject": entity.slug, "surface": cells["name"], "subject_type": entity.type.value, "published": day,
            "source": self.card.name, "origin": self.card.publisher,
        }  # fmt: skip
        offer = {"provider": "openrouter", "offer": cells["id"]}
        for column, way in (("prompt", "input"), ("completion", "output")):
            price = at_nine_places(Decimal(cells[column]) * _MILLION)
            if price and price > 0:
                yield observed(
                    file, row, column, value=price, metric=f"price_{way}_per_mtok", unit="USD", valid=day,
                    dimensions=offer, **about,
                )  # fmt: skip
