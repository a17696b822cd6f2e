"""Every labelled contradiction comes out with its kind; what agrees is not flagged."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from claims_of_cases import kinds_with, lines, table_of_labels, table_of_members

from parallaxe.reconcile import agreement, findings

CORPUS = Path(__file__).parent.parent / "corpus"
CASES = lines(CORPUS / "contradictions.jsonl")
#: Units, periods, scopes in words, exclusions, versions, modality, rounding: each stands on its own.
FURTHER = lines(CORPUS / "contradictions_further.jsonl")
#: Builds, conversions, ranks, wholes and their parts, chronology, scopes in several languages, moves and sales.
SHAPES = lines(CORPUS / "contradictions_shapes.jsonl")


@pytest.mark.parametrize(
    "case", [*CASES, *FURTHER, *SHAPES], ids=lambda case: f"{case['kind']}-{case['subject']}-{case['metric']}"
)
def test_case_on_its_own(case, catalogue, rates):
    found = findings(table_of_members(case["members"], catalogue), catalogue, rates=rates)
    if case["kind"] == "agree":
        assert found == []
        return
    wanted = [(member["doc"], member["metric"], member["value"]) for member in case["members"]]
    assert kinds_with(found, wanted) == {case["kind"]}
    assert {finding.kind.value for finding in found} == {case["kind"]}


def test_cases_all_together(catalogue, rates):
    members = [member for case in CASES for member in case["members"]]
    found = findings(table_of_members(members, catalogue), catalogue, rates=rates)
    for case in CASES:
        wanted = [(member["doc"], member["metric"], member["value"]) for member in case["members"]]
        if case["kind"] != "agree":
            assert case["kind"] in kinds_with(found, wanted), case["note"]


def test_outlets_on_one_report_are_one_vantage(catalogue):
    case = next(case for case in CASES if "one origin" in case["note"])
    rows = [{"origin": m["origin"], "source": m["doc"], "source_class": "C"} for m in case["members"]]
    assert agreement(rows, catalogue) == 1


def test_shared_cases(shared, catalogue, rates):
    corpus = shared / "corpus"
    found = findings(table_of_labels(corpus, catalogue), catalogue, rates=rates)
    for case in lines(corpus / "contradictions.jsonl"):
        wanted = [(v["doc"], v.get("metric", case["metric"]), v["value"]) for v in case["values"]]
        subjects = {case["subject"], *(v["subject"] for v in case["values"] if "subject" in v)}
        about = [finding for finding in found if finding.subject in subjects]
        assert case["kind"] in kinds_with(about, wanted), case["note"]
