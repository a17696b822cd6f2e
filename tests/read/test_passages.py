"""Sentences with several claims, and passages as journalists write them: enumerations, comparisons, pronouns, lists."""

import json
from pathlib import Path

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document

FOLDER = Path(__file__).parent
ROWS = [json.loads(line) for line in (FOLDER / "passages.jsonl").read_text("utf-8").splitlines()]
PROSE = [json.loads(line) for line in (FOLDER / "prose.jsonl").read_text("utf-8").splitlines()]
#: Floors under what the reader reached when the passages were written; raise them, never lower them.
LEAST_RECALL, LEAST_PRECISION = 0.8, 0.85
LEAST_RECALL_PROSE, LEAST_PRECISION_PROSE = 0.68, 0.8
#: How sure a claim must be to count here: what the rules find, whatever is shown by default.
LEAST = 0.5


def said(value):
    try:
        return float(value)
    except ValueError:
        return value


@pytest.fixture(scope="module")
def reader():
    return RuleReader(load_catalogue())


@pytest.fixture(scope="module")
def found(reader):
    result = []
    for row in ROWS:
        document = Document(id="p", text=row["text"], snapshot="0", language=row["lang"], published="2026-01-10")
        claims = [claim for claim in reader.read(document) if claim.confidence >= LEAST]
        got = {(claim.metric, claim.subject, said(str(claim.value))) for claim in claims}
        result.append(({(metric, subject, said(value)) for metric, subject, value in row["claims"]}, got))
    return result


def test_most_claims_are_found(found):
    wanted = sum(len(want) for want, _ in found)
    assert sum(len(want & got) for want, got in found) >= LEAST_RECALL * wanted


def test_what_is_found_is_right(found):
    claims = sum(len(got) for _, got in found)
    assert sum(len(want & got) for want, got in found) >= LEAST_PRECISION * claims


def test_prose_as_journalists_write_it(reader):
    """Labels name every subject that is right; optional ones count neither for nor against."""
    right = missed = wrong = 0
    for row in PROSE:
        document = Document(id="p", text=row["text"], snapshot="0", language=row["lang"], published=row["published"])
        got = {
            (claim.metric, claim.subject, said(str(claim.value)))
            for claim in reader.read(document)
            if claim.confidence >= LEAST
        }
        for claim in sorted(row["claims"], key=lambda claim: claim.get("optional", False)):
            hits = got & {(claim["metric"], subject, said(str(claim["value"]))) for subject in claim["subjects"]}
            got -= hits
            if not claim.get("optional"):
                right, missed = right + bool(hits), missed + (not hits)
        wrong += len(got)
    assert right >= LEAST_RECALL_PROSE * (right + missed)
    assert right >= LEAST_PRECISION_PROSE * (right + wrong)
