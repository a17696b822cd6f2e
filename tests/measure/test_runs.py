"""Commands on runs that exist: resume, regrade, compare, record, export, import."""

import json
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from parallaxe.measure.interchange.formats import FORMATS
from parallaxe.vocabulary.errors import InvalidValueError, RunError, UnknownFormatError
from parallaxe.vocabulary.locator import Cell
from parallaxe.vocabulary.observation import Kind

from .served import Answer, by_item


def test_the_contract_of_the_command(ran, serve):
    result = ran(serve())
    assert result["score"] == 0.75
    assert {"score", "interval", "n", "nulls", "errors", "tokens", "cost", "run"} <= result.keys()
    assert result["interval"]["lower"] < 0.75 < result["interval"]["upper"]


def test_several_models_in_one_command_and_a_table(command, items, serve):
    out = command(
        "run",
        items(8),
        "--grader",
        "multiple_choice",
        "--endpoint",
        serve().url,
        "--model",
        "a",
        "--model",
        "b",
        "--limit",
        4,
    )
    assert out.count("75.0") == 2
    assert "never ranked beside full runs" in out


def test_a_key_is_sent_and_kept_nowhere(ran, serve, home, monkeypatch):
    monkeypatch.setenv("PARALLAXE_KEY", "sk-very-secret")
    endpoint = serve()
    ran(endpoint)
    assert endpoint.headers[0]["authorization"] == "bearer sk-very-secret"
    assert not [path for path in home.rglob("*") if path.is_file() and b"very-secret" in path.read_bytes()]


def test_a_stopped_run_is_resumed_by_its_name(command, ran, serve):
    endpoint = serve(lambda number, body: by_item(number, body) if number < 20 else Answer(status=400, raw=b"{}"))
    partial = ran(endpoint)
    assert (partial["n"], partial["errors"], partial["complete"]) == (20, 40, False)
    endpoint.behave = by_item
    whole = json.loads(command("resume", partial["run"][:20], "--json"))
    assert (whole["run"], whole["n"], whole["score"], whole["errors"]) == (partial["run"], 60, 0.75, 0)
    with pytest.raises(RunError, match="no run 'nothing'"):
        command("resume", "nothing")


def test_a_changed_dataset_is_not_resumed(command, ran, serve, items):
    result = ran(serve())
    items(59)
    with pytest.raises(RunError, match="has changed"):
        command("resume", result["run"])


def test_a_mended_grader_judges_the_kept_answers(command, ran, serve, monkeypatch):
    endpoint = serve(lambda number, body: Answer(f"Final choice — {by_item(number, body).text[-1]}."))
    before = ran(endpoint)
    assert before["nulls"] == 60
    asked = len(endpoint.requests)

    from parallaxe.measure.graders import multiple_choice

    monkeypatch.setattr(multiple_choice, "read_letter", lambda text, *_: text[-2])
    change = json.loads(command("regrade", before["run"], "--json"))
    assert (change["changed"], change["after"]["score"], change["after"]["nulls"]) == (60, 0.75, 0)
    assert len(endpoint.requests) == asked
    again = json.loads(command("regrade", before["run"], "--json"))
    assert (again["changed"], again["kept"]) == (0, 60)


def test_paired_runs_are_compared_item_by_item(command, ran, serve):
    endpoint = serve()
    good = ran(endpoint, model="good")
    endpoint.behave = lambda number, body: by_item(number, body) if number % 3 else Answer("ANSWER: none")
    worse = ran(endpoint, model="worse")
    same = ran(endpoint, model="third")
    rows = json.loads(command("compare", good["run"], worse["run"], same["run"], "--json"))
    assert len(rows) == 3
    assert rows[0]["shared"] == 60
    assert rows[0]["difference"] == pytest.approx(good["score"] - worse["score"])
    assert rows[0]["interval"]["lower"] > 0
    assert rows[0]["p_value"] <= rows[0]["p_value_holm"] < 0.05
    with pytest.raises(InvalidValueError, match="one run"):
        command("compare", good["run"])


def test_a_run_becomes_a_measured_observation_once(command, ran, serve, home):
    result = ran(serve())
    assert json.loads(command("record", result["run"], "--json"))["new"] == 1
    assert json.loads(command("record", result["run"], "--json"))["new"] == 0
    from parallaxe.ledger import Ledger

    (row,) = Ledger.open(home).table().to_pylist()
    assert (row["kind"], row["metric"], float(row["number"]), row["n"]) == ("measured", "benchmark_score", 75.0, 60)
    assert float(row["numerator"]) == 45
    assert row["run"] == result["run"]
    dimensions = json.loads(row["dimensions"])
    assert dimensions["coverage"] == "full"
    assert dimensions["benchmark_version"].startswith("file, items ")
    assert "metric_variant" not in dimensions


def test_all_of_a_release_is_comparable_and_other_settings_are_said(serve, items, measure):
    from parallaxe.measure.observe import scope
    from parallaxe.measure.run.reopen import plan_of
    from parallaxe.measure.suite import declared

    measure(items(20), serve(), wishes={"max_tokens": 64})
    plan, suite = plan_of(next(measure.folder.iterdir())), declared("mmlu-pro")
    release = msgspec.structs.replace(suite.dataset, rows=20)
    whole = scope(plan, msgspec.structs.replace(suite, dataset=release))
    assert (whole["benchmark"], whole["configuration"]) == ("mmlu-pro", "max_tokens 64")
    assert "benchmark_version" not in whole
    assert "items" in scope(plan, suite)["benchmark_version"]


@pytest.mark.parametrize(("limit", "shown"), [(None, "measured"), (10, "claimed")])
def test_only_a_full_run_stands_beside_what_is_published(serve, items, measure, home, limit, shown):
    from parallaxe.catalog import load_catalogue
    from parallaxe.ledger import Ledger
    from parallaxe.ledger.batch import Batch
    from parallaxe.measure.observe import observations, source
    from parallaxe.reconcile.select import select
    from parallaxe.vocabulary.source import SourceClass

    day, subject = "2026-11-22", "smollm2-135m-instruct"
    result = measure(items(40), serve(), wishes={"limit": limit})
    scope = {"benchmark": "gsm8k", "modality": "actual"}
    (mine,) = observations(result, scope=scope, day=day, subject=lambda _: subject)
    maker = msgspec.structs.replace(
        source(day), id="maker", publisher="hugging-face", source_class=SourceClass.PRODUCER
    )
    theirs = msgspec.structs.replace(
        mine, kind=Kind.CLAIMED, number=Decimal("1.4"), source="maker", origin="hugging-face", dimensions=scope,
        locator=Cell(snapshot="0" * 64, file="card", row=1, column="value"), numerator=None, n=None, interval=None,
    )  # fmt: skip
    ledger = Ledger.open(home)
    ledger.append(Batch(observations=[mine, theirs], sources=[source(day), maker]))
    table = ledger.table()
    kinds = dict(zip(table["id"].to_pylist(), table["kind"].to_pylist(), strict=True))
    chosen = select(table, load_catalogue())
    assert shown in {kinds[one.shown] for one in chosen if one.shown}
    assert ("measured" in {kinds[one.shown] for one in chosen if one.shown}) == (shown == "measured")


def test_prices_are_dated_and_outlive_regrading(command, ran, serve):
    endpoint = serve()
    result = ran(endpoint, more=["--price", "1,10USD"])
    assert result["cost"]["amount"] == pytest.approx((60 * 100 * 1 + 60 * 10 * 10) / 1e6)
    assert result["cost"]["dated"]
    change = json.loads(command("regrade", result["run"], "--json"))
    assert change["after"]["cost"] == result["cost"]
    listed = ran(endpoint, model="gpt-4o", more=["--price", "openai"])
    assert listed["cost"]["source"].startswith("models.dev")
    assert listed["cost"]["dated"] > "2024"
    for wrong, words in (("nobody-at-all", "no provider"), ("anthropic", "no price of 'mock'"), ("1;2", "not a price")):
        with pytest.raises(InvalidValueError, match=words):
            ran(endpoint, more=["--price", wrong])


def test_a_limited_run_is_another_variant(serve, items, measure):
    from parallaxe.measure.observe import observations

    result = measure(items(50), serve(), wishes={"limit": 10})
    (made,) = observations(result, scope={"benchmark": "x"}, day="2026-11-21", subject=lambda _: None)
    assert made.dimensions["metric_variant"] == "10 of 10 answers"
    assert made.dimensions["coverage"] == "limited"
    assert made.subject is None
    assert made.interval.upper <= 100


def test_the_score_of_an_imported_run_is_recomputed_and_of_the_tool_that_made_it(command, ran, serve, tmp_path):
    from parallaxe.measure.interchange.finished import finished
    from parallaxe.measure.interchange.imported import tool_of
    from parallaxe.measure.observe import observations

    result = ran(serve())
    written = command("export", result["run"], "--to", "inspect", "--out", tmp_path / "out").strip()
    back = json.loads(command("import", written, "--from", "inspect", "--json"))
    taken = finished(tmp_path / "home" / "runs" / back["run"])
    tool = tool_of(taken.plan)
    (made,) = observations(taken.result, scope={}, day="2026-11-22", subject=lambda _: None, tool=tool)
    assert made.kind == "recomputed"
    assert made.origin == tool != "parallaxe"


@pytest.mark.parametrize("of", FORMATS)
def test_what_is_exported_can_be_imported_with_the_same_score(command, ran, serve, tmp_path, of):
    result = ran(serve(), more=["--repeats", "1"])
    written = command("export", result["run"], "--to", of, "--out", tmp_path / "out").strip()
    if of == "lm-eval":
        written = next((tmp_path / "out").rglob("samples_*.jsonl"))
    back = json.loads(command("import", written, "--from", of, "--json"))
    assert (back["score"], back["n"], back["model"]) == (result["score"], result["n"], "mock")
    twice = json.loads(command("import", written, "--from", of, "--json"))
    assert (twice["run"], twice["n"]) == (back["run"], 60)
    pairs = json.loads(command("compare", result["run"], back["run"], "--json"))
    assert (pairs[0]["difference"], pairs[0]["shared"]) == (0.0, 60)


def test_the_archive_of_inspect_is_read_and_written(command, ran, serve, tmp_path):
    """Inspect packs members by Zstandard, which this Python's zipfile cannot read; we write deflate."""
    import zipfile

    import zstandard

    result = ran(serve())
    written = Path(command("export", result["run"], "--to", "inspect-eval", "--out", tmp_path / "out").strip())
    taken = json.loads(command("import", written, "--from", "inspect", "--json"))
    assert (taken["score"], taken["n"]) == (result["score"], result["n"])
    packed = tmp_path / "packed.eval"
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for member in source.infolist():
            target.writestr(member.filename, zstandard.compress(source.read(member)))
        for member in target.infolist():
            member.compress_type = 93
            member.file_size = source.getinfo(member.filename).file_size
    again = json.loads(command("import", packed, "--from", "inspect", "--json"))
    assert (again["score"], again["n"]) == (result["score"], result["n"])
    packed.write_bytes(written.read_bytes()[:2000])
    with pytest.raises(UnknownFormatError, match="not an Inspect log"):
        command("import", packed, "--from", "inspect")


@pytest.mark.parametrize("of", FORMATS)
def test_a_foreign_file_is_refused_by_name(command, tmp_path, of):
    path = tmp_path / "other.json"
    path.write_text('{"neither": "one nor the other"}')
    with pytest.raises(UnknownFormatError, match=r"other\.json"):
        command("import", path, "--from", of)


def test_the_suites_are_listed(command):
    assert "GPQA" in command("suites", "--json")
    assert "core" in command("suites")


def test_a_file_without_a_grader_and_an_unknown_suite_are_named(command, items, serve):
    endpoint = serve()
    with pytest.raises(InvalidValueError, match="needs a grader"):
        command("run", items(3), "--endpoint", endpoint.url, "--model", "mock")
    with pytest.raises(InvalidValueError, match="neither a file nor a suite"):
        command("run", "gpqa-diamnd", "--endpoint", endpoint.url, "--model", "mock")
    with pytest.raises(InvalidValueError, match="not the URL"):
        command("run", items(3), "--grader", "exact", "--endpoint", "localhost:80", "--model", "mock")
