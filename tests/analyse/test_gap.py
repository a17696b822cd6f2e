import numpy as np
import pytest

from parallaxe.analyse.gap import frontier_gap
from parallaxe.analyse.gap_result import Placed
from parallaxe.vocabulary.errors import IncomparableError, InsufficientDataError, InvalidValueError


def _model(name, sides, released, value, **more):
    return Placed(model=name, sides=sides, released=released, value=value, index="toy-1", **more)


FIELD = [
    _model("u1", ("US",), "2024-01-01", 40.0),
    _model("c1", ("CN",), "2024-04-01", 30.0),
    _model("u2", ("US",), "2024-07-01", 60.0),
    _model("c2", ("CN",), "2025-01-01", 45.0),
    _model("c3", ("CN",), "2025-06-01", 62.0),
    _model("u3", ("US",), "2025-07-01", 70.0),
    _model("both", ("US", "CN"), "2025-03-01", 69.0),
    _model("lost", (), "2025-03-01", 99.0),
    _model("eu", ("FR",), "2025-03-01", 98.0),
]


def test_the_gap_by_day_names_who_holds_it():
    found = frontier_gap(FIELD, "US", "CN", ["2024-02-01", "2025-01-01", "2025-06-15", "2025-08-01"])
    assert [point.day for point in found.points] == ["2025-01-01", "2025-06-15", "2025-08-01"]
    january, june, august = found.points
    assert (january.points, january.leader_model, january.follower_model) == (15, "u2", "c2")
    assert january.lag_months == pytest.approx(6.05, abs=0.05)
    assert june.points == -2
    assert june.lag_months < 0
    assert august.lag_months == pytest.approx(1.0, abs=0.05)


def test_records_not_caught_up_yet_are_censored():
    found = frontier_gap(FIELD, "US", "CN", ["2025-08-01"])
    assert (found.records, found.caught_up) == (3, 2)
    assert found.catch_up_months == pytest.approx(12, abs=1)


def test_joint_unknown_and_distilled_models_are_handled_in_the_open():
    left = {gone.what: gone.why for gone in frontier_gap(FIELD, "US", "CN", ["2025-08-01"]).left_out}
    assert left == {"both": "joint model of US and CN", "lost": "its side is not known"}
    counted = frontier_gap(FIELD, "US", "CN", ["2025-05-01"], count_joint=True)
    assert counted.points[0].points == 0
    distilled = [*FIELD, _model("c4", ("CN",), "2025-07-10", 80.0, distilled_from="US")]
    assert frontier_gap(distilled, "US", "CN", ["2025-08-01"]).points[0].follower_model == "c4"
    found = frontier_gap(distilled, "US", "CN", ["2025-08-01"], count_distilled=False)
    assert found.points[0].follower_model == "c3"
    assert "distilled from a model of US" in {gone.why for gone in found.left_out}


def test_replicates_give_intervals_around_the_estimate():
    rng = np.random.default_rng(0)
    replicates = np.array([model.value for model in FIELD]) + rng.normal(0, 2, (400, len(FIELD)))
    found = frontier_gap(FIELD, "US", "CN", ["2025-01-01", "2025-08-01"], replicates=replicates)
    for point in found.points:
        assert point.points_interval.lower < point.points < point.points_interval.upper
        assert point.lag_interval.lower <= point.lag_months <= point.lag_interval.upper
    assert found.catch_up_interval.lower <= found.catch_up_months


def test_versions_sides_and_days_that_do_not_compare():
    with pytest.raises(IncomparableError, match="toy-1, toy-2"):
        frontier_gap(
            [*FIELD, Placed(model="x", sides=("US",), released="2025-01-01", value=1.0, index="toy-2")],
            "US",
            "CN",
            ["2025-08-01"],
        )
    with pytest.raises(InvalidValueError, match="itself"):
        frontier_gap(FIELD, "US", "US", ["2025-08-01"])
    with pytest.raises(InvalidValueError, match="too coarse"):
        frontier_gap(FIELD, "US", "CN", ["2025-08"])
    with pytest.raises(InsufficientDataError, match="no model of JP"):
        frontier_gap(FIELD, "US", "JP", ["2025-08-01"])
