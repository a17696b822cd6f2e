"""Shares of people who use something: "34 % of US adults have used A", "36 % der Unternehmen setzen KI ein"."""

from __future__ import annotations

import re

from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.complements import JOINING
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import Entity, EntityType

USAGE_SHARE = "usage_share"
#: Words from a share to whom it is of, from a verb of using to what is used, and how clear such a share is.
_PEOPLE_WORDS, _USED_WORDS, _WEIGHT = 4, 3, 0.9
#: Words from people to their share behind them ("Among students the figure is 86 %").
_BEFORE_WORDS = 6
_USED = frozenset({EntityType.PRODUCT, EntityType.MODEL})
#: Those whose own figure a share may be, where the sentence names them: then it is of no group of people.
_HOLDERS = _USED | {EntityType.ORGANIZATION}
#: What people are said to use, where it has no name.
_AI = re.compile(
    r"(?<![a-z])(?:gen)?(?:ai|ki|ia)(?![a-z])|(?<!\w)ии(?!\w)|artificial intelligence|intelligence artificielle|"
    r"k[uü]nstliche[rn]? intelligenz|intelig[eê]ncia artificial|tr[ií] tu[eệ] nh[aâ]n t[aạ]o|искусственн\w+ интеллект|"
    r"нейросет|人工智能|人工知能|大模型|生成|chatbot|聊天机器人|чат-бот"
)
#: "Among students, 86 %": what leads to people in a clause of their own, and code points in which it stands.
_AMONG = re.compile(
    r"(?:^|[ ,;])(?:among|of|for|in|parmi|chez|entre|unter|von|bei|среди|у|trong số|trong) (?:the |les |las |los |os |as |den |đó )?(?:\w+ )?$"
)
_LEAD = 20
#: Code points before a sentence in which the text may have said that it is of AI.
_SAID = 200


def use_cues(sentence: Sentence) -> list[Tag]:
    """Nouns for people beside a share, in a sentence with a verb of using, as cues of a share of users."""
    if not sentence.tags("links", "use"):
        return []
    people = [*sentence.tags("links", "people"), *sentence.tags("populations")]
    shares = [quantity for quantity in sentence.quantities if quantity.unit == "%"] if people else []
    behind = {tag.start: tag for tag in people if any(_counted(sentence, quantity, tag) for quantity in shares)}
    found = [Tag(tag.start, tag.end, "metrics", USAGE_SHARE, _WEIGHT, "<") for tag in behind.values()]
    led = {tag.start: tag for quantity in shares if (tag := _group_before(sentence, quantity))} if shares else {}
    if led and (_speaks_of_ai(sentence) or any(name.type in _USED for name in sentence.names)):
        found += [Tag(tag.start, tag.end, "metrics", USAGE_SHARE, _WEIGHT, ">") for tag in led.values()]
    return found


def used(sentence: Sentence, quantity: Quantity) -> Name | None:
    """The product people are said to use: "34 % of US adults have used A", "36 % nutzen A", "成人の23%がAを使用した"."""
    for verb in sentence.tags("links", "use"):
        if verb.start < quantity.end:
            continue
        for name in sentence.names:
            if name.type not in _USED or name.start < quantity.end:
                continue
            first, last = (verb.end, name.start) if name.start >= verb.end else (name.end, verb.start)
            turned = name.start < verb.start and sentence.page.lexicon.spaced
            if turned or first > last or sentence.words_between(first, last) > _USED_WORDS:
                continue
            joined = JOINING.search(sentence.page.folded, first, last)
            return None if joined or sentence.marks_between(quantity.end, max(verb.end, name.end)) else name
    return None


def population(sentence: Sentence, quantity: Quantity, roles: dict[int, str], memory: Memory) -> Name | None:
    """The people or firms of whom a share uses AI: "78 % of companies used AI", "AIを利用した企業は78%".

    Nobody where the sentence names anything that may be used, or whose users they may be, or the text speaks of a country.
    """
    if not sentence.tags("links", "use") or any(name.type == EntityType.COUNTRY for name in sentence.names):
        return None
    country = memory.spoken_of(EntityType.COUNTRY)
    if country is not None and (country.start >= sentence.block.start or memory.last.get(country.type) is not country):
        return None
    if any(
        name.type in _HOLDERS and roles.get(name.start) not in {"source", "source_after"} for name in sentence.names
    ):
        return None
    tag = next((tag for tag in sentence.tags("populations") if _counted(sentence, quantity, tag)), None)
    tag = tag or _group_before(sentence, quantity)
    if tag is None or not _speaks_of_ai(sentence):
        return None
    entity = Entity(slug=slug_of(tag.key) or tag.key, name=tag.key, type=EntityType.GROUP)
    return Name(tag.start, tag.end, sentence.page.text[tag.start : tag.end], entity, EntityType.GROUP)


def of_others(sentence: Sentence, first: Quantity, second: Quantity) -> bool:
    """Whether the second of two shares is of people of its own."""
    groups = [tag for tag in sentence.tags("populations") if first.end <= tag.start]
    own = [tag for tag in groups if _counted(sentence, second, tag)]
    return bool(own) or (
        (tag := _group_before(sentence, second)) is not None and tag in groups and not _counted(sentence, first, tag)
    )


def _speaks_of_ai(sentence: Sentence) -> bool:
    return _AI.search(sentence.page.folded, max(0, sentence.start - _SAID), sentence.end) is not None


def _group_before(sentence: Sentence, quantity: Quantity) -> Tag | None:
    """The people named before a share in its clause, no other figure between."""
    before = [tag for tag in sentence.tags("populations") if tag.end <= quantity.start]
    if not before or sentence.words_between(before[-1].end, quantity.start) > _BEFORE_WORDS:
        return None
    tag = before[-1]
    if _between(sentence, tag.end, quantity.start):
        return None
    marks = sentence.marks_between(tag.end, quantity.start)
    if marks == 1:
        marks -= _AMONG.search(sentence.page.folded[max(sentence.start, tag.start - _LEAD) : tag.start]) is not None
    return None if marks else tag


def _between(sentence: Sentence, start: int, end: int) -> bool:
    """Whether another figure stands in a stretch."""
    return any(start <= other.start < end for other in sentence.quantities)


def _counted(sentence: Sentence, quantity: Quantity, people: Tag) -> bool:
    near = sentence.words_between(quantity.end, people.start) <= _PEOPLE_WORDS
    return (
        quantity.unit == "%"
        and quantity.end <= people.start
        and near
        and not sentence.marks_between(quantity.end, people.start)
        and not _between(sentence, quantity.end, people.start)
    )
