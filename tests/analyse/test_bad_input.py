"""What cannot be right is refused by name, or said to be not identifiable, at the commands other programs call."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from parallaxe.cli.main import application
from parallaxe.vocabulary.errors import ParallaxeError


def _called(*arguments):
    return CliRunner().invoke(application(), [str(argument) for argument in arguments])


def _refused(*arguments):
    result = _called(*arguments)
    assert result.exit_code != 0
    assert isinstance(result.exception, ParallaxeError), result.exception
    assert result.stdout == "", "a refusal prints no number"
    return str(result.exception)


def _read(*arguments):
    result = _called(*arguments)
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def _parquet(path, columns, rows):
    pq.write_table(pa.table({name: [row[i] for row in rows] for i, name in enumerate(columns)}), path)
    return path


def _votes(path, rows, *more):
    return _parquet(path / "votes.parquet", ("model_a", "model_b", "winner", *more), rows)


def _items(path, rows, *more):
    return _parquet(path / "items.parquet", ("model", "item", "score", *more), rows)


def test_models_never_compared_are_named(tmp_path):
    rows = [("a", "b", "a"), ("b", "a", "a"), ("c", "d", "a"), ("d", "c", "a")]
    said = _refused("analyse", "ratings", _votes(tmp_path, rows), "--json")
    assert all(name in said for name in "abcd")


def test_a_model_that_never_lost_a_point_has_no_rating(tmp_path):
    rows = [("a", "b", "a")] * 5 + [("b", "c", "a"), ("c", "b", "a")]
    said = _refused("analyse", "ratings", _votes(tmp_path, rows), "--json")
    assert "a" in said
    assert "infinite" in said or "never" in said


def test_votes_of_one_voter_carry_no_interval(tmp_path):
    rows = [("a", "b", "a", "v"), ("b", "a", "a", "v"), ("a", "b", "tie", "v")]
    said = _refused("analyse", "ratings", _votes(tmp_path, rows, "cluster"), "--json")
    assert "cluster" in said


@pytest.mark.parametrize("winner", ["c", None, ""])
def test_a_winner_that_is_none_of_the_two(tmp_path, winner):
    rows = [("a", "b", "a"), ("b", "a", "a"), ("a", "b", winner)]
    assert "winner" in _refused("analyse", "ratings", _votes(tmp_path, rows), "--json")


def test_items_of_one_cluster_have_no_interval(tmp_path):
    rows = [(model, f"i{i}", float((i + k) % 2), "one") for k, model in enumerate("ab") for i in range(6)]
    said = _refused("analyse", "items", _items(tmp_path, rows, "cluster"), "--json")
    assert "one cluster: an interval is not identifiable" in said


def test_a_model_without_any_result_gets_no_score(tmp_path):
    rows = [(model, f"i{i}", float(i % 3 == 0)) for model in "ab" for i in range(9)] + [("lost", "i0", None)]
    found = _read("analyse", "items", _items(tmp_path, rows), "--json")
    assert [row["model"] for row in found["scores"] if row["score"] is not None] == ["a", "b"]
    assert any("lost" in gone["what"] for gone in found["left_out"])


def test_an_item_twice_is_refused(tmp_path):
    rows = [("a", "i0", 1.0), ("a", "i0", 0.0), ("a", "i1", 1.0), ("b", "i0", 1.0)]
    said = _refused("analyse", "items", _items(tmp_path, rows), "--json")
    assert "i0" in said
    assert "a" in said


def test_nan_is_an_error_null_is_absent_and_zero_is_a_score(tmp_path):
    rows = [("a", f"i{i}", 0.0) for i in range(5)] + [("b", f"i{i}", 1.0) for i in range(4)] + [("b", "i4", None)]
    found = {row["model"]: row for row in _read("analyse", "items", _items(tmp_path, rows), "--json")["scores"]}
    assert (found["a"]["score"], found["a"]["n"]) == (0.0, 5)
    assert (found["b"]["score"], found["b"]["n"]) == (1.0, 4)
    spoilt = [*rows[:-1], ("b", "i4", float("nan"))]
    assert "NaN" in _refused("analyse", "items", _items(tmp_path, spoilt), "--json")


RECIPE = """
id: toy-1
title: Toy
publisher: us
version: "1"
released: 2026-01-01
method: weighted mean
unit: "%"
source: here
checked: 2026-11-22
redistribution: data
components:
  - {{benchmark: x, name: X, weight: {first}}}
  - {{benchmark: y, name: Y, weight: {second}}}
"""


def _index(tmp_path, lines, first=0.5, second=0.5):
    (tmp_path / "toy-1.yaml").write_text(RECIPE.format(first=first, second=second))
    (tmp_path / "scores.csv").write_text("\n".join(lines))
    return "index", tmp_path / "toy-1.yaml", "--scores", tmp_path / "scores.csv", "--json"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["model,benchmark,score", "m,x,0.5", "m,z,0.5"], "'z' is no component of toy-1"),
        (["model,benchmark,score", "m,x,nan", "m,y,0.5"], "nan"),
        (["model,benchmark,score", "m,x,50", "m,y,0.5"], "50.0 on X is not between 0.0 and 1.0"),
        (["model,benchmark,score", "m,x,0.5", "m,x,0.6"], "two scores on X"),
        (["model,benchmark,score,index_version", "m,x,0.5,2"], "version 2 does not belong in version 1"),
        (["model,benchmark,score,configuration", "m,x,0.5,high", "m,x,0.4,"], "with and without a configuration"),
        (["model,score", "m,0.5"], "lacks the column benchmark"),
    ],
)
def test_scores_an_index_cannot_be_made_of(tmp_path, lines, said):
    assert said in _refused(*_index(tmp_path, lines))


@pytest.mark.usefixtures("home")
def test_weights_below_zero_or_that_do_not_add_up(tmp_path):
    lines = ["model,benchmark,score", "m,x,0.5", "m,y,0.5"]
    assert "the weight of x is negative" in _refused(*_index(tmp_path, lines, -0.5, 1.5))
    assert "weights add up to 0.8" in _refused(*_index(tmp_path, lines, 0.4, 0.4))


@pytest.mark.usefixtures("home")
def test_an_index_is_explained_component_by_component(tmp_path):
    lines = ["model,benchmark,score", "m,x,0.6", "m,y,0.2", "n,x,0.9", "n,y,"]
    found = _read(*_index(tmp_path, lines, 0.75, 0.25))
    m, n = found["rows"]
    assert m["recomputed"] == pytest.approx(50)
    assert [(part["benchmark"], part["weight"], part["contribution"]) for part in m["components"]] == [
        ("x", 0.75, pytest.approx(45)),
        ("y", 0.25, pytest.approx(5)),
    ]
    assert (n["recomputed"], n["missing"]) == (None, ["y"])


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("name", ["absent.yml", "rows.txt"])
def test_tables_verify_cannot_read(tmp_path, name):
    (tmp_path / "rows.txt").write_text("not a table")
    assert name in _refused("verify", tmp_path / name, "--as", "aider", "--json")
