"""``parallaxe read``: its two outputs, and what happens with bad input."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parallaxe.cli.main import application

GOLDEN = Path(__file__).parent.parent / "golden" / "read"
TEXT = (
    "# Weekly notes\n\nMoonshot AI, based in Beijing, raised $500 million at a valuation of $4.3 billion in December 2025.\n\n"
    "| Model | MMLU | License |\n|---|--:|---|\n| Kimi K2 | 89.5 | Modified MIT |\n| DeepSeek R1 | 90.8 | MIT |\n"
)


@pytest.fixture
def run(tmp_path, monkeypatch, home):
    (tmp_path / "notes.txt").write_text(TEXT, "utf-8")
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments, stdin=None):
        return CliRunner().invoke(application(), ["read", *arguments], input=stdin, catch_exceptions=False)

    return invoke


def test_json_lines_are_the_golden_file(run):
    result = run("notes.txt", "--format", "jsonl")
    assert result.exit_code == 0
    assert result.stdout == (GOLDEN / "notes.jsonl").read_text("utf-8")


def test_the_table_is_the_golden_file(run):
    assert run("notes.txt").stdout == (GOLDEN / "notes.txt").read_text("utf-8")


def test_min_confidence_filters(run):
    every = run("notes.txt", "--format", "jsonl", "--min-confidence", "0").stdout.splitlines()
    sure = run("notes.txt", "--format", "jsonl", "--min-confidence", "0.97").stdout.splitlines()
    assert len(sure) < len(every)
    assert all(json.loads(line)["confidence"] >= 0.97 for line in sure)


def test_standard_input(run):
    lines = run("-", "--format", "jsonl", stdin=TEXT).stdout.splitlines()
    assert json.loads(lines[0])["doc"] == "stdin"


def test_a_bad_input_is_named_and_the_others_read(run, tmp_path):
    (tmp_path / "empty.txt").write_text("", "utf-8")
    result = run("missing.txt", "empty.txt", "notes.txt", "--format", "jsonl")
    assert result.exit_code == 2
    assert "missing.txt" in result.stderr
    assert "empty.txt" in result.stderr
    assert result.stdout == (GOLDEN / "notes.jsonl").read_text("utf-8")


def test_nothing_is_stored(run, home):
    run("notes.txt")
    assert not home.exists() or not any(home.iterdir())
