import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import least_squares
from scipy.special import expit

from parallaxe.statistics.influence import influence
from parallaxe.statistics.item_response import two_parameter
from parallaxe.statistics.stitching import stitch
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError, NotIdentifiableError


def _responses(rng, models, items):
    ability = rng.normal(size=models)
    ability = (ability - ability.mean()) / ability.std()
    slope, difficulty = rng.lognormal(0, 0.4, items), rng.normal(size=items)
    chance = expit(slope * (ability[:, None] - difficulty))
    return ability, slope, difficulty, (rng.random(chance.shape) < chance).astype(float)


def test_abilities_and_items_are_recovered():
    ability, slope, difficulty, scores = _responses(np.random.default_rng(0), 300, 200)
    fit = two_parameter(scores)
    assert fit.converged
    assert np.corrcoef(fit.ability, ability)[0, 1] > 0.985
    assert np.corrcoef(fit.slope, slope)[0, 1] > 0.9
    assert np.corrcoef(fit.difficulty, difficulty)[0, 1] > 0.95
    assert 0.9 < np.mean(np.abs(fit.ability - ability) < 1.96 * fit.ability_error) < 0.99


def test_missing_results_cost_precision_and_not_bias():
    rng = np.random.default_rng(1)
    ability, _, _, scores = _responses(rng, 200, 200)
    observed = rng.random(scores.shape) < 0.4
    fit = two_parameter(scores, observed)
    assert np.corrcoef(fit.ability, ability)[0, 1] > 0.96
    assert abs(np.polyfit(ability, fit.ability, 1)[0] - 1) < 0.1
    assert fit.ability_error.mean() > two_parameter(scores).ability_error.mean()


def test_order_of_models_and_items_does_not_matter():
    rng = np.random.default_rng(2)
    *_, scores = _responses(rng, 40, 60)
    rows, columns = rng.permutation(40), rng.permutation(60)
    fit, shuffled = two_parameter(scores), two_parameter(scores[rows][:, columns])
    assert np.allclose(fit.ability[rows], shuffled.ability, atol=2e-3)


def test_items_that_tell_nothing_are_marked():
    *_, scores = _responses(np.random.default_rng(3), 30, 20)
    scores[:, 0], scores[:, 1] = 1, 0
    fit = two_parameter(scores)
    assert list(fit.identifiable[:2]) == [False, False]
    assert np.isnan(fit.difficulty[:2]).all()
    assert np.isfinite(fit.ability).all()


@pytest.mark.parametrize(
    ("scores", "error"),
    [
        (np.full((5, 4), 0.5), InvalidValueError),
        (np.ones((5, 4)), InsufficientDataError),
        (np.eye(2), InsufficientDataError),
        (np.array([[0.0, np.nan], [1, 0], [0, 1]]), InvalidValueError),
    ],
)
def test_what_has_no_fit_is_refused(scores, error):
    with pytest.raises(error):
        two_parameter(scores)


@pytest.mark.parametrize(("models", "items"), [(3, 50), (5, 3), (40, 2), (30, 800)])
def test_pure_noise_stays_finite(models, items):
    scores = (np.random.default_rng(0).random((models, items)) < 0.5).astype(float)
    fit = two_parameter(scores)
    assert np.isfinite(fit.ability).all()
    assert np.nanmax(np.abs(fit.slope)) < 20


def test_perfectly_ordered_items_stay_finite():
    fit = two_parameter((np.arange(20)[:, None] > np.arange(19)).astype(float))
    assert fit.converged
    assert (np.diff(fit.ability) > 0).all()


def _grid(models, benchmarks):
    model, benchmark = np.divmod(np.arange(models * benchmarks), benchmarks)
    return model, benchmark


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_stitching_recovers_a_noiseless_scale(seed):
    rng = np.random.default_rng(seed)
    capability, difficulty = rng.normal(size=12), rng.normal(size=6)
    slope = rng.uniform(0.7, 2.5, 6)
    slope[2], difficulty[2] = 1.0, 0.0
    model, benchmark = _grid(12, 6)
    y = expit(slope[benchmark] * (capability[model] - difficulty[benchmark]))
    fit = stitch(model, benchmark, y, anchor=2, ridge=0.0)
    assert np.allclose(fit.capability, capability, atol=1e-4)
    assert np.allclose(fit.slope, slope, atol=1e-4)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_stitching_finds_no_worse_an_optimum_than_a_dense_solver(seed):
    rng = np.random.default_rng(seed)
    model, benchmark = _grid(15, 5)
    keep = rng.random(model.size) < 0.7
    keep[benchmark == 0] = True
    model, benchmark = model[keep], benchmark[keep]
    slope = rng.uniform(0.5, 3, 5)
    y = np.clip(
        expit(slope[benchmark] * (rng.normal(size=15)[model] - rng.normal(size=5)[benchmark]))
        + rng.normal(0, 0.05, model.size),
        0,
        1,
    )
    fit = stitch(model, benchmark, y, anchor=0)
    unknowns = 15 + 2 * 5

    def residuals(x):
        alpha = np.concatenate([[1.0], x[20:]])
        missed = expit(alpha[benchmark] * (x[:15][model] - x[15:20][benchmark])) - y
        return np.concatenate([missed, np.sqrt(0.1 / (unknowns - 1)) * x])

    lower = np.concatenate([np.full(20, -10.0), np.full(4, 0.1)])
    dense = least_squares(
        residuals, np.concatenate([np.zeros(20), np.ones(4)]), bounds=(lower, 10), xtol=1e-12, ftol=1e-12
    )
    assert fit.objective <= 2 * dense.cost + 1e-8


def test_anchored_rescaling():
    model, benchmark = _grid(4, 3)
    y = expit(np.array([-1.0, 0, 1, 2])[model] - np.array([0, 0.5, 1])[benchmark])
    scaled = stitch(model, benchmark, y, anchor=0).rescaled((0, 130.0), (3, 150.0))
    assert scaled[0] == 130
    assert scaled[3] == pytest.approx(150)
    assert 130 < scaled[1] < scaled[2] < 150


def test_benchmarks_without_shared_models_are_named():
    with pytest.raises(NotIdentifiableError, match="far"):
        stitch(np.array([0, 1, 2]), np.array([0, 0, 1]), [0.1, 0.5, 0.9], anchor=0, names=["near", "far"])


@pytest.mark.parametrize(
    ("y", "anchor", "words"),
    [([0.2, 1.2], 0, "outside"), ([0.2, np.nan], 0, "NaN"), ([0.2, 0.4], 3, "anchor")],
)
def test_bad_scores_are_refused(y, anchor, words):
    with pytest.raises(InvalidValueError, match=words):
        stitch(np.array([0, 1]), np.array([0, 0]), y, anchor=anchor)


def test_duplicate_and_negative_weights_are_refused():
    with pytest.raises(InvalidValueError, match="two scores"):
        stitch(np.array([0, 0]), np.array([0, 0]), [0.2, 0.3], anchor=0)
    with pytest.raises(InvalidValueError, match="negative"):
        stitch(np.array([0, 1]), np.array([0, 0]), [0.2, 0.3], anchor=0, weights=[1, -1])


def _favoured(rng, models=40, benchmarks=9, favour=0.3, run=0.7):
    """Scores on known curves that favour some models, and the capabilities behind them, the anchor's difficulty 0."""
    model, benchmark = np.nonzero(rng.random((models, benchmarks)) < run)
    capability, difficulty = np.linspace(-1.5, 1.5, models), np.linspace(-1, 1, benchmarks)
    score = expit(capability[model] - difficulty[benchmark] + rng.normal(0, favour, model.size))
    return model, benchmark, score, capability - difficulty[0]


def test_a_scale_without_misfit_has_no_influence():
    model, benchmark, score, _ = _favoured(np.random.default_rng(2), favour=0.0, run=1.0)
    fit = stitch(model, benchmark, score, anchor=0, ridge=1e-9)
    found = influence(fit, model, benchmark, score, anchor=0, weights=np.ones_like(score), errors=0 * score)
    assert np.abs(found.capability).max() < 1e-5


def test_squared_influences_add_up_to_the_variance_of_the_differences_between_models():
    rng, errors, claimed = np.random.default_rng(6), [], []
    for _ in range(150):
        model, benchmark, score, capability = _favoured(rng)
        fit = stitch(model, benchmark, score, anchor=0)
        found = influence(
            fit, model, benchmark, score, anchor=0, weights=np.ones_like(score), errors=0 * score
        ).capability
        halves = slice(10, 20), slice(20, 30)
        errors.append(np.subtract(*(fit.capability[half] - capability[half] for half in halves)))
        claimed.append(np.sum(np.subtract(*(found[half] for half in halves)) ** 2, axis=1))
    assert np.mean(claimed) == pytest.approx(np.var(errors), rel=0.2)


def test_influence_passes_over_scores_that_weigh_nothing():
    model, benchmark, score, _ = _favoured(np.random.default_rng(3))
    weight = np.where(benchmark == 3, 0.0, 1.0)
    spoilt = np.where(benchmark == 3, 1.0, score)
    one, other = (stitch(model, benchmark, given, anchor=0, weights=weight) for given in (score, spoilt))
    found = influence(one, model, benchmark, score, anchor=0, weights=weight, errors=0 * score)
    assert (found.capability[:, 3] == 0).all()
    again = influence(other, model, benchmark, spoilt, anchor=0, weights=weight, errors=0 * score)
    assert again.capability == pytest.approx(found.capability, abs=1e-6)


@pytest.mark.parametrize("items", [4, 40])
def test_models_that_share_no_item_have_no_common_scale(items):
    rng = np.random.default_rng(5)
    scores, observed = (rng.random((12, 2 * items)) < 0.5).astype(float), np.zeros((12, 2 * items), dtype=bool)
    observed[:6, :items] = observed[6:, items:] = True
    names = [f"m{i}" for i in range(12)]
    with pytest.raises(NotIdentifiableError, match=r"2 groups that share no item .*m0, m1.*m6, m7"):
        two_parameter(scores, observed, names=names)
    observed[0, items:] = True
    assert np.isfinite(two_parameter(scores, observed, names=names).ability).all()
