"""Sides told by an adjective or a name right beside their figure: "Chinese models took 8 trillion, American ones 4 trillion"."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.complements import JOINING
from parallaxe.read.sentences.groups import SIDES, side_name
from parallaxe.read.sentences.question import attached
from parallaxe.read.sentences.subjects import country_of
from parallaxe.read.sentences.thread import Meant
from parallaxe.read.sentences.units import follows_level, leaves_level
from parallaxe.read.words.lexer import Tag
from parallaxe.read.words.rules import FigureRule
from parallaxe.vocabulary.entity import Entity, EntityType

#: Metrics whose figures are told side by side, and of which of them one side may be all there is to a name.
_SIDED = frozenset({"usage_volume", "usage_share", "filing_share"})
_LISTED = frozenset({*_SIDED, "market_share", "users", "publication_share", "patent_share", "intelligence_index"})
#: Roles of names that only say where or who says so.
_ASIDE = frozenset({"source", "source_after", "venue", "place"})
#: What people send and use, which is a group where no country is named; its metrics.
_TOPICS = {
    "programming": Entity(slug="programming", name="Programming", type=EntityType.GROUP),
    "generative": Entity(slug="generative-ai", name="Generative AI", type=EntityType.GROUP),
    "ai_apps": Entity(slug="ai-native-apps", name="AI-native apps", type=EntityType.GROUP),
    "llm_apps": Entity(slug="llm-applications", name="LLM applications", type=EntityType.GROUP),
}
_OWNERS = frozenset({EntityType.PRODUCT, EntityType.MODEL})
_OF_TOPICS = frozenset({"usage_share", "users", "patent_share"})
#: Words from a side to its figure, from a figure to the side behind it, and from a name to a figure of its own, from a topic, and
#: how much further words reach where none are spaced.
_BEFORE, _BEHIND, _NAMED, _TOPIC, _UNSPACED = 4.0, 2.5, 3.0, 6.0, 1.5
#: Figures told of a name right before them: what may stand between, a comma and a short word at most.
_DASH = re.compile(r"[–—-]")
_TO = re.compile(
    r"[ –—-]*(?:(?:go |went |gehen |vont |van |idos |foram )?(?:to|an|auf|aux?|a|para|aos|на|cho|fur|für)) ?(?:the |les |los |os |die )?"
)
#: Where the phrase of a side ends behind a figure.
_ENDS = re.compile(r" ?(?:[.,;:)，。；）–—]|$|\n)")
#: The word for openness without a noun, which says whose figure it is where no maker is named.
_BARE, _MAKERS = "open_bare", frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT, EntityType.MODEL})


def sides(
    sentence: Sentence, meant: list[Meant], rules: dict[str, FigureRule], roles: dict[int, str]
) -> dict[Quantity, Name]:
    """The side each figure of a comparison is told of.

    Args:
        sentence: where they stand.
        meant: its figures with their metrics.
        rules: by metric.
        roles: of the sentence's names.
    """
    found: dict[Quantity, Name] = {}
    sided = [item for item in meant if item.metric in _SIDED]
    countries = [name for name in sentence.names if name.type == EntityType.COUNTRY]
    words = side_words(sentence) if sided else []
    if words or countries:
        for item in sided:
            side = _before(sentence, item.quantity, words, roles) or _behind(sentence, item.quantity, words, countries)
            if side and side.type in rules[item.metric].subjects:
                found[item.quantity] = side
    found |= _of_topics(sentence, meant, roles)
    for first, second in pairwise(meant):
        alike = first.metric == second.metric and second.metric in _LISTED and second.quantity not in found
        own = _own(sentence, first.quantity, second.quantity, rules[second.metric].subjects, roles) if alike else None
        if own:
            found[second.quantity] = own
    return found


def _of_topics(sentence: Sentence, meant: list[Meant], roles: dict[int, str]) -> dict[Quantity, Name]:
    """What people send or use right before a figure: "Programming is now about 11 % of it", "生成式AI用户为2.49亿人"."""
    topics = [tag for tag in sentence.tags("groups") if tag.key in _TOPICS]
    asked = [item for item in meant if item.metric in _OF_TOPICS] if topics else []
    if not asked or sentence.tags("demonyms") or any(name.type == EntityType.COUNTRY for name in sentence.names):
        return {}
    topics = [tag for tag in topics if not sentence.page.tags.before(tag.start - 1, "links", "of", "for", "from")]
    words = [
        _name(sentence, tag, _TOPICS[tag.key])
        for tag in topics
        if not any(name.end <= tag.start and name.type in _OWNERS for name in sentence.names)
    ]
    found = {item.quantity: _before(sentence, item.quantity, words, roles, _TOPIC) for item in asked}
    return {quantity: name for quantity, name in found.items() if name}


def side_words(sentence: Sentence) -> list[Name]:
    """The groups of models and the adjectives of sides, each for whom it stands."""
    entities = sentence.page.entities
    found = [country_of(sentence, name) for name in sentence.names if name.type == EntityType.GROUP]
    found += [_name(sentence, tag, entities[tag.key]) for tag in sentence.tags("demonyms") if tag.key in entities]
    lands = [*found, *(name for name in sentence.names if name.type == EntityType.COUNTRY)]
    for tag in sentence.tags("groups"):
        if tag.key in SIDES and not (tag.key == _BARE and any(name.type in _MAKERS for name in sentence.names)):
            found.append(_with_land(side_name(sentence, tag), lands))
    return sorted(found, key=lambda side: side.start)


def _with_land(side: Name, lands: list[Name]) -> Name:
    """Open models right beside the word for a country are the country's."""
    if side.entity is None or side.entity.slug != SIDES["open"].slug:
        return side
    beside = [one for one in lands if -1 <= side.start - one.end <= 1 or 0 <= one.start - side.end <= 1]
    beside = [one for one in beside if one.type == EntityType.COUNTRY]
    return replace(beside[-1], end=max(side.end, beside[-1].end)) if beside else side


def _before(
    sentence: Sentence, quantity: Quantity, words: list[Name], roles: dict[int, str], reach: float = _BEFORE
) -> Name | None:
    """The side right before a figure: "American ones 4 trillion", "les américains 2,7 billions"."""
    led = [side for side in words if side.end <= quantity.number_start]
    if not led:
        return None
    side, start = led[-1], quantity.number_start
    marks = sentence.marks_between(side.end, start) - len(_DASH.findall(sentence.page.folded, side.end, start))
    reach *= _UNSPACED if quantity.unit == "%" and not sentence.page.lexicon.spaced else 1.0
    if sentence.words_between(side.end, start) > reach or marks > 0:
        return None
    venues = {place for place, role in roles.items() if role in _ASIDE}
    return None if _crossed(sentence, side.end, start, venues) else side


def _behind(sentence: Sentence, quantity: Quantity, words: list[Name], countries: list[Name]) -> Name | None:
    """The side a figure leads to: "2,94 billones de los estadounidenses", "15.8 % for American ones", "… für die USA"."""
    behind = [one for one in (*words, *countries) if one.start >= quantity.end]
    side = min(behind, key=lambda one: one.start, default=None)
    if side is None or sentence.words_between(quantity.end, side.start) > _BEHIND:
        return None
    gap = sentence.page.folded[quantity.end : side.start]
    marks = sentence.marks_between(quantity.end, side.start) - len(_DASH.findall(gap))
    if marks > 0 or JOINING.search(gap) or _crossed(sentence, quantity.end, side.start, set()):
        return None
    tags = sentence.page.tags
    led = _TO.fullmatch(gap) or tags.within("links", quantity.end, side.start, "of", "for", "from")
    ends = _ENDS.match(sentence.page.folded, side.end)
    return side if led and (ends or tags.at(side.end + 1, "links", "models_noun")) else None


def _crossed(sentence: Sentence, start: int, end: int, venues: set[int]) -> bool:
    """Whether a name, another figure stand in between."""
    return any(
        start <= name.start and name.end <= end and name.type != EntityType.GROUP and name.start not in venues
        for name in sentence.names
    ) or any(start <= other.start < end for other in sentence.quantities)


def _name(sentence: Sentence, tag: Tag, entity: Entity) -> Name:
    return Name(tag.start, tag.end, sentence.page.text[tag.start : tag.end], entity, entity.type)


def _own(sentence: Sentence, first: Quantity, second: Quantity, types: list[str], roles: dict[int, str]) -> Name | None:
    """The name right before a later figure of a list: "A has 49 %, ahead of B, 27 %, and C, 17 %"."""
    between = [name for name in sentence.names if first.end <= name.start and name.end <= second.start]
    between = [name for name in between if name.type in types]
    if not between or (follows_level(sentence, second) and leaves_level(sentence, first)):
        return None
    name = between[-1]
    led = [one for one in sentence.names if one.end <= first.start and one.type in types and one.key != name.key]
    led = [one for one in led if roles.get(one.start) not in _ASIDE]
    gap = sentence.page.folded[name.end : second.number_start]
    if "," in gap and roles.get(name.start) in {"source", "source_after", "venue", "place"}:
        return None
    if not led or sentence.words_between(name.end, second.number_start) > _NAMED or len(gap.split(",")) > 2:  # noqa: PLR2004
        return None
    if attached(sentence, first.end, types) is name or attached(sentence, second.end, types):
        return None
    return name
