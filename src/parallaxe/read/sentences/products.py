"""Users and shares are of what is used: an application rather than its maker, a maker rather than its model's weights."""

from __future__ import annotations

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name, as_app
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Code points from a figure to what it counts, words from it to the product its users are of.
_COUNTED, _OF_WORDS = 6, 7
_OPINION_WORDS = 5
#: Who may only be named for what is theirs, whom they own nothing of, and code points between the two.
_OWNING = frozenset({EntityType.ORGANIZATION, EntityType.COUNTRY})
_NOT_OWNED: dict[str, frozenset[EntityType]] = {
    EntityType.ORGANIZATION: frozenset({EntityType.COUNTRY, EntityType.GROUP, EntityType.PLACE}),
    EntityType.COUNTRY: frozenset({EntityType.COUNTRY, EntityType.GROUP, EntityType.PLACE, EntityType.MODEL}),
}
_JOINT = 14


def used(sentence: Sentence, quantity: Quantity, name: Name, roles: dict[int, str]) -> Name:
    """What a number of users is of, where a sentence names a maker, its model or both."""
    if name.type == EntityType.MODEL:
        name = _owner(sentence, name, roles) or name
    elif name.type == EntityType.ORGANIZATION:
        name = _product(sentence, quantity, name) or name
    return as_app(name, sentence.page.entities) if _of_an_app(sentence, quantity) else name


def owned_beside(sentence: Sentence, name: Name, types: list[str]) -> Name | None:
    """Whom a name only says the maker or the country of, right beside it: "B de A (5 %)", "A's B", "Aが開発したB"; None for any other."""
    if name.entity is None or name.type not in _OWNING:
        return None
    page = sentence.page
    for other in sentence.names:
        entity = other.entity
        if entity is None or other.type not in types or other.type in _NOT_OWNED[name.type]:
            continue
        if name.entity.slug not in {entity.developer, entity.parent, entity.country} - {entity.slug}:
            continue
        first, last = sorted((name, other), key=lambda one: one.start)
        gap = page.folded[first.end : last.start]
        joined = not gap.strip() or page.tags.within("links", first.end, last.start, "of", "possess", "make", "for")
        if 0 <= last.start - first.end <= _JOINT and joined and not any(sign.isdigit() for sign in gap):
            return other
    return None


def is_opinion(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a share is of people who only think something: "62 % of those asked distrust AI"."""
    return any(
        tag.start >= quantity.end
        and sentence.words_between(quantity.end, tag.start) <= _OPINION_WORDS
        and not sentence.marks_between(quantity.end, tag.start)
        for tag in sentence.tags("links", "opinion")
    )


def _product(sentence: Sentence, quantity: Quantity, maker: Name) -> Name | None:
    """A maker's product that its users are said to be of: "A claims 800 million users for B"."""
    page = sentence.page
    for name in sentence.names:
        if name.start < quantity.end or name.entity is None or name.type not in {EntityType.PRODUCT, EntityType.MODEL}:
            continue
        lead = name.start - 1
        joined = page.tags.before(lead, "links", "of", "for", "from", "into") or page.tags.before(
            lead, "roles", "venue"
        )
        near = sentence.words_between(quantity.end, name.start) <= _OF_WORDS
        owned = maker.entity is not None and name.entity.developer == maker.entity.slug
        return name if joined and near and owned and not sentence.marks_between(quantity.end, name.start) else None
    return None


def _of_an_app(sentence: Sentence, quantity: Quantity) -> list[Tag]:
    """Words for an app, those that a figure counts left out: downloads are of models as well."""
    return [tag for tag in sentence.tags("links", "app") if not 0 <= tag.start - quantity.end <= _COUNTED]


def _owner(sentence: Sentence, model: Name, roles: dict[int, str]) -> Name | None:
    """The maker a sentence names right beside its model: people are customers of the maker."""
    return next(
        (
            name
            for name in sentence.names
            if roles.get(name.start) == "possessor"
            and name.entity
            and model.entity
            and model.entity.developer == name.entity.slug
        ),
        None,
    )
