"""Learns how often claims are right: a logistic regression with an L2 penalty (Newton's method) over the features of
``parallaxe.read.confidence``; what a threshold gives on documents not learnt from is printed.
"""

from __future__ import annotations

import collections
from typing import NamedTuple

import numpy as np
from labelled import Label, Text, same_benchmark, same_subject, same_unit, same_value

from parallaxe.read.confidence import features
from parallaxe.read.draft import Draft
from parallaxe.read.repetition import once

#: Strength of the penalty, chosen by cross-validation among 1, 3 and 8; languages and pairs of rule and metric
#: have little of their own to say.
PENALTY, PENALTY_OF_PAIRS, PENALTY_OF_LANGUAGES = 3.0, 8.0, 6.0
FOLDS, STEPS = 10, 30
#: Drafts below have no chance; weights that round to nothing are left out.
LEAST_WEIGHT, LEAST_SEEN, SMALL = 0.05, 4, 0.02
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)


class Record(NamedTuple):
    """A draft with the document it is from and whether a label has it."""

    document: str
    draft: Draft
    right: bool


def learn(records: list[Record]) -> tuple[dict[str, float], np.ndarray]:
    """Weights by feature, and the chance of each record by weights learnt from the other documents' only."""
    given = [features(record.draft) for record in records]
    seen = collections.Counter(name for one in given for name in one)
    names = sorted(name for name, times in seen.items() if times >= LEAST_SEEN)
    table = np.array([[one.get(name, 0.0) for name in names] for one in given])
    right = np.array([float(record.right) for record in records])
    documents = sorted({record.document for record in records})
    fold = dict(zip(documents, np.random.default_rng(0).permutation(len(documents)) % FOLDS, strict=True))
    folds = np.array([fold[record.document] for record in records])
    chance = np.zeros(len(records))
    for held in range(FOLDS):
        learnt = fit(table[folds != held], right[folds != held], names)
        chance[folds == held] = 1 / (1 + np.exp(-table[folds == held] @ learnt))
    weights = fit(table, right, names)
    return {
        name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True) if abs(weight) >= SMALL
    }, chance


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


def show(records: list[Record], chance: np.ndarray, required: dict[str, int]) -> None:
    """What thresholds give on documents not learnt from, by folder, and whether chances mean what they say.

    Args:
        records: the claims.
        chance: of each, by weights learnt from other documents.
        required: labels that are to be found, by document.
    """
    right = np.array([record.right for record in records], float)
    folders = np.array([record.document.rpartition("/")[0] for record in records])
    for folder in ["", *sorted(set(folders))]:
        inside = folders == folder if folder else np.ones(len(records), bool)
        wanted = sum(number for text, number in required.items() if not folder or text.rpartition("/")[0] == folder)
        print(folder or "all")
        for threshold in THRESHOLDS:
            kept = inside & (chance >= threshold)
            hits = float(right[kept].sum())
            precision, recall = hits / max(1, kept.sum()), hits / max(1, wanted)
            score = 2 * precision * recall / max(1e-9, precision + recall)
            print(f"  {threshold:.2f}  precision {precision:.3f}  recall {recall:.3f}  F1 {score:.3f}")
    for low in np.arange(0, 1, 0.1):
        said = (chance >= low) & (chance < low + 0.1)
        if said.any():
            print(f"said {low:.1f} to {low + 0.1:.1f}: {int(said.sum())} claims, {right[said].mean():.3f} right")


def records(text: Text) -> list[Record]:
    """Every draft of a labelled text with its verdict; those that only an optional label has do not count."""
    found: list[Record] = []
    pool = list(text.labels)
    for draft in sorted(once(text.reader.drafts(text.document)), key=lambda one: -one.weight):
        if draft.subject is None or draft.weight < LEAST_WEIGHT:
            continue
        match = next((one for one in pool if agrees(one, draft, text.names)), None)
        if match is not None:
            pool.remove(match)
        if match is None or not match.get("optional"):
            found.append(Record(text.id, draft, match is not None))
    return found


def agrees(label: Label, draft: Draft, names: dict[str, str]) -> bool:
    """Whether a label and a draft say the same of the same subject."""
    if label["metric"] != draft.metric or draft.subject is None or not same_subject(label, draft.subject, names):
        return False
    if draft.metric == "benchmark_score" and not same_benchmark(label.get("benchmark"), draft.benchmark):
        return False
    return same_value(label, draft.value, names) and same_unit(label, draft.unit)
