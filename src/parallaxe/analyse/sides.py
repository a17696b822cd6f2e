"""Which sides a model stands on: the countries of its makers, the openness of its weights, or the makers themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from parallaxe.vocabulary.entity import Entity, EntityType

#: From a model over its maker and the maker's owner to a country takes fewer steps.
_LONGEST_CHAIN = 12
OPEN, CLOSED = "open", "closed"


class By(StrEnum):
    """What makes a side."""

    COUNTRY = "country"
    WEIGHTS = "weights"
    LAB = "lab"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where one model stands.

    Args:
        sides: of its makers; several for a joint model, none where they are not known.
        distilled_from: side of the model its weights derive from, where that is another one.
    """

    sides: tuple[str, ...] = ()
    distilled_from: str | None = None


def country_of(entities: Mapping[str, Entity], slug: str | None) -> str | None:
    """Slug of the country an entity belongs to, through maker, owner and place; None where it is not known."""
    for _ in range(_LONGEST_CHAIN):
        entity = entities.get(slug or "")
        if entity is None or entity.type is EntityType.COUNTRY:
            return entity.slug if entity else None
        if entity.country:
            return entity.country
        slug = entity.developer or entity.place or entity.parent
    return None


def standings(
    entities: Mapping[str, Entity],
    by: By,
    *,
    makers: Iterable[tuple[str, str]] = (),
    bases: Iterable[tuple[str, str]] = (),
    weights: Iterable[tuple[str, str]] = (),
) -> dict[str, Standing]:
    """Standings of all models known.

    Args:
        entities: by slug.
        by: what makes a side: slugs of countries, ``OPEN`` and ``CLOSED``, or slugs of makers.
        makers: model and maker, as observed; they add to the catalogue's own.
        bases: model and the model its weights derive from, as observed.
        weights: model and ``OPEN`` or ``CLOSED``, as observed, where the catalogue does not say; several that
            contradict each other say nothing.
    """
    several: dict[str, list[str]] = {}
    for slug, entity in entities.items():
        if entity.type is EntityType.MODEL:
            several[slug] = [entity.developer] if entity.developer else []
    for slug, maker in makers:
        if slug in several and not any(_one_house(entities, maker, known) for known in several[slug]):
            several[slug].append(maker)
    seen: dict[str, set[str]] = {}
    for slug, said in weights:
        seen.setdefault(slug, set()).add(said)
    sides = {slug: _sides(entities, by, slug, found, seen.get(slug, set())) for slug, found in several.items()}
    derived = {slug: sides[base] for slug, base in bases if base in sides}
    return {
        slug: Standing(
            sides=own, distilled_from=next((side for side in derived.get(slug, ()) if own and side not in own), None)
        )
        for slug, own in sides.items()
    }


def _one_house(entities: Mapping[str, Entity], one: str, other: str) -> bool:
    """Whether two makers are the same, or one is part of the other."""
    return one in _owners(entities, other) or other in _owners(entities, one)


def _owners(entities: Mapping[str, Entity], slug: str) -> list[str]:
    found = [slug]
    while (entity := entities.get(found[-1])) and entity.parent and len(found) < _LONGEST_CHAIN:
        found.append(entity.parent)
    return found


def _sides(entities: Mapping[str, Entity], by: By, slug: str, makers: list[str], weights: set[str]) -> tuple[str, ...]:
    if by is By.WEIGHTS:
        known = entities[slug].open_weights
        said = weights if known is None else {OPEN if known else CLOSED}
        return tuple(said) if len(said) == 1 else ()
    found = [country_of(entities, maker) for maker in makers] if by is By.COUNTRY else list(makers)
    return tuple(dict.fromkeys(side for side in found if side))
