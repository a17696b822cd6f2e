"""Published tables recomputed from the records kept beside a developer's checkout."""

import numpy as np
import pytest

from parallaxe.analyse.gap import frontier_gap
from parallaxe.analyse.gap_result import Placed
from parallaxe.analyse.index import compute_index
from parallaxe.analyse.recipe import Recipe
from parallaxe.analyse.scores import Score, sheet
from parallaxe.analyse.stitched import stitched_draws
from parallaxe.analyse.verification.capability_index import verify_eci
from parallaxe.analyse.verification.registry import VERIFICATIONS
from parallaxe.catalog.files import load_files
from parallaxe.cli.verify import read_records
from parallaxe.statistics.item_subset import error_curve
from parallaxe.statistics.paired import paired_differences
from parallaxe.statistics.stitching import stitch
from parallaxe.statistics.ties import tie_groups


def _wrong(found):
    return {row.row.split(" [")[0] for row in found.rows if row.verdict in {"disagrees", "impossible"}}


def test_aider_rows_that_do_not_add_up_are_named(shared):
    found = VERIFICATIONS["aider"](read_records(shared / "data" / "aider" / "polyglot_leaderboard.yml"), None)
    assert _wrong(found) == {
        "o1-2024-12-17 (high)",
        "o3-mini (high)",
        "chatgpt-4o-latest (2025-02-15)",
        "gpt-4.5-preview",
        "o3 (high) + gpt-4.1",
    }
    assert found.counts["agrees"] > 190


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("quant", {"Ollama: fp16", "Ollama: fp16, 2k ctx"}),
        ("edit_leaderboard", {"o1-mini (whole)"}),
        ("architect", set()),
    ],
)
def test_other_aider_tables(shared, name, wrong):
    assert _wrong(VERIFICATIONS["aider"](read_records(shared / "data" / "aider" / f"{name}.yml"), None)) == wrong


def test_livebench_averages_but_one_are_the_mean_of_their_categories(shared):
    path = shared / "data" / "epoch" / "benchmark_stitching" / "external_benchmark_livebench.csv"
    found = VERIFICATIONS["livebench"](read_records(path), None)
    assert _wrong(found) == {"gpt-5.1_high"}
    assert found.counts["agrees"] > 50


def test_openrouter_shares_follow_from_tokens(shared):
    path = shared / "data" / "openrouter_usage" / "rankings_page_daily_2026-03-28_2026-05-16.csv"
    found = VERIFICATIONS["openrouter"](read_records(path), None)
    assert found.counts == {"agrees": len(found.rows)}
    assert len(found.rows) > 2000


def test_notable_models_of_2024_by_both_counts(shared):
    path = shared / "data" / "epoch" / "notable_ai_models_2026-01-26.csv"
    rows = {row.row: row for row in VERIFICATIONS["notable-models"](read_records(path), None).rows}
    assert rows["China, 2024"].recomputed == 31
    assert "28.67 fractional" in rows["China, 2024"].reason
    assert rows["United States of America, 2024"].recomputed == 57


def test_mmlu_pro_scores_and_what_they_separate(mmlu_pro, shared):
    cells, _, models = mmlu_pro
    path = shared / "data" / "mmlu_pro" / "mmlu_pro_item_correctness.csv.gz"
    found = VERIFICATIONS["mmlu-pro"](read_records(path), None)
    overall = {row.row: row for row in found.rows if row.quantity == "overall"}
    means = np.nanmean(cells, axis=1)
    for name, mean in zip(models, means, strict=True):
        assert overall[name].recomputed == pytest.approx(100 * mean)
        assert overall[name].interval.contains(100 * mean)
    ties = tie_groups(means, paired_differences(cells, None, ~np.isnan(cells)).p_values())
    assert 1 < ties.group.max() < len(models)


def test_the_error_curve_of_mmlu_pro_falls_and_beats_chance(mmlu_pro):
    cells, _, _ = mmlu_pro
    complete = cells[~np.isnan(cells).any(axis=1)]
    curve = error_curve(complete, [100, 400], draws=3)
    assert curve[1].mean_error < curve[0].mean_error < 0.05
    assert curve[0].mean_error < curve[0].random_mean_error


def _arrays(rows):
    models, benchmarks = (sorted({row[k] for row in rows}) for k in (0, 1))
    place = [{name: i for i, name in enumerate(names)} for names in (models, benchmarks)]
    return (
        np.array([place[0][row[0]] for row in rows]),
        np.array([place[1][row[1]] for row in rows]),
        np.array([row[2] for row in rows]),
        benchmarks,
    )


#: Capabilities by Epoch's own solver (fit.py of benchmark-stitching, commit f87d3cc, its default ridge and
#: bounds, anchor Winogrande) on this input, run on 2026-11-21; its sum of squares was 6.89475992.
EPOCH = {
    "gpt-5-2025-08-07_high": 2.64529311,
    "gpt-5.1_high": 2.64463844,
    "o3-2025-04-16_high": 2.50914194,
    "grok-4-0709": 2.50500319,
    "claude-opus-4-1-20250805": 2.19791092,
    "DeepSeek-R1": 2.17655642,
    "DeepSeek-V3": 1.92545466,
    "claude-3-5-sonnet-20240620": 1.80579649,
    "gpt-4o-2024-08-06": 1.77136013,
    "gpt-4-0314": 1.6043623,
    "Llama-2-7b": 0.69849556,
}


def test_stitching_equals_epochs_own_solver(epoch_scores):
    model, benchmark, y, names = _arrays(epoch_scores)
    assert (model.max() + 1, len(names), y.size) == (179, 38, 1324)
    fit = stitch(model, benchmark, y, anchor=names.index("winogrande"), names=names)
    models = sorted({row[0] for row in epoch_scores})
    for name, capability in EPOCH.items():
        assert fit.capability[models.index(name)] == pytest.approx(capability, abs=1e-3)
    assert fit.objective <= 6.89475993


@pytest.mark.slow
def test_eci_beside_the_published_table(epoch_scores, shared, root, monkeypatch):
    monkeypatch.setattr("parallaxe.analyse.stitched.REPLICATES", 5)
    recipe = load_files([root / "catalog" / "indices" / "eci-2025-12.yaml"], Recipe)["eci-2025-12"]
    computed = compute_index(recipe, [Score(model=m, benchmark=b, score=s) for m, b, s in epoch_scores])
    found = verify_eci(read_records(shared / "data" / "epoch" / "epoch_capabilities_index_2026-04.csv"), computed)
    distances = [abs(row.recomputed - row.published) for row in found.rows if row.published is not None]
    assert len(distances) > 120
    # The published table is of April 2026, the scores of December 2025: near, not equal.
    assert np.median(distances) < 2.0
    assert "largest" in found.summary


@pytest.mark.slow
def test_the_gap_between_two_countries_on_epochs_scores(epoch_scores, shared, root):
    """From scores to a gap with intervals; the countries and dates are those of Epoch's own table."""
    recipe = load_files([root / "catalog" / "indices" / "eci-2025-12.yaml"], Recipe)["eci-2025-12"]
    drawn = stitched_draws(
        recipe, sheet(recipe, [Score(model=m, benchmark=b, score=s) for m, b, s in epoch_scores]), replicates=40
    )
    table = {
        row["Model version"]: row
        for row in read_records(shared / "data" / "epoch" / "epoch_capabilities_index_2026-04.csv")
    }
    placed, columns = [], []
    for i, (model, _) in enumerate(drawn.keys):
        row = table.get(model)
        if row and row["Release date"]:
            sides = tuple(side.strip() for side in row["Country"].split(",") if side.strip())
            placed.append(
                Placed(
                    model=model,
                    sides=sides,
                    released=row["Release date"],
                    value=float(drawn.values[i]),
                    index=recipe.id,
                )
            )
            columns.append(i)
    found = frontier_gap(
        placed, "United States of America", "China", ["2025-06-01", "2025-11-01"],
        replicates=drawn.replicates[:, columns],
    )  # fmt: skip
    for point in found.points:
        assert point.points_interval.lower < point.points < point.points_interval.upper
        assert 0 < point.lag_months < 24
        assert point.lag_interval.contains(point.lag_months)
    assert found.caught_up < found.records
