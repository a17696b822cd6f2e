"""Prices for input and output: which amount is which goes by their order."""

from __future__ import annotations

import re
from itertools import pairwise

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag

INPUT, OUTPUT = "price_input_per_mtok", "price_output_per_mtok"
#: Code points from an amount to its conversion, at most.
_CONVERSION_GAP = 16
#: Code points between "input / output".
_PAIRED = 4
#: What joins the two prices of a model, and words from an amount to "cached".
_JOINED, _CACHED_WORDS = re.compile(r" ?[/|] ?| (?:and|und|и|et|y|e|và|to) "), 6
#: What price lists hold; larger amounts in the same sentence are something else.
MOST = 20_000
#: What makes a number of tokens the measure of a price, and a price that of input kept ("缓存命中"); code points before them.
_PER, _PER_LEAD = re.compile(r"(?:[/／每]|\b(?:per|pro|par|por|za|за|на|je|für|fur|mỗi|cho|le|el|o) ) ?$"), 6
_CACHED = re.compile(
    r"(?:缓存命中|命中缓存|(?<!未)命中|キャッシュヒット|cache[- ]hit)(?:(?!未命中|miss|ミス|[。；;])[^\d])*(?:\d+[万百千]*[^\d。；;]{0,14})?$"
)
_CACHED_LEAD = 40
#: A remark in brackets on the amount before: "0.2元（缓存命中）", "($0.10 on a cache hit)".
_OF_BEFORE = re.compile(r"(?:\s?[/／][^()（）\d]{0,16})?(?:\s?[(（])?[^()（）\d]{0,24}[)）]")
#: Code points from a price to the million tokens it is for, and what it may be at most where nothing says of which tokens.
_FOR_MILLION, _FLAT = 24, 1000


def price_order(sentence: Sentence, before: str | None) -> dict[Quantity, str]:  # noqa: PLR0911
    """Metric of each amount of a sentence that names prices for input and output.

    Args:
        sentence: where they stand.
        before: metric amounts of the sentences before had, for a sentence without cues that goes on
            ("$2.50 and $10 for the other one").
    """
    told = before in {INPUT, OUTPUT} or any(tag.key in {INPUT, OUTPUT} for tag in sentence.tags("metrics"))
    if not told and not sentence.tags("links", "per_million"):
        return {}
    money = _amounts(sentence)
    cues = _cues(sentence, money)
    kinds = [cue.key for cue in cues]
    if len(money) > len(kinds) > 1 or (len(money) > 1 and not kinds):
        money = [amount for amount in money if not _costs_cached(sentence, amount, money)]
    if not kinds and (paired := _pairs(sentence, money)):
        return paired
    if not kinds and before not in {INPUT, OUTPUT} and (flat := _flat(sentence, money)):
        return flat
    if not money or (len(set(kinds)) < 2 and not (before in {INPUT, OUTPUT} and not kinds)):  # noqa: PLR2004
        return {}
    if not kinds:
        return dict(zip(money, [INPUT, OUTPUT], strict=True)) if len(money) == 2 else {}  # noqa: PLR2004
    if len(money) == len(kinds):
        return dict(zip(money, kinds, strict=True))
    if by_place := _by_place(money, cues):
        return by_place
    return {amount: kinds[place % len(kinds)] for place, amount in enumerate(money) if len(money) % len(kinds) == 0}


def _pairs(sentence: Sentence, money: list[Quantity]) -> dict[Quantity, str]:
    """Prices joined by a slash or "and", said of a million tokens: "$3/$15 per million tokens"."""
    if not sentence.tags("links", "per_million") or len(money) < 2:  # noqa: PLR2004
        return {}
    found: dict[Quantity, str] = {}
    for first, second in pairwise(money):
        gap = sentence.page.folded[first.end : second.start]
        if first not in found and first.unit == second.unit and _JOINED.fullmatch(gap) and first.value <= second.value:
            found |= {first: INPUT, second: OUTPUT}
    return found


def _flat(sentence: Sentence, money: list[Quantity]) -> dict[Quantity, str]:
    """A price of a million tokens, whichever they are, or the prices it was cut from and to: that of input at least."""
    if any(tag.key in {INPUT, OUTPUT} for tag in sentence.tags("metrics")):
        return {}
    told = sentence.tags("links", "per_million")
    near = [
        one
        for one in money
        if one.value <= _FLAT and any(max(tag.start - one.end, one.start - tag.end) <= _FOR_MILLION for tag in told)
    ]
    return dict.fromkeys(near, INPUT) if len(near) == len(money) <= 2 else {}  # noqa: PLR2004


def _costs_cached(sentence: Sentence, amount: Quantity, money: list[Quantity]) -> bool:
    """Whether an amount is the price of what was sent before: "$0.15 with a cache hit"."""
    following = [other.start for other in money if other.start > amount.end]
    stop = min([*following, amount.end + int(sentence.page.word * _CACHED_WORDS)])
    return any(amount.end <= tag.start < stop for tag in sentence.tags("links", "cached")) and not any(
        amount.end <= cue.start < stop and cue.weight == 1
        for key in (INPUT, OUTPUT)
        for cue in sentence.tags("metrics", key)
    )


def _by_place(money: list[Quantity], cues: list[Tag]) -> dict[Quantity, str]:
    """Amounts by the cue before them, where each cue has as many ("input fell from $15 to $5, output from $75 to $25")."""
    owner = {amount: [cue for cue in cues if cue.end <= amount.start][-1:] for amount in money}
    counts = {cue.start: sum(own == [cue] for own in owner.values()) for cue in cues}
    if len(set(counts.values())) != 1 or not all(owner.values()):
        return {}
    return {amount: own[0].key for amount, own in owner.items()}


def is_per(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number of tokens is what a price is for: "3.975元/百万tokens", "per million tokens"."""
    if quantity.unit != "tokens":
        return False
    start = quantity.number_start
    return _PER.search(sentence.page.folded[max(sentence.start, start - _PER_LEAD) : start]) is not None


def is_cached(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether an amount is the price of input that was kept: "缓存命中0.2元"."""
    if quantity.kind != "money" or quantity.value > MOST:
        return False
    before = [one.end for one in sentence.quantities if one.kind == "money" and one.end <= quantity.start]
    first = max(sentence.start, quantity.start - _CACHED_LEAD, *before[-1:])
    lead = sentence.page.folded[first : quantity.start]
    if before and (own := _OF_BEFORE.match(lead)):
        lead = lead[own.end() :]
    return _CACHED.search(lead) is not None


def _amounts(sentence: Sentence) -> list[Quantity]:
    """Amounts that can be prices, conversions in brackets left out."""
    found: list[Quantity] = []
    for quantity in sentence.quantities:
        if quantity.kind != "money" or quantity.value > MOST or is_cached(sentence, quantity):
            continue
        if found and quantity.unit != found[-1].unit and quantity.start - found[-1].end <= _CONVERSION_GAP:
            continue
        found.append(quantity)
    return found


def _cues(sentence: Sentence, money: list[Quantity]) -> list[Tag]:
    """Cues for input and output, one of a run of the same kind between two amounts."""
    found: list[Tag] = []
    for tag in sentence.tags("metrics"):
        paired = bool(found) and found[-1].key != tag.key and tag.start - found[-1].end <= _PAIRED
        if tag.key not in {INPUT, OUTPUT} or (tag.weight < 1 and not paired):
            continue
        if (
            found
            and found[-1].key == tag.key
            and not any(found[-1].end <= amount.start < tag.start for amount in money)
        ):
            continue
        if found and tag.start < found[-1].end:
            continue
        found.append(tag)
    return found
