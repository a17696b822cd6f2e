"""Three of Our World in Data's tables share the columns Entity, Code, Year and All: told apart by what they hold."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum

from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.records import RecordsFile

#: No country has that many publications or patents a year, and the world's investment is not below it.
MONEY_FROM = Decimal(10_000_000)
_OFFICES = ("patent", "wipo")
_GROUPS = ("oecd", "nato", "asean", "global partnership", "european union")


class Kind(StrEnum):
    """What the column All holds, and the connector for it."""

    PUBLICATIONS = "publications"
    PATENTS = "patents"
    MONEY = "US dollars"

    @property
    def connector(self) -> str:
        """Name of the connector that reads it."""
        return {
            Kind.PUBLICATIONS: "owid-ai-publications",
            Kind.PATENTS: "owid-artificial-intelligence-patents-submitted",
            Kind.MONEY: "owid-private-investment-in-artificial-intelligence-cset",
        }[self]


def check_kind(file: RecordsFile, wanted: Kind, entities: Collection[str], largest: Decimal) -> None:
    """Raise UnknownFormatError where the file holds another of the three, or does not show which.

    Args:
        file: whose name the error says.
        wanted: what the connector reads.
        entities: values of the column Entity: patents are counted by offices, publications by groups of countries.
        largest: value of the column All.
    """
    found = _kind(entities, largest)
    if found is wanted:
        return
    if found is None:
        raise UnknownFormatError(
            "does not show whether it holds publications or patents",
            where=f"{file.name}, column Entity",
            mend="Keep the rows of groups and offices (OECD, European Patent Organization…) by which they are told apart.",
        )
    raise UnknownFormatError(
        f"holds {found}, not {wanted}", where=f"{file.name}, column All", mend=f"Read it with --as {found.connector}."
    )


def _kind(entities: Collection[str], largest: Decimal) -> Kind | None:
    names = " ".join(entities).casefold()
    if largest >= MONEY_FROM:
        return Kind.MONEY
    if any(word in names for word in _OFFICES):
        return Kind.PATENTS
    return Kind.PUBLICATIONS if any(word in names for word in _GROUPS) else None
