"""Sides told by an adjective or a name right beside their figure: "Chinese models took 8 trillion, American ones 4 trillion"."""

from __future__ import annotations

import re
from itertools import pairwise

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.question import attached
from parallaxe.read.sentences.subjects import country_of
from parallaxe.read.sentences.thread import Meant
from parallaxe.read.sentences.units import follows_level
from parallaxe.read.words.lexer import Tag
from parallaxe.read.words.rules import FigureRule
from parallaxe.vocabulary.entity import Entity, EntityType

#: Metrics whose figures are told side by side, and of which of them one side may be all there is to a name.
_SIDED = frozenset({"usage_volume", "usage_share", "filing_share"})
_LISTED = frozenset({*_SIDED, "market_share", "users", "publication_share", "patent_share", "intelligence_index"})
#: Groups by the key of their words.
_GROUPS = {
    "open": Entity(slug="open-weight-models", name="Open-weight models", type=EntityType.GROUP),
    "closed": Entity(slug="closed-models", name="Closed models", type=EntityType.GROUP),
    "foreign": Entity(slug="foreign-companies", name="Foreign companies", type=EntityType.GROUP),
    "state_linked": Entity(
        slug="state-linked-organisations-china", name="State-linked organisations (China)", type=EntityType.GROUP
    ),
}
#: Words from a side to its figure, from a figure to the side behind it, and from a name to a figure of its own.
_BEFORE, _BEHIND, _NAMED = 4.0, 3.5, 3.0
#: Figures told of a name right before them: what may stand between, a comma and a short word at most.
_DASH = re.compile(r"[–—-]")
#: Where the phrase of a side ends behind a figure.
_ENDS = re.compile(r" ?(?:[.,;:)，。；）]|$|\n)")


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
    words = _words(sentence) if sided else []
    if words or countries:
        for item in sided:
            side = _before(sentence, item.quantity, words) or _behind(sentence, item.quantity, words, countries)
            if side and side.type in rules[item.metric].subjects:
                found[item.quantity] = side
    for first, second in pairwise(meant):
        alike = first.metric == second.metric and second.metric in _LISTED and second.quantity not in found
        own = _own(sentence, first.quantity, second.quantity, rules[second.metric].subjects, roles) if alike else None
        if own:
            found[second.quantity] = own
    return found


def _words(sentence: Sentence) -> list[Name]:
    """The groups of models and the adjectives of sides, each for whom it stands."""
    entities = sentence.page.entities
    found = [country_of(sentence, name) for name in sentence.names if name.type == EntityType.GROUP]
    found += [_name(sentence, tag, entities[tag.key]) for tag in sentence.tags("demonyms") if tag.key in entities]
    found += [_name(sentence, tag, _GROUPS[tag.key]) for tag in sentence.tags("groups") if tag.key in _GROUPS]
    return sorted(found, key=lambda side: side.start)


def _before(sentence: Sentence, quantity: Quantity, words: list[Name]) -> Name | None:
    """The side right before a figure: "American ones 4 trillion", "les américains 2,7 billions"."""
    led = [side for side in words if side.end <= quantity.number_start]
    if not led:
        return None
    side, start = led[-1], quantity.number_start
    marks = sentence.marks_between(side.end, start) - len(_DASH.findall(sentence.page.folded, side.end, start))
    if sentence.words_between(side.end, start) > _BEFORE or marks > 0:
        return None
    return None if _crossed(sentence, side.end, start, quantity) else side


def _behind(sentence: Sentence, quantity: Quantity, words: list[Name], countries: list[Name]) -> Name | None:
    """The side a figure leads to: "2,94 billones de los estadounidenses", "15.8 % for American ones", "… für die USA"."""
    behind = [one for one in (*words, *countries) if one.start >= quantity.end]
    side = min(behind, key=lambda one: one.start, default=None)
    if side is None or sentence.words_between(quantity.end, side.start) > _BEHIND:
        return None
    if sentence.marks_between(quantity.end, side.start) or _crossed(sentence, quantity.end, side.start, quantity):
        return None
    tags = sentence.page.tags
    led = tags.within("links", quantity.end, side.start, "of", "for", "from")
    ends = _ENDS.match(sentence.page.folded, side.end)
    return side if led and (ends or tags.at(side.end + 1, "links", "models_noun")) else None


def _crossed(sentence: Sentence, start: int, end: int, quantity: Quantity) -> bool:
    """Whether a name, another figure or people stand in between."""
    return (
        any(start <= name.start and name.end <= end and name.type != EntityType.GROUP for name in sentence.names)
        or any(start <= other.start < end for other in sentence.quantities if other is not quantity)
        or bool(sentence.page.tags.within("links", start, end, "people"))
    )


def _name(sentence: Sentence, tag: Tag, entity: Entity) -> Name:
    return Name(tag.start, tag.end, sentence.page.text[tag.start : tag.end], entity, entity.type)


def _own(sentence: Sentence, first: Quantity, second: Quantity, types: list[str], roles: dict[int, str]) -> Name | None:
    """The name right before a later figure of a list: "A has 49 %, ahead of B, 27 %, and C, 17 %"."""
    between = [name for name in sentence.names if first.end <= name.start and name.end <= second.start]
    between = [name for name in between if name.type in types]
    if not between or follows_level(sentence, second):
        return None
    name = between[-1]
    led = [one for one in sentence.names if one.end <= first.start and one.type in types and one.key != name.key]
    led = [one for one in led if roles.get(one.start) not in {"source", "source_after", "venue", "place"}]
    gap = sentence.page.folded[name.end : second.number_start]
    if not led or sentence.words_between(name.end, second.number_start) > _NAMED or len(gap.split(",")) > 2:  # noqa: PLR2004
        return None
    if attached(sentence, first.end, types) is name or attached(sentence, second.end, types):
        return None
    return name
