"""The labelled development texts: quotes hold, and confidence means what it says."""

import json
from pathlib import Path

import msgspec
import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.reader import RuleReader
from parallaxe.sources import load

DEV = Path(__file__).parent.parent / "corpus" / "dev"


@pytest.fixture(scope="module")
def read():
    reader = RuleReader(load_catalogue())
    index = {row["id"]: row for row in map(json.loads, (DEV / "index.jsonl").read_text("utf-8").splitlines())}
    result = []
    for path in sorted([*DEV.glob("*.txt"), *DEV.glob("*.html")]):
        document = load(path).document
        row = index[path.stem]
        document = msgspec.structs.replace(document, published=row["date"], language=row["lang"])
        result.append((document, list(reader.read(document))))
    return result


def test_every_quote_stands_at_its_place(read):
    for document, claims in read:
        for claim in claims:
            assert document.text[claim.start : claim.end] == claim.quote


def test_numbers_stand_in_their_quotes(read):
    """A quote that carries a number has a digit or a number word in it; names and dates need none."""
    for _, claims in read:
        for claim in claims:
            if not isinstance(claim.value, str) and claim.metric != "rank":
                assert any(char.isdigit() for char in claim.quote) or any(char.isalpha() for char in claim.quote)


def test_surer_claims_are_right_more_often(read):
    gold = [json.loads(line) for line in (DEV / "claims.jsonl").read_text("utf-8").splitlines()]
    known = {(row["doc"], row["metric"], str(row["value"])[:6]) for row in gold}
    right = {True: [], False: []}
    for document, claims in read:
        for claim in claims:
            value = claim.value if isinstance(claim.value, str) else str(float(claim.value)).removesuffix(".0")
            right[claim.confidence >= 0.8].append((document.id, claim.metric, value[:6]) in known)
    assert sum(right[True]) / len(right[True]) > sum(right[False]) / len(right[False]) + 0.05
