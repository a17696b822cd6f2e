"""Vendors' list prices as the collection llm-prices keeps them, one file a vendor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from parallaxe.recompute.base import TableConnector, date_cell, observed
from parallaxe.recompute.connectors.price_lists import OWN_PROVIDERS, is_undated_alias
from parallaxe.recompute.tables import json_value
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

if TYPE_CHECKING:
    import pyarrow as pa

#: Vendors whose name here is not that of their endpoint.
_VENDORS = {"meta-ai": "meta", "moonshot-ai": "moonshot-ai", "qwen": "alibaba"}


#: A price by the length of the prompt: in names " ≤200k", in ids "-200k".
_BY_LENGTH = re.compile(r"(?: [≤>] ?|-)\d+k$")


class _Span(msgspec.Struct):
    input: Decimal
    output: Decimal
    from_date: str | None = None
    to_date: str | None = None


class _Model(msgspec.Struct):
    id: str
    name: str
    price_history: list[_Span]


class _Vendor(msgspec.Struct):
    vendor: str
    models: list[_Model]


class LlmPrices(TableConnector):
    """One row a model and span of a price."""

    card: ClassVar[Card] = Card(
        name="llm-prices",
        title="llm-prices: vendors' list prices with the days they held",
        publisher="Simon Willison",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="none stated; figures quoted with credit",
        redistribution=Redistribution.FIGURES_WITH_CREDIT,
        url="https://github.com/simonw/llm-prices",
        columns={
            "vendor": "whose list it is",
            "model": "the collection's id of the model",
            "name": "the model's name, with the length of prompt a price holds for",
            "input": "USD for a million tokens read",
            "output": "USD for a million tokens written",
            "from_date": "first day of the price, ISO; empty where it is not known",
            "to_date": "first day it no longer held, ISO; empty while it holds",
        },
        note="Most prices bear no date: they held on the day the file was obtained. One that began on a known day and still "
        "holds counts for that day, one that ended for the day before. Aliases the name of which says no release are left out.",
    )

    def records(self, file: RecordsFile) -> pa.Table:
        """One row a model and span, cells as text."""
        import pyarrow as pa

        vendor = json_value(file, _Vendor)
        rows = [
            {
                "vendor": vendor.vendor, "model": model.id, "name": model.name, "input": str(span.input),
                "output": str(span.output), "from_date": span.from_date, "to_date": span.to_date,
            }
            for model in vendor.models
            for span in model.price_history
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in self.card.columns]))

    def observe(self, file: RecordsFile) -> Harvest:
        """Prices of models the catalogue can name."""
        rows = self.records(file).to_pylist()
        found = [one for row, cells in enumerate(rows, start=1) for one in self._of_span(file, row, cells)]
        return Harvest(sources=[self.source()], observations=found)

    def _of_span(self, file: RecordsFile, row: int, cells: dict[str, Any]) -> Iterator[Observation]:
        valid = _valid(*(date_cell(file, row, name, cells[name]) for name in ("from_date", "to_date")))
        entity = self.naming.entity(_BY_LENGTH.sub("", cells["name"]), _BY_LENGTH.sub("", cells["model"]))
        if entity is None or is_undated_alias(cells["name"]):
            return
        vendor = cells["vendor"]
        owner = _VENDORS.get(vendor) or OWN_PROVIDERS.get(vendor) or vendor
        for way in ("input", "output"):
            price = Decimal(cells[way])
            if price > 0:
                yield observed(
                    file, row, way, value=price, metric=f"price_{way}_per_mtok", unit="USD", subject=entity.slug,
                    surface=cells["name"], subject_type="model", valid=valid, source=self.card.name, origin=owner,
                    dimensions={"provider": owner, "offer": cells["model"]},
                )  # fmt: skip


def _valid(since: str | None, until: str | None) -> str | None:
    if until is None:
        return since
    last = (date.fromisoformat(until) - timedelta(days=1)).isoformat()
    return f"{since}/{last}" if since and since < last else last
