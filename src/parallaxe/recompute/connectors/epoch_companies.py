"""Epoch AI's tables on companies: founding, revenue, use, staff, spending on computing."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from parallaxe.recompute.base import american_day_cell, decimal_cell, observed
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

_PAGE = "https://epoch.ai/data/ai-companies"


def _card(name: str, title: str, columns: dict[str, str], note: str) -> Card:
    return Card(
        name=name, title=f"Epoch AI: {title}", publisher="epoch-ai", source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="CC-BY-4.0", redistribution=Redistribution.DATA, url=_PAGE, columns=columns,
        note=f"Gathered from press and company statements: class C. {note}",
    )  # fmt: skip


class _Reports(DelimitedConnector):
    """One row a report; ``of_row`` gives what it observes."""

    def observe(self, file: RecordsFile) -> Harvest:
        """The observations of every row."""
        found = [one for row, cells in self.rows(file) for one in self.of_row(file, row, cells)]
        published = max((one.published or one.valid or "" for one in found), default="") or None
        return Harvest(sources=[self.source(published=published)], observations=found)

    @abstractmethod
    def of_row(self, file: RecordsFile, row: int, cells: dict[str, Any]) -> Iterator[Observation]:
        """What one row observes."""

    def about(self, *surfaces: str) -> dict[str, Any]:
        """Subject, surface and source: the first name the catalogue knows."""
        for surface in filter(None, surfaces):
            if (entity := self.naming.entity(surface)) is not None:
                return {
                    "subject": entity.slug, "surface": surface, "subject_type": entity.type.value,
                    "source": self.card.name,
                }  # fmt: skip
        return {"subject": None, "surface": surfaces[0] or surfaces[-1], "source": self.card.name}


class EpochCompanies(_Reports):
    """One row a company."""

    card: ClassVar[Card] = _card(
        "epoch-companies",
        "AI companies",
        {"Name": "company", "Founding date": "month/day/year"},
        "Founding dates only.",
    )

    def of_row(self, file: RecordsFile, row: int, cells: dict[str, Any]) -> Iterator[Observation]:
        """When it was founded."""
        day = american_day_cell(file, row, "Founding date", cells["Founding date"])
        if day:
            yield observed(
                file, row, "Founding date", value=day, metric="founded_date", unit="date", valid=day,
                **self.about(cells["Name"]),
            )  # fmt: skip


class EpochRevenue(_Reports):
    """One row a report of revenue, as a yearly rate."""

    card: ClassVar[Card] = _card(
        "epoch-revenue",
        "revenue of AI companies",
        {
            "Company": "who earns",
            "Date": "month/day/year",
            "Revenue amount (normalize to annual)": "USD a year at that time",
        },
        "Amounts are yearly rates of the day, not the revenue of a year.",
    )
    column = "Revenue amount (normalize to annual)"

    def of_row(self, file: RecordsFile, row: int, cells: dict[str, Any]) -> Iterator[Observation]:
        """The rate of the day."""
        amount = decimal_cell(file, row, self.column, cells[self.column])
        day = american_day_cell(file, row, "Date", cells["Date"])
        if amount and day:
            yield observed(
                file, row, self.column, value=amount, metric="revenue", unit="USD", valid=day,
                dimensions={"basis": "yearly run rate"}, **self.about(cells["Company"]),
            )  # fmt: skip


class EpochUsage(_Reports):
    """One row a report of users or of tokens a day."""

    card: ClassVar[Card] = _card(
        "epoch-usage",
        "use of AI companies' products",
        {
            "Company": "whose product",
            "Product": "product, or 'All products'",
            "Active users": "people",
            "Active users time period": "Daily, Weekly or Monthly",
            "Daily tokens": "tokens a day",
            "Date": "of the figure, month/day/year",
            "Report date": "of the report, month/day/year",
            "Exclude from graph view": "TRUE where Epoch leaves the row out",
        },
        "Rows Epoch leaves out are left out; messages a day stay records.",
    )

    def of_row(self, file: RecordsFile, row: int, cells: dict[str, Any]) -> Iterator[Observation]:
        """Users by period and tokens a day."""
        day = american_day_cell(file, row, "Date", cells["Date"])
        reported = american_day_cell(file, row, "Report date", cells["Report date"])
        users = decimal_cell(file, row, "Active users", cells["Active users"])
        tokens = decimal_cell(file, row, "Daily tokens", cells["Daily tokens"])
        if not day or (cells["Exclude from graph view"] or "").strip():
            return
        about = {"valid": day, "published": reported, **self._about_product(cells)}
        period = (cells["Active users time period"] or "").strip().lower()
        if users and period:
            yield observed(
                file, row, "Active users", value=users, metric="users", unit="users",
                dimensions={"population": f"{period} active users"}, **about,
            )  # fmt: skip
        if tokens:
            yield observed(
                file, row, "Daily tokens", value=tokens, metric="usage_volume", unit="tokens",
                dimensions={"per": "day", "population": cells["Product"] or "all products"}, **about,
            )  # fmt: skip

    def _about_product(self, cells: dict[str, Any]) -> dict[str, Any]:
        """The product where it is one the catalogue knows, else its company."""
        product = self.naming.entity(cells["Product"] or "")
        if product is not None and product.type == EntityType.PRODUCT:
            return self.about(cells["Product"])
        return self.about(cells["Company"])


class EpochStaff(_Reports):
    """One row a report of how many people work somewhere."""

    card: ClassVar[Card] = _card(
        "epoch-staff",
        "staff of AI companies",
        {
            "Company": "employer",
            "Staff count": "people",
            "Date": "month/day/year",
            "Type": "Full company, Full AI division, Division/role or Contractors",
            "Division name": "part counted",
        },
        "Contractors are left out; of a part, the dimension population names it.",
    )

    def of_row(self, file: RecordsFile, row: int, cells: dict[str, Any]) -> Iterator[Observation]:
        """People of the company, or of a named part of it."""
        count = decimal_cell(file, row, "Staff count", cells["Staff count"])
        day = american_day_cell(file, row, "Date", cells["Date"])
        kind, part = cells["Type"] or "", cells["Division name"] or ""
        if not count or not day or kind in {"", "Contractors"}:
            return
        whole = kind == "Full company"
        if whole or part:
            yield observed(
                file, row, "Staff count", value=count, metric="staff", unit="people", valid=day,
                dimensions={"population": "all staff" if whole else part}, **self.about(cells["Company"]),
            )  # fmt: skip


class EpochComputeSpend(_Reports):
    """One row a report of what a company spends on computing."""

    card: ClassVar[Card] = _card(
        "epoch-compute-spend",
        "compute spending of AI companies",
        {
            "Company": "who spends",
            "Amount": "USD",
            "Category": "what for, separated by commas",
            "Period type": "Year, or Annualized",
            "Date": "last day of the period, month/day/year",
        },
        "Amounts of years not over when reported are projections.",
    )

    def of_row(self, file: RecordsFile, row: int, cells: dict[str, Any]) -> Iterator[Observation]:
        """The amount of a year, or the yearly rate of a day."""
        amount = decimal_cell(file, row, "Amount", cells["Amount"])
        day = american_day_cell(file, row, "Date", cells["Date"])
        if not amount or not day:
            return
        yearly = cells["Period type"] == "Year"
        yield observed(
            file, row, "Amount", value=amount, metric="compute_spend", unit="USD",
            valid=day[:4] if yearly else day,
            dimensions={"segment": cells["Category"] or "", "basis": "period" if yearly else "yearly run rate"},
            **self.about(cells["Company"]),
        )  # fmt: skip
