"""``parallaxe names``: names left open, decided, taken back; the ledger follows, the observations stay."""

import json

import pytest
import typer
from typer.testing import CliRunner

from parallaxe.cli import names as command
from parallaxe.ledger import Batch
from parallaxe.vocabulary.errors import InvalidValueError
from parallaxe.vocabulary.times import AsOf

SIGNED = ("--reason", "the maker says so", "--author", "ana")


@pytest.fixture
def run(home, ledger, batch, observe, monkeypatch):
    monkeypatch.setenv("PARALLAXE_HOME", str(home))
    ledger.append(batch())
    for quote, surface in (("12 %", "Deepseek R-one"), ("7 %", "Deepseek R-one")):
        ledger.append(Batch(observations=[observe(None, quote, surface=surface)]))
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)

    def invoke(*arguments, error=None):
        done = CliRunner().invoke(app, ["names", *arguments])
        if error is None:
            assert done.exit_code == 0, (done.output, done.exception)
        else:
            assert isinstance(done.exception, error), done.exception
        return done

    return invoke


def test_open_names_are_listed_with_candidates(run):
    (row,) = (json.loads(line) for line in run("unresolved", "--json").stdout.splitlines())
    assert (row["surface"], row["observations"], row["metrics"]) == ("Deepseek R-one", 2, ["market_share"])
    assert any(one["subject"].startswith("deepseek") for one in row["candidates"])
    assert "1 names left open" in run("unresolved").stdout
    assert "Every name is somebody's." in run("unresolved", "--metric", "rank").stdout


def test_a_merge_counts_everywhere_and_can_be_taken_back(run, ledger):
    before = ledger.table()
    run("merge", "deepseek r-ONE", "DeepSeek R1", *SIGNED)
    assert ledger.table(subject="deepseek-r1").num_rows == 2
    assert ledger.table()["id"].equals(before["id"])
    assert "Every name is somebody's." in run("unresolved").stdout
    (event, when) = ledger.alias_history()[0]
    assert (event.author, event.reason) == ("ana", "the maker says so")
    told = ledger.lineage(ledger.table(subject="deepseek-r1")["id"][0].as_py())
    assert told.aliases == ((event, when),)
    assert ledger.table(AsOf(known_at=when.replace(year=2020))).num_rows == 0
    run("undo", "Deepseek R-one", "deepseek-r1", "--reason", "another build", "--author", "ben")
    assert ledger.table().equals(before)
    assert "Nothing was decided." in run("decisions").stdout
    assert len(run("decisions", "--all").stdout.splitlines()) == 3
    run("undo", "Deepseek R-one", "deepseek-r1", *SIGNED, error=InvalidValueError)


def test_a_name_means_one_at_a_time(run, ledger):
    run("merge", "Deepseek R-one", "deepseek-r1", *SIGNED)
    run("merge", "Deepseek R-one", "qwen", *SIGNED)
    assert ledger.table(subject="deepseek-r1").num_rows == 0
    assert {row["subject"] for row in map(json.loads, run("decisions", "--json").stdout.splitlines())} == {"qwen"}
    run("merge", "Deepseek R-one", "deepseek-r1", *SIGNED, error=InvalidValueError)


def test_a_split_leaves_open_what_was_taken_for_somebody(run, ledger):
    run("split", "Qwen", "qwen", *SIGNED)
    assert ledger.table(subject="qwen").num_rows == 0
    assert "Qwen" in run("unresolved").stdout
    run("undo", "Qwen", "qwen", *SIGNED)
    assert ledger.table(subject="qwen").num_rows == 1


def test_a_decision_is_signed_and_about_somebody(run, ledger):
    run("merge", "Deepseek R-one", "nobody at all", *SIGNED, error=InvalidValueError)
    run("merge", "Deepseek R-one", "deepseek-r1", "--reason", " ", "--author", "ana", error=InvalidValueError)
    assert ledger.alias_history() == ()
