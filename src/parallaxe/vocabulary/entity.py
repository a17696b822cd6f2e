"""Who observations are about."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from parallaxe.vocabulary.members import direct


@direct
class EntityType(StrEnum):
    """Kinds of entities."""

    MODEL = "model"
    ORGANIZATION = "organization"
    PRODUCT = "product"
    CHIP = "chip"
    COUNTRY = "country"
    PLACE = "place"
    POLICY = "policy"
    BENCHMARK = "benchmark"
    GROUP = "group"
    PERSON = "person"


class Entity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One entity.

    Args:
        slug: stable id, lower case, digits and hyphens.
        name: canonical English name.
        type: kind of entity.
        names: further names by BCP 47 language ("und" for any), misspellings included.
        developer: slug of the organization that makes or owns it.
        parent: slug of what it belongs to (a model's series, an organization's owner, a city's country).
        country: slug of the country it is based in.
        place: slug of the city it is based in.
        members: slugs, for a group.
        founded: slugs of the organizations a person founded, alone or with others.
        open_weights: whether a model's weights may be downloaded.
        source: id of the source of these attributes.
    """

    slug: str
    name: str
    type: EntityType
    names: dict[str, list[str]] = {}
    developer: str | None = None
    parent: str | None = None
    country: str | None = None
    place: str | None = None
    members: list[str] = []
    founded: list[str] = []
    open_weights: bool | None = None
    source: str | None = None
