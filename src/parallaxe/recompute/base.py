"""What connectors share: naming by the catalogue, and observations with a Cell locator."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from parallaxe.recompute.naming import Naming, naming_of
from parallaxe.recompute.tables import cell_error
from parallaxe.vocabulary.errors import InvalidValueError
from parallaxe.vocabulary.locator import Cell
from parallaxe.vocabulary.observation import INTEGER_DIGITS, Kind, Observation
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Source
from parallaxe.vocabulary.unit import is_currency

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.catalog import Catalogue


#: Years records can be of; a number beyond is none.
YEARS = (1900, 2100)
_TOO_LARGE, _SHOWN = Decimal(10) ** INTEGER_DIGITS, 40


class TableConnector(ABC):
    """A connector for files in the user's hands; those that ship override ``bundled``.

    Args:
        catalogue: what names are resolved by; None suffices for ``records``.
    """

    card: ClassVar[Card]
    version: ClassVar[int] = 1

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue

    @cached_property
    def shipped(self) -> Catalogue:
        """The catalogue handed in, else the shipped one."""
        from parallaxe.catalog import load_catalogue

        return self.catalogue or load_catalogue()

    @cached_property
    def naming(self) -> Naming:
        """Names of the catalogue."""
        return naming_of(self.shipped)

    def bundled(self) -> list[RecordsFile]:
        """No file ships with this connector."""
        return []

    @abstractmethod
    def records(self, file: RecordsFile) -> pa.Table:
        """See ``vocabulary.ports.Connector``."""

    @abstractmethod
    def observe(self, file: RecordsFile) -> Harvest:
        """See ``vocabulary.ports.Connector``."""

    def source(self, *, id_: str | None = None, published: str | None = None, **changes: Any) -> Source:
        """The card as a Source."""
        card = self.card
        values: dict[str, Any] = {
            "id": id_ or card.name,
            "publisher": card.publisher,
            "title": card.title,
            "url": card.url,
            "source_class": card.source_class,
            "licence": card.licence,
            "redistribution": card.redistribution,
            "published": published,
        }
        return Source(**(values | changes))


def observed(
    file: RecordsFile, row: int, column: str, *, value: Decimal | str, kind: Kind = Kind.CLAIMED, **rest: Any
) -> Observation:
    """An observation of one cell; a Decimal becomes its number, a str its text.

    Raises:
        InvalidValueError: what the cell says is no value of it; names the cell.
    """
    number, text = (value, None) if isinstance(value, Decimal) else (None, value)
    locator = Cell(snapshot=file.snapshot, file=file.name, row=row, column=column)
    try:
        return Observation(number=number, text=text, kind=kind, locator=locator, **rest)
    except InvalidValueError as error:
        raise InvalidValueError(
            error.what, where=f"{file.name}, row {row}, column {column}", mend=error.mend
        ) from error


def decimal_cell(file: RecordsFile, row: int, column: str, value: str | None) -> Decimal | None:
    """A numeric cell, None where it is empty; raises UnknownFormatError naming the cell."""
    if value is None or not (text := value.strip()):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise cell_error(file, row, column, value, "a number") from error
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        raise cell_error(file, row, column, value[:_SHOWN], "a finite number of a size that can be")
    return number


def year_cell(file: RecordsFile, row: int, column: str, value: str | None) -> int | None:
    """A year, None where the cell is empty; raises UnknownFormatError naming the cell."""
    year = decimal_cell(file, row, column, value)
    if year is not None and not (year == int(year) and YEARS[0] <= year <= YEARS[1]):
        raise cell_error(file, row, column, value, "a year")
    return None if year is None else int(year)


def currency_cell(file: RecordsFile, row: int, column: str, value: str | None) -> str:
    """An ISO 4217 code, "USD" where the cell is empty; raises UnknownFormatError naming the cell."""
    code = (value or "").strip() or "USD"
    if not is_currency(code):
        raise cell_error(file, row, column, code, "a currency by its ISO 4217 code")
    return code


def date_cell(file: RecordsFile, row: int, column: str, value: str | None) -> str | None:
    """A date or partial date, None where it is empty; raises UnknownFormatError naming the cell."""
    if value is None or not (text := value.strip()):
        return None
    try:
        return Period.parse(text[:10]).text
    except InvalidValueError as error:
        raise cell_error(file, row, column, value, "a date") from error


def american_day_cell(file: RecordsFile, row: int, column: str, value: str | None) -> str | None:
    """A day written month/day/year as ISO, None where it is empty; raises UnknownFormatError naming the cell."""
    if not value or not value.strip():
        return None
    try:
        return datetime.strptime(value.strip(), "%m/%d/%Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise cell_error(file, row, column, value, "a day written month/day/year") from error
