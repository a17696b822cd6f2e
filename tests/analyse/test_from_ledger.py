"""Observations placed on sides and days, and ranked by their published intervals."""

import pytest

from parallaxe.analyse.from_ledger import COARSE_DATE, NO_DATE, Stated, placed, rank_stated, release_of
from parallaxe.analyse.sides import Standing
from parallaxe.vocabulary.errors import InsufficientDataError
from parallaxe.vocabulary.interval import Interval


def _stated(key, value, half=None):
    interval = None if half is None else Interval(lower=value - half, upper=value + half, level=0.95)
    return Stated(key=key, subject=f"m-{key}", value=value, interval=interval)


def test_a_month_counts_from_its_last_day_and_a_year_not_at_all():
    values = [_stated("a", 1.0), _stated("b", 2.0), _stated("c", 3.0), _stated("d", 4.0)]
    released = {"m-a": "2025-02-03", "m-b": "2024-02", "m-c": "2025"}
    found, left_out = placed(values, index="I 1", released=released, standings={"m-a": Standing(sides=("x",))})
    assert [(one.model, one.released, one.sides) for one in found] == [
        ("a", "2025-02-03", ("x",)),
        ("b", "2024-02-29", ()),
    ]
    assert [(one.what, one.why) for one in left_out] == [("c", COARSE_DATE), ("d", NO_DATE)]


def test_groups_hold_what_intervals_do_not_separate():
    ranking = rank_stated([_stated("low", 50.0, 3.0), _stated("top", 90.0, 3.0), _stated("near", 88.0, 3.0)])
    assert ranking.tie_groups == [["top", "near"], ["low"]]
    assert [(one.model, one.best_rank, one.worst_rank) for one in ranking.placed] == [
        ("top", 1, 2),
        ("near", 1, 2),
        ("low", 3, 3),
    ]
    assert "2 of 3 pairs are separable" in ranking.sentence


def test_values_without_interval_are_not_ranked():
    with pytest.raises(InsufficientDataError, match="1 of 2 values have an interval"):
        rank_stated([_stated("a", 1.0), _stated("b", 2.0, 0.5)])


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        (["2025-08-21"], "2025-08-21"),
        (["2025", "2025-08", "2025-08-21"], "2025-08-21"),
        (["2024-12-24", "2024-12-26"], "2024-12-26"),
        (["2025-07", "2025-07-31", "2025-08-02"], "2025-08-02"),
        (["2025-01-20", "2025-05-28"], None),
        (["2023", "2025-01-20"], None),
    ],
)
def test_dates_of_one_release(said, chosen):
    assert release_of(said) == chosen
