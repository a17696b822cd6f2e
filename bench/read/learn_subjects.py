"""Learns what evidence for a figure's subject weighs.

A conditional logit with an L2 penalty (Newton's method): of every figure the reader asks the subject of, the
labelled subject is to be the likeliest of all candidates, or nobody where no label has the figure.
"""

from __future__ import annotations

import collections
from typing import NamedTuple

import numpy as np
from labelled import Text, asked, same_subject, same_value

from parallaxe.read.sentences.question import Question
from parallaxe.read.sentences.subjects import Option

#: Strength of the penalty, chosen by cross-validation among 1, 3, 4, 5 and 8; evidence seen less often is left out.
PENALTY, LEAST_SEEN = 4.0, 4
STEPS = 25
SMALL = 0.02


class Choice(NamedTuple):
    """A question, as a table: the evidence of each option, which options are right, whose key each has."""

    document: str
    evidence: list[dict[str, float]]
    right: list[bool]
    keys: list[str]
    labelled: bool


class Stacked(NamedTuple):
    """Choices laid out for learning: rows of options, which are right, to which choice each belongs."""

    table: np.ndarray
    right: np.ndarray
    group: np.ndarray


def learn(choices: list[Choice]) -> dict[str, float]:
    """Weights by name of the evidence."""
    seen = collections.Counter(name for choice in choices for option in choice.evidence for name in option)
    names = sorted(name for name, times in seen.items() if times >= LEAST_SEEN)
    weights = fit(stack(choices, names))
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True) if abs(weight) >= SMALL}


def choices_of(text: Text) -> list[Choice]:
    """Every question the reader asks of a labelled text."""
    made = [choice(text, question, options) for question, options in asked(text, Question)]
    return [one for one in made if one.labelled or text.complete]


def choice(text: Text, question: Question, options: list[Option]) -> Choice:
    """A question with the options that a label of its metric and value has as subject; nobody where none has."""
    labels = [
        label
        for label in text.labels
        if label["metric"] == question.metric and same_value(label, question.value, text.names)
    ]
    right = [
        option.name is not None
        and any(same_subject(label, option.name.subject or option.name.surface, text.names) for label in labels)
        for option in options
    ]
    right[-1] = not any(right)
    evidence = [{name: value for name, value in option.evidence if value} for option in options]
    return Choice(
        text.id, evidence, right, [option.name.key if option.name else "" for option in options], bool(labels)
    )


def stack(choices: list[Choice], names: list[str]) -> Stacked:
    """Choices as arrays."""
    place = {name: column for column, name in enumerate(names)}
    table = np.zeros((sum(len(one.evidence) for one in choices), len(names)))
    right, group, row = [], [], 0
    for number, one in enumerate(choices):
        for evidence, is_right in zip(one.evidence, one.right, strict=True):
            for name, value in evidence.items():
                if name in place:
                    table[row, place[name]] += value
            right.append(is_right)
            group.append(number)
            row += 1
    return Stacked(table, np.array(right, float), np.array(group))


def fit(data: Stacked) -> np.ndarray:
    """Weights that maximise the penalised likelihood, by steps of at most length 1 in any weight."""
    table, right, group = data
    weights, number = np.zeros(table.shape[1]), int(group.max()) + 1
    for _ in range(STEPS):
        sums = table @ weights
        highest = np.full(number, -np.inf)
        np.maximum.at(highest, group, sums)
        powers = np.exp(sums - highest[group])
        chance = powers / np.bincount(group, powers, number)[group]
        among = powers * right / np.bincount(group, powers * right, number)[group]
        gradient = table.T @ (among - chance) - PENALTY * weights
        mean = np.zeros((number, table.shape[1]))
        np.add.at(mean, group, table * chance[:, None])
        curvature = (table * chance[:, None]).T @ table - mean.T @ mean + PENALTY * np.eye(table.shape[1])
        step = np.linalg.solve(curvature, gradient)
        weights += step / max(1.0, np.abs(step).max())
        if np.abs(step).max() < 1e-4:
            break
    return weights


def chances(one: Choice, known: dict[str, float]) -> np.ndarray:
    """Chance of each option."""
    sums = np.array(
        [sum(known.get(name, 0.0) * value for name, value in evidence.items()) for evidence in one.evidence]
    )
    powers = np.exp(sums - sums.max())
    return powers / powers.sum()


def show(held_out: list[tuple[Choice, np.ndarray]]) -> None:
    """How often the likeliest name is right, by folder, on documents not learnt from."""
    folders = collections.defaultdict(list)
    for one, chance in held_out:
        total: dict[str, float] = collections.defaultdict(float)
        for key, share in zip(one.keys, chance, strict=True):
            total[key] += share
        names = {key: share for key, share in total.items() if key}
        best = max(names, key=names.__getitem__) if names else None
        right = {key for key, is_right in zip(one.keys, one.right, strict=True) if is_right and key}
        folders[one.document.rpartition("/")[0]].append(
            (one.labelled, bool(right), best in right, names.get(best or "", 0))
        )
    for folder, found in folders.items():
        labelled = [row for row in found if row[0]]
        print(
            f"{folder}: {len(found)} figures, {len(labelled)} labelled, {sum(row[1] for row in labelled)} with the subject among "
            f"the candidates, {sum(row[2] for row in labelled)} with it the likeliest"
        )
