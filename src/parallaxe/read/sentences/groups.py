"""Groups as subjects: a country's open models, open models at large."""

from __future__ import annotations

import re

from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import Entity, EntityType

_OPEN_MODELS = Entity(slug="open-weight-models", name="Open-weight models", type=EntityType.GROUP)
_STATE_LINKED = Entity(
    slug="state-linked-organisations-china", name="State-linked organisations (China)", type=EntityType.GROUP
)
_PART_WORDS = 8
#: Words between the adjective of a country and the noun for its models.
_NOUN_WORDS, _FIGURE = 2.5, re.compile(r"\d")
#: Groups by the key of their words.
SIDES = {
    "open": _OPEN_MODELS,
    "open_models": _OPEN_MODELS,
    "open_bare": _OPEN_MODELS,
    "closed": Entity(slug="closed-models", name="Closed models", type=EntityType.GROUP),
    "foreign": Entity(slug="foreign-companies", name="Foreign companies", type=EntityType.GROUP),
    "state_linked": _STATE_LINKED,
}


def group_name(sentence: Sentence, position: int, types: list[str]) -> Name | None:
    """The group a share is said of: the country whose models are meant, else open models as such.

    Money is said of groups of the catalogue only.
    """
    types = types[:-1] if types[0] == EntityType.ORGANIZATION and types[-1] == EntityType.GROUP else types
    if EntityType.GROUP not in types and EntityType.COUNTRY not in types:
        return None
    entities = sentence.page.entities
    if state := sentence.tags("groups", "state_linked"):
        tag = state[0]
        return Name(tag.start, tag.end, sentence.page.text[tag.start : tag.end], _STATE_LINKED, EntityType.GROUP)
    people = [tag for tag in sentence.tags("demonyms") if tag.key in entities]
    models = sentence.tags("groups", "open_models") or _models_of(sentence, people)
    if not models:
        people = [tag for tag in people if tag.start < position or not sentence.marks_between(position, tag.start)]
    people.sort(key=lambda tag: abs(tag.start - position))
    if people and (models or types[0] == EntityType.COUNTRY):
        tag = people[0]
        entity = entities[tag.key]
        return Name(tag.start, tag.end, sentence.page.text[tag.start : tag.end], entity, entity.type)
    if sentence.tags("groups", "open_models") and EntityType.GROUP in types:
        tag = models[0]
        return Name(tag.start, tag.end, sentence.page.text[tag.start : tag.end], _OPEN_MODELS, EntityType.GROUP)
    return None


def side_name(sentence: Sentence, tag: Tag) -> Name:
    """The group that a word of ``SIDES`` stands for."""
    return Name(tag.start, tag.end, sentence.page.text[tag.start : tag.end], SIDES[tag.key], EntityType.GROUP)


def _models_of(sentence: Sentence, people: list[Tag]) -> list[Tag]:
    """Nouns for models near the adjective of a country: "Chinese AI models", "modèles chinois", "модели, созданные китайскими"."""
    found = []
    nouns = sentence.tags("links", "models_noun") if people else []
    for tag in people:
        for noun in nouns:
            first, last = (tag.end, noun.start) if tag.end <= noun.start else (noun.end, tag.start)
            gap = sentence.page.folded[first:last]
            near = last >= first and sentence.words_between(first, last) <= _NOUN_WORDS and not _FIGURE.search(gap)
            if near and sentence.marks_between(first, last) <= (noun.end <= tag.start):
                found.append(noun)
    return found


def market_part(sentence: Sentence, start: int, country: str | None) -> Name | None:
    """The leader of a market, or the others in it, where a share is said of no company by name.

    Args:
        sentence: where the share stands.
        start: first code point of the share.
        country: name of the country spoken of, None if there is none.
    """
    page = sentence.page
    said = sentence.tags("groups", "leader") + sentence.tags("groups", "rest")
    near = [tag for tag in said if tag.end <= start and sentence.words_between(tag.end, start) <= _PART_WORDS]
    tag = max(near, key=lambda one: one.start, default=None)
    companies = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    if tag is None or any(tag.start - page.word * 2 <= name.start < start for name in companies):
        return None
    spoken = page.tags.within("groups", 0, start)
    market = "LLM " if any(one.key == "llm" for one in spoken) else ""
    where = ", ".join(word for word in (country, "forecast" if sentence.tags("forecast") else None) if word)
    name = f"{market}market leader" if tag.key == "leader" else f"Other {market}vendors"
    name = f"{name[0].upper()}{name[1:]}" + (f" ({where})" if where else "")
    entity = Entity(slug=slug_of(name) or tag.key, name=name, type=EntityType.GROUP)
    return Name(tag.start, tag.end, page.text[tag.start : tag.end], entity, EntityType.GROUP)
