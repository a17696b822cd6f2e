"""Makers told by what they make: "der iPhone-Konzern", "the ChatGPT maker", "ChatGPT开发商"."""

from __future__ import annotations

from parallaxe.read.lexer import Tags
from parallaxe.read.names import Name
from parallaxe.vocabulary.entity import Entity, EntityType

_MADE = frozenset({EntityType.MODEL, EntityType.PRODUCT, EntityType.ORGANIZATION})
#: Code points between an epithet and the name it stands before.
_APPOSED = 3


def with_makers(folded: str, tags: Tags, names: list[Name], entities: dict[str, Entity]) -> list[Name]:
    """The names with makers for what they make, where a word says that the maker is meant.

    An epithet right before the maker's own name stays what it names: the sentence says who made it.

    Args:
        folded: the text as its terms are looked up in it.
        tags: its terms; those of ``companies`` under ``maker_after`` count.
        names: names of the text, in order.
        entities: the catalogue's, by slug.
    """
    result: list[Name] = []
    for place, name in enumerate(names):
        maker = _maker(name, entities)
        glued = folded[name.end : name.end + 1] in {"-", " ", "の"}
        tag = tags.at(name.end, "companies", "maker_after") or (
            tags.at(name.end + 1, "companies", "maker_after") if glued else None
        )
        if maker is None or tag is None:
            result.append(name)
            continue
        following = names[place + 1] if place + 1 < len(names) else None
        if following is None or following.key != maker.slug or following.start - tag.end > _APPOSED:
            result.append(Name(name.start, tag.end, folded[name.start : tag.end], maker, EntityType(maker.type)))
        else:
            result.append(name)
    return result


def _maker(name: Name, entities: dict[str, Entity]) -> Entity | None:
    if name.entity is None or name.type not in _MADE:
        return None
    owner = name.entity.parent if name.type == EntityType.ORGANIZATION else name.entity.developer
    return entities.get(owner or "")
