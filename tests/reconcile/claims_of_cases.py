"""Cases of the corpora as observation tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from parallaxe.catalog import Catalogue
from parallaxe.reconcile import table_of
from parallaxe.reconcile.claims import ClaimRow, observation_of
from parallaxe.vocabulary.finding import Finding, FindingKind


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def table_of_members(members: list[dict[str, Any]], catalogue: Catalogue) -> pa.Table:
    """Members of a case of tests/corpus/contradictions*.jsonl, each a claim of its document."""
    observations = []
    for place, member in enumerate(members):
        modality = member.get("modality", "actual")
        dimensions = member.get("dimensions", {}) | ({"modality": modality} if modality != "actual" else {})
        row = _claim({"start": place * 1_000, **member, "dimensions": dimensions, "attributed_to": None})
        observations.append(msgspec.structs.replace(observation_of(row, catalogue), origin=member.get("origin")))
    return table_of(observations, {})


def table_of_labels(corpus: Path, catalogue: Catalogue, docs: set[str] | None = None) -> pa.Table:
    """Labelled claims of the shared corpus, placed in their texts."""
    texts = {path.stem: path.read_text("utf-8") for room in ("seeds", "articles") for path in (corpus / room).iterdir()}
    dates = {row["id"]: row.get("date") for name in ("seeds", "articles") for row in lines(corpus / f"{name}.jsonl")}
    rows = [row for name in ("seed_claims", "claims") for row in lines(corpus / f"{name}.jsonl")]
    observations = [
        observation_of(
            _claim(
                row
                | {
                    "published": dates.get(row["doc"]),
                    "start": max(texts.get(row["doc"], "").find(row["quote"]), 0),
                }
            ),
            catalogue,
        )
        for row in rows
        if docs is None or row["doc"] in docs
    ]
    return table_of(observations, {})


def kinds_with(findings: list[Finding], wanted: list[tuple[str, str, Any]]) -> set[FindingKind]:
    """Kinds of the findings that hold all (document, metric, value) wanted."""
    return {
        finding.kind
        for finding in findings
        if all(any(_is(member, *want) for member in finding.members) for want in wanted)
    }


def _is(member: Any, doc: str, metric: str, value: Any) -> bool:
    if member.doc != doc or member.metric != metric:
        return False
    return member.value == value if isinstance(value, str) else float(member.value) == float(value)


def _claim(row: dict[str, Any]) -> ClaimRow:
    return msgspec.json.decode(json.dumps(row), type=ClaimRow)
