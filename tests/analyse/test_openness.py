"""What open models cost against closed ones."""

import pytest

from parallaxe.analyse.openness import Listed, ended, open_against_closed
from parallaxe.vocabulary.errors import IncomparableError


def listed(model, price_in, price_out, since="2025-01-01", until="2025-12-31", offer="own", currency="USD"):
    common = {"model": model, "offer": offer, "currency": currency, "since": since, "until": until}
    return [
        Listed(metric="price_input_per_mtok", price=price_in, observation=f"{model} {offer} in", **common),
        Listed(metric="price_output_per_mtok", price=price_out, observation=f"{model} {offer} out", **common),
    ]


PRICES = [
    *listed("r1", 0.5, 2.5),
    *listed("r1", 0.4, 0.8, since="2025-07-01", offer="other"),
    *listed("gpt", 2.0, 8.0),
    *listed("claude", 3.0, 15.0),
    *listed("mystery", 1.0, 1.0),
    *listed("half", 1.0, 1.0)[:1],
]
WEIGHTS = {"r1": "open", "gpt": "closed", "claude": "closed", "half": "open"}


def test_each_open_model_stands_against_the_closed_of_its_day():
    (january, august), left_out = open_against_closed(PRICES, WEIGHTS, ["2025-01-15", "2025-08-01"])
    assert (january.open_models, january.closed_models, january.closed_median) == (1, 2, (3.5 + 6.0) / 2)
    (r1,) = january.models
    assert (r1.price, r1.dearer, r1.observations) == (1.0, 100.0, ["r1 own in", "r1 own out"])
    assert r1.ratio == pytest.approx(1.0 / 4.75)
    assert august.models[0].price == pytest.approx(0.5)
    assert [one.what for one in left_out] == ["mystery"]


def test_a_day_without_prices_has_no_ratio():
    ((day,), _) = open_against_closed(PRICES, WEIGHTS, ["2024-01-01"])
    assert (day.open_median, day.closed_median, day.ratio, day.models) == (None, None, None, [])


def test_two_currencies_are_not_compared():
    with pytest.raises(IncomparableError, match="CNY and USD"):
        open_against_closed([*PRICES, *listed("glm", 1, 2, currency="CNY")], WEIGHTS, ["2025-01-15"])


def test_where_most_models_of_a_day_are_listed_no_more_a_list_has_ended():
    prices = [*listed("a", 1, 1, until="2025-06-30"), *listed("b", 1, 1, until="2025-06-30"), *listed("c", 1, 1)]
    assert ended(prices, "2025-06-01", "2025-07-01") == 2
    assert ended(prices, "2025-01-01", "2025-06-01") == 0
    assert ended(prices[2:], "2025-06-01", "2025-07-01") == 0
