"""The gap, the ties and the shares a report computes, on a small invented ledger."""

import csv
import io

import msgspec
import pytest
from pinned import FOCUS, given
from selectolax.lexbor import LexborHTMLParser
from test_report import one

from parallaxe.publish.report import render_report
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.interval import Interval

INDEX = {"index": "Échelle", "index_version": "7"}
#: Model, developer, release date, value.
MODELS = (
    ("l1", "loriot", "2024-02-10", 40), ("l2", "loriot", "2024-09-01", 52), ("l3", "loriot", "2025-03", 61),
    ("l4", "loriot", "2025", 45), ("l5", "loriot", None, 44), ("m0", "merle", "2024-01-01", 30),
    ("m1", "merle", "2024-01-05", 50), ("m2", "merle", "2024-06-20", 60), ("m3", "merle", "2025-05-02", 70),
)  # fmt: skip
SCORES = (("l1", 50.0), ("l2", 71.0), ("m1", 72.0), ("m3", 90.0), ("m2", 89.0))
#: Model, price, days it held.
PRICES = (
    ("l2", 3, "2025-01-01/2025-12-31"), ("l3", 4, "2025-04-01/2025-12-31"), ("m1", 5, "2024-06-01/2025-12-31"),
    ("m2", 20, "2024-07-01/2024-12-31"), ("m2", 8, "2025-01-01/2025-12-31"), ("m3", 9, "2025-06-01/2025-12-31"),
)  # fmt: skip


@pytest.fixture(scope="module")
def made():
    entities = {
        slug: Entity(
            slug=slug, name=slug.upper(), type=EntityType.MODEL, developer=maker, open_weights=maker == "loriot"
        )
        for slug, maker, _, _ in MODELS
    }
    observations = [
        one(slug, "intelligence_index", value, unit="index points", dimensions=INDEX) for slug, _, _, value in MODELS
    ]
    observations += [
        one("l1", "intelligence_index", 97, unit="index points", dimensions=INDEX | {"index_version": "6"}),
        *(one(slug, "release_date", day, unit="date") for slug, _, day, _ in MODELS if day),
        *(
            one(slug, "benchmark_score", value, dimensions={"benchmark": "Épreuve"},
                interval=Interval(lower=value - 3, upper=value + 3, level=0.95))
            for slug, value in SCORES
        ),
        *(
            one(slug, "usage_share", value, valid="2025-05-01", subject_type="organization", dimensions={"market": "Halle"})
            for slug, value in (("loriot", 20), ("nuee", 10), ("merle", 45), ("vigie", 5))
        ),
    ]  # fmt: skip
    observations += [
        one(slug, "price_output_per_mtok", price, unit="USD", valid=valid) for slug, price, valid in PRICES
    ]

    def made_with(known=None, **changes):
        return render_report(given(observations=observations, entities=entities | (known or {}), **changes))

    return made_with


@pytest.fixture(scope="module")
def files(made):
    return made()


def _block(files, ident, name="en.html"):
    return LexborHTMLParser(files[name].decode()).css_first(f"#{ident}")


def test_the_gap_is_the_leaders_best_less_the_followers_on_one_version(files):
    block = _block(files, "frontier-gap")
    title = block.css_first("h3").text().replace("\xa0", " ")
    assert title == "Best model by May 2, 2025: Columbia 70 points, Cathay 61 points; 9 points apart"
    rows = [[cell.text() for cell in row.css("th, td")] for row in block.css("tbody tr")]
    assert [(row[0], row[1]) for row in rows] == [
        ("May 2, 2025", "9.0"), ("March 31, 2025", "−1.0"), ("December 31, 2024", "8.0"), ("September 30, 2024", "8.0"),
        ("June 30, 2024", "20.0"), ("March 31, 2024", "10.0"),
    ]  # fmt: skip


def test_what_has_no_date_is_named_and_months_are_not_given(files):
    said = _block(files, "frontier-gap").text()
    assert "release known to no month, L4" in said
    assert "no release date, L5" in said
    assert "No lag in months is printed" in said
    assert "Cathay has reached 3 of 4 records of Columbia" in said


def test_both_figures_behind_a_gap_open_their_cards(files):
    tree = LexborHTMLParser(files["en.html"].decode())
    openers = [node.attributes["popovertarget"] for node in tree.css("#frontier-gap td button.f")]
    assert len(openers) == 12
    assert all(tree.css_first(f"#{anchor}") for anchor in openers)


def test_values_that_intervals_do_not_separate_share_a_group(files):
    block = LexborHTMLParser(files["en.html"].decode()).css_first("[id^=ties-preuve]")
    assert "Taking errors as independent, of 10 pairs of models 8 are separable, 2 are not." in block.text()
    assert [node.text() for node in block.css("tr.head")] == [
        "Group 1: 2 models",
        "Group 2: 2 models",
        "Group 3: 1 model",
    ]


def test_what_nobody_is_credited_with_widens_the_bounds(files):
    block = _block(files, "shares")
    rows = {row.css_first("th").text(): row.css_first("td").text() for row in block.css("tbody tr:not(.head)")}
    assert rows == {"Cathay": "30 to 55%", "Columbia": "45 to 70%"}
    assert "Not attributed to a side: Vigie." in block.text()


def test_the_price_frontier_holds_what_nothing_cheaper_equals(files):
    said = _block(files, "price-quality").css_first("p:not(.note)").text().replace("\xa0", " ")
    assert said == "Cheapest for their level: L2 ($3, 52 points); L3 ($4, 61 points); M3 ($9, 70 points)."


def test_a_levels_price_over_time_is_the_cheapest_on_offer(files):
    block = _block(files, "price-level")
    assert block.css_first("h3").text() == "60 points or more: from $20 (July 1, 2024) to $4 (April 1, 2025)"
    rows = [[cell.text() for cell in row.css("th, td")][:2] for row in block.css("tbody tr")]
    assert rows == [["April 1, 2025", "$4"], ["January 1, 2025", "$8"], ["July 1, 2024", "$20"]]


@pytest.mark.parametrize("language", ["fr", "en", "zh"])
@pytest.mark.parametrize("chart", ["frontier-gap", "ties-preuve", "shares", "price-quality", "price-level"])
def test_each_has_its_chart_in_every_language(files, language, chart):
    found = sorted(name for name in files if name.startswith(f"charts/{language}/{chart}"))
    assert [name.rpartition(".")[2] for name in found] == ["csv", "html", "png", "svg"]
    assert list(csv.reader(io.StringIO(files[found[0]].decode())))[1:]


def test_open_and_closed_weights_are_the_sides_where_the_focus_is_on_them(made):
    focus = msgspec.structs.replace(FOCUS, countries=[], open_weights=True)
    block = _block(made(focus=focus), "frontier-gap")
    assert "closed weights 70 points, open weights 61 points" in block.css_first("h3").text().replace("\xa0", " ")


def test_no_gap_is_told_that_a_model_of_unknown_side_could_undo(made):
    focus = msgspec.structs.replace(FOCUS, countries=[], open_weights=True)
    stray = {"m2": Entity(slug="m2", name="M2", type=EntityType.MODEL, developer="merle")}
    block = _block(made(focus=focus, known=stray), "frontier-gap")
    assert "side unknown, M2" in block.text()  # at 60 below the best of either side
    above = {"m3": Entity(slug="m3", name="M3", type=EntityType.MODEL, developer="merle")}
    block = _block(made(focus=focus, known=above), "frontier-gap")
    assert block.css_first("h3").text() == "The gap between closed weights and open weights is not established"
    assert "M3" in block.text()
