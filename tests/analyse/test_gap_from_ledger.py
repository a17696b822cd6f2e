"""``parallaxe analyse gap`` and the report's gap on models, sides, days and scores of the ledger alone."""

import json
import re

import numpy as np
import pytest
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner

from parallaxe.cli.main import application

#: Files of Epoch's hub by name, with the column of the score.
FILES = {
    "gpqa_diamond": "mean_score", "frontiermath": "mean_score", "otis_mock_aime_2024_2025": "mean_score",
    "simpleqa_verified": "mean_score", "swe_bench_verified": "mean_score", "weirdml_external": "Accuracy",
    "arc_agi_2_external": "Score", "terminalbench_external": "Accuracy mean",
}  # fmt: skip
#: Version, release, ability in logits, weights. The scores made of them are invented.
MODELS = (
    ("gpt-4o-2024-08-06", "2024-08-06", -2.0, "API access"), ("o1-2024-12-17_high", "2024-12-17", -0.4, "API access"),
    ("o3-2025-04-16_high", "2025-04-16", 0.7, "API access"), ("gpt-5-2025-08-07_low", "2025-08-07", 0.2, "API access"),
    ("gpt-5-2025-08-07_high", "2025-08-07", 1.7, "API access"), ("DeepSeek-V3", "2024-12-26", -1.6, "Open weights (restricted use)"),
    ("DeepSeek-R1", "2025-01-20", -0.6, "Open weights (unrestricted)"), ("qwen3-max-2025-09-23", "2025-09-24", 0.9, "API access"),
    ("DeepSeek-R1-0528", "2025-05-28", 0.1, "Open weights (unrestricted)"),
)  # fmt: skip


def _run(*arguments):
    result = CliRunner().invoke(application(), [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_too_few_benchmarks_are_said(home):
    result = CliRunner().invoke(application(), ["analyse", "gap", "--leader", "United States", "--follower", "China"])
    assert result.exit_code != 0
    assert "fewer than 8" in str(result.exception)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """A ledger of eight benchmarks and an index, as Epoch's files have them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARALLAXE_HOME", str(tmp_path_factory.mktemp("home")))
        _fill(tmp_path_factory.mktemp("files"))
        yield


def _fill(tmp_path):
    rng = np.random.default_rng(4)
    for k, (name, column) in enumerate(FILES.items()):
        lines = [f"Model version,{column},Release date,stderr,Started at"]
        for version, day, ability, _ in MODELS:
            share = 1 / (1 + np.exp((k - 4) / 4 - ability - rng.normal(0, 0.2)))
            lines.append(f"{version},{share:.4f},{day},,")
        (tmp_path / f"{name}.csv").write_text("\n".join(lines))
    lines = ["Model version,ECI Score,Release date,Model name,Model accessibility"]
    for version, day, ability, weights in sorted(MODELS, key=lambda model: -model[2]):
        lines.append(f"{version},{100 + 10 * ability:.0f},{day},{version.partition('_')[0]},{weights}")
    (tmp_path / "epoch_capabilities_index.csv").write_text("\n".join(lines))
    _run("ingest", "--as", "epoch-benchmarks", *(tmp_path / f"{name}.csv" for name in FILES))
    _run("ingest", "--as", "epoch-capabilities-index", tmp_path / "epoch_capabilities_index.csv")


@pytest.mark.usefixtures("ledger")
def test_countries_days_and_values_come_from_the_ledger():
    sides = ("--leader", "United States", "--follower", "China")
    found = json.loads(_run("analyse", "gap", *sides, "--day", "2025-09-01", "--day", "2025-10-01", "--json"))
    assert (found["leader"], found["follower"], found["index"]) == ("united-states", "china", "parallaxe-1.0")
    september, october = found["points"]
    assert (september["leader_model"], september["follower_model"]) == ("gpt-5-2025-08-07", "deepseek-r1-0528")
    assert october["follower_model"] == "qwen3-max-2025-09-23"
    for point in found["points"]:
        assert point["points_interval"]["lower"] < point["points"] < point["points_interval"]["upper"]
        assert point["lag_interval"]["lower"] <= point["lag_months"] <= point["lag_interval"]["upper"]
    assert found["oldest_unreached"]["model"] == "gpt-5-2025-08-07"
    assert [step["model"] for step in found["frontiers"]["china"]][-1] == "qwen3-max-2025-09-23"


@pytest.mark.usefixtures("ledger")
def test_sides_may_be_weights_or_labs():
    weights = json.loads(
        _run("analyse", "gap", "--by", "weights", "--leader", "closed", "--follower", "open", "--json")
    )
    (point,) = weights["points"]
    assert (point["day"], point["leader_model"]) == ("2025-09-24", "gpt-5-2025-08-07")
    assert point["follower_model"] == "deepseek-r1-0528"
    labs = json.loads(_run("analyse", "gap", "--by", "lab", "--leader", "OpenAI", "--follower", "Alibaba", "--json"))
    assert (labs["leader"], labs["follower"]) == ("openai", "alibaba")


@pytest.mark.usefixtures("ledger")
def test_published_values_count_where_asked_for_and_have_no_interval():
    sides = ("--leader", "United States", "--follower", "China")
    found = json.loads(_run("analyse", "gap", *sides, "--published", "Epoch Capabilities Index 2025-09", "--json"))
    (point,) = found["points"]
    assert point["points"] == 8.0
    assert point["points_interval"] is None


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--leader", "Narnia", "--follower", "China"), "'Narnia' is no country"),
        (("--by", "weights", "--leader", "China", "--follower", "open"), "Weights are open or closed"),
        (("--leader", "China", "--follower", "China"), "against itself"),
        (("--leader", "France", "--follower", "China"), "no model of france"),
        (("--leader", "United States", "--follower", "China", "--published", "ECI 1"), "has no value of 'ECI 1'"),
        (("--leader", "United States", "--follower", "China", "--index", "livebench-2024-11-25"), "has no replicates"),
    ],
)
def test_questions_the_ledger_cannot_answer(arguments, said):
    result = CliRunner().invoke(application(), ["analyse", "gap", *arguments])
    assert result.exit_code != 0
    assert said in str(result.exception)


@pytest.mark.slow
def test_the_report_tells_points_and_months_on_real_scores(home, shared, tmp_path):
    """Epoch's own files: the scale places enough models of both countries, each with day and side."""
    hub = shared / "data" / "epoch" / "benchmark_hub_2026-03"
    files = [hub / f"{name}.csv" for name in [*FILES, "aider_polyglot_external"]]
    _run("ingest", "--as", "epoch-benchmarks", *files)
    _run(
        "ingest", "--as", "epoch-capabilities-index", shared / "data" / "epoch" / "epoch_capabilities_index_2026-04.csv"
    )
    _run("report", "--lang", "en", "--out", tmp_path / "report")
    page = LexborHTMLParser((tmp_path / "report" / "index.html").read_text("utf-8"))
    title = " ".join(page.css_first("#frontier-gap-scores h3").text().replace("\xa0", " ").split())
    found = re.fullmatch(
        r"By (.+), China is ([\d.]+) points \((.+)\) and ([\d.]+) months \((.+)\) behind United States", title
    )
    assert found, title
    assert 10 < float(found[2]) < 50
    assert 2 < float(found[4]) < 15
