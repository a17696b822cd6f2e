"""How sure a claim is: a logistic model over its rule, metric, weight and signs, learnt from labelled texts."""

from __future__ import annotations

import math
from functools import lru_cache

from parallaxe.read.draft import Draft
from parallaxe.read.words.rules import Reliability
from parallaxe.vocabulary.claim import Claim

#: Default of ``--min-confidence``: gave a precision of 0.857 at a recall of 0.632 on 150 texts nobody had opened
#: (docs/explanation/reading.md has the curves).
DEFAULT_MINIMUM = 0.64
#: Readers that cannot tell how sure they are: what they ground is left out only by a threshold somebody asks for.
_UNGAUGED = frozenset({"llm"})
#: What an unresolved subject leaves of a claim's chance.
_UNRESOLVED = 0.3
_LEAST, _MOST = 0.01, 0.99
#: Where the weight's slope changes.
_KNOTS = {"weight above 0.6": 0.6, "weight above 0.8": 0.8}


def is_sure(claim: Claim, asked: float | None) -> bool:
    """Whether a claim is shown: at least as sure as asked, or as ``DEFAULT_MINIMUM`` where nothing is."""
    if asked is None and claim.reader.partition("/")[0] in _UNGAUGED:
        return True
    return claim.confidence >= (DEFAULT_MINIMUM if asked is None else asked)


def features(draft: Draft) -> dict[str, float]:
    """What the model looks at, by name: indicators of rule and metric, the weight in pieces, the signs."""
    weight = draft.weight
    return {
        **_indicators(draft.rule, draft.metric),
        "weight": weight,
        f"weight, {draft.rule}": weight,
        **{name: weight - knot for name, knot in _KNOTS.items() if weight > knot},
        **draft.signs,
    }


@lru_cache(maxsize=512)
def _indicators(rule: str, metric: str) -> dict[str, float]:
    return {"always": 1.0, f"rule {rule}": 1.0, f"metric {metric}": 1.0, f"{rule}: {metric}": 1.0}


def confidence(draft: Draft, reliability: Reliability) -> float:
    """Probability that a draft is right, 0 to 1; the rule's own weight where there is no model."""
    if not reliability.weights:
        chance = draft.weight
    else:
        known = reliability.weights
        logit = sum([known[name] * value for name, value in features(draft).items() if name in known])
        chance = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
    chance *= 1.0 if draft.subject else _UNRESOLVED
    return round(min(_MOST, max(_LEAST, chance)), 2)
