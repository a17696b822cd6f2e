"""The gap on a scale fitted to the ledger's own scores: points and months with intervals, and what stays open."""

import csv
import io
import re
from decimal import Decimal

import numpy as np
import pytest
from pinned import given
from selectolax.lexbor import LexborHTMLParser
from test_report import one

from parallaxe.analyse.recipe import Component, Method, Normalisation, Recipe
from parallaxe.analyse.scale import fit_scale
from parallaxe.publish.report import render_report
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.errors import InsufficientDataError
from parallaxe.vocabulary.source import Redistribution

BENCHMARKS = [f"b{k}" for k in range(10)]
RECIPE = Recipe(
    id="toy-1", title="Toy scale", publisher="us", version="1", released="2026", method=Method.EXPECTED_SCORE,
    unit="%", source="here", checked="2026-11-22", redistribution=Redistribution.DATA, minimum_components=4,
    components=[Component(benchmark=b, name=b, normalisation=Normalisation(high=100)) for b in BENCHMARKS],
)  # fmt: skip
#: Model, developer, release, ability in logits.
MODELS = (
    ("m1", "merle", "2024-01-10", -1.0), ("m2", "merle", "2024-06-10", 0.2), ("m3", "merle", "2025-01-15", 1.2),
    ("m4", "merle", "2025-06-20", 2.4), ("l1", "loriot", "2024-03-01", -1.8), ("l2", "loriot", "2024-11-05", 0.0),
    ("l3", "loriot", "2025-05-01", 1.0), ("l4", "loriot", "2025-06", 0.4), ("l5", "loriot", None, -2.0),
)  # fmt: skip


def _observations(models=MODELS, benchmarks=BENCHMARKS):
    rng = np.random.default_rng(5)
    found = []
    for slug, _, day, ability in models:
        for k, benchmark in enumerate(benchmarks):
            share = 1 / (1 + np.exp((k - 5) / 4 - ability - rng.normal(0, 0.25)))
            score = Decimal(f"{100 * share:.1f}")
            found.append(one(slug, "benchmark_score", score, dimensions={"benchmark": benchmark}))
        if day:
            found.append(one(slug, "release_date", day, unit="date"))
    return found


def _scale(observations):
    rows = [
        {
            "id": o.id, "subject": o.subject, "metric": o.metric, "number": o.number, "unit": o.unit, "kind": "claimed",
            "dimensions": dict(o.dimensions), "source": o.source, "source_class": "B", "published": "2026-01-01",
            "valid": None, "lower": None, "upper": None, "level": None,
        }
        for o in observations
        if o.metric == "benchmark_score"
    ]  # fmt: skip
    return fit_scale(RECIPE, rows, replicates=100)


def _files(models=MODELS, further=()):
    observations = _observations(models)
    entities = {
        slug: Entity(slug=slug, name=slug.upper(), type=EntityType.MODEL, developer=maker)
        for slug, maker, _, _ in models
    }
    return render_report(given(observations=[*observations, *further], entities=entities, scale=_scale(observations)))


@pytest.fixture(scope="module")
def files():
    return _files()


def _block(files, name="en.html"):
    return LexborHTMLParser(files[name].decode()).css_first("#frontier-gap-scores")


def _text(node):
    return " ".join(node.text().replace("\xa0", " ").split())


def test_points_and_months_stand_with_their_intervals(files):
    title = _text(_block(files).css_first("h3"))
    found = re.fullmatch(
        r"By June 30, 2025, Cathay is ([\d.]+) points \(([\d.]+) to ([\d.]+)\) and ([\d.]+) months \((.+)\) behind Columbia",
        title,
    )
    assert found, title
    points, lower, upper, months = (float(found[k]) for k in (1, 2, 3, 4))
    assert 0 < lower < points < upper
    assert months == pytest.approx(5.5, abs=0.2)  # M3, of January 15, first had what L3 has


def test_the_table_tells_the_gap_by_quarter_with_who_holds_it(files):
    rows = [[_text(cell) for cell in row.css("th, td")] for row in _block(files).css_first("table").css("tbody tr")]
    assert [row[0] for row in rows] == [
        "June 30, 2025", "March 31, 2025", "December 31, 2024", "September 30, 2024", "June 30, 2024", "March 31, 2024",
    ]  # fmt: skip
    assert all(re.fullmatch(r"-?[\d.]+ \(.+\)", row[1]) and "months (" in row[2] for row in rows)
    assert [row[3].split()[0] for row in rows] == ["M4", "M3", "M2", "M2", "M2", "M1"]


def test_what_has_not_been_caught_up_is_at_least_as_long(files):
    said = _text(_block(files))
    assert "Cathay has reached 2 of 4 records of Columbia." in said
    assert "Not caught up yet: M3, of January 15, 2025; by June 30, 2025 that had taken at least 5.5 months." in said
    assert "≥ " in said  # March 2024: M1 was the first on record
    assert "Left out: no release date, L5." in said


def test_every_score_behind_the_best_opens_its_card(files):
    tree = LexborHTMLParser(files["en.html"].decode())
    openers = [node.attributes["popovertarget"] for node in tree.css("#frontier-gap-scores button.f")]
    assert len(openers) >= 60
    assert all(tree.css_first(f"#{anchor}") for anchor in openers)


@pytest.mark.parametrize("language", ["fr", "en", "zh"])
def test_the_chart_has_bands_words_and_data_in_every_language(files, language):
    page = "index.html" if language == "fr" else f"{language}.html"
    block = _block(files, page)
    assert len(block.css("svg.chart .band")) == 4
    assert "M4" in block.css_first("svg desc").text()
    rows = list(csv.DictReader(io.StringIO(files[f"charts/{language}/frontier-gap-scores.csv"].decode())))
    assert {row["model"] for row in rows} == {"m1", "m2", "m3", "m4", "l1", "l2", "l3", "l4"}
    assert all(float(row["lower"]) <= float(row["upper"]) and row["level"] == "0.95" for row in rows)


def test_sides_that_intervals_do_not_separate_are_not_ordered():
    near = [(slug, maker, day, 1.0 if slug in {"m4", "l3"} else ability) for slug, maker, day, ability in MODELS]
    title = _text(_block(_files(near)).css_first("h3"))
    assert "the best models of Columbia and Cathay cannot be told apart" in title


def test_a_model_above_the_best_without_a_date_leaves_the_gap_open():
    lost = [*MODELS, ("l6", "loriot", None, 4.0)]
    title = _text(_block(_files(lost)).css_first("h3"))
    assert title == "The gap between Columbia and Cathay is not established"


def test_joint_and_derived_models_are_told_where_they_matter():
    makers = [one("l3", "developer", "merle", unit="name"), one("l2", "based_on", "m1", unit="name")]
    said = _text(_block(_files(further=makers)))
    assert "made by both sides together, L3" in said
    assert "With joint models counted for both sides:" in said


def test_seven_benchmarks_are_too_few():
    with pytest.raises(InsufficientDataError, match="7 of its benchmarks"):
        _scale(_observations(benchmarks=BENCHMARKS[:7]))


def test_ties_on_the_scale_are_paired(files):
    block = LexborHTMLParser(files["en.html"].decode()).css_first("#ties-scores")
    assert "pairs of models, compared on the same benchmarks," in _text(block)
    groups = [node.text() for node in block.css("tr.head")]
    assert groups[0].startswith("Group 1:")
    assert len(groups) > 2
    assert len(list(csv.DictReader(io.StringIO(files["charts/en/ties-scores.csv"].decode())))) == 9
