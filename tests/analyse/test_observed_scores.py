import msgspec
import pytest

from parallaxe.analyse.observed_scores import observed_scores
from parallaxe.analyse.recipe import Component, Method, Normalisation, Recipe
from parallaxe.vocabulary.source import Redistribution

RECIPE = Recipe(
    id="toy-1", title="Toy index", publisher="us", version="1", released="2026", method=Method.WEIGHTED_MEAN,
    unit="%", source="here", checked="2026-11-21", redistribution=Redistribution.DATA,
    components=[
        Component(benchmark="hle", name="Humanity's Last Exam", weight=0.5),
        Component(benchmark="gpqa-diamond", name="GPQA Diamond", weight=0.5, normalisation=Normalisation(high=100)),
    ],
)  # fmt: skip


def _row(number, benchmark="GPQA Diamond", **changes):
    return {
        "id": "o1", "subject": "m", "metric": "benchmark_score", "number": number, "unit": "%", "kind": "claimed",
        "dimensions": {"benchmark": benchmark}, "source": "s", "source_class": "B", "published": "2026-01-01",
        "valid": None, "lower": None, "upper": None, "level": None,
    } | changes  # fmt: skip


def test_units_become_those_of_the_component():
    rows = [_row(40.0, "Humanity's Last Exam"), _row(80.0), _row(0.7, unit="fraction", subject="n")]
    scores, left = observed_scores(RECIPE, rows)
    assert {(s.model, s.benchmark): s.score for s in scores} == {
        ("m", "hle"): pytest.approx(0.4),
        ("m", "gpqa-diamond"): 80.0,
        ("n", "gpqa-diamond"): 70.0,
    }
    assert left == []


def test_an_independent_measurer_is_believed_before_the_producer_and_the_press():
    rows = [_row(90.0, source_class="A", published="2026-09-01"), _row(85.0), _row(99.0, source_class="C")]
    (score,), _ = observed_scores(RECIPE, rows)
    assert score.score == 85.0


def test_the_later_of_equals_counts_and_equal_disagreement_stays_open():
    (score,), _ = observed_scores(RECIPE, [_row(85.0), _row(88.0, published="2026-05-01")])
    assert score.score == 88.0
    scores, left = observed_scores(RECIPE, [_row(85.0), _row(88.0)])
    assert scores == []
    assert "unresolved" in left[0].why


def test_configurations_stay_apart_and_plans_stay_out():
    rows = [
        _row(85.0, dimensions={"benchmark": "GPQA Diamond", "configuration": "high"}),
        _row(70.0, dimensions={"benchmark": "GPQA Diamond", "configuration": "low"}),
        _row(95.0, dimensions={"benchmark": "GPQA Diamond", "modality": "planned"}),
        _row(50.0, "Another benchmark"),
        _row(50.0, subject=None),
    ]
    scores, _ = observed_scores(RECIPE, rows)
    assert [(s.configuration, s.score) for s in scores] == [("high", 85.0), ("low", 70.0)]
    scores, left = observed_scores(RECIPE, [*rows[:1], _row(60.0)])
    assert [s.configuration for s in scores] == ["high"]
    assert "states no configuration" in left[0].why


def test_units_without_a_way_are_left_out():
    scores, left = observed_scores(RECIPE, [_row(1200.0, "hle", unit="Elo")])
    assert scores == []
    assert "Elo" in left[0].why


def test_published_values_of_the_same_version_come_along():
    dimensions = {"index": "Toy index", "index_version": "1"}
    rows = [
        _row(71.0, metric="intelligence_index", unit="index points", dimensions=dimensions),
        _row(50.0, metric="intelligence_index", unit="index points", dimensions={**dimensions, "index_version": "2"}),
    ]
    scores, _ = observed_scores(RECIPE, rows)
    assert [(s.benchmark, s.score) for s in scores] == [("toy-1", 71.0)]


def test_intervals_become_standard_errors():
    (score,), _ = observed_scores(RECIPE, [_row(80.0, lower=76.08, upper=83.92, level=0.95)])
    assert score.standard_error == pytest.approx(2.0, abs=1e-3)


def test_a_run_of_some_items_never_stands_for_the_benchmark():
    limited = {"benchmark": "GPQA Diamond", "coverage": "limited", "metric_variant": "10 of 10 answers"}
    rows = [_row(85.0), _row(99.0, kind="measured", dimensions=limited, published="2026-09-01")]
    (score,), left = observed_scores(RECIPE, rows)
    assert score.score == 85.0
    assert "limited" in left[0].why
    whole = {"benchmark": "GPQA Diamond", "coverage": "full"}
    (score,), _ = observed_scores(RECIPE, [_row(85.0), _row(83.0, kind="measured", dimensions=whole)])
    assert score.score == 83.0


def test_versions_of_a_benchmark_are_never_mixed():
    def of(version, model, number):
        dimensions = {"benchmark": "GPQA Diamond"} | ({"benchmark_version": version} if version else {})
        return _row(number, subject=model, dimensions=dimensions)

    rows = [of("2", "m", 70.0), of("2", "n", 60.0), of("1", "o", 90.0), of(None, "p", 50.0)]
    scores, left = observed_scores(RECIPE, rows)
    assert [(s.model, s.score) for s in scores] == [("m", 70.0), ("n", 60.0)]
    assert sorted(gone.what for gone in left) == ["o, gpqa-diamond", "p, gpqa-diamond"]
    named = msgspec.structs.replace(RECIPE.components[1], version="1")
    recipe = msgspec.structs.replace(RECIPE, components=[RECIPE.components[0], named])
    scores, _ = observed_scores(recipe, rows)
    assert [s.model for s in scores] == ["o", "p"]
