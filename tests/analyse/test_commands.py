"""The contracts other programs rely on."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from parallaxe.cli.main import application
from parallaxe.vocabulary.errors import InvalidValueError, NotIdentifiableError, UnreadableInputError


@pytest.fixture
def run():
    def _run(*arguments):
        result = CliRunner().invoke(application(), [str(a) for a in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    return _run


@pytest.fixture
def votes(tmp_path):
    path = tmp_path / "votes.parquet"
    rows = [("x", "y", "a")] * 6 + [("y", "x", "a")] * 3 + [("y", "z", "a")] * 5 + [("z", "x", "tie")] * 4
    pq.write_table(pa.table({k: [r[i] for r in rows] for i, k in enumerate(("model_a", "model_b", "winner"))}), path)
    return path


@pytest.fixture
def matrix(tmp_path):
    rng = np.random.default_rng(0)
    rows = [(f"m{m}", f"i{i}", float(rng.random() < 0.25 + 0.08 * m)) for m in range(8) for i in range(120)]
    path = tmp_path / "matrix.parquet"
    pq.write_table(pa.table({k: [r[i] for r in rows] for i, k in enumerate(("model", "item", "score"))}), path)
    return path


def test_ratings_as_json(run, votes):
    rows = json.loads(run("analyse", "ratings", votes, "--json"))
    assert {"model", "rating", "lower", "upper"} <= set(rows[0])
    assert sum(row["rating"] for row in rows) == pytest.approx(0, abs=1e-9)
    assert [row["rating"] for row in rows] == sorted((row["rating"] for row in rows), reverse=True)
    assert all(row["lower"] < row["rating"] < row["upper"] for row in rows)


def test_ratings_as_a_table(run, votes):
    rows = json.loads(run("analyse", "ratings", votes, "--json"))
    told = run("analyse", "ratings", votes)
    assert "Bradley-Terry, Fisher information; 95% intervals" in told
    pairs = len(rows) * (len(rows) - 1) // 2
    apart = sum(row["best_rank"] - 1 for row in rows)
    assert f"{apart} of {pairs} pairs {'is' if apart == 1 else 'are'} separable" in told
    assert apart == sum(len(rows) - row["worst_rank"] for row in rows)


def test_items_as_json(run, matrix):
    found = json.loads(run("analyse", "items", matrix, "--json"))
    assert len(found["scores"]) == 8
    assert {"model", "score", "lower", "upper"} <= set(found["scores"][0])
    assert sorted(name for group in found["tie_groups"] for name in group) == [f"m{i}" for i in range(8)]
    assert found["left_out"] == []


def test_items_as_a_table_end_with_what_is_separable(run, matrix):
    assert "of 28 pairs are separable" in run("analyse", "items", matrix)


def test_abilities_and_subset(run, matrix):
    found = json.loads(run("analyse", "abilities", matrix, "--json"))
    assert len(found["abilities"]) == 8
    found = json.loads(run("analyse", "subset", matrix, "--size", 30, "--size", 60, "--json"))
    assert [point["size"] for point in found["curve"]] == [30, 60]
    assert len(found["items"]["30"]) == 30


@pytest.mark.usefixtures("home")
def test_index_as_json(run, tmp_path):
    scores = tmp_path / "scores.csv"
    categories = ["reasoning", "coding", "mathematics", "data-analysis", "language", "instruction-following"]
    lines = [f"m,livebench-{c},{70 + i}" for i, c in enumerate(categories)]
    scores.write_text(
        "\n".join(["model,benchmark,score", *lines, "m,livebench-2024-11-25,72.5", "n,livebench-coding,"])
    )
    found = json.loads(run("index", "livebench-2024-11-25", "--scores", scores, "--json"))
    (row,) = found["rows"]
    assert row["recomputed"] == pytest.approx(72.5, abs=0.01)
    assert (row["published"], row["verdict"]) == (72.5, "agrees")
    assert row["reason"]
    assert found["left_out"][0]["what"] == "n, Coding average"
    assert "unknown:" in run("index", "aa-intelligence-index-4.1")
    assert json.loads(run("index", "aa-intelligence-index-4.1", "--json"))["rows"] == []
    assert "Coding average" in run("index", "livebench-2024-11-25", "--show")


def test_verify_as_json(run, tmp_path):
    table = tmp_path / "aider.yml"
    table.write_text("- {model: m, test_cases: 224, total_tests: 225, pass_rate_2: 60.40, pass_num_2: 136}\n")
    found = json.loads(run("verify", table, "--as", "aider", "--json"))
    (row,) = found["rows"]
    assert {"published", "recomputed", "verdict", "reason"} <= set(row)
    assert row["verdict"] == "disagrees"


def test_gap_as_json(run, tmp_path):
    models = tmp_path / "models.csv"
    models.write_text("model,side,released,value,index\na,US,2025-01-01,50,i-1\nb,CN,2025-03-01,40,i-1\n")
    found = json.loads(
        run("analyse", "gap", models, "--leader", "US", "--follower", "CN", "--day", "2025-06-01", "--json")
    )
    assert found["points"][0]["points"] == 10
    assert "not to be quoted" in run(
        "analyse", "gap", models, "--leader", "US", "--follower", "CN", "--day", "2025-06-01"
    )


def test_gap_on_a_computed_index_has_intervals(run, tmp_path):
    rng = np.random.default_rng(0)
    benchmarks = ["gpqa-diamond", "frontiermath", "weirdml", "arc-agi-2", "osworld", "simplebench"]
    models, scores = ["model,side,released"], ["model,benchmark,score"]
    for m in range(12):
        models.append(f"m{m},{'US' if m % 2 else 'CN'},2025-{m + 1:02d}-01")
        for hard, benchmark in enumerate(benchmarks):
            chance = 1 / (1 + np.exp(-(m / 4 - hard / 2 + rng.normal(0, 0.2))))
            scores.append(f"m{m},{benchmark},{chance:.4f}")
    (tmp_path / "models.csv").write_text("\n".join(models))
    (tmp_path / "scores.csv").write_text("\n".join(scores))
    sides = ("--leader", "US", "--follower", "CN", "--day", "2026-01-01")
    found = json.loads(
        run(
            "analyse",
            "gap",
            tmp_path / "models.csv",
            *sides,
            "--index",
            "parallaxe-1.0",
            "--scores",
            tmp_path / "scores.csv",
            "--json",
        )
    )
    (point,) = found["points"]
    assert found["index"] == "parallaxe-1.0"
    assert point["points_interval"]["lower"] < point["points"] < point["points_interval"]["upper"]
    assert point["lag_interval"]["level"] == 0.95


def test_shares_and_prices(run, tmp_path):
    amounts = tmp_path / "amounts.csv"
    amounts.write_text(
        "period,member,group,value,unit\n2025,a,China,30,tokens\n2025,b,Elsewhere,50,tokens\n2025,,,20,tokens\n"
    )
    found = json.loads(run("analyse", "shares", amounts, "--json"))
    china = next(row for row in found["rows"] if row["group"] == "China")
    assert (china["share"], china["bounds"]["lower"], china["bounds"]["upper"]) == (None, 30, 50)
    assert "30.0" in run("analyse", "shares", amounts)
    offers = tmp_path / "offers.csv"
    head = "model,index,quality,price,currency,basis,since"
    offers.write_text(
        f"{head}\na,i-1,50,2,USD,input,2025-01-01\nb,i-1,60,1,USD,input,2025-06-01\nc,i-1,90,,USD,input,2025-01-01\n"
    )
    found = json.loads(
        run("analyse", "prices", offers, "--quality", 50, "--day", "2025-02-01", "--day", "2025-07-01", "--json")
    )
    assert [row["model"] for row in found["rows"]] == ["a", "b"]
    assert "b" in run("analyse", "prices", offers, "--day", "2025-07-01")
    offers.write_text(f"{head}\na,i-1,50,cheap,USD,input,2025-01-01\n")
    with pytest.raises(InvalidValueError, match="'cheap' is no price"):
        run("analyse", "prices", offers, "--day", "2025-07-01")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["2025,a,China,30,tokens", "2025,a,China,30,tokens"], "'a' stands twice"),
        (["2024,a,China,30,tokens", "2025,a,France,30,tokens"], "'a' is in China and France"),
        (["soon,a,China,30,tokens"], r"amounts\.csv, column period: 'soon'"),
    ],
)
def test_amounts_that_would_be_counted_twice_or_nowhere(run, tmp_path, rows, words):
    amounts = tmp_path / "amounts.csv"
    amounts.write_text("\n".join(["period,member,group,value,unit", *rows]))
    with pytest.raises(InvalidValueError, match=words):
        run("analyse", "shares", amounts)


@pytest.mark.parametrize(("since", "day"), [("someday", "2025-07-01"), ("2025-01-01", "2025-13-01")])
def test_days_that_are_none(run, tmp_path, since, day):
    offers = tmp_path / "offers.csv"
    offers.write_text(f"model,index,quality,price,currency,basis,since\na,i-1,50,2,USD,input,{since}\n")
    with pytest.raises(InvalidValueError, match="is no day"):
        run("analyse", "prices", offers, "--day", day)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("analyse", "ratings", "absent.parquet"), UnreadableInputError, "absent.parquet: is no file"),
        (("verify", "absent.csv", "--as", "aider"), UnreadableInputError, "absent.csv"),
    ],
)
def test_absent_files_are_named(run, arguments, error, words):
    with pytest.raises(error, match=words):
        run(*arguments)


def test_files_that_are_something_else(run, tmp_path, matrix):
    junk = tmp_path / "junk.parquet"
    junk.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(UnreadableInputError, match="no readable Parquet"):
        run("analyse", "items", junk)
    words = tmp_path / "words.parquet"
    pq.write_table(pa.table({"model": ["a"], "item": ["1"], "score": ["good"]}), words)
    with pytest.raises(InvalidValueError, match="'good'"):
        run("analyse", "items", words)
    with pytest.raises(InvalidValueError, match="no amount of memory"):
        run("analyse", "items", matrix, "--memory", "much")
    with pytest.raises(InvalidValueError, match="no verification 'x'"):
        run("verify", matrix, "--as", "x")
    scores = tmp_path / "scores.csv"
    scores.write_text("model,benchmark,score\nm,gdpval-aa,1200\n")
    with pytest.raises(NotIdentifiableError, match="cannot be recomputed"):
        run("index", "aa-intelligence-index-4.0", "--scores", scores)
