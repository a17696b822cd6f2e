"""Amounts in dollars: at the rate of their time, never at another's, and only where a rate is known."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from pinned import OBSERVATIONS, given
from selectolax.lexbor import LexborHTMLParser

from parallaxe.publish.conversion import Conversion, Converted
from parallaxe.publish.report import render_report
from parallaxe.publish.row import COLUMNS, Row

DAYS = {date(2024, 1, 2): (8.0, 1.0), date(2024, 1, 3): (9.0, 1.5), date(2024, 1, 5): (7.0, 1.0)}
RATES = pa.table(
    {
        "currency": ["CNY"] * 3 + ["USD"] * 3,
        "day": [*DAYS, *DAYS],
        "per_base": [yuans for yuans, _ in DAYS.values()] + [dollars for _, dollars in DAYS.values()],
    },
    schema=pa.schema([("currency", pa.string()), ("day", pa.date32()), ("per_base", pa.float64())]),
)


def row(**said):
    plain = dict.fromkeys(COLUMNS) | {"dimensions": {}, "number": Decimal(1000), "unit": "CNY"}
    return Row(**(plain | said))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"valid": "2024-01-02"}, Converted(Decimal(125), 8.0, "2024-01-02", mean=False)),
        ({"valid": "2024-01-04"}, Converted(Decimal(167), 6.0, "2024-01-03", mean=False)),
        ({"published": "2024-01-05"}, Converted(Decimal(143), 7.0, "2024-01-05", mean=False)),
        ({"valid": "2024-01-02/2024-01-03"}, Converted(Decimal(143), 7.0, "2024-01-02/2024-01-03", mean=True)),
    ],
)
def test_the_rate_is_that_of_the_day_or_the_mean_of_the_period(said, expected):
    assert Conversion(RATES).of(row(**said)) == expected


def test_a_plan_is_converted_at_the_day_it_was_told():
    planned = row(valid="2025/2028", published="2024-01-02", dimensions={"modality": "planned"})
    assert Conversion(RATES).of(planned).amount == 125


@pytest.mark.parametrize(
    "said",
    [
        {"valid": "2023-06"},
        {"valid": "2024"},
        {"valid": "2024-06-01"},
        {"unit": "EUR", "valid": "2024-01-02"},
        {"unit": "USD", "valid": "2024-01-02"},
        {"unit": "%", "valid": "2024-01-02"},
        {"number": None, "valid": "2024-01-02"},
        {},
    ],
)
def test_without_a_rate_of_that_time_nothing_is_converted(said):
    assert Conversion(RATES).of(row(**said)) is None
    assert Conversion(None).of(row(**said)) is None


def test_both_amounts_stand_on_the_page_and_the_rate_on_the_card():
    yuans = next(one for one in OBSERVATIONS if one.unit == "CNY")
    rates = pa.table({"currency": ["CNY", "USD"], "day": [date(2025, 11, 3)] * 2, "per_base": [8.2, 1.15]})
    page = LexborHTMLParser(render_report(given(rates=rates, languages=("en",)))["index.html"].decode())
    shown = page.css_first("#theme-infrastructure").text()
    assert "CN¥380\u00a0billion" in shown
    assert "$53.3\u00a0billion" in shown
    card = page.css_first(f"#o-{yuans.id[:12]}").text()
    assert "7.1304 CNY for a dollar on November 3, 2025" in card
    assert "European Central Bank" in card
