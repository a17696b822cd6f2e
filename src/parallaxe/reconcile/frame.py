"""The observation table as arrays: codes for what is compared, ranges for what is stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from parallaxe.reconcile.names import NameValues
from parallaxe.reconcile.ranges import last_digit, stated_ranges
from parallaxe.reconcile.scope import Scopes
from parallaxe.vocabulary.errors import IncomparableError, InvalidValueError
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.unit import CURRENCIES, convert

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue

Codes = NDArray[np.int64]
UNKNOWN_DAY = -1
_BASES = {"%": "fraction", "ms": "s"}
_TEXT = ("id", "subject", "surface", "subject_type", "metric", "text", "unit", "dimensions", "qualifier", "kind")
_MORE_TEXT = (
    "valid",
    "published",
    "origin",
    "attributed_to",
    "source",
    "locator",
    "quote",
    "publisher",
    "source_class",
)


@dataclass(frozen=True, eq=False)
class Frame:
    """n observations, one a position; codes index the lists of the same name in the plural.

    Args:
        table: the rows, with every column of the contract (absent ones null).
        subject: codes; -1 where identity is unresolved.
        unit: codes after conversion to the base of the unit's family.
        value: numbers in that base, days for dates, codes of ``names`` for names.
        lower: lower end of what the statement is compatible with; upper likewise.
        digit: worth of the last digit shown (numbers only).
        kind: "n", "d" or "t" for number, date or name (text).
        start: first valid day since 1970, -1 unknown; end likewise the last.
        published: last day of publication where the source states one, else -1: the day we fetched
            a page says nothing of when its figures held.
        cell: whether the locator is a cell.
        place: first code point of the quote, -1 for none.
    """

    table: pa.Table
    subjects: list[str]
    subject: Codes
    metrics: list[str]
    metric: Codes
    sources: list[str]
    source: Codes
    units: list[str]
    unit: Codes
    scopes: Scopes
    scope: Codes
    names: NameValues
    value: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    digit: NDArray[np.float64]
    kind: NDArray[np.str_]
    start: Codes
    end: Codes
    published: Codes
    cell: NDArray[np.bool_]
    place: Codes

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def column(self, name: str, rows: NDArray[np.int64]) -> list[Any]:
        """Values of a column of the table at some positions."""
        values: list[Any] = self.table[name].take(pa.array(rows)).to_pylist()
        return values

    def rows_of(self, *metrics: str) -> Codes:
        """Positions of observations of any of the metrics, resolved or not."""
        wanted = [code for code, name in enumerate(self.metrics) if name in metrics]
        return np.flatnonzero(np.isin(self.metric, wanted))


def frame_of(table: pa.Table, catalogue: Catalogue) -> Frame:
    """Arrays of a table of observations (columns as the ledger hands them out)."""
    table = complete(table)
    subjects, subject = _encode(table["subject"])
    metrics, metric = _encode(table["metric"])
    sources, source = _encode(table["source"])
    scopes, scope = _encode(pc.fill_null(table["dimensions"], "{}"))
    kind = _kinds(table, metrics, metric, catalogue)
    numbers = pc.cast(table["number"], pa.float64()).to_numpy(zero_copy_only=False)
    units, unit, factor = _units(table["unit"])
    value = np.where(kind == "n", numbers * factor, 0.0)
    absolute, relative = _tolerances(metrics, metric, catalogue)
    qualifiers = np.asarray(table["qualifier"].to_pylist(), dtype=object)
    lower, upper = stated_ranges(value, absolute * factor, relative, qualifiers)
    lower, upper = _with_intervals(table, lower, upper, factor)
    _fill_dates(table["text"], kind, qualifiers, value, lower, upper)
    names = NameValues.of(table, kind, value, catalogue)
    start, end = _spans(table["valid"])
    return Frame(
        table=table, subjects=subjects, subject=subject, metrics=metrics, metric=metric, sources=sources, source=source,
        units=units, unit=unit, scopes=Scopes(scopes), scope=scope, names=names, value=value, lower=lower, upper=upper,
        digit=last_digit(np.where(kind == "n", numbers, 0.0)) * factor, kind=kind, start=start, end=end,
        published=_stated_days(table), cell=np.asarray(pc.equal(table["locator"], "cell").fill_null(False)),
        place=pc.fill_null(pc.cast(table["start"], pa.int64()), -1).to_numpy(),
    )  # fmt: skip


def complete(table: pa.Table) -> pa.Table:
    """The columns reconciling needs, those the table lacks as nulls."""
    wanted = {name: pa.string() for name in (*_TEXT, *_MORE_TEXT)}
    wanted |= {"number": pa.decimal128(38, 9), "numerator": pa.decimal128(38, 9), "n": pa.int64()}
    wanted |= {"lower": pa.float64(), "upper": pa.float64(), "start": pa.int64(), "published_by": pa.date32()}
    for name, kind in wanted.items():
        if name not in table.column_names:
            table = table.append_column(name, pa.nulls(table.num_rows, kind))
    return table.select(list(wanted)).combine_chunks()


def _encode(column: pa.ChunkedArray) -> tuple[list[str], Codes]:
    array = column.combine_chunks()
    encoded = array if isinstance(array, pa.DictionaryArray) else pc.dictionary_encode(array)
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes = pc.fill_null(encoded.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
    return [str(text) for text in encoded.dictionary.to_pylist()], codes


def _kinds(table: pa.Table, metrics: list[str], metric: Codes, catalogue: Catalogue) -> NDArray[np.str_]:
    declared = [catalogue.metrics[name].value_type.value if name in catalogue.metrics else "" for name in metrics]
    of_metric = np.asarray([{"number": "n", "date": "d", "name": "t"}.get(kind, "") for kind in declared], dtype="<U1")
    kind = of_metric[metric] if len(metrics) else np.asarray([], dtype="<U1")
    dated = np.asarray(pc.equal(table["unit"], "date").fill_null(False))
    kind = np.where(kind == "", np.where(dated, "d", "t"), kind)
    return np.where(np.asarray(table["number"].is_valid()), "n", np.where(kind == "n", "t", kind))


def _units(column: pa.ChunkedArray) -> tuple[list[str], Codes, NDArray[np.float64]]:
    written, code = _encode(column)
    bases = [_base(unit) for unit in written]
    units = sorted({base for base, _ in bases})
    of_unit = np.asarray([units.index(base) for base, _ in bases], dtype=np.int64)
    factors = np.asarray([factor for _, factor in bases], dtype=np.float64)
    return units, of_unit[code], factors[code]


def _base(unit: str) -> tuple[str, float]:
    from decimal import Decimal

    if unit in CURRENCIES:
        return unit, 1.0
    try:
        base = _BASES.get(unit, unit)
        return base, float(convert(Decimal(1), unit, base))
    except IncomparableError:
        return unit, 1.0


def _tolerances(
    metrics: list[str], metric: Codes, catalogue: Catalogue
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rooms = [catalogue.metrics[name].tolerance if name in catalogue.metrics else None for name in metrics]
    absolute = np.asarray([room.absolute if room else 0.0 for room in rooms], dtype=np.float64)
    relative = np.asarray([room.relative if room else 0.0 for room in rooms], dtype=np.float64)
    return absolute[metric], relative[metric]


def _with_intervals(
    table: pa.Table, lower: NDArray[np.float64], upper: NDArray[np.float64], factor: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low = pc.cast(table["lower"], pa.float64()).to_numpy(zero_copy_only=False) * factor
    high = pc.cast(table["upper"], pa.float64()).to_numpy(zero_copy_only=False) * factor
    return np.fmin(lower, low), np.fmax(upper, high)


def _fill_dates(
    column: pa.ChunkedArray,
    kind: NDArray[np.str_],
    qualifiers: NDArray[np.object_],
    value: NDArray[np.float64],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
) -> None:
    """Ranges of date values in place: from the first to the last day a date may mean."""
    rows = np.flatnonzero(kind == "d")
    if not rows.size:
        return
    texts, codes = _encode(pa.chunked_array([column.take(pa.array(rows)).combine_chunks()]))
    spans = np.asarray([_days_of(text) for text in texts], dtype=np.float64).reshape(-1, 2)
    value[rows], lower[rows], upper[rows] = spans[codes, 0], spans[codes, 0], spans[codes, 1]
    lower[rows[qualifiers[rows] == "at_most"]] = -np.inf
    upper[rows[qualifiers[rows] == "at_least"]] = np.inf


def _spans(column: pa.ChunkedArray) -> tuple[Codes, Codes]:
    texts, codes = _encode(column)
    spans = np.asarray([*(_days_of(text) for text in texts), (UNKNOWN_DAY, UNKNOWN_DAY)], dtype=np.int64).reshape(-1, 2)
    return spans[codes, 0], spans[codes, 1]


def _days_of(text: str) -> tuple[int, int]:
    try:
        period = Period.parse(text)
    except InvalidValueError:
        return UNKNOWN_DAY, UNKNOWN_DAY
    offset = 719_163  # ordinal of 1970-01-01
    return period.start.toordinal() - offset, period.end.toordinal() - offset


def _stated_days(table: pa.Table) -> Codes:
    stated = np.asarray(table["published"].is_valid())
    days: Codes = np.where(stated, _days(table["published_by"]), UNKNOWN_DAY)
    return days


def _days(column: pa.ChunkedArray) -> Codes:
    days: Codes = pc.fill_null(pc.cast(pc.cast(column, pa.int32()), pa.int64()), UNKNOWN_DAY).to_numpy(
        zero_copy_only=False
    )
    return days
