"""Makers told by what they make: "der iPhone-Konzern", "the ChatGPT maker", "ChatGPT开发商"."""

from __future__ import annotations

import re

from parallaxe.read.naming.names import Name
from parallaxe.read.words.lexer import Tag, Tags
from parallaxe.vocabulary.entity import Entity, EntityType

_MADE = frozenset({EntityType.MODEL, EntityType.PRODUCT, EntityType.ORGANIZATION})
#: Code points between an epithet and the name it stands before.
_APPOSED = 3
#: Code points between an epithet of words and the maker's own name.
_NAMED_BESIDE, _ENDED = 30, re.compile(r"[.!?] |\n")


def with_makers(folded: str, tags: Tags, names: list[Name], entities: dict[str, Entity]) -> list[Name]:
    """The names with makers for what they make, where a word says that the maker is meant.

    An epithet right before the maker's own name stays what it names: the sentence says who made it.

    Args:
        folded: the text as its terms are looked up in it.
        tags: its terms; those of ``companies`` under ``maker_after`` count.
        names: names of the text, in order.
        entities: the catalogue's, by slug.
    """
    if not tags.within("companies", 0, len(folded), "maker_after", "maker_before"):
        return names
    result: list[Name] = []
    for place, name in enumerate(names):
        maker = _maker(name, entities)
        if (
            maker is not None
            and (lead := _called_before(tags, name)) is not None
            and not _named_beside(folded, names, place, maker)
        ):
            result.append(_called(folded, lead.start, name.end, maker, name))
            continue
        glued = folded[name.end : name.end + 1] in {"-", " ", "の"}
        tag = tags.at(name.end, "companies", "maker_after") or (
            tags.at(name.end + 1, "companies", "maker_after") if glued else None
        )
        if maker is None or tag is None:
            result.append(name)
            continue
        following = names[place + 1] if place + 1 < len(names) else None
        if following is None or following.key != maker.slug or following.start - tag.end > _APPOSED:
            result.append(_called(folded, name.start, tag.end, maker, name))
        else:
            result.append(name)
    return result


def _called(folded: str, start: int, end: int, maker: Entity, thing: Name) -> Name:
    return Name(start, end, folded[start:end], maker, EntityType(maker.type), by=thing.entity)


def _called_before(tags: Tags, name: Name) -> Tag | None:
    """The word a maker is called by before what it makes: "công ty đứng sau ChatGPT", "разработчик ChatGPT"."""
    return tags.before(name.start - 1, "companies", "maker_before") or tags.before(
        name.start, "companies", "maker_before"
    )


def _named_beside(folded: str, names: list[Name], place: int, maker: Entity) -> bool:
    """Whether the maker's own name stands beside what it is called by, in the same sentence."""
    here = names[place]
    around = (*names[max(0, place - 1) : place], *names[place + 1 : place + 2])
    return any(
        name.key == maker.slug
        and min(abs(name.start - here.end), abs(here.start - name.end)) <= _NAMED_BESIDE
        and not _ENDED.search(folded, min(name.end, here.end), max(name.start, here.start))
        for name in around
    )


def _maker(name: Name, entities: dict[str, Entity]) -> Entity | None:
    if name.entity is None or name.type not in _MADE:
        return None
    owner = name.entity.parent if name.type == EntityType.ORGANIZATION else name.entity.developer
    return entities.get(owner or "")
