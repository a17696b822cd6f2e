"""A later file of the same name: its rows take the place of the earlier one's, and nothing is lost."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from parallaxe.cli.ingest import names_told_apart
from parallaxe.cli.main import application
from parallaxe.ledger import Ledger
from parallaxe.vocabulary.times import AsOf

RUNNER = CliRunner()
FACTS = """released: "2026-01-10"
facts:
  - {{subject: DeepSeek-R1, metric: parameters_total, value: "{total}", source: example-report}}
  - {{subject: DeepSeek-R1, metric: parameters_active, value: "37000000000", source: example-report}}
"""


def ran(*arguments):
    result = RUNNER.invoke(application(), [str(part) for part in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def days(*rows):
    return "date,model_permaslug,total_tokens\n" + "".join(f"{row}\n" for row in rows)


@pytest.fixture
def ingest(home, tmp_path):
    def of(text, name="days.csv", connector="openrouter-rankings"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return ran("ingest", "--as", connector, path)

    of.ledger = lambda: Ledger.open(home)
    return of


def china(ledger, as_of=None):
    rows = ledger.table(as_of or AsOf(), subject="china").to_pylist()
    return {row["valid"]: float(row["number"]) for row in rows if row["valid"]}


FIRST = ("2025-08-12,deepseek/deepseek-r1,30", "2025-08-12,openai/gpt-4o,70")


def test_a_corrected_row_takes_the_place_of_the_wrong_one(ingest):
    ingest(days(*FIRST))
    before = datetime.now(UTC)
    said = ingest(days("2025-08-12,deepseek/deepseek-r1,40", "2025-08-12,openai/gpt-4o,60"))
    assert "follows 2 rows taken in before under this name: 2 corrected" in said
    ledger = ingest.ledger()
    assert china(ledger) == {"2025-08-12": 40.0}
    assert china(ledger, AsOf(known_at=before)) == {"2025-08-12": 30.0}
    assert china(ledger, AsOf(published_by=date(2025, 9, 1))) == {"2025-08-12": 30.0}
    assert sorted(row["state"] for row in ledger.history(subject="china").to_pylist()) == ["current", "superseded"]
    assert ledger.check()["succession"] == 2


def test_what_was_corrected_is_told_as_a_correction(ingest):
    ingest(days(*FIRST))
    ingest(days("2025-08-12,deepseek/deepseek-r1,40", "2025-08-12,openai/gpt-4o,60"))
    changes = [json.loads(line) for line in ran("diff", "2025-09-01", "2100-01-01", "--json").splitlines()]
    assert {change["cause"] for change in changes} == {"correction"}
    told = {(change["before"]["value"], change["after"]["value"]) for change in changes}
    assert told == {("30", "40"), ("70", "60")}
    assert all("corrected in a later days.csv" in change["reason"] for change in changes)


def test_a_later_publication_counts_from_its_day(ingest):
    ingest(days(*FIRST))
    more = ("2025-08-13,deepseek/deepseek-r1,50", "2025-08-13,openai/gpt-4o,50")
    said = ingest(days("2025-08-12,deepseek/deepseek-r1,45", "2025-08-12,openai/gpt-4o,55", *more))
    assert "2 updated" in said
    ledger = ingest.ledger()
    assert china(ledger) == {"2025-08-12": 45.0, "2025-08-13": 50.0}
    assert china(ledger, AsOf(published_by=date(2025, 8, 12))) == {"2025-08-12": 30.0}
    assert china(ledger, AsOf(published_by=date(2025, 8, 13))) == {"2025-08-12": 45.0, "2025-08-13": 50.0}


def test_days_a_later_window_does_not_hold_stay(ingest):
    ingest(days(*FIRST))
    assert "follows" not in ingest(days("2025-09-01,deepseek/deepseek-r1,1", "2025-09-01,openai/gpt-4o,1"))
    assert china(ingest.ledger()) == {"2025-08-12": 30.0, "2025-09-01": 50.0}


def test_a_file_that_comes_back_counts_again(ingest):
    texts = [days(*FIRST), days("2025-08-12,deepseek/deepseek-r1,40", "2025-08-12,openai/gpt-4o,60")]
    for text in (*texts, *texts):
        ingest(text)
        share = 30.0 if text is texts[0] else 40.0
        assert china(ingest.ledger()) == {"2025-08-12": share}
        assert "follows" not in ingest(text)


def test_what_a_whole_list_leaves_out_no_longer_counts(ingest):
    head = "Model,Organization,Publication date,Country (of organization),Parameters,Confidence\n"
    one = "DeepSeek-R1,DeepSeek,2025-01-20,China,671000000000,Confident\n"
    other = "GPT-4o,OpenAI,2024-05-13,United States of America,,Likely\n"
    ingest(head + one + other, "models.csv", "epoch-notable-models")
    said = ingest(head + one, "models.csv", "epoch-notable-models")
    assert "taken out" in said
    assert ingest.ledger().table(subject="gpt-4o").num_rows == 0
    assert ingest.ledger().table(subject="deepseek-r1").num_rows == 2


def test_a_file_under_another_name_stays_beside(ingest):
    ingest(days(*FIRST))
    assert "follows" not in ingest(days("2025-08-12,openai/gpt-4o,9"), "other.csv")
    assert ingest.ledger().table(subject="china").num_rows == 2


def test_an_edited_file_of_facts_is_followed_though_its_release_is_the_same(home, tmp_path, monkeypatch):
    own = tmp_path / "own"
    for room in ("facts", "sources"):
        (own / room).mkdir(parents=True)
    (own / "sources" / "example.yaml").write_text(
        "- id: example-report\n  publisher: DeepSeek\n  title: Report\n  url: https://example.org/report\n"
        "  source_class: A\n  redistribution: figures_with_credit\n  published: 2025-01-22\n",
        "utf-8",
    )
    monkeypatch.setenv("PARALLAXE_CATALOGUE", str(own))
    for total in ("670000000000", "671000000000"):
        (own / "facts" / "labs.yaml").write_text(FACTS.format(total=total), "utf-8")
        said = ran("ingest", "facts")
    assert "1 corrected, 1 same" in said
    rows = Ledger.open(home).table(source="example-report").to_pylist()
    assert sorted(int(row["number"]) for row in rows) == [37_000_000_000, 671_000_000_000]
    assert "follows" not in ran("ingest", "facts")


def test_files_of_one_name_in_several_folders_are_told_apart():
    assert names_told_apart(["/x/06/data.csv", "/x/07/data.csv", "/x/rows.csv"]) == {
        "/x/06/data.csv": "06/data.csv",
        "/x/07/data.csv": "07/data.csv",
        "/x/rows.csv": "rows.csv",
    }


def test_a_corrected_description_of_a_text_is_taken_in(home, tmp_path):
    (tmp_path / "note.txt").write_text("DeepSeek-R1 has 671 billion parameters in total.\n", "utf-8")
    listed = tmp_path / "sources.jsonl"

    def taken(**said):
        listed.write_text(json.dumps({"id": "note", "lang": "en", **said}), "utf-8")
        return ran("ingest", tmp_path / "note.txt")

    taken(publisher="The Courier", date="2025-09-02")
    before = datetime.now(UTC)
    held = Ledger.open(home).table(source="note").num_rows
    assert held
    assert "corrected: publisher" in taken(publisher="The Daily Courier", date="2025-09-02")
    assert "corrected: published" in taken(publisher="The Daily Courier", date="2025-03-02")
    assert "corrected: " not in taken(publisher="The Daily Courier", date="2025-03-02")
    rows = Ledger.open(home).table(source="note").to_pylist()
    assert {(row["published"], row["publisher"]) for row in rows} == {("2025-03-02", "The Daily Courier")}
    assert len(rows) == held
    earlier = Ledger.open(home).table(AsOf(known_at=before), source="note").to_pylist()
    assert {(row["published"], row["publisher"]) for row in earlier} == {("2025-09-02", "The Courier")}
