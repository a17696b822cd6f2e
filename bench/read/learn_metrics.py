"""Learns what evidence for a figure's metric weighs.

A conditional logit with an L2 penalty (L-BFGS): of every figure of running text the labelled metric is to be the
likeliest of those it may be of, or none where no label has the figure.
"""

from __future__ import annotations

import collections
from typing import NamedTuple

import numpy as np
from labelled import Text, Weights, asked, same_unit, same_value
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from parallaxe.read.sentences.cues import OTHER
from parallaxe.read.sentences.metrics import Figure, Sense

#: Strength of the penalty by kind of evidence, chosen by cross-validation; evidence seen less often is left out.
PENALTY, PENALTY_OF_METRICS, LEAST_SEEN = 2.4, 5.6, 20
STEPS = 200
SMALL = 0.05


class Choice(NamedTuple):
    """A figure with the evidence of each metric it may be of, by metric and name, which are right, and what rules took it for."""

    document: str
    evidence: list[dict[tuple[str, str], float]]
    metrics: list[str]
    right: list[bool]
    told: str


def choices_of(text: Text) -> list[Choice]:
    """Every figure of running text in a labelled text whose metric the reader asks for."""
    return [one for figure, senses in asked(text, Figure) if (one := choice(text, figure, senses)) is not None]


def choice(text: Text, figure: Figure, senses: list[Sense]) -> Choice | None:
    """A figure with the metrics its labels have; None where only an optional label has it or labels are not complete."""
    quantity = figure.quantity
    labels = [
        label
        for label in text.labels
        if same_value(label, quantity.value, text.names) and (not quantity.unit or same_unit(label, quantity.unit))
    ]
    required = {label["metric"] for label in labels if not label.get("optional")}
    metrics = [sense.metric for sense in senses]
    right = [metric in required for metric in metrics]
    if not any(right):
        if not text.complete or not {label["metric"] for label in labels}.isdisjoint(metrics):
            return None
        right[-1] = True
    told = next((sense.metric for sense in senses if any(name == "told" for name, _ in sense.evidence)), OTHER)
    return Choice(text.id, [evidence(figure, sense) for sense in senses], metrics, right, told)


def evidence(figure: Figure, sense: Sense) -> dict[tuple[str, str], float]:
    """Evidence for a metric, each once for all metrics and once for this one; the figure's own only for this one."""
    found: dict[tuple[str, str], float] = collections.defaultdict(float)
    for name, value in sense.evidence:
        found["any", name] += value
        found[sense.metric, name] += value
    for name in figure.around:
        found[sense.metric, name] += 1.0
    found[sense.metric, "always"] = 1.0
    return found


def learn(choices: list[Choice]) -> Weights:
    """Weights by metric and name of the evidence."""
    seen = collections.Counter(key for one in choices for option in one.evidence for key in option)
    keys = sorted(key for key, times in seen.items() if times >= LEAST_SEEN)
    penalty = np.array([PENALTY if metric == "any" else PENALTY_OF_METRICS for metric, _ in keys])
    weights: Weights = collections.defaultdict(dict)
    for (metric, name), weight in zip(keys, fit(choices, keys, penalty), strict=True):
        if abs(weight) >= SMALL:
            weights[metric][name] = round(float(weight), 2)
    return dict(weights)


def fit(choices: list[Choice], keys: list[tuple[str, str]], penalty: np.ndarray) -> np.ndarray:
    """Weights that maximise the penalised likelihood."""
    place = {key: column for column, key in enumerate(keys)}
    rows = [option for one in choices for option in one.evidence]
    columns = [[(place[key], value) for key, value in row.items() if key in place] for row in rows]
    table = csr_matrix(
        (
            [value for row in columns for _, value in row],
            [column for row in columns for column, _ in row],
            np.cumsum([0, *(len(row) for row in columns)]),
        ),
        shape=(len(rows), len(keys)),
    )
    right = np.array([is_right for one in choices for is_right in one.right])
    group = np.repeat(np.arange(len(choices)), [len(one.right) for one in choices])
    starts = np.searchsorted(group, np.arange(len(choices)))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sums = table @ weights
        powers = np.exp(sums - np.maximum.reduceat(sums, starts)[group])
        among = np.where(right, powers, 0.0)
        whole, good = np.add.reduceat(powers, starts), np.maximum(np.add.reduceat(among, starts), 1e-300)
        gradient = table.T @ (powers / whole[group] - among / good[group]) + penalty * weights
        return float((np.log(whole) - np.log(good)).sum() + 0.5 * (penalty * weights**2).sum()), gradient

    found = minimize(loss, np.zeros(len(keys)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return np.asarray(found.x)


def likeliest(one: Choice, weights: Weights) -> str:
    """The metric with the highest sum."""
    sums = [
        sum(weights.get(metric, {}).get(name, 0.0) * value for (metric, name), value in option.items())
        for option in one.evidence
    ]
    return one.metrics[int(np.argmax(sums))]


def show(held_out: list[tuple[Choice, str]]) -> None:
    """How often the likeliest metric is right, and how often the rules' is, by folder, on documents not learnt from."""
    folders = collections.defaultdict(list)
    for one, metric in held_out:
        good = {name for name, is_right in zip(one.metrics, one.right, strict=True) if is_right}
        folders[one.document.rpartition("/")[0]].append(
            (OTHER not in good, metric in good, one.told in good, metric != OTHER, one.told != OTHER)
        )
    for folder, found in folders.items():
        labelled = [row for row in found if row[0]]
        print(
            f"{folder}: {len(found)} figures, right {sum(row[1] for row in found)} (rules {sum(row[2] for row in found)}); {len(labelled)} labelled, "
            f"found {sum(row[1] for row in labelled)} of {sum(row[3] for row in found)} said (rules {sum(row[2] for row in labelled)} of {sum(row[4] for row in found)})"
        )
