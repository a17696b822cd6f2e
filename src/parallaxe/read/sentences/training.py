"""What a model cost to make, told without the word for cost: "trained V3 for $5.6 million", "spent $100 million on GPT-4"."""

from __future__ import annotations

import re

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

TRAINING_COST = "training_cost"
#: How clear such a cost is, and what models are believed to have cost.
_WEIGHT, _COSTS = 0.95, (10_000, 20_000_000_000)
#: Words from the verb to the amount, from the model to either, and code points before an amount in which "for" stands.
_REACH, _NEAR, _LEAD, _QUALIFIED = 14, 6, 28, 4
#: How Chinese and Japanese tell what something cost.
_ONLY = re.compile(
    r"(?:只|仅|僅|共|总共|總共)?(?:花|用|花费|花費|耗资|斥资|以|投入|耗費)了?(?:不到|约|約|近|超过?|逾)?$|わずか$|たった$"
)
_FOR = re.compile(r"(?:足らず|未満|弱|強|程度)?で")
#: What joins an amount to the model it was spent on.
_ON = re.compile(
    r" (?:on|for|into|pour|dans|für|in|en|para|por|na|no|em|на|vào|cho)(?: (?:the|le|la|das|die|el|o|a))? ['\"«“*_]*"
)
#: What is made that is no model.
_OTHERS = frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT})


def training_cues(sentence: Sentence) -> list[Tag]:
    """Verbs of making a model, and of spending on one, as cues of what it cost."""
    low, high = _COSTS
    amounts = [one for one in sentence.quantities if one.kind == "money" and low <= one.value <= high]
    if not amounts:
        return []
    models = [name for name in sentence.names if name.type == EntityType.MODEL]
    found = [tag for one in amounts if (tag := _made(sentence, one, models))]
    if models:
        found += [tag for one in amounts if (tag := _spent(sentence, one, models))]
    return [Tag(tag.start, tag.end, "metrics", TRAINING_COST, _WEIGHT) for tag in dict.fromkeys(found)]


def _made(sentence: Sentence, cost: Quantity, models: list[Name]) -> Tag | None:
    """The verb of making, in whose clause "for" leads to the amount and a model is named or spoken of."""
    verbs = [tag for tag in sentence.tags("links", "build") if _together(sentence, tag, cost)]
    if not verbs or not _led(sentence, cost):
        return None
    return verbs[-1] if any(_together(sentence, one, cost) for one in models) else None


def _together(sentence: Sentence, one: Tag | Name, cost: Quantity) -> bool:
    """Whether a verb or name and an amount stand near one another in one clause."""
    first, last = sorted(((one.start, one.end), (cost.start, cost.end)))
    return sentence.words_between(first[1], last[0]) <= _REACH and not sentence.marks_between(first[1], last[0])


def _led(sentence: Sentence, cost: Quantity) -> bool:
    """Whether "for" stands right before an amount."""
    page, place = sentence.page, max(sentence.start, cost.number_start - _LEAD)
    if not page.lexicon.spaced:
        behind = _FOR.match(page.folded, cost.end) if page.lexicon.language == "ja" else None
        return bool(behind or _ONLY.search(page.folded[place : cost.number_start]))
    leads = [tag for tag in page.tags.within("links", place, cost.start) if tag.key == "pay_for"]
    return bool(leads) and sentence.words_between(leads[-1].end, cost.number_start) <= _QUALIFIED


def _spent(sentence: Sentence, cost: Quantity, models: list[Name]) -> Tag | None:
    """The verb of spending before an amount that a word of purpose joins to a model right behind it: "spent $100 million on GPT-4"."""
    page = sentence.page
    verbs = [tag for tag in sentence.tags("links", "spend") if tag.end <= cost.start and _together(sentence, tag, cost)]
    name = next((one for one in models if one.start >= cost.end), None)
    if not verbs or name is None or sentence.words_between(cost.end, name.start) > _NEAR:
        return None
    making = page.tags.within("links", cost.end, name.start, "build")
    others = any(one.type in _OTHERS and cost.end <= one.start < name.start for one in sentence.names)
    joined = making or _ON.fullmatch(page.folded, cost.end, name.start)
    return verbs[-1] if joined and not others and not sentence.marks_between(cost.end, name.start) else None
