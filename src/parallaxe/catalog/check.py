"""References between entries of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from parallaxe.catalog.family import Family
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.errors import CatalogueError

_MAKERS = frozenset({EntityType.ORGANIZATION, EntityType.GROUP, EntityType.PERSON, EntityType.COUNTRY})


def check_references(
    entities: Mapping[str, Entity], families: Mapping[str, Family], places: Mapping[str, Path]
) -> None:
    """Raise CatalogueError for a developer, parent, country, place or member that is no entity of its kind.

    Args:
        entities: by slug.
        families: by slug of their series.
        places: file each slug was read from.
    """
    for entity in entities.values():
        for role, slug, types in _references(entity):
            target = entities.get(slug)
            if target is None:
                raise CatalogueError(
                    f"{role} '{slug}' of '{entity.slug}' is no entity",
                    where=str(places.get(entity.slug, "")),
                    mend="Correct the slug or add the entity.",
                )
            if types and target.type not in types:
                raise CatalogueError(
                    f"{role} '{slug}' of '{entity.slug}' is a {target.type}",
                    where=str(places.get(entity.slug, "")),
                    mend=f"It should be one of: {', '.join(sorted(types))}.",
                )
    for family in families.values():
        if family.bare not in {"series", ""} and family.bare not in entities:
            raise CatalogueError(
                f"bare '{family.bare}' of the family '{family.slug}' is no entity",
                where=str(places.get(family.slug, "")),
                mend="Write series, nothing (an empty text) or the slug of an entity.",
            )


def _references(entity: Entity) -> Iterator[tuple[str, str, frozenset[EntityType]]]:
    if entity.developer:
        yield "developer", entity.developer, _MAKERS
    if entity.parent:
        yield "parent", entity.parent, frozenset()
    if entity.country:
        yield "country", entity.country, frozenset({EntityType.COUNTRY})
    if entity.place:
        yield "place", entity.place, frozenset({EntityType.PLACE, EntityType.COUNTRY})
    for member in entity.members:
        yield "member", member, frozenset()
    for company in entity.founded:
        yield "founded", company, frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT, EntityType.PLACE})
