"""The main job on real articles: read, reconciled and on the page, without a fact of the catalogue."""

import json
import re
import subprocess
import sys
import unicodedata
from decimal import Decimal, InvalidOperation

import pytest
from selectolax.lexbor import LexborHTMLParser

#: What the five articles' labels hold (figures and dates; names of developers and founders aside).
ENOUGH = 44
LABELLED = 59


def run(home, *arguments):
    command = [sys.executable, "-c", "from parallaxe.cli.main import run; run()", *map(str, arguments)]
    done = subprocess.run(
        command, env={"PARALLAXE_HOME": str(home), "PATH": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def built(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    run(folder / "home", "ingest", *sorted((shared / "corpus" / "seeds").glob("*.txt")))
    run(folder / "home", "report", "--focus", "china", "--lang", "fr", "--out", folder / "out")
    return folder


@pytest.fixture(scope="module")
def names(shared):
    return {
        plain(alias): plain(row["canonical"])
        for row in rows((shared / "corpus/aliases.jsonl").read_text("utf-8"))
        for alias in (row["canonical"], *row["aliases"])
    }


def plain(name):
    folded = unicodedata.normalize("NFKC", str(name)).casefold()
    return re.sub(r"[\s\-_.,'’()/·]+", "", folded).removesuffix("series")


def same(label, exported, names):
    """Whether an exported observation says what a label says, its unit aside."""
    subjects = {names.get(plain(name), plain(name)) for name in label["subjects"]}
    if names.get(plain(exported["subject_name"]), plain(exported["subject_name"])) not in subjects:
        return False
    if label["metric"] != exported["metric"]:
        return False
    try:
        return abs(Decimal(str(label["value"])) - Decimal(str(exported["number"] or exported["text"]))) <= Decimal(
            "0.001"
        ) * abs(Decimal(str(label["value"])))
    except InvalidOperation:
        return str(exported["number"] or exported["text"]).startswith(str(label["value"]))


def test_most_labelled_figures_and_dates_stand_on_the_page_with_their_quote(built, shared, names):
    page = LexborHTMLParser((built / "out" / "index.html").read_text("utf-8"))
    cards = {card.attributes["id"].removeprefix("o-"): card for card in page.css("#cards [id^=o-]")}
    opened = {button.attributes["popovertarget"].removeprefix("o-") for button in page.css("[popovertarget^=o-]")}
    texts = {path.stem: path.read_text("utf-8") for path in (shared / "corpus" / "seeds").glob("*.txt")}
    from parallaxe.catalog import load_catalogue
    from parallaxe.identity import Names

    entity = Names(load_catalogue()).entity
    standing = []
    for row in rows(run(built / "home", "ledger", "export", "--private", "--format", "jsonl")):
        if row["id"][:12] not in opened & cards.keys():
            continue
        marked = cards[row["id"][:12]].css_first("mark")
        assert marked is not None
        assert " ".join(marked.text().split()) == " ".join(row["quote"].split())
        assert texts[row["source"]][row["start"] : row["end"]] == row["quote"]
        found = entity(row["subject"]) if row["subject"] else None
        standing.append({**row, "subject_name": found.name if found else row["surface"]})
    labels = [
        label
        for label in rows((shared / "corpus/seed_claims.jsonl").read_text("utf-8"))
        if label["unit"] != "name" and label["metric"] != "other_figure" and not label.get("optional")
    ]
    there = [
        label for label in labels if any(same(label, row, names) and row["source"] == label["doc"] for row in standing)
    ]
    assert len(there) >= ENOUGH, [label["quote"] for label in labels if label not in there]


def test_contradictions_inside_and_between_the_articles_are_listed_with_their_kind(built, shared, names):
    findings = rows(run(built / "home", "conflicts", "--format", "jsonl"))
    expected = [
        case
        for case in rows((shared / "corpus/contradictions.jsonl").read_text("utf-8"))
        if all(value["doc"].startswith("00") for value in case["values"])
    ]
    assert expected
    page = (built / "out" / "index.html").read_text("utf-8")
    missed = []
    for case in expected:
        subjects = {
            names.get(plain(name), plain(name))
            for name in (case["subject"], *(v.get("subject", case["subject"]) for v in case["values"]))
        }
        if not any(
            finding["kind"] == case["kind"]
            and subjects
            & {names.get(plain(member["subject"]), plain(member["subject"])) for member in finding["members"]}
            for finding in findings
        ):
            missed.append(case["note"])
    assert not missed
    assert all(member["observation"][:12] in page for finding in findings for member in finding["members"])


def test_two_builds_of_one_ledger_are_the_same_bytes(built):
    run(built / "home", "report", "--focus", "china", "--lang", "fr", "--out", built / "again")
    first, second = (json.loads((built / name / "manifest.json").read_text("utf-8")) for name in ("out", "again"))
    assert first == second


def test_ingesting_again_adds_nothing(built, shared):
    before = run(built / "home", "ledger", "export", "--format", "jsonl")
    run(built / "home", "ingest", *sorted((shared / "corpus" / "seeds").glob("*.txt")))
    assert run(built / "home", "ledger", "export", "--format", "jsonl") == before
