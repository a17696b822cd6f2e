"""Hourly prices of rented GPUs."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from statistics import median
from typing import Any, ClassVar, NamedTuple

from parallaxe.recompute.base import currency_cell, date_cell, decimal_cell, observed
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

#: An offer this many times its chip's median prints cents for dollars, or a whole server for one of its chips.
OUTLYING = 5


class GpuRentalPrices(DelimitedConnector):
    """One row an offer of a GPU by the hour."""

    card: ClassVar[Card] = Card(
        name="gpu-rental-prices",
        title="Hourly prices of rented GPUs",
        publisher="opencomputeprices",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="MIT",
        redistribution=Redistribution.DATA,
        url="https://github.com/thatkavish/OpenComputePrices",
        columns={
            "snapshot_date": "day, ISO",
            "provider": "who rents it out",
            "instance_type": "the provider's name of the offer",
            "gpu_name": "chip",
            "gpu_count": "chips in the offer",
            "pricing_type": "on_demand, spot or reserved",
            "price_per_gpu_hour": "price",
            "currency": "ISO 4217",
        },
        note="Left out: offers free of charge, without a count of chips, of chips the catalogue does not know, and those of "
        "over five times their chip's median, which print cents for dollars or a whole server for one chip. A region is "
        "not told apart: an offer is named by its row.",
        covers_days=True,
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """Price of each offer of a chip the catalogue can name."""
        rows = list(self.rows(file))
        if rows and not any((cells["gpu_name"] or "").strip() for _, cells in rows):
            raise UnknownFormatError(
                "names no chip in any row",
                where=f"{file.name}, column gpu_name",
                mend="Prices of tokens are read with --as inference-prices.",
            )
        offers = [offer for row, cells in rows if (offer := self._offer(file, row, cells)) is not None]
        last = max((offer.day for offer in offers), default=None)
        by_chip: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
        for offer in offers:
            by_chip[offer.sold].append(offer.price)
        medians = {sold: median(prices) for sold, prices in by_chip.items()}
        found = [self._observed(file, offer) for offer in offers if offer.price <= OUTLYING * medians[offer.sold]]
        return Harvest(sources=[self.source(published=last)], observations=found)

    def _offer(self, file: RecordsFile, row: int, cells: dict[str, Any]) -> _Offer | None:
        day = date_cell(file, row, "snapshot_date", cells["snapshot_date"])
        price = decimal_cell(file, row, "price_per_gpu_hour", cells["price_per_gpu_hour"])
        count = decimal_cell(file, row, "gpu_count", cells["gpu_count"])
        chip = self.naming.entity(f"Nvidia {cells['gpu_name']}", cells["gpu_name"])
        if not price or not count or day is None or chip is None or chip.type != EntityType.CHIP:
            return None
        return _Offer(row, chip, price, currency_cell(file, row, "currency", cells["currency"]), day, cells)

    def _observed(self, file: RecordsFile, offer: _Offer) -> Observation:
        cells = offer.cells
        return observed(
            file, offer.row, "price_per_gpu_hour", value=offer.price, metric="gpu_rental_price",
            unit=offer.currency, subject=offer.chip.slug, surface=cells["gpu_name"],
            subject_type=offer.chip.type.value, valid=offer.day, published=offer.day, source=self.card.name,
            origin=cells["provider"],
            dimensions={
                "provider": cells["provider"], "pricing": cells["pricing_type"],
                "offer": f"{cells['instance_type']}, row {offer.row}",
            },
        )  # fmt: skip


class _Offer(NamedTuple):
    row: int
    chip: Entity
    price: Decimal
    currency: str
    day: str
    cells: dict[str, Any]

    @property
    def sold(self) -> tuple[str, str]:
        """Chip and currency: what prices of offers compare within."""
        return self.chip.slug, self.currency
