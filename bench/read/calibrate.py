"""Learns how often claims are right; writes catalog/lexicon/reliability.yaml.

usage: python bench/read/calibrate.py FOLDER… (each with index.jsonl, claims.jsonl and texts; aliases.jsonl in it or above it)

Only development texts belong here: a text that was looked at while rules were written is one
already, one kept to measure on never. The model is a logistic regression with an L2 penalty
(Newton's method) over the features of ``parallaxe.read.confidence``. Before it is written it is
cross-validated over whole documents, and what a threshold gives on documents not learnt from is printed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from labelled import Label, same_benchmark, same_subject, same_unit, same_value, texts

from parallaxe.read.confidence import features
from parallaxe.read.draft import Draft
from parallaxe.read.reader import once

#: Strength of the penalty, chosen by cross-validation among 1, 3 and 8; languages and pairs of rule and metric
#: have little of their own to say.
PENALTY, PENALTY_OF_PAIRS, PENALTY_OF_LANGUAGES = 3.0, 4.5, 6.0
FOLDS, STEPS = 10, 30
#: Drafts below have no chance; weights that round to nothing are left out.
LEAST_WEIGHT, SMALL = 0.05, 0.02
THRESHOLDS = (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9)


class Record(NamedTuple):
    """A draft with the document it is from and whether a label has it."""

    document: str
    draft: Draft
    right: bool


def main() -> None:
    records, wanted = read([Path(folder) for folder in sys.argv[1:]])
    names = sorted({name for record in records for name in features(record.draft)})
    table = np.array(
        [[given.get(name, 0.0) for name in names] for record in records for given in [features(record.draft)]]
    )
    right = np.array([float(record.right) for record in records])
    documents = sorted({record.document for record in records})
    fold = {
        name: place
        for place, name in zip(np.random.default_rng(0).permutation(len(documents)) % FOLDS, documents, strict=True)
    }
    folds = np.array([fold[record.document] for record in records])
    chance = np.zeros(len(records))
    for held in range(FOLDS):
        learnt = fit(table[folds != held], right[folds != held], names)
        chance[folds == held] = 1 / (1 + np.exp(-table[folds == held] @ learnt))
    show(chance, right, wanted)
    weights = fit(table, right, names)
    kept = {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True) if abs(weight) >= SMALL}
    place = Path(__file__).parents[2] / "catalog" / "lexicon" / "reliability.yaml"
    head = "# How often claims are right: log-odds by feature; written by bench/read/calibrate.py.\n"
    out = {"claims": len(records), "documents": len(documents), "weights": kept}
    place.write_text(head + yaml.safe_dump(out, sort_keys=True, allow_unicode=True), "utf-8")


def fit(table: np.ndarray, right: np.ndarray, names: list[str]) -> np.ndarray:
    """Weights that maximise the penalised likelihood."""
    penalty = np.array([_penalty(name) for name in names])
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-table @ weights))
        spread = np.maximum(chance * (1 - chance), 1e-6)
        step = np.linalg.solve(
            (table * spread[:, None]).T @ table + np.diag(penalty), table.T @ (right - chance) - penalty * weights
        )
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _penalty(name: str) -> float:
    if name == "always":
        return 1e-3
    if name.startswith("language "):
        return PENALTY_OF_LANGUAGES
    return PENALTY_OF_PAIRS if ": " in name else PENALTY


def show(chance: np.ndarray, right: np.ndarray, wanted: int) -> None:
    """What thresholds give on documents not learnt from, and whether chances mean what they say."""
    for threshold in THRESHOLDS:
        kept = chance >= threshold
        hits = float(right[kept].sum())
        precision, recall = hits / max(1, kept.sum()), hits / max(1, wanted)
        print(
            f"{threshold:.2f}  precision {precision:.3f}  recall {recall:.3f}  F1 {2 * precision * recall / (precision + recall):.3f}"
        )
    for low in np.arange(0, 1, 0.1):
        inside = (chance >= low) & (chance < low + 0.1)
        if inside.any():
            print(f"said {low:.1f} to {low + 0.1:.1f}: {int(inside.sum())} claims, {right[inside].mean():.3f} right")


def read(folders: list[Path]) -> tuple[list[Record], int]:
    """Every draft of labelled folders with its verdict, and how many labels are required; optional ones do not count."""
    found: list[Record] = []
    required = 0
    for text in texts(folders):
        pool = list(text.labels)
        required += sum(not one.get("optional") for one in pool)
        for draft in sorted(once(text.reader.drafts(text.document)), key=lambda one: -one.weight):
            if draft.subject is None or draft.weight < LEAST_WEIGHT:
                continue
            match = next((one for one in pool if agrees(one, draft, text.names)), None)
            if match is not None:
                pool.remove(match)
            if match is None or not match.get("optional"):
                found.append(Record(text.id, draft, match is not None))
    return found, required


def agrees(label: Label, draft: Draft, names: dict[str, str]) -> bool:
    """Whether a label and a draft say the same of the same subject."""
    if label["metric"] != draft.metric or draft.subject is None or not same_subject(label, draft.subject, names):
        return False
    if draft.metric == "benchmark_score" and not same_benchmark(label.get("benchmark"), draft.benchmark):
        return False
    return same_value(label, draft.value, names) and same_unit(label, draft.unit)


if __name__ == "__main__":
    main()
