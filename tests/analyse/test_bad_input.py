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


NAMES = {
    "text": (pa.string(), str),
    "bytes": (pa.binary(), lambda k: str(k).encode()),
    "int64": (pa.int64(), int),
    "double": (pa.float64(), float),
}


@pytest.mark.parametrize("first", NAMES)
@pytest.mark.parametrize("second", NAMES)
def test_names_are_names_whatever_their_type(tmp_path, first, second):
    pairs = [(1, 2, "a"), (2, 1, "a"), (2, 3, "tie"), (3, 1, "a"), (1, 3, "b"), (1, 3, "a")]
    columns = {
        name: pa.array([NAMES[kind][1](pair[place]) for pair in pairs], NAMES[kind][0])
        for place, (name, kind) in enumerate((("model_a", first), ("model_b", second)))
    }
    pq.write_table(pa.table(columns | {"winner": [pair[2] for pair in pairs]}), tmp_path / "votes.parquet")
    rated = _read("analyse", "ratings", tmp_path / "votes.parquet", "--json")
    assert sorted(row["model"] for row in rated) == ["1", "2", "3"]
    rows = [(model, item, float((model * item) % 3 == 1)) for model in (1, 2, 3) for item in range(12)]
    model, item = (
        pa.array([NAMES[kind][1](r[k]) for r in rows], NAMES[kind][0]) for k, kind in enumerate((first, second))
    )
    pq.write_table(pa.table({"model": model, "item": item, "score": [r[2] for r in rows]}), tmp_path / "items.parquet")
    found = _read("analyse", "items", tmp_path / "items.parquet", "--json")
    assert sorted(row["model"] for row in found["scores"]) == ["1", "2", "3"]
    assert sorted(name for group in found["tie_groups"] for name in group) == ["1", "2", "3"]
    assert _read("analyse", "abilities", tmp_path / "items.parquet", "--json")["left_out"] == []


def test_cells_that_are_no_names(tmp_path):
    assert "empty name" in _refused("analyse", "ratings", _votes(tmp_path, [("", "b", "a"), ("b", "", "a")]), "--json")
    rows = [(model, f"i{i}", 1.0) for model in ("", "b") for i in range(4)]
    assert "no model" in _refused("analyse", "items", _items(tmp_path, rows), "--json")
    rows = [(["m"], f"i{i}", 1.0) for i in range(4)]
    assert "column model: cells are of type" in _refused("analyse", "items", _items(tmp_path, rows), "--json")


def test_alike_items_have_an_interval_and_no_standard_error_of_zero(tmp_path):
    (row,) = _read("analyse", "items", _items(tmp_path, [("a", f"i{i}", 1.0) for i in range(9)]), "--json")["scores"]
    assert (row["score"], row["standard_error"]) == (1.0, None)
    assert row["lower"] < 1.0


def test_one_model_is_a_group_of_its_own_and_pairs_without_shared_items_are_told(tmp_path):
    rows = [("a", f"i{i}", float(i % 2)) for i in range(8)]
    assert _read("analyse", "items", _items(tmp_path, rows), "--json")["tie_groups"] == [["a"]]
    apart = [*rows, *(("b", f"j{i}", float(i % 3 == 0)) for i in range(8))]
    said = _read("analyse", "items", _items(tmp_path, apart), "--json")["ranking"]["sentence"]
    assert said.endswith("0 of 1 pair are separable, 0 are not, 1 shares too few items to be tested.")


def test_a_subset_larger_than_the_items_is_told(tmp_path):
    rows = [(f"m{m}", f"i{i}", float((m * i + m + i) % 3 == 0)) for m in range(8) for i in range(12)]
    path = _items(tmp_path, [*rows, ("m0", "lonely", 1.0)])
    found = _read("analyse", "subset", path, "--size", 4, "--size", 100, "--json")
    assert [point["size"] for point in found["curve"]] == [4]
    assert [gone["what"] for gone in found["left_out"]] == ["items", "size 100"]
    assert "--size" in _refused("analyse", "subset", path, "--size", 100, "--json")


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
        (["model,benchmark,score,benchmark_version", "m,x,0.5,1", "n,x,0.4,2"], "versions 1 and 2 of X are mixed"),
        (["model,benchmark,score,standard_error", "m,x,0.5,-0.1"], "a standard error of -0.1"),
    ],
)
def test_scores_an_index_cannot_be_made_of(tmp_path, lines, said):
    assert said in _refused(*_index(tmp_path, lines))


@pytest.mark.usefixtures("home")
def test_weights_below_zero_or_that_do_not_add_up(tmp_path):
    lines = ["model,benchmark,score", "m,x,0.5", "m,y,0.5"]
    assert "the weight of x is negative" in _refused(*_index(tmp_path, lines, -0.5, 1.5))
    assert "weights add up to 0.8" in _refused(*_index(tmp_path, lines, 0.4, 0.4))
    assert "no finite number" in _refused(*_index(tmp_path, lines, ".nan", 0.5))


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


def test_an_empty_cell_of_yaml_is_absent(tmp_path):
    (tmp_path / "board.yml").write_text(
        "- {model: m, test_cases: 200, pass_rate_1: null, pass_rate_2: ~, commands: [null]}\n"
        "- {model: n, test_cases: 200, pass_rate_1: 50.0}\n"
    )
    found = _read("verify", tmp_path / "board.yml", "--as", "aider", "--json")
    assert [(row["row"], row["verdict"]) for row in found["rows"]] == [("n", "agrees")]
