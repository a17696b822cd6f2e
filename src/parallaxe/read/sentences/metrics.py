"""What a figure is of: every metric it may be of, weighed by evidence whose weights are learnt from labelled texts.

A conditional logit as for subjects (``sentences.subjects``): what the rules take a figure for is one piece of evidence
among what stands around it; no metric at all is an option. ``bench/read/learn.py`` learns the weights.
"""

from __future__ import annotations

import math

import msgspec
from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.cues import OTHER
from parallaxe.read.sentences.evidence import Evidence
from parallaxe.read.sentences.meanings import POINTED, fits
from parallaxe.read.sentences.metric_evidence import Around, Beside
from parallaxe.read.sentences.not_said import is_no_score
from parallaxe.read.sentences.reach import Cues, bound, converts
from parallaxe.read.sentences.thread import Meant, Thread
from parallaxe.read.words.lexer import Tag
from parallaxe.read.words.rules import FigureRule, MetricWeights

#: Metrics less likely than this are not taken: one the rules propose, and one they do not.
_LEAST, _LEAST_UNTOLD = 0.2, 0.5
#: What holds for the evidence of any metric.
_ANY = "any"


class Sense(msgspec.Struct, frozen=True, gc=False):
    """A metric a figure may be of, with what speaks for it and the cue that does most."""

    metric: str
    evidence: Evidence
    cue: Tag | None


class Figure(msgspec.Struct, frozen=True, gc=False):
    """A figure whose metric is asked for, and what stands around it."""

    sentence: Sentence
    quantity: Quantity
    around: list[str]


def weighed(
    sentence: Sentence,
    rules: dict[str, FigureRule],
    thread: Thread,
    roles: dict[int, str],
    cues: Cues,
    told: list[Meant],
) -> list[Meant]:
    """The likeliest metric of each figure and its chance; figures that are likely of none left out.

    Args:
        sentence: where they stand.
        rules: by metric.
        thread: what the sentences before were about.
        roles: of the sentence's names.
        cues: of the sentence.
        told: what the rules take the figures for.
    """
    page = sentence.page
    if not page.metric_weights.weights and page.listener is None:
        return told
    around, beside, found = Around(sentence, rules, thread, cues, told), Beside(sentence, roles), list[Meant]()
    for place, quantity in enumerate(sentence.quantities):
        known = around.told.get(quantity)
        if known is not None and known.metric == OTHER and _is_settled(known):
            continue
        senses = _senses(around, place, quantity)
        if known is not None and known.metric not in {sense.metric for sense in senses}:
            found.append(known)
            continue
        if len(senses) < 2:  # noqa: PLR2004
            continue
        figure = Figure(sentence, quantity, beside.of_figure(quantity))
        if page.listener is not None:
            page.listener(figure, senses)
        best = _likeliest(figure, senses, page.metric_weights)
        agreed = known is not None and known.metric == best.metric
        if best.weight < (_LEAST if agreed else _LEAST_UNTOLD):
            continue
        if best.metric in POINTED and is_no_score(sentence, quantity):
            continue
        if known is not None and agreed:
            best = replace(best, cue=known.cue)
        found.append(_joined(found[-1], best, around) if found else best)
    return found


def _is_settled(told: Meant) -> bool:
    """Whether a figure is of no metric beyond doubt: by what it looks like, or by money's noun right behind it ("$9 billion lost")."""
    if told.cue is None:
        return told.weight == 1.0
    near = 0 <= told.cue.start - told.quantity.end <= 1
    return told.quantity.kind == "money" and told.cue.side == "<" and told.cue.weight == 1.0 and near


def _senses(around: Around, place: int, quantity: Quantity) -> list[Sense]:
    """The metrics a figure may be of for which anything speaks, none last."""
    beside = around.neighbours(place)
    carried = around.thread.of(quantity)
    told = around.told.get(quantity)
    heard = {told.metric if told else OTHER, carried, around.thread.headed.get(quantity.kind), *beside}
    rules, past = around.rules, around.thread.past(quantity)
    near = [one for one in around.open_to(quantity.kind) if one not in past or one in around.cues or one in heard]
    if further := (heard & rules.keys()).difference(near):
        near += [one for one in rules if one in further]
    found = [
        Sense(metric, *around.of_metric(quantity, metric, carried, beside))
        for metric in near
        if fits(quantity, rules[metric])
    ]
    return [*found, Sense(OTHER, *around.of_metric(quantity, OTHER, carried, beside))]


def chances(figure: Figure, senses: list[Sense], learnt: MetricWeights) -> list[float]:
    """The chance of each sense, 0 to 1."""
    by_metric, columns, rows, sums = learnt.by_metric, learnt.columns, learnt.rows, list[float]()
    around = [rows[name] for name in figure.around if name in rows]
    for sense in senses:
        metric = sense.metric if sense.metric in by_metric else _ANY
        weights, place = by_metric[metric], columns[metric]
        told = [weights[name] * value for name, value in sense.evidence if name in weights]
        beside = [row[place] for row in around]
        # Exact sums do not depend on the order of the evidence, so that readings are the same to the last digit.
        sums.append(math.fsum([weights.get("always", 0.0), *told, *beside]))
    highest = max(sums)
    shares = [math.exp(total - highest) for total in sums]
    whole = sum(shares)
    return [share / whole for share in shares]


def _likeliest(figure: Figure, senses: list[Sense], learnt: MetricWeights) -> Meant:
    """The likeliest metric and its chance."""
    shares = chances(figure, senses, learnt)[:-1]
    chance = max(shares)
    sense = senses[shares.index(chance)]
    return Meant(figure.quantity, sense.metric, chance, sense.cue)


def _joined(previous: Meant, meant: Meant, around: Around) -> Meant:
    """Both ends of a range and both amounts of a conversion are of one metric, the surer one's."""
    if not (bound(previous, meant) or converts(previous.quantity, meant.quantity)):
        return meant
    told = [around.told.get(one.quantity) for one in (previous, meant)]
    alike = told[0] and told[1] and told[0].metric == told[1].metric
    return replace(previous, quantity=meant.quantity) if alike and previous.metric != meant.metric else meant
