import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallaxe.statistics.frontier import Side, catching_up, gap_on, kaplan_meier_median
from parallaxe.vocabulary.errors import InsufficientDataError

RELEASES = st.lists(st.tuples(st.integers(0, 400), st.floats(0, 100)), min_size=1, max_size=15)


def _side(releases):
    return Side.of([day for day, _ in releases], [value for _, value in releases])


def _best(releases, day):
    return max((value for d, value in releases if d <= day), default=None)


@given(RELEASES, RELEASES, st.integers(0, 500))
def test_gap_and_lag_by_definition(leader, follower, day):
    gap = gap_on(day, _side(leader), _side(follower))
    ahead, behind = _best(leader, day), _best(follower, day)
    if ahead is None or behind is None:
        assert np.isnan(gap.lag[0])
        return
    assert gap.points[0] == ahead - behind
    if ahead >= behind:
        assert gap.lag[0] == day - min(d for d, value in leader if value >= behind)
    else:
        assert gap.lag[0] == min(d for d, value in follower if value >= ahead) - day


@given(RELEASES, RELEASES, st.integers(0, 500))
def test_swapping_sides_swaps_the_sign_of_points(leader, follower, day):
    one, other = gap_on(day, _side(leader), _side(follower)), gap_on(day, _side(follower), _side(leader))
    assert one.points[0] == pytest.approx(-other.points[0], nan_ok=True)


@given(RELEASES, RELEASES)
def test_catching_up_by_definition(leader, follower):
    until = 400
    days, observed = catching_up(_side(leader), _side(follower), until)
    expected = []
    best = -np.inf
    for day, value in sorted(leader, key=lambda release: release[0]):
        if value > best:
            best = value
            reached = [d for d, v in follower if v >= value]
            end = min(reached) if reached else until
            expected.append((max(end - day, 0), bool(reached)))
    assert list(zip(days, observed, strict=True)) == expected


def test_follower_ahead_has_a_negative_lag():
    gap = gap_on(100, _side([(0, 10.0), (50, 20.0)]), _side([(0, 5.0), (80, 30.0)]))
    assert (gap.points[0], gap.lag[0]) == (-10, -20)


def test_level_reached_before_the_record_begins_is_censored():
    gap = gap_on(100, _side([(0, 50.0)]), _side([(90, 10.0)]))
    assert gap.at_least[0]
    assert gap.lag[0] == 100


def test_kaplan_meier_by_hand():
    # Freireich's leukaemia data, treated arm: median 23 weeks (Kalbfleisch and Prentice, table 1.1).
    weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    assert kaplan_meier_median(weeks, [True] * 9 + [False] * 12) == 23
    assert kaplan_meier_median([5, 9], [False, False]) == np.inf


def test_a_side_without_models():
    with pytest.raises(InsufficientDataError):
        Side.of([], np.zeros((1, 0)))


@pytest.mark.parametrize("count", [2, 10, 34, 98, 198])
def test_the_median_of_an_even_number_without_censoring_is_the_lower_middle(count):
    assert kaplan_meier_median(list(range(1, count + 1)), [True] * count) == count / 2
