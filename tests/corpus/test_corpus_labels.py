"""The labels are well-formed and grounded: every quote stands in its text, every value has the shape its metric asks for."""

import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PARTS = ("dev",)
SUFFIXES = {".txt", ".html"}
LANGUAGES = {"fr", "en", "zh", "es", "pt", "de", "vi", "ja", "ru"}
KINDS = {"news", "table", "html", "distractor"}
SUBJECT_TYPES = {"model", "organization", "country", "product", "chip", "policy", "place", "group"}
QUALIFIERS = {None, "approx", "at_least", "at_most"}
MONEY = {"USD", "CNY", "EUR", "RUB", "HKD", "JPY", "GBP", "BRL", "KRW", "INR", "VND", "CHF", "SGD", "TWD", "SEK"}
DATE = re.compile(r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?")
UNITS: dict[str, set[str]] = {
    "intelligence_index": {"index points"},
    "benchmark_score": {"points", "%", "Elo", "USD"},
    "rank": {"rank"},
    "parameters_total": {"parameters"},
    "parameters_active": {"parameters"},
    "context_length": {"tokens"},
    "training_cost": MONEY | {"GPU-hours"},
    "price_input_per_mtok": MONEY,
    "price_output_per_mtok": MONEY,
    "licence": {"name"},
    "developer": {"name"},
    "release_date": {"date"},
    "model_count": {"models"},
    "performance_gap": {"%", "percentage points", "months", "x", "points", "Elo"},
    "market_share": {"%"},
    "usage_share": {"%"},
    "usage_volume": {"tokens"},
    "users": {"users"},
    "saving_per_year": MONEY,
    "publication_share": {"%"},
    "patent_share": {"%"},
    "registry_filings": {"filings"},
    "filing_share": {"%"},
    "funding_raised": MONEY,
    "valuation": MONEY,
    "revenue": MONEY,
    "capex_commitment": MONEY,
    "founded_date": {"date"},
    "founder": {"name"},
    "headquarters": {"name"},
    "ipo_date": {"date"},
    "acquisition_date": {"date"},
    "entity_list_date": {"date"},
    "export_control_date": {"date"},
}
VOID_OR_INLINE = {
    "a",
    "abbr",
    "b",
    "em",
    "i",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "code",
    "img",
    "meta",
    "wbr",
}


class VisibleText(HTMLParser):
    """Text a reader sees, one line a block or cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"script", "style", "head"}
        if tag not in VOID_OR_INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"script", "style", "head"}
        if tag not in VOID_OR_INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def visible(path: Path) -> str:
    text = path.read_text("utf8")
    if path.suffix != ".html":
        return text
    page = VisibleText()
    page.feed(text)
    return re.sub(r" +", " ", "".join(page.parts))


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf8").split("\n") if line]


def texts(part: str) -> dict[str, Path]:
    return {path.stem: path for path in (HERE / part).iterdir() if path.suffix in SUFFIXES}


def plain(name: object) -> str:
    return re.sub(r"[\s\-_.,'’()/·]+", "", unicodedata.normalize("NFKC", str(name)).casefold())


def test_stems_are_unique() -> None:
    stems = [path.stem for part in PARTS for path in (HERE / part).iterdir() if path.suffix in SUFFIXES]
    assert len(stems) == len(set(stems)) >= 80


@pytest.mark.parametrize("part", PARTS)
def test_index_lists_every_text_once(part: str) -> None:
    index = rows(HERE / part / "index.jsonl")
    assert sorted(row["id"] for row in index) == sorted(texts(part))
    for row in index:
        assert set(row) == {"id", "lang", "date", "kind"}
        assert row["lang"] in LANGUAGES
        assert row["id"].startswith(row["lang"] + "_")
        assert row["kind"] in KINDS
        assert DATE.fullmatch(row["date"])
        assert (row["kind"] == "html") == (texts(part)[row["id"]].suffix == ".html")


@pytest.mark.parametrize("part", PARTS)
def test_every_label_is_grounded_and_well_formed(part: str) -> None:
    shown = {stem: visible(path) for stem, path in texts(part).items()}
    for claim in rows(HERE / part / "claims.jsonl"):
        assert claim["doc"] in shown, claim
        assert claim["quote"], claim
        assert claim["quote"] in shown[claim["doc"]], claim
        assert claim["unit"] in UNITS[claim["metric"]], claim
        assert claim["subject_type"] in SUBJECT_TYPES, claim
        assert claim["qualifier"] in QUALIFIERS, claim
        assert claim["subject"] == claim["subjects"][0], claim
        assert not any("|" in name or name != name.strip() for name in claim["subjects"]), claim
        assert claim["period"] is None or DATE.fullmatch(claim["period"]), claim
        assert (claim["metric"] == "benchmark_score") == bool(claim.get("benchmark")), claim
        assert claim.get("optional", True) is True, claim
        assert_value(claim)


def assert_value(claim: dict[str, Any]) -> None:
    value, unit = claim["value"], claim["unit"]
    if unit == "date":
        assert isinstance(value, str), claim
        assert DATE.fullmatch(value), claim
    elif unit == "name":
        assert isinstance(value, str), claim
        assert value.strip() == value != "", claim
    else:
        assert isinstance(value, int | float), claim
        assert value >= 0, claim
        assert unit != "%" or claim["metric"] == "performance_gap" or value <= 100, claim
        assert unit != "rank" or value == int(value) >= 1, claim


@pytest.mark.parametrize("part", PARTS)
def test_no_label_twice(part: str) -> None:
    seen: set[tuple[str, ...]] = set()
    for claim in rows(HERE / part / "claims.jsonl"):
        key = (
            claim["doc"],
            plain(claim["subject"]),
            claim["metric"],
            str(claim["value"]),
            plain(claim.get("benchmark")),
        )
        assert key not in seen, claim
        seen.add(key)


def test_every_metric_and_language_occurs() -> None:
    for part in PARTS:
        required = [claim for claim in rows(HERE / part / "claims.jsonl") if not claim.get("optional")]
        assert {claim["metric"] for claim in required} == set(UNITS), part
        assert {row["lang"] for row in rows(HERE / part / "index.jsonl")} == LANGUAGES, part


def test_every_text_reaches_the_scorer() -> None:
    """The scorer drops predictions on texts without labels, so a distractor carries at least one optional label."""
    for part in PARTS:
        assert {claim["doc"] for claim in rows(HERE / part / "claims.jsonl")} == set(texts(part))


def test_an_alias_names_one_entity() -> None:
    owner: dict[str, str] = {}
    for row in rows(HERE / "aliases.jsonl"):
        for name in [row["canonical"], *row["aliases"]]:
            assert owner.setdefault(plain(name), row["canonical"]) == row["canonical"], name


def test_contradiction_cases_are_complete() -> None:
    wanted = {
        "doc",
        "source",
        "origin",
        "subject",
        "metric",
        "value",
        "unit",
        "dimensions",
        "period",
        "qualifier",
        "modality",
    }
    cases = rows(HERE / "contradictions.jsonl")
    for case in cases:
        assert set(case) == {"kind", "subject", "metric", "members", "note"}, case
        assert case["kind"] in {"conflict", "update", "unit_or_scope_difference", "inconsistency", "agree"}, case
        assert len(case["members"]) >= 2, case
        for member in case["members"]:
            assert set(member) == wanted, case
            assert member["unit"] in UNITS[member["metric"]], case
            assert member["modality"] in {"actual", "planned", "forecast"}, case
            assert member["qualifier"] in QUALIFIERS, case
            assert member["period"] is None or DATE.fullmatch(member["period"]), case
    kinds = [case["kind"] for case in cases]
    assert kinds.count("agree") >= 15
    assert len(kinds) - kinds.count("agree") >= 20
