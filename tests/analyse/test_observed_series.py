"""Series from the ledger: rebuilt from counts, bounded where records are partial, by command and by function."""

import json

import pytest
from typer.testing import CliRunner

from parallaxe.analyse.observed_series import (
    SERIES,
    change_days,
    grouped_series,
    observed_series,
    offers_at_makers,
    organizations_by_city,
)
from parallaxe.cli.main import application
from parallaxe.cli.observed_series import NAMES
from parallaxe.vocabulary.errors import ParallaxeError


def _row(number, metric="publication_share", **changes):
    return {
        "id": f"o{number}{changes.get('subject')}{changes.get('valid')}", "subject": "china", "subject_type": "country",
        "metric": metric, "number": number, "unit": "%", "dimensions": {"counting": "whole"}, "numerator": None, "n": None,
        "lower": None, "upper": None, "level": None, "interval_method": None, "valid": "2022", "source": "s",
        "qualifier": None,
    } | changes  # fmt: skip


def test_a_share_is_rebuilt_from_its_counts_and_set_beside_the_printed_one():
    rows = [_row(34.5, numerator=42524, n=123402), _row(30.0, numerator=42524, n=123402, valid="2021"), _row(25.6)]
    points, left_out = observed_series("publications", rows)
    assert left_out == []
    by_value = {point.published: point for point in points}
    assert by_value[34.5].value == pytest.approx(34.4597, abs=1e-4)
    assert (by_value[34.5].method, by_value[34.5].verdict) == ("numerator over n", "agrees")
    assert by_value[30.0].verdict == "disagrees"
    assert (by_value[None].value, by_value[None].verdict) == (25.6, "not rebuilt")


def test_two_ways_of_counting_are_never_one_series():
    rows = [_row(18.0), _row(34.5, dimensions={"counting": "fractional"})]
    points, _ = observed_series("publications", rows)
    assert [point.scope for point in points] == [{"counting": "fractional"}, {"counting": "whole"}]


def test_certain_bounds_leave_no_point_and_open_ends_stay_open():
    bounded = _row(30.6, "usage_share", lower=30.6, upper=36.4, interval_method="bounds of the unattributed part")
    more = _row(500, "usage_volume", unit="tokens", qualifier="at_least")
    points, _ = observed_series("usage", [bounded, more])
    assert (points[0].value, points[0].bounds.lower, points[0].bounds.upper) == (None, 30.6, 36.4)
    assert (points[1].value, points[1].bounds.lower, points[1].bounds.upper) == (500, 500, float("inf"))


def test_a_share_is_at_most_all_of_it():
    points, _ = observed_series(
        "publications", [_row(36.0, qualifier="at_least"), _row(30.0, qualifier="at_most", valid="2021")]
    )
    assert {(point.bounds.lower, point.bounds.upper) for point in points} == {(36.0, 100.0), (0.0, 30.0)}


def test_plans_strangers_and_the_undated_are_left_out_and_counted():
    rows = [_row(1), _row(2, subject=None), _row(3, valid=None), _row(4, dimensions={"modality": "planned"})]
    points, left_out = observed_series("publications", rows)
    assert len(points) == 1
    assert len(left_out) == 3


def test_organizations_are_counted_once_a_city_by_their_newest_seat():
    cities = {"hangzhou": "hangzhou", "杭州": "hangzhou", "beijing": "beijing"}

    def seat(subject, text, valid=None):
        changes = {"subject": subject, "valid": valid, "text": text, "published_by": "2026-01-01", "unit": "name"}
        return _row(None, "headquarters", **changes)

    rows = [
        seat("deepseek", "Hangzhou, China"), seat("deepseek", "杭州"), seat("alibaba", "hangzhou"),
        seat("mover", "beijing", "2024"), seat("mover", "hangzhou", "2025"), seat(None, "beijing"), seat("x", "China"),
    ]  # fmt: skip
    found = organizations_by_city(rows, cities)
    assert [(point.subject, point.value, point.unit) for point in found] == [("hangzhou", 3, "organizations")]


def test_hubs_are_places():
    rows = [
        _row(117, "registry_filings", unit="filings"),
        _row(51, "registry_filings", unit="filings", subject_type="place"),
    ]
    assert [point.value for point in observed_series("hubs", rows)[0]] == [51]
    assert [point.value for point in observed_series("filings", rows)[0]] == [117, 51]


def test_members_add_up_to_their_countries_with_the_rest_as_bounds():
    shares = {"deepseek": 13.0, "qwen": 6.0, "anthropic": 16.0, "google": 15.0, "vigie": 5.0}
    rows = [_row(value, "usage_share", subject=name, valid="2026-05-14") for name, value in shares.items()]
    points, _ = observed_series("usage", rows)
    groups = {"deepseek": "china", "qwen": "china", "anthropic": "united-states", "google": "united-states"}
    (found,) = grouped_series(points, groups)
    china, states = found.points
    assert (china.bounds.lower, china.bounds.upper) == (19, 69)
    assert (states.bounds.lower, states.bounds.upper) == (31, 81)


def test_prices_at_the_maker_become_offers_with_their_days():
    rows = [
        _row(3.0, "price_output_per_mtok", subject="m", unit="USD", valid="2025-01-01/2025-06-30", dimensions={}),
        _row(
            2.0, "price_output_per_mtok", subject="m", unit="USD", valid="2025-07-01", dimensions={"provider": "maker"}
        ),
        _row(
            1.0, "price_output_per_mtok", subject="m", unit="USD", valid="2025-07-01", dimensions={"provider": "shop"}
        ),
        _row(9.0, "price_output_per_mtok", subject="unplaced", unit="USD", valid="2025-07-01", dimensions={}),
    ]
    points, _ = observed_series("prices", rows)
    offers = offers_at_makers(points, {"m": 50.0}, "I 1", {"m": "maker"})
    assert sorted(float(offer.price) for offer in offers) == [2.0, 3.0]
    assert change_days(offers) == ["2025-01-01", "2025-07-01"]


def _run(*arguments):
    return CliRunner().invoke(application(), ["analyse", "series", *arguments])


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    """A ledger of the shipped facts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARALLAXE_HOME", str(tmp_path_factory.mktemp("home")))
        assert (
            CliRunner().invoke(application(), ["ingest", "facts", "reported", "model-prices", "models-dev"]).exit_code
            == 0
        )
        yield


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize("name", sorted(SERIES))
def test_each_series_has_values_with_source_unit_and_date(name):
    result = _run(name, "--json")
    assert result.exit_code == 0, result.exception
    points = json.loads(result.stdout)["points"]
    assert points
    assert all(point["period"] and point["unit"] and point["source"] and point["observation"] for point in points)
    assert all(point["value"] is not None or point["bounds"] for point in points)
    assert _run(name).stdout.count("\n") > 3


@pytest.mark.usefixtures("facts")
def test_usage_by_country_has_bounds():
    groups = json.loads(_run("usage", "--by", "country", "--json").stdout)["groups"]
    points = [point for group in groups for point in group["points"] if point["group"] == "china"]
    assert points
    assert all(0 < point["bounds"]["lower"] < point["bounds"]["upper"] <= 100 for point in points)


@pytest.mark.usefixtures("facts")
def test_what_a_level_costs_and_who_is_on_the_frontier():
    index = ("--index", "Epoch Capabilities Index 2026-04")
    found = json.loads(_run("price-at-quality", *index, "--quality", "130", "--json").stdout)["points"]
    prices = [float(point["price"]) for point in found if point["price"] is not None]
    assert len(prices) > 3
    assert prices[-1] < prices[0]
    (front,) = json.loads(_run("price-quality-frontier", *index, "--json").stdout)["points"]
    qualities = [offer["quality"] for offer in front["frontier"]]
    assert qualities == sorted(qualities)
    assert "quality" in _run("price-quality-frontier", *index).stdout


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("weather",), f"There are {', '.join(NAMES)}."),
        (("usage", "--subject", "nobody"), "has no usage of nobody"),
        (("price-at-quality",), "an index says what equal quality is"),
        (("price-at-quality", "--index", "I 1"), "no quality asked for"),
        (("price-quality-frontier", "--index", "I 1"), "no list price of a model with a value on 'I 1'"),
    ],
)
def test_series_that_are_none(arguments, said):
    result = _run(*arguments)
    assert result.exit_code != 0
    assert isinstance(result.exception, ParallaxeError)
    assert said in str(result.exception)
