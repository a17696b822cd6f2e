"""``conflicts``, ``judge`` and ``recompute`` as a user meets them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parallaxe.cli.main import application
from parallaxe.ledger import Ledger
from parallaxe.ledger.batch import Batch
from parallaxe.vocabulary.errors import InputError, LedgerError
from parallaxe.vocabulary.locator import Cell
from parallaxe.vocabulary.observation import Kind, Observation
from parallaxe.vocabulary.source import Redistribution, Source, SourceClass

CLAIMS = [
    {"doc": "a", "subject": "DeepSeek R1", "metric": "price_input_per_mtok", "value": 0.55, "unit": "USD", "period": "2025-02"},
    {"doc": "b", "subject": "DeepSeek R1", "metric": "price_input_per_mtok", "value": 0.14, "unit": "USD", "period": "2025-02"},
    {"doc": "a", "subject": "China", "metric": "performance_gap", "value": 9.26, "unit": "%", "period": "2024-01"},
    {"doc": "a", "subject": "China", "metric": "performance_gap", "value": 1.7, "unit": "%", "period": "2025-02"},
    {"doc": "a", "subject": "Moonshot AI", "metric": "funding_raised", "value": 1.67e9, "unit": "USD"},
    {"doc": "b", "subject": "Moonshot AI", "metric": "funding_raised", "value": 1.67e9, "unit": "CNY"},
    {"doc": "c", "subject": "Hunyuan-A13B", "metric": "parameters_total", "value": 80e9, "unit": "parameters"},
    {"doc": "c", "subject": "Hunyuan-A13B", "metric": "parameters_active", "value": 130e9, "unit": "parameters"},
]  # fmt: skip


@pytest.fixture
def run(home):
    runner = CliRunner()

    def of(*arguments, **options):
        return runner.invoke(application(), [str(part) for part in arguments], catch_exceptions=True, **options)

    return of


@pytest.fixture
def claims(tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(json.dumps(claim) + "\n" for claim in CLAIMS), "utf-8")
    return path


@pytest.fixture
def ledger(home):
    ledger = Ledger.open(home)
    sources = [
        Source(id=name, publisher=name, source_class=SourceClass.PRODUCER, redistribution=Redistribution.DATA, published="2025-03")
        for name in ("a", "b")
    ]  # fmt: skip
    observations = [
        Observation(
            subject="deepseek-r1", surface="R1", metric="price_input_per_mtok", unit="USD", kind=Kind.CLAIMED,
            source=name, number=Decimal(price), valid="2025-02",
            locator=Cell(snapshot=name * 64, file=name, row=1, column="price"),
        )
        for name, price in (("a", "0.55"), ("b", "0.14"))
    ]  # fmt: skip
    ledger.append(Batch(observations=observations, sources=sources))
    return ledger


def test_golden_lines(run, claims, root):
    result = run("conflicts", "--claims", claims, "--format", "jsonl")
    assert result.exit_code == 0, result.output
    golden = root / "tests/golden/reconcile/conflicts.jsonl"
    assert [json.loads(line) for line in result.output.splitlines()] == [
        json.loads(line) for line in golden.read_text("utf-8").splitlines()
    ]


def test_table_for_people(run, claims):
    output = run("conflicts", "--claims", claims).output
    for heading in ("1 conflicts", "1 inconsistencies", "1 differences", "1 updates"):
        assert heading in output
    assert "DeepSeek R1, price_input_per_mtok: 0.55 USD against 0.14 USD" in output


def test_filters(run, claims):
    def kinds(*options):
        output = run("conflicts", "--claims", claims, "--format", "jsonl", *options).output
        return [json.loads(line)["kind"] for line in output.splitlines()]

    assert kinds("--kind", "update") == ["update"]
    assert kinds("--subject", "deepseek-r1") == ["conflict"]
    assert kinds("--metric", "parameters_active") == ["inconsistency"]


def test_claims_are_held_against_the_days_the_catalogue_knows(run, tmp_path):
    path = tmp_path / "claims.jsonl"
    told = [
        {"doc": "a", "subject": "DeepSeek", "metric": "founded_date", "value": year, "unit": "date"}
        for year in ("2021", "2023")
    ]
    path.write_text(json.dumps(told[0]), "utf-8")
    assert "2021 against 2023-07-17" in run("conflicts", "--claims", path).output
    path.write_text(json.dumps(told[1]), "utf-8")
    assert run("conflicts", "--claims", path).output == "Nothing disagrees.\n"


def test_a_broken_line_is_named(run, tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps(CLAIMS[0]) + '\n{"doc": 1}\n', "utf-8")
    error = run("conflicts", "--claims", path).exception
    assert isinstance(error, InputError)
    assert "line 2" in error.where


def test_an_empty_ledger_has_no_disagreement(run):
    assert run("conflicts").output == "Nothing disagrees.\n"


def test_a_verdict_is_recorded_signed_and_seen(run, ledger):
    line = json.loads(run("conflicts", "--format", "jsonl").output)
    right = next(member["observation"] for member in line["members"] if member["doc"] == "a")
    ids = [member["observation"] for member in line["members"]]
    options = ("--decision", "prefer", "--prefer", right[:16], "--reason", "the price list", "--author", "me")
    assert run("judge", *ids, *options).exit_code == 0
    (verdict,) = ledger.verdicts()
    assert (verdict.finding, verdict.decision, verdict.chosen, verdict.author) == ("conflict", "prefer", right, "me")
    assert json.loads(run("conflicts", "--format", "jsonl").output)["verdict"]
    assert run("conflicts", "--unjudged").output == "Nothing disagrees.\n"


def test_a_finding_is_judged_by_the_id_the_table_shows(run, ledger):
    shown = run("conflicts").output.splitlines()[2].split()[0]
    assert run("judge", shown, "--decision", "both", "--reason", "r", "--author", "me").exit_code == 0
    assert len(ledger.verdicts()[0].observations) == 2


@pytest.mark.parametrize(
    "options",
    [
        ("--decision", "prefer", "--reason", "r", "--author", "me"),
        ("--decision", "both", "--prefer", "abc", "--reason", "r", "--author", "me"),
        ("--decision", "both", "--reason", " ", "--author", "me"),
    ],
)
def test_an_incomplete_verdict_is_refused(run, ledger, options):
    shown = run("conflicts").output.splitlines()[2].split()[0]
    assert isinstance(run("judge", shown, *options).exception, InputError)
    assert ledger.verdicts() == []


def test_only_findings_are_judged(run, ledger):
    one = ledger.table()["id"][0].as_py()
    result = run("judge", one, "--decision", "both", "--reason", "r", "--author", "me")
    assert isinstance(result.exception, LedgerError)


def test_recompute_prints_bounds(run, tmp_path):
    path = tmp_path / "days.csv"
    rows = "2025-08-12,deepseek/deepseek-r1,30\n2025-08-12,openai/gpt-4o,60\n2025-08-12,other,10\n"
    path.write_text(f"date,model_permaslug,total_tokens\n{rows}", "utf-8")
    output = run("recompute", "openrouter-rankings", path, "--subject", "china").output
    assert "30.0 to 40.0" in output
    line = json.loads(run("recompute", "openrouter-rankings", path, "--subject", "china", "--format", "jsonl").output)
    assert (line["numerator"], line["n"]) == (30, 100)


def test_connectors_are_listed_with_their_licence(run):
    output = run("connectors").output
    assert "openrouter-rankings" in output
    assert "CC-BY-4.0" in output
    assert "total_tokens" in run("connectors", "openrouter-rankings").output


def test_paths_of_this_machine_stay_out(claims, run):
    assert str(Path(claims).parent) not in run("conflicts", "--claims", claims, "--format", "jsonl").output
