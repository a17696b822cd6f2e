"""Shares of publications by method and of use from records, on a small invented ledger."""

import csv
import io
from decimal import Decimal

import pytest
from pinned import given
from selectolax.lexbor import LexborHTMLParser
from test_report import one

from parallaxe.publish.report import render_report
from parallaxe.vocabulary.interval import Interval
from parallaxe.vocabulary.observation import Kind


def _publications(country, numerator, n, valid, population):
    share = Decimal(round(100 * numerator / n, 2)).quantize(Decimal("0.01"))
    return one(
        country, "publication_share", share, numerator=Decimal(numerator), n=n, valid=valid, subject_type="country",
        dimensions={"counting": "whole", "population": population},
    )  # fmt: skip


def _use(country, lower, upper, valid, aggregation="mean"):
    return one(
        country, "usage_share", Decimal(lower), valid=valid, subject_type="country", kind=Kind.RECOMPUTED,
        interval=Interval(lower=lower, upper=upper, method="bounds of the unattributed part"),
        dimensions={"aggregation": aggregation, "population": "Halle tokens"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def files():
    return render_report(
        given(
            observations=[
                _publications("cathay", 345, 1000, "2022", "articles"),
                _publications("columbia", 102, 1000, "2022", "articles"),
                _publications("cathay", 360, 1000, "2023", "articles"),
                _publications("cathay", 180, 1000, "2020", "works"),
                _publications("columbia", 166, 1000, "2020", "works"),
                _use("cathay", 57, 64, "2025-07"), _use("columbia", 34, 41, "2025-07"),
                _use("cathay", 99, 100, "2025-08", "peak"), _use("columbia", 0, 1, "2025-08", "peak"),
            ]
        )
    )  # fmt: skip


def _block(files, ident, name="en.html"):
    return LexborHTMLParser(files[name].decode()).css_first(f"#{ident}")


def test_publications_are_told_by_method_in_the_last_year_both_have(files):
    block = _block(files, "publications")
    assert "Cathay 18% to 34.5%, by 2 ways of counting" in block.css_first("h3").text()
    rows = [[cell.text().strip() for cell in row.css("th, td")] for row in block.css("tbody tr")]
    assert [row[0] for row in rows] == ["2022", "2020"]
    assert "34.5%" in rows[0][1]
    assert rows[0][3] == "345 of 1,000"


def test_recomputed_shares_stand_before_published_ones_and_peaks_are_no_share_of_a_time(files):
    block = _block(files, "shares")
    text = " ".join(block.text().split())
    assert "57 to 64%" in text
    assert "99" not in text
    assert "Recomputed from the records of the dataset" in text


@pytest.mark.parametrize("language", ["fr", "en", "zh"])
@pytest.mark.parametrize("chart", ["publications", "shares"])
def test_both_are_drawn_in_every_language(files, language, chart):
    page = "index.html" if language == "fr" else f"{language}.html"
    assert _block(files, f"c-{chart}", page).css_first("svg desc").text()
    assert list(csv.reader(io.StringIO(files[f"charts/{language}/{chart}.csv"].decode())))[1:]
