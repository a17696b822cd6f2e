"""What a figure is of: chances of metrics, and what holds for a metric nothing was learnt for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallaxe.catalog import load_catalogue
from parallaxe.read.reader import RuleReader
from parallaxe.read.sentences.metrics import Figure, Sense, chances
from parallaxe.read.words.rules import MetricWeights
from parallaxe.vocabulary.document import Document

WEIGHTS = MetricWeights(
    weights={
        "any": {"cue": 1.5, "no cue": -1.0},
        "revenue": {"always": 0.2, "cue": 0.5, "unit USD": 1.0},
        "other": {"always": 0.4, "unit USD": -0.3},
    }
)
METRICS = ["revenue", "energy_use", "other"]
evidence = st.lists(st.tuples(st.sampled_from(["cue", "no cue", "unheard of"]), st.floats(0, 3)), max_size=4)


@pytest.fixture(scope="module")
def reader():
    return RuleReader(load_catalogue())


def figure(*around: str) -> Figure:
    return Figure(None, None, list(around))  # type: ignore[arg-type]  # only what stands around it is weighed


@given(st.lists(evidence, min_size=3, max_size=3), st.permutations(METRICS))
def test_chances_are_a_distribution_whatever_the_order(told, order):
    senses = {metric: Sense(metric, one, None) for metric, one in zip(METRICS, told, strict=True)}
    found = dict(zip(order, chances(figure("unit USD"), [senses[metric] for metric in order], WEIGHTS), strict=True))
    assert sum(found.values()) == pytest.approx(1.0)
    again = chances(figure("unit USD"), list(senses.values()), WEIGHTS)
    assert [found[metric] for metric in METRICS] == pytest.approx(again)


def test_odds_are_the_exponential_of_the_difference_of_sums():
    senses = [Sense("revenue", [("cue", 1.0)], None), Sense("other", [("no cue", 1.0)], None)]
    first, second = chances(figure("unit USD"), senses, WEIGHTS)
    assert math.log(first / second) == pytest.approx((0.2 + 1.5 + 0.5 + 1.0) - (0.4 - 1.0 - 0.3))


def test_a_metric_nothing_was_learnt_for_goes_by_what_holds_for_all():
    senses = [Sense("energy_use", [("cue", 1.0)], None), Sense("other", [("no cue", 1.0)], None)]
    first, second = chances(figure(), senses, WEIGHTS)
    assert math.log(first / second) == pytest.approx(1.5 - (0.4 - 1.0))


@pytest.mark.parametrize(
    ("language", "text", "metric"),
    [
        ("en", "Mistral AI raised $600 million in June.", "funding_raised"),
        ("en", "Mistral AI is now valued at $6 billion.", "valuation"),
        ("de", "Der Umsatz von Nvidia stieg auf 130 Milliarden Dollar.", "revenue"),
        ("zh", "DeepSeek-V3的总参数为6710亿。", "parameters_total"),
    ],
)
def test_plain_sentences_are_sure(reader, language, text, metric):
    claims = reader.read(Document(id="m", text=text, snapshot="0", language=language, published="2026-02-01"))
    best = max(claims, key=lambda claim: claim.confidence)
    assert (best.metric, best.confidence >= 0.8) == (metric, True)
