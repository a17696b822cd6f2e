"""How large a market is: "the global market for AI agents is put at $8 billion", "国内のAI市場は1兆3412億円"."""

from __future__ import annotations

import re

from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import Entity, EntityType

REVENUE = "revenue"
#: How clear a market's size is, words from it to its figure, and code points around it in which what it is of stands.
_WEIGHT, _REACH, _BEHIND, _AROUND = 0.9, 16, 3, 34
#: What a market is the market of: no share, leader, value or stock exchange.
_NO_SIZE = re.compile(
    r"[ -]?(?:shares?|cap\w*|values?|leaders?|research|watchers?|participants|expect\w*|观察|份额|占有|占比|价值|价格|预期|领导|参与|シェア|価値|予想|関係者|で首位)|anteil|führer|wert"
)
_STOCK = re.compile(
    r"(?:stock|equity|share|bond|labou?r|job|on the|in the|to|aktien|börsen|arbeits|am|auf dem|auf den|資本|株式|労働|资本|股票|资本|债券|二级|一级|фондов\w+|рынке)[ -]?$"
)
_BEFORE_NOUNS = {"china": "China", "united-states": "US", "united-kingdom": "UK"}
#: A clause ends; a market is that of the whole world.
_APART = re.compile(r"[,，;；。](?!\d)")
_WORLD = re.compile(r"global|world|mondial|welt|mundial|mundo|миров|toàn cầu|thế giới|全球|世界")
_SOMEBODY = frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT, EntityType.MODEL})
_SEES = re.compile(
    r"(?:sees|expects|projects|forecasts|puts|values|reckons|voit|prévoit|prevoit|table|estime|sieht|erwartet|rechnet|schätzt|prevé|calcula|estima|prevê|ожидает|оценивает|прогнозирует|dự báo|ước tính|预计|预测|は|によると)"
)


def market_cues(sentence: Sentence) -> list[Tag]:
    """Words for a market of something, as cues of its size, where an amount follows and no company stands between."""
    return [
        Tag(noun.start(), noun.end(), "metrics", REVENUE, _WEIGHT)
        for quantity in sentence.quantities
        if quantity.kind == "money" and (noun := _noun(sentence, quantity)) and _thing(sentence, noun)
    ]


def market(sentence: Sentence, quantity: Quantity) -> Name | None:
    """The market an amount is the size of, None where it is somebody's."""
    noun = _noun(sentence, quantity)
    thing = _thing(sentence, noun) if noun else ""
    if noun is None or not thing:
        return None
    country = _country(sentence, noun, quantity)
    of = f"{_adjective(country)} " if country else ""
    name = f"{of}{(thing if thing[1:2].isupper() or not of else thing[:1].lower() + thing[1:])} market"
    known = sentence.page.entities.get(slug_of(name) or "")
    entity = known or Entity(slug=slug_of(name) or "market", name=name, type=EntityType.GROUP)
    return Name(noun.start(), noun.end(), sentence.page.text[noun.start() : noun.end()], entity, EntityType.GROUP)


def _noun(sentence: Sentence, quantity: Quantity) -> re.Match[str] | None:
    """The word for a market an amount belongs to: the last one before it, else one right behind it."""
    page, found = sentence.page, None
    for noun in page.lexicon.market_noun.finditer(page.folded, sentence.start, sentence.end):
        if _NO_SIZE.match(page.folded, noun.end()) or _STOCK.search(
            page.folded, max(0, noun.start() - 12), noun.start()
        ):
            continue
        if noun.start() >= quantity.end:
            near = found is None and sentence.words_between(quantity.end, noun.start()) <= _BEHIND
            found = noun if near and not sentence.marks_between(quantity.end, noun.start()) else found
            break
        found = noun
    if found is None or sentence.words_between(found.end(), quantity.start) > _REACH:
        return None
    apart = _APART.search(page.folded, found.end(), quantity.start) if found.end() <= quantity.start else None
    return None if apart or _of_somebody(sentence, found, quantity) else found


def _of_somebody(sentence: Sentence, noun: re.Match[str], quantity: Quantity) -> bool:
    """Whether a company stands between a market and an amount, or opens the sentence as its subject."""
    first, last = sorted((noun.start(), quantity.start))
    return any(
        name.type in _SOMEBODY and name.start < last and name.end > first - _AROUND and not _is_source(sentence, name)
        for name in sentence.names
    )


def _is_source(sentence: Sentence, name: Name) -> bool:
    """Whether a name only says who reckons: "Morgan Stanley sees", "IDC预计", "laut Gartner"."""
    page, end = sentence.page, name.end + sentence.page.lexicon.spaced
    return bool(
        page.tags.at(end, "roles", "source", "source_after")
        or page.tags.at(end, "forecast")
        or page.tags.before(name.start - page.lexicon.spaced, "roles", "source")
        or _SEES.match(page.folded, end)
    )


def _thing(sentence: Sentence, noun: re.Match[str]) -> str:
    """What a market is of, by its English name: the longest words right before or behind it."""
    page = sentence.page
    best, length = "", 0
    for start, end in (
        (max(sentence.start, noun.start() - _AROUND), noun.start()),
        (noun.end(), min(sentence.end, noun.end() + _AROUND)),
    ):
        for name, words in page.lexicon.market_things:
            for found in words.finditer(page.folded, start, end):
                if len(found[0]) > length and not sentence.marks_between(found.end(), noun.start()):
                    best, length = name, len(found[0])
        if best:
            return best
    return best


def _country(sentence: Sentence, noun: re.Match[str], quantity: Quantity) -> Entity | None:
    """The one country beside a market."""
    entities, start, end = sentence.page.entities, max(0, noun.start() - _AROUND), noun.end() + _AROUND
    if _WORLD.search(sentence.page.folded, start, end):
        return None
    found = [name.entity for name in sentence.names if name.type == EntityType.COUNTRY and start <= name.start < end]
    found += [
        entities.get(name.entity.country or "")
        for name in sentence.names
        if name.type == EntityType.GROUP and name.entity and start <= name.start < end
    ]
    found += [
        entities.get(tag.key)
        for tag in sentence.tags("demonyms")
        if start <= tag.start < end and tag.start < max(quantity.start, noun.end())
    ]
    slugs = {one.slug for one in found if one}
    return next((one for one in found if one), None) if len(slugs) == 1 else None


def _adjective(country: Entity) -> str:
    """A country as English has it before a noun."""
    return _BEFORE_NOUNS.get(country.slug) or max(country.names.get("en-x-adj", ()), key=len, default=country.name)
