"""What each quantity of a sentence is of: cues and their reach, enumerations, topics."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import LISTED, Quantity
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.backers import FUNDING
from parallaxe.read.sentences.complements import bracketed
from parallaxe.read.sentences.cues import COUNTED, OTHER
from parallaxe.read.sentences.deals import VALUATION
from parallaxe.read.sentences.model_scores import model_scores
from parallaxe.read.sentences.model_sizes import size_order
from parallaxe.read.sentences.not_said import (
    ends_name,
    is_change,
    is_multiple,
    is_no_score,
    is_no_window,
    is_place,
    is_selection,
    is_stake,
)
from parallaxe.read.sentences.prices import INPUT, OUTPUT, is_cached, is_per, price_order
from parallaxe.read.sentences.reach import Cues, bound, converts
from parallaxe.read.sentences.thread import INDEX, NOT_CARRIED, SCORE, TOPICS, Meant, Thread
from parallaxe.read.sentences.units import speaks_of_tokens
from parallaxe.read.words.lexer import Tag
from parallaxe.read.words.rules import FigureRule
from parallaxe.vocabulary.entity import EntityType

#: Length of a clause that names only who and how much, and how clear it is.
_BRIEF, _ELLIPTIC = 40, 0.75
#: What a place in a ranking is not.
POINTED = frozenset({SCORE, INDEX})
_SCORED = 0.68
_USED = 0.7
#: "GLM-4.6V, 106B": sizes that follow their model with nothing but a letter, in words and in parameters.
_SIZED_WORDS, _SIZES, _SIZED = 3, (10**8, 5 * 10**12), 0.6
_FEW, _COUNTS_FEW = 13, frozenset({"model_count", "benchmark_score"})
_LEAST_CUE = 0.2
#: A word behind a figure that says it is of no metric comes before a verb that is as near ("spends $9 billion a year on wages").
_SET_ASIDE = 0.05
PRICES = frozenset({INPUT, OUTPUT})
_CONTEXT = "context_length"
#: Less clear words of no metric give way to scores that stand beside their model.
_DOUBTED = 0.5
_MARKET, _USAGE = "market_share", "usage_share"
#: Words that say that a share is one of a market.
_MARKETS = re.compile(r"mar[kc]|mercad|thị trường|рын|市|revenue|umsatz|ingres|receit|выруч|doanh|收|売上")
#: Two amounts of one subject are seldom of one metric ("raised 2 at a valuation of 20").
_SAME_SUBJECT = 0.7
_CARRIED, _FIRM, _NEXT = 0.92, 0.62, 9
#: How often what was raised a company is worth at least, how clear that is, and code points to the word before.
_WORTH, _PRICED, _LEAD = 3, 0.75, 6
#: Units that say of which metric they are without any cue.
_TELLING = {"parameters": ("parameters_total", 0.6), "GPU-hours": ("training_cost", 0.8)}
#: From how many on tokens that no word tells are those a text says were used, and how clear that is.
_VOLUME, _SPOKEN = 10**11, 0.6


def meanings(sentence: Sentence, rules: dict[str, FigureRule], thread: Thread, cues: Cues) -> list[Meant]:
    """The metric of each quantity: the clearest cue first, no cue stretched over figures of its own."""
    sized = size_order(sentence)
    open_ones = [
        quantity
        for quantity in sentence.quantities
        if not (
            is_change(sentence, quantity)
            or is_stake(sentence, quantity)
            or is_multiple(sentence, quantity)
            or is_per(sentence, quantity)
        )
    ]
    pairs = sorted(
        (
            (weight, quantity, cue)
            for quantity in open_ones
            for cue in cues.all
            if _may_be(sentence, quantity, cue, rules)
            and not (cue.key in POINTED and is_no_score(sentence, quantity))
            and (weight := cues.weight(quantity, cue)) >= _LEAST_CUE
        ),
        key=lambda pair: -pair[0] - _SET_ASIDE * (pair[2].key == OTHER and pair[2].side == "<"),
    )
    ordered = price_order(sentence, thread.metrics.get("money"))
    settled = {quantity: Meant(quantity, metric, 0.9, None) for quantity, metric in ordered.items()}
    ordered |= sized
    for quantity in sentence.quantities:
        if quantity not in open_ones:
            settled[quantity] = Meant(quantity, OTHER, 1.0, None)
    for quantity in sentence.quantities:
        if quantity.unit == "GPU-hours":
            settled[quantity] = Meant(quantity, *_TELLING[quantity.unit], None)
    used: dict[Tag, int] = {}
    settled |= {
        quantity: Meant(quantity, OTHER, 1.0, None)
        for quantity in sentence.quantities
        if ends_name(sentence, quantity)
        or is_place(sentence, quantity)
        or is_selection(sentence, quantity)
        or is_cached(sentence, quantity)
        or is_no_window(sentence, quantity)
    }
    for weight, quantity, cue in pairs:
        worth = weight * _USED ** used.get(cue, 0)
        if (
            quantity in ordered
            or is_cached(sentence, quantity)
            or is_no_window(sentence, quantity)
            or quantity.unit == "GPU-hours"
            or (quantity in settled and settled[quantity].weight >= worth)
        ):
            continue
        if quantity not in settled:
            used[cue] = used.get(cue, 0) + 1
        settled[quantity] = Meant(quantity, OTHER if cue.key == COUNTED else cue.key, min(1.0, worth), cue)
    _set_aside(sentence, settled)
    settled |= {quantity: Meant(quantity, metric, 0.95, None, certain=True) for quantity, metric in sized.items()}
    for quantity, whom in model_scores(sentence, thread).items():
        known = settled.get(quantity)
        if known is None or known.metric == SCORE or (known.metric in {OTHER, INDEX} and known.weight < _DOUBTED):
            told = known.cue if known and known.metric == SCORE else None
            settled[quantity] = Meant(quantity, SCORE, 0.95, told, certain=True, whom=whom)
    read = _carried(sentence, settled, rules, thread)
    return [item for item in read if item.metric not in POINTED or not is_no_score(sentence, item.quantity)]


def fits(quantity: Quantity, rule: FigureRule) -> bool:
    """Whether a quantity can be a figure of a metric."""
    kind = quantity.kind
    if kind not in rule.kinds or not rule.minimum <= quantity.value <= rule.maximum:
        return False
    if kind == "count" and quantity.value < _FEW and rule.metric not in _COUNTS_FEW:
        return False
    if kind == "count" and rule.scaled:
        return quantity.exponent > 0
    if quantity.vague and rule.metric == _CONTEXT:
        return False
    if rule.bare and kind == "count" and (quantity.exponent or quantity.value.as_tuple().digits[-1:] == ()):
        return False
    return not (quantity.vague and rule.kinds == ["count"] and quantity.value < 1000 and rule.metric != "users")  # noqa: PLR2004


def _may_be(sentence: Sentence, quantity: Quantity, cue: Tag, rules: dict[str, FigureRule]) -> bool:
    """Whether a quantity can be what a cue announces."""
    if cue.key == COUNTED:
        return quantity.kind == "count"
    if cue.key == "performance_gap" and bracketed(sentence, quantity):
        return False
    return cue.key == OTHER or fits(quantity, rules[cue.key])


def _carried(
    sentence: Sentence, settled: dict[Quantity, Meant], rules: dict[str, FigureRule], thread: Thread
) -> list[Meant]:
    """Figures without a clear cue: conversions and members of an enumeration take their neighbour's."""
    result: list[Meant] = []
    for place, quantity in enumerate(sentence.quantities):
        own = settled.get(quantity)
        previous = result[-1] if result else None
        if previous is not None and previous.quantity.kind == "x" and len(result) > 1 and quantity.kind == "money":
            previous = result[-2]
        if previous and previous.metric in rules and fits(quantity, rules[previous.metric]):
            candidate = Meant(quantity, previous.metric, previous.weight * _CARRIED, None)
            if quantity.kind == "money" and not _new_name(sentence, previous.quantity.end, quantity.start):
                candidate = replace(candidate, weight=candidate.weight * _SAME_SUBJECT)
            converted = (
                converts(previous.quantity, quantity)
                and not _new_name(sentence, previous.quantity.end, quantity.start)
                and not _cued(own, previous.quantity, quantity)
            )
            ordered = own is not None and own.metric in PRICES and own.cue is None and own.metric != previous.metric
            if converted or (bound(previous, candidate) and not ordered):
                surer = own if own and own.metric == previous.metric and own.weight > previous.weight else previous
                result[-1] = replace(previous, weight=surer.weight)
                result.append(replace(candidate, weight=surer.weight, cue=surer.cue))
                continue
            weaker = own is None or (own.weight < candidate.weight and not _firm(own))
            if quantity.kind == previous.quantity.kind and weaker:
                own = candidate
        elif own is None:
            own = _before(sentence, settled, place, rules, thread)
        if own is not None and own.metric == INDEX and quantity.kind == "count" and _scored(sentence, quantity):
            own = replace(own, weight=max(own.weight, _SCORED))
        own = _priced(sentence, previous, quantity) or own
        own = _of_topic(sentence, quantity, own, rules, thread) or _from_thread(sentence, quantity, rules, thread)
        if own is not None:
            result.append(own)
    return result


def _set_aside(sentence: Sentence, settled: dict[Quantity, Meant]) -> None:
    """Figures that go on a list of those of no metric are of none either: "亏损0.84亿元、5.29亿元和21.95亿元"."""
    for first, second in pairwise(sentence.quantities):
        known = settled.get(first)
        listed = first.unit == second.unit and LISTED.fullmatch(sentence.page.folded, first.end, second.start)
        if listed and known and known.metric == OTHER:
            settled[second] = replace(known, quantity=second)


def _priced(sentence: Sentence, raised: Meant | None, quantity: Quantity) -> Meant | None:
    """An amount as what a round values a company at: "raised $330 million at $6.6 billion"; None for any other."""
    if raised is None or raised.metric != FUNDING or raised.quantity.unit != quantity.unit:
        return None
    lead = sentence.page.folded[max(sentence.start, quantity.start - _LEAD) : quantity.start].rstrip(" *~≈")
    at = max(sentence.start, quantity.start - _LEAD) + len(lead)
    told = quantity.value >= _WORTH * raised.quantity.value and sentence.page.tags.before(at, "links", "priced_at")
    return Meant(quantity, VALUATION, _PRICED, raised.cue) if told else None


def _cued(own: Meant | None, first: Quantity, second: Quantity) -> bool:
    """Whether a cue of its own, or its place among prices, tells an amount from the one before."""
    if own is None:
        return False
    return own.cue is None or (first.end <= own.cue.start and own.cue.end <= second.start)


def _new_name(sentence: Sentence, start: int, end: int) -> bool:
    return any(start <= name.start and name.end <= end for name in sentence.names)


def _firm(meant: Meant) -> bool:
    """Whether a figure's own cue is beyond doubt."""
    return meant.cue is not None and meant.cue.weight == 1 and meant.weight >= _FIRM


def _before(
    sentence: Sentence, settled: dict[Quantity, Meant], place: int, rules: dict[str, FigureRule], thread: Thread
) -> Meant | None:
    """What a figure means that stands before the one its cue belongs to."""
    quantity = sentence.quantities[place]
    following = _following(sentence, settled, place)
    if following is None or not fits(quantity, rules[following.metric]):
        return None
    if following.metric in NOT_CARRIED and _cued(following, quantity, following.quantity) and thread.of(quantity):
        return None
    return Meant(quantity, following.metric, following.weight * _CARRIED, None)


def _following(sentence: Sentence, settled: dict[Quantity, Meant], place: int) -> Meant | None:
    """What the next figure of the same kind is of ("from 15 % to a market share of 36 %")."""
    quantity = sentence.quantities[place]
    for other in sentence.quantities[place + 1 :]:
        if other.kind == quantity.kind:
            meant = settled.get(other)
            near = other.start - quantity.end <= sentence.page.word * _NEXT
            return meant if meant and meant.metric != OTHER and near and quantity.unit else None
    return None


def _of_topic(
    sentence: Sentence, quantity: Quantity, own: Meant | None, rules: dict[str, FigureRule], thread: Thread
) -> Meant | None:
    """A share told by a general word ("占", "Anteil") is of what the text speaks of."""
    topic = thread.of(quantity)
    tokens = own is not None and own.metric == _MARKET and (topic == _USAGE or speaks_of_tokens(sentence))
    if tokens and own is not None and own.cue and not _MARKETS.search(sentence.page.folded, own.cue.start, own.cue.end):
        return replace(own, metric=_USAGE)
    if own is None or own.cue is None or own.cue.weight == 1 or topic is None or not {own.metric, topic} <= TOPICS:
        return own
    return replace(own, metric=topic) if fits(quantity, rules[topic]) else own


def _from_thread(sentence: Sentence, quantity: Quantity, rules: dict[str, FigureRule], thread: Thread) -> Meant | None:
    if quantity.unit in _TELLING:
        return Meant(quantity, *_TELLING[quantity.unit], None)
    if quantity.unit == "tokens" and quantity.value >= _VOLUME:
        return Meant(quantity, "usage_volume", _SPOKEN, None)
    left = _goes_on(sentence, thread) or thread.filings(sentence, quantity) or thread.users(sentence, quantity)
    if left and left in rules:
        return Meant(quantity, left, _ELLIPTIC, None)
    if _is_size(sentence, quantity):
        return Meant(quantity, "parameters_total", _SIZED, None)
    indexed = thread.metrics.get("count") == INDEX and quantity.kind == "count"
    if indexed and _scored(sentence, quantity) and fits(quantity, rules[INDEX]):
        return Meant(quantity, INDEX, _SCORED, None)
    metric = thread.of(quantity)
    carried = metric and metric not in NOT_CARRIED and quantity.kind != "count" and fits(quantity, rules[metric])
    return Meant(quantity, metric, 0.55, None) if metric and carried else None


def _goes_on(sentence: Sentence, thread: Thread) -> str | None:
    """The metric of a clause that names only who and how much: "China had 15 models; the United States, 40; …"."""
    end, metric, kind = thread.left
    brief = len(sentence.names) == len(sentence.quantities) == 1 and sentence.end - sentence.start <= _BRIEF
    return metric if end == sentence.start and brief and sentence.quantities[0].kind == kind else None


def _is_size(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number with the letter of billions stands right behind a model."""
    low, high = _SIZES
    if quantity.unit or quantity.letter != "b" or not low <= quantity.value <= high:
        return False
    return any(
        name.type == EntityType.MODEL
        and quantity.start - name.end >= 0
        and sentence.words_between(name.end, quantity.start) <= _SIZED_WORDS
        for name in sentence.names
    )


def _scored(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a bare number stands right behind a model."""
    return any(
        name.type == EntityType.MODEL
        and 0 <= quantity.start - name.end <= sentence.page.word * 4
        and quantity.value >= 10  # noqa: PLR2004
        for name in sentence.names
    )
