"""Amounts whose meaning a line above, or the sentence's one cue, announces: "- A: $5 billion", "A ($5bn), B ($3bn)"."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.products import owned_beside
from parallaxe.read.words.rules import FigureRule
from parallaxe.vocabulary.entity import EntityType

#: Metrics that lists are made of; what people are told to be users of.
_LISTED = frozenset(
    {
        "valuation",
        "funding_raised",
        "revenue",
        "users",
        "capex_commitment",
        "market_share",
        "usage_share",
        "context_length",
    }
)
#: Those told in brackets, and those of a product rather than of its maker.
_BRACKETED_TOO, _USED = _LISTED - {"usage_share"}, frozenset({"users", "market_share"})
#: Those that columns without a label of their own may hold.
OF_COLUMNS = _LISTED - {"context_length"}
_TYPES = frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT, EntityType.MODEL})
_COUNTRY, _RAISED, _USERS, _SHARE = EntityType.COUNTRY, "funding_raised", "users", "market_share"
_SPENT = "capex_commitment"
#: How sure an amount is that stands right behind a name in such a list.
_SURE = 0.9
#: From a name to its amount: a mark, and words that only qualify the amount.
_GAP = re.compile(
    r"[\s*_\"'”»)]*(?:[:：=–—→]|-\s|\s-|\|)[\s*_~≈<>≥约約]*(?:(?:about|around|some|nearly|almost|over|up to|more than|approx\.?|environ|près de|plus de|jusqu'à|"
    r"rund|etwa|knapp|über|mehr als|ca\.|unos|casi|más de|cerca de|mais de|quase|aproximadamente|около|почти|более|свыше|до|примерно|khoảng|gần|hơn|"
    r"超|超过|近|逾|达|為|为|高达|最大)\s*)*[\s*_$€£¥~≈]*"
)
_BRACKET = re.compile(r"[\s*_\"'”»\]]*[(（]\s*(?:[^\d()（）]{0,14}?)$")
_OPENS = re.compile(r"[\s*_\"'“«(\[\d.)、•·\-–—:|#&]*(?:(?:the|le|la|les|die|der|das|el|los|o|a|os)\s)?", re.IGNORECASE)
#: Words that say that what follows is a list, where its line ends like any sentence.
_FOLLOWS = re.compile(
    r"\bfollow|\bbelow\b|\bfolgend|\bfolgt|suivant|ci-dessous|siguiente|a continuación|seguinte|abaixo|следующ|ниже|sau đây|dưới đây|như sau|以下|如下|次の|下記|下列"
)
#: A label before the first of several: what it does not say, they are not.
_LABELLED = re.compile(r"[:：]\s*$")
_PAIR, _CONVERTED = 2, 6
#: What may stand in a row before its date, and between date and amount beside a mark.
_MARKED = re.compile(r"[\s*_•·\-–(\[]*(?:(?:in|en|em|im|en el|année|năm|в)\s)?")
_YEAR = re.compile(r"[\s*_]*(?:年|г\.|год|года|году|年度|财年|財年)?[\s*_)\]]*(?:\([^()\d]{1,24}\)\s*)?")


def announces(sentence: Sentence, *, closed: bool) -> str:
    """The one metric that a line above a list names without giving an amount of it; empty if it names none or several.

    Args:
        sentence: the line, or its last sentence.
        closed: whether it ends like any sentence: then it must say that a list follows.
    """
    told = {tag.key for tag in sentence.tags("metrics") if tag.weight == 1 and tag.key in _LISTED}
    if len(told) != 1 or any(one.kind in {"money", "percent"} for one in sentence.quantities):
        return ""
    return "" if closed and not _FOLLOWS.search(sentence.folded) else told.pop()


def tells_of_one(heading: Sentence) -> bool:
    """Whether a heading gives an amount and names nobody but one whose it may be."""
    held = {name.key for name in heading.names if name.type in _TYPES or name.type == _COUNTRY}
    return len(held) == 1 and any(one.kind == "money" for one in heading.quantities)


def holder_of(sentence: Sentence, memory: Memory) -> Name | None:
    """The one company or product that a line announcing a list names, or speaks of: what its dated rows tell is of it."""
    named = [name for name in sentence.names if name.type in _TYPES]
    if not named and sentence.tags("anaphora", EntityType.ORGANIZATION):
        return memory.spoken_of(EntityType.ORGANIZATION)
    return named[0] if len({name.key for name in named}) == 1 else None


def payer_of(sentence: Sentence) -> Name | None:
    """The one company of a line that announces its contracts: what they cost is its commitment, whomever they are with."""
    named = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    alone = len({name.key for name in named}) == 1 and sentence.tags("links", "contract")
    return named[0] if alone and not any(one.kind == "money" for one in sentence.quantities) else None


def listed_amounts(
    sentence: Sentence, metric: str, rules: dict[str, FigureRule], payer: Name | None = None
) -> list[Draft]:
    """The amount of a row of such a list, and its conversion; ``sentence.quantities`` loses them.

    Args:
        sentence: the row.
        metric: that the line above announced; with a payer, what contracts are.
        rules: of figures.
        payer: whose contracts with those named they are.
    """
    metric = _SPENT if payer else metric
    rule = rules.get(metric)
    if rule is None or not sentence.names or not sentence.quantities:
        return []
    name = _whole(sentence, 0)
    first = next((one for one in sentence.quantities if one.start >= name.end), None)
    text = sentence.page.text
    if first is None or not _OPENS.fullmatch(text, sentence.start, name.start) or not _fits(name, first, metric, rule):
        return []
    if payer and name.key == payer.key:
        return []
    return _told(sentence, payer or name, first, rule) if _GAP.fullmatch(text, name.end, first.start) else []


def dated_amounts(sentence: Sentence, metric: str, holder: Name | None, rules: dict[str, FigureRule]) -> list[Draft]:
    """The amount of a row that names nobody but a date, of whom the line above announced: "- 2024: $3.7 billion".

    ``sentence.quantities`` loses it.

    Args:
        sentence: the row.
        metric: that the line above announced.
        holder: the one company or product the line names.
        rules: of figures.
    """
    rule, text = rules.get(metric), sentence.page.text
    if rule is None or holder is None or sentence.names or not sentence.dates or holder.type not in rule.subjects:
        return []
    date = sentence.dates[0]
    if not _MARKED.fullmatch(text, sentence.start, date.start):
        return []
    first = next((one for one in sentence.quantities if one.start >= date.end and one.kind in rule.kinds), None)
    if first is None or not _fits(holder, first, metric, rule):
        return []
    skipped = _YEAR.match(text, date.end)
    start = skipped.end() if skipped else date.end
    if not _GAP.fullmatch(text, start, first.start):
        return []
    return [replace(draft, period=date.iso) for draft in _told(sentence, holder, first, rule)]


def bracketed_amounts(sentence: Sentence, carried: str | None, rules: dict[str, FigureRule]) -> list[Draft]:
    """Amounts in brackets right behind two names or more, of what the sentence's one cue says, or the text before it.

    ``sentence.quantities`` loses them.
    """
    pairs = [(name, one) for name in sentence.names if (one := _in_bracket(sentence, name)) and name.type in _TYPES]
    if len(pairs) < _PAIR:
        return []
    told = {
        tag.key
        for tag in sentence.tags("metrics")
        if tag.weight == 1
        and tag.key in _LISTED
        and (tag.key != _SHARE or tag.start < pairs[0][0].start)
        and not any(one.start <= tag.start < one.end for _, one in pairs)
    }
    lead = sentence.page.folded[sentence.start : pairs[0][0].start]
    if _LABELLED.search(lead) and not any(
        tag.key in _LISTED and tag.start < pairs[0][0].start for tag in sentence.tags("metrics")
    ):
        return []
    if _SPENT in told:
        told.discard(_RAISED)
    metric = told.pop() if len(told) == 1 else carried if not told else None
    if (
        metric not in _BRACKETED_TOO
        or metric not in rules
        or (metric in {_RAISED, _SPENT} and _others(sentence, pairs))
    ):
        return []
    return [
        draft
        for beside, one in pairs
        for name in [(metric in _USED and owned_beside(sentence, beside, list(_TYPES))) or beside]
        if _fits(name, one, metric, rules[metric])
        for draft in _told(sentence, name, one, rules[metric])
    ]


def _whole(sentence: Sentence, place: int) -> Name:
    """A name of a row; one whose maker stands right before it ("Microsoft Azure") is the longer of the two."""
    name = sentence.names[place]
    following = sentence.names[place + 1] if place + 1 < len(sentence.names) else None
    return following if following and following.start <= name.end + 1 and following.type in _TYPES else name


def _in_bracket(sentence: Sentence, name: Name) -> Quantity | None:
    found = next((one for one in sentence.quantities if one.start >= name.end), None)
    return found if found and _BRACKET.fullmatch(sentence.page.text, name.end, found.start) else None


def _others(sentence: Sentence, pairs: list[tuple[Name, Quantity]]) -> bool:
    """Whether a sentence names companies beside those with amounts: then these may be whose money it is."""
    own = {name.key for name, _ in pairs}
    return any(name.type == EntityType.ORGANIZATION and name.key not in own for name in sentence.names)


def _fits(name: Name, amount: Quantity, metric: str, rule: FigureRule) -> bool:
    if name.type not in rule.subjects or (metric == _RAISED and name.type == _COUNTRY):
        return False
    kinds = {"count", "users"} if metric == _USERS else set(rule.kinds)
    large = metric != _USERS or amount.exponent > 0
    return amount.kind in kinds and large and rule.minimum <= amount.value <= rule.maximum


def _told(sentence: Sentence, name: Name, amount: Quantity, rule: FigureRule) -> list[Draft]:
    """The claim of an amount, and of what it is in another currency right behind it; a range keeps both ends."""
    place = sentence.quantities.index(amount)
    following = sentence.quantities[place + 1 : place + 2]
    more = [
        one
        for one in following
        if one.start - amount.end <= _CONVERTED
        and one.kind == amount.kind
        and (one.unit != amount.unit or (amount.qualifier and one.qualifier))
    ]
    drafts = [
        Draft(
            metric=rule.metric, value=one.value, unit=one.unit or rule.unit, start=one.start, end=one.end, subject=name.subject,
            surface=name.surface, subject_type=name.type or None, rule="label", weight=_SURE, qualifier=one.qualifier, at=one.number_start,
        )
        for one in (amount, *more)
    ]  # fmt: skip
    sentence.quantities[:] = [one for one in sentence.quantities if one not in (amount, *more)]
    return drafts
