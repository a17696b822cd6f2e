"""Token prices of OpenRouter's models by day, as the collection OpenComputePrices keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

import msgspec

from parallaxe.recompute.base import currency_cell, date_cell, observed
from parallaxe.recompute.connectors.price_lists import at_nine_places, is_undated_alias
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.recompute.tables import cell_error
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

_MILLION = Decimal(1_000_000)


class _Extra(msgspec.Struct):
    model_name: str | None = None
    prompt_price_per_token: Decimal | None = None
    completion_price_per_token: Decimal | None = None


class InferencePrices(DelimitedConnector):
    """One row a model on a day; its prices stand in the JSON of the last column."""

    card: ClassVar[Card] = Card(
        name="inference-prices",
        title="Token prices of models by day",
        publisher="opencomputeprices",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="MIT",
        redistribution=Redistribution.DATA,
        url="https://github.com/thatkavish/OpenComputePrices",
        columns={
            "snapshot_date": "day, ISO",
            "provider": "who sells",
            "instance_type": "the provider's id of the model",
            "pricing_type": "inference",
            "currency": "ISO 4217",
            "price_unit": "token",
            "raw_extra": "JSON with model_name, prompt_price_per_token, completion_price_per_token",
        },
        note="Left out: rows that are no token prices, models free of charge, variants (':free') and undated aliases.",
        covers_days=True,
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """Prices of models the catalogue can name."""
        found, last = list[Observation](), ""
        for row, cells in self.rows(file):
            day = date_cell(file, row, "snapshot_date", cells["snapshot_date"])
            last = max(last, day or "")
            if day and cells["pricing_type"] == "inference" and cells["price_unit"] == "token":
                found += self._of_model(file, row, cells, day)
        return Harvest(sources=[self.source(published=last or None)], observations=found)

    def _of_model(self, file: RecordsFile, row: int, cells: dict[str, Any], day: str) -> Iterator[Observation]:
        try:
            extra = msgspec.json.decode(cells["raw_extra"] or "{}", type=_Extra, strict=False)
        except msgspec.DecodeError as error:
            raise cell_error(file, row, "raw_extra", (cells["raw_extra"] or "")[:40], f"its JSON ({error})") from error
        offer = cells["instance_type"] or ""
        if ":" in offer or is_undated_alias(offer):
            return
        entity = self.naming.entity((extra.model_name or "").rpartition(": ")[2], offer.rpartition("/")[2])
        if entity is None:
            return
        currency = currency_cell(file, row, "currency", cells["currency"])
        for way, price in (("input", extra.prompt_price_per_token), ("output", extra.completion_price_per_token)):
            value = at_nine_places(price * _MILLION) if price else None
            if value and value > 0:
                yield observed(
                    file, row, "raw_extra", value=value, metric=f"price_{way}_per_mtok", unit=currency,
                    subject=entity.slug, surface=extra.model_name or offer, subject_type=entity.type.value, valid=day,
                    published=day, source=self.card.name, origin=cells["provider"],
                    dimensions={"provider": cells["provider"], "offer": offer},
                )  # fmt: skip
