"""Learns all weights of the reader from labelled texts; writes metrics, subjects and reliability in catalog/lexicon.

usage: python bench/read/learn.py FOLDER… (see ``labelled.texts``)

Only development texts belong here: a text that was looked at while rules were written is one already, one kept to
measure on never. Each choice builds on the one before: what a figure is of, whose it is, how often that is right. So
that confidence holds for texts nothing was learnt from, claims are judged as they are read with the weights of the
other documents only (cross-fitting over whole documents); the weights shipped are then learnt from all.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TypeVar

import calibrate
import learn_metrics
import learn_subjects
import numpy as np
import yaml
from labelled import texts

FOLDS = 4
Choice = TypeVar("Choice", learn_metrics.Choice, learn_subjects.Choice)
LEXICON = Path(__file__).parents[2] / "catalog" / "lexicon"


def main() -> None:
    folders = [Path(folder) for folder in sys.argv[1:]]
    known = list(texts(folders))
    documents = [text.id for text in known]
    fold = dict(zip(documents, np.random.default_rng(0).permutation(len(documents)) % FOLDS, strict=True))
    figures = [one for text in known for one in learn_metrics.choices_of(text)]
    of_metrics, of_subjects, records = [], [], []
    for held in range(FOLDS):
        metrics = learn_metrics.learn(counted([one for one in figures if fold[one.document] != held]))
        of_metrics += [(one, learn_metrics.likeliest(one, metrics)) for one in figures if fold[one.document] == held]
        questions = [one for text in texts(folders, metrics) for one in learn_subjects.choices_of(text)]
        subjects = learn_subjects.learn(counted([one for one in questions if fold[one.document] != held]))
        of_subjects += [(one, learn_subjects.chances(one, subjects)) for one in questions if fold[one.document] == held]
        judged = (text for text in texts(folders, metrics, subjects) if fold[text.id] == held and _is_whole(text.id))
        records += [record for text in judged for record in calibrate.records(text)]
        print(f"part {held + 1} of {FOLDS} held out and judged", file=sys.stderr)
    learn_metrics.show(of_metrics)
    learn_subjects.show(of_subjects)
    reliability, chance = calibrate.learn(records)
    required = {text.id: sum(not one.get("optional") for one in text.labels) for text in known if _is_whole(text.id)}
    calibrate.show(records, chance, required)
    metrics = learn_metrics.learn(counted(figures))
    write("metrics", "a figure's metric", len(figures), len(documents), metrics)
    questions = [one for text in texts(folders, metrics) for one in learn_subjects.choices_of(text)]
    write("subjects", "a figure's subject", len(questions), len(documents), learn_subjects.learn(counted(questions)))
    write("reliability", "a claim", len(records), len(required), reliability, unit="claims")


def counted(choices: list[Choice]) -> list[Choice]:
    """Choices as often as they count: those of the tests' sentences, which are to stay right, twice."""
    return [*choices, *(one for one in choices if not _is_whole(one.document))]


def _is_whole(text: str) -> bool:
    """Whether a text is a whole document, not a sentence or passage of the tests, of which only some claims are labelled."""
    return "tests/read" not in text


def write(name: str, what: str, number: int, documents: int, weights: object, unit: str = "figures") -> None:
    """Writes one file of weights."""
    head = f"# What evidence for {what} weighs: log-odds by name; written by bench/read/learn.py.\n"
    out = {unit: number, "documents": documents, "weights": weights}
    text = head + yaml.safe_dump(out, sort_keys=True, allow_unicode=True)
    (LEXICON / f"{name}.yaml").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
