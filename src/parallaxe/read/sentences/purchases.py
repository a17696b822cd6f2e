"""What each of several companies was bought for: "A bought B in 2012 for $1 billion and C (2014) for $19 billion"."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.rules import FigureRule
from parallaxe.vocabulary.entity import EntityType

_VALUATION = "valuation"
_TYPES = frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT})
#: Code points between a company and its price, words there that are no date, and how sure such a price is.
_GAP, _FURTHER, _SURE, _PAIR = 48, 2, 0.9, 2
#: From which power of ten on a bare number may be an amount.
_LARGE = 6
_WORD = re.compile(r"[^\W\d_]{4,}")
#: Words before a company that is not what is bought: "buys A from B for".
_LEADING = ("of", "from", "for", "into", "towards", "giver", "priced_at")
#: How Chinese and Japanese tell a price: "以10亿美元买下A", "Aを10億ドルで".
_BOUGHT_BEHIND = re.compile(
    r"(?:的价格|的价钱|的对价)?(?:将|把)?(?:收购|买下|拿下|购得|并购|收入|购入|吞下)了?(?:.{0,6}?)?$"
)
_PRICE_LEAD = re.compile(r"(?:以|斥资|花费?|耗资|用|作价)(?:约|近|超过?|逾|高达)?$")
_OBJECT, _PRICE_TAIL = (
    re.compile(r"[」』》\"”]*を(?:[^、。]{0,12}?)?(?:約|およそ|推定)?$"),
    re.compile(r"(?:超|余り|強|弱)?で"),
)


def purchases(sentence: Sentence, rules: dict[str, FigureRule], *, listed: bool) -> list[Draft]:
    """The price of each company where a sentence tells those of several, or a list of purchases that of one.

    ``sentence.quantities`` loses them.

    Args:
        sentence: where they are told.
        rules: of figures.
        listed: whether the line above a list says that it is one of purchases.
    """
    amounts = _amounts(sentence)
    rule = rules.get(_VALUATION)
    if rule is None or not amounts or not sentence.names:
        return []
    if not (listed or sentence.tags("links", "acquire") or sentence.tags("links", "purchases")):
        return []
    pairs = [(name, one) for one in amounts if one.value >= rule.minimum and (name := _priced(sentence, one))]
    told = {name.key for name, _ in pairs}
    if len(told) < (1 if listed else _PAIR) and not (told and _is_object(sentence, *pairs[0])):
        return []
    places = {price.start for _, price in pairs}
    sentence.quantities[:] = [one for one in sentence.quantities if one.start not in places]
    return [
        Draft(
            metric=_VALUATION, value=one.value, unit=one.unit, start=one.start, end=one.end, subject=name.subject, surface=name.surface,
            subject_type=name.type or None, rule="label", weight=_SURE, qualifier=one.qualifier, at=one.number_start,
        )
        for name, one in pairs
    ]  # fmt: skip


def _is_object(sentence: Sentence, name: Name, price: Quantity) -> bool:
    """Whether a lone company with its price stands before the verb of buying: "hat A für 60 Milliarden übernommen"."""
    page = sentence.page
    buyer = any(one.type == EntityType.ORGANIZATION and one.end < name.start for one in sentence.names)
    led = page.tags.before(name.start - 1, "links", *_LEADING) or page.tags.before(name.start - 1, "roles")
    behind = [tag for tag in sentence.tags("links", "acquire") if tag.start >= price.end]
    near = any(not sentence.marks_between(price.end, tag.start) for tag in behind)
    return buyer and led is None and near and page.lexicon.spaced


def _amounts(sentence: Sentence) -> list[Quantity]:
    """The amounts of a sentence; one told without its currency is in that of the one before ("19 milliards")."""
    found, unit = list[Quantity](), ""
    for one in sentence.quantities:
        if one.kind == "money":
            unit = one.unit
            found.append(one)
        elif unit and not one.unit and one.exponent >= _LARGE:
            found.append(replace(one, unit=unit))
    return found


def _priced(sentence: Sentence, price: Quantity) -> Name | None:
    """The company a price is that of: named before it with nothing but a date and "for" between, or as its language does."""
    page, folded = sentence.page, sentence.page.folded
    before = [name for name in sentence.names if name.end <= price.start and name.type in _TYPES]
    behind = next((name for name in sentence.names if name.start >= price.end and name.type in _TYPES), None)
    if not page.lexicon.spaced:
        if (
            behind
            and behind.start - price.end <= _GAP
            and _PRICE_LEAD.search(folded, sentence.start, price.number_start)
        ):
            return behind if _BOUGHT_BEHIND.search(folded, price.end, behind.start) else None
        if (
            before
            and _OBJECT.match(folded, before[-1].end, price.number_start)
            and _PRICE_TAIL.match(folded, price.end)
        ):
            return before[-1]
        return None
    if not before or price.start - before[-1].end > _GAP:
        return None
    start = before[-1].end
    leads = [tag for tag in page.tags.within("links", start, price.start) if tag.key == "pay_for"]
    if not leads or any(start <= one.start < price.start and one.exponent for one in sentence.quantities):
        return None
    told = [(date.start, date.end) for date in sentence.dates]
    words = [
        word
        for word in _WORD.finditer(folded, start, leads[-1].start)
        if not any(first <= word.start() < last for first, last in told)
    ]
    return None if len(words) > _FURTHER or page.tags.at(start, "links", "possess") else before[-1]
