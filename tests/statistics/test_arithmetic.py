from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from parallaxe.statistics.grim import grim
from parallaxe.statistics.item_subset import choose_items, error_curve
from parallaxe.statistics.repeated import pass_at_k, pass_hat_k
from parallaxe.statistics.resample import (
    bootstrap_means,
    influence_p_values,
    percentile_interval,
    shortest_mid_p_interval,
    student_draws,
)
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError


@given(st.integers(1, 400), st.data(), st.integers(0, 4), st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
def test_grim_accepts_every_share_that_exists(n, data, decimals, rounding):
    k = data.draw(st.integers(0, n))
    printed = (Decimal(100 * k) / n).quantize(Decimal(1).scaleb(-decimals), rounding)
    found = grim(str(printed), n)
    assert found.consistent
    first, last = found.numerators
    assert first <= k <= last


@given(st.integers(1, 90), st.integers(0, 1000))
def test_grim_agrees_with_trying_every_numerator(n, tenths):
    printed = Decimal(tenths) / 10
    possible = [k for k in range(n + 1) if abs(Decimal(100 * k) / n - printed) <= Decimal("0.05")]
    found = grim(f"{printed:.1f}", n)
    assert found.consistent == bool(possible)
    if possible:
        assert found.numerators == (possible[0], possible[-1])


def test_grim_refuses_a_share_that_cannot_be():
    found = grim("36.3", 225)  # 81/225 prints 36.0 and 82/225 prints 36.4
    assert not found.consistent
    assert found.nearest == 82


def test_truncated_shares_are_accepted_only_when_asked():
    assert not grim("66.6", 3).consistent
    assert grim("66.6", 3, truncated=True).consistent


@pytest.mark.parametrize("printed", ["abc", "NaN", "Infinity", ""])
def test_grim_wants_a_number(printed):
    with pytest.raises(InvalidValueError):
        grim(printed, 10)


@given(st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))))
def test_pass_at_k_is_the_share_of_draws_that_pass(case):
    n, c, k = case
    outcomes = [True] * c + [False] * (n - c)
    draws = list(combinations(range(n), k))
    assert pass_at_k(c, n, k) == pytest.approx(np.mean([any(outcomes[i] for i in draw) for draw in draws]))
    assert pass_hat_k(c, n, k) == pytest.approx(np.mean([all(outcomes[i] for i in draw) for draw in draws]))


def test_pass_at_k_needs_k_attempts():
    with pytest.raises(InvalidValueError, match="fewer attempts"):
        pass_at_k(1, 2, 3)


def test_bootstrap_agrees_with_the_formula_and_repeats_itself():
    rng = np.random.default_rng(0)
    scores = rng.integers(0, 2, (2, 400)).astype(float)
    drawn = bootstrap_means(scores, replicates=4000, seed=1)
    assert np.std(drawn.values[:, 0]) == pytest.approx(np.std(scores[0]) / 20, rel=0.06)
    assert np.array_equal(drawn.values, bootstrap_means(scores, replicates=4000, seed=1).values)
    gap = drawn.statistic(lambda row: row[0] - row[1])
    assert gap.contains(scores[0].mean() - scores[1].mean())


def test_bootstrap_of_what_is_mostly_undefined():
    with pytest.raises(InsufficientDataError, match="3 of 10"):
        percentile_interval(np.array([1.0, 2, 3] + [np.nan] * 7))


def test_percentiles_beside_an_infinity_stay_defined():
    drawn = np.concatenate([np.arange(90.0), np.full(10, np.inf)])
    interval = percentile_interval(drawn, 0.9)
    assert interval.upper == np.inf
    assert np.isfinite(interval.lower)


def test_the_steps_next_to_the_ends_count_half():
    drawn = np.repeat([0.0, 10.0, 20.0, 30.0, 90.0], [3, 40, 45, 9, 3])
    interval = shortest_mid_p_interval(drawn, 20.0)
    # 94 % lie from 10 to 30, and half of 3 % at either end makes 97 %; without 30 it would be 85 % and half of 12 %.
    assert (interval.lower, interval.upper) == (10.0, 30.0)
    wide = shortest_mid_p_interval(drawn, 20.0, 0.99)
    assert (wide.lower, wide.upper) == (0.0, 90.0)
    alike = shortest_mid_p_interval(np.full(50, 7.0), 7.0)
    assert (alike.lower, alike.upper) == (7.0, 7.0)
    assert shortest_mid_p_interval(np.full(50, 7.0), 9.0).contains(9.0)


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=60), st.integers(-6, 6), st.sampled_from([0.5, 0.8, 0.95]))
def test_the_interval_of_steps_holds_enough_and_no_shorter_one_does(values, estimate, level):
    drawn = np.array(values, dtype=float)
    steps = np.unique([*drawn, estimate])

    def enough(lower, upper):
        beside = [steps[steps < lower][-1:], steps[steps > upper][:1]]
        half = sum(np.mean(drawn == step) for one in beside for step in one) / 2
        return np.mean((drawn >= lower) & (drawn <= upper)) + half >= level - 1e-6

    found = shortest_mid_p_interval(drawn, float(estimate), level)
    assert found.contains(estimate)
    assert enough(found.lower, found.upper)
    around = [(low, high) for low in steps for high in steps if low <= estimate <= high]
    assert not any(enough(low, high) for low, high in around if high - low < found.width)


def test_steps_that_are_mostly_undefined():
    with pytest.raises(InsufficientDataError, match="1 of 4"):
        shortest_mid_p_interval(np.array([1.0, np.nan, np.nan, np.nan]), 1.0)


def _factor_matrix(models=40, items=600, seed=3):
    rng = np.random.default_rng(seed)
    ability, difficulty = rng.normal(size=models), rng.normal(size=items)
    chance = 1 / (1 + np.exp(-1.5 * (ability[:, None] - difficulty)))
    return (rng.random(chance.shape) < chance).astype(float)


def test_chosen_items_beat_random_ones_on_models_not_seen():
    curves = [error_curve(_factor_matrix(seed=seed), [50, 150, 600], folds=4, draws=8) for seed in range(4)]
    small, medium, full = (
        np.mean([[curve[k].mean_error, curve[k].random_mean_error] for curve in curves], axis=0) for k in range(3)
    )
    assert small[0] < small[1]
    assert small[0] > medium[0] > full[0]
    assert full[0] < 1e-9


def test_chosen_items_span_all_difficulties():
    matrix = _factor_matrix()
    chosen = matrix.mean(axis=0)[choose_items(matrix, 60).items]
    deciles = np.quantile(matrix.mean(axis=0), np.linspace(0, 1, 11))
    counts = np.histogram(chosen, deciles)[0]
    assert counts.min() >= 3
    assert counts.max() <= 9


def test_subset_estimates_stay_between_0_and_1():
    matrix = _factor_matrix()
    subset = choose_items(matrix, 60)
    assert subset.items.size == np.unique(subset.items).size == 60
    estimate = subset.estimate(np.vstack([np.zeros(60), np.ones(60)]))
    assert ((estimate >= 0) & (estimate <= 1)).all()


def test_subsets_that_cannot_be():
    with pytest.raises(InvalidValueError):
        choose_items(_factor_matrix(), 601)
    with pytest.raises(InsufficientDataError, match="holds models out"):
        error_curve(_factor_matrix(models=4), [10])


def test_student_draws_spread_as_t_and_move_together():
    influence = np.array([[1.0, -2.0, 0.5, 0.0], [1.0, -2.0, 0.5, 3.0]])
    drawn = student_draws(influence, 40_000, np.random.default_rng(4))
    scale = np.sqrt(np.sum(influence**2, axis=1))
    assert np.quantile(drawn, 0.975, axis=0) / scale == pytest.approx(stats.t.ppf(0.975, 3), rel=0.05)
    apart = drawn[:, 1] - drawn[:, 0]
    assert np.quantile(apart, 0.975) == pytest.approx(3.0 * stats.t.ppf(0.975, 3), rel=0.05)
    with pytest.raises(InsufficientDataError):
        student_draws(influence[:, :1], 10, np.random.default_rng(0))


def test_pairs_are_separated_by_what_they_do_not_share():
    rng = np.random.default_rng(1)
    own = rng.normal(0, 0.05, (3, 10))
    influence = rng.normal(0, 5, (1, 10)) + own
    p_values = influence_p_values(np.array([10.0, 8.0, 7.9]), influence)
    expected = 2 * stats.t.sf(2.0 / np.linalg.norm(own[0] - own[1]), 9)
    assert p_values[0, 1] == p_values[1, 0] == pytest.approx(expected)
    assert p_values[0, 1] < 1e-4
    assert p_values[1, 2] > 0.5
    assert influence_p_values(np.array([1.0, 1.0]), np.ones((2, 4)))[0, 1] == 1.0
    with pytest.raises(InsufficientDataError):
        influence_p_values(np.array([1.0, 2.0]), influence[:2, :1])


def test_percentages_have_the_errors_of_shares_a_hundredfold():
    matrix = _factor_matrix()
    (share,), (percent,) = error_curve(matrix, [40]), error_curve(100 * matrix, [40])
    assert percent.mean_error == pytest.approx(100 * share.mean_error)
    assert percent.worst_tenth == pytest.approx(100 * share.worst_tenth)
