"""How entities are written down: one file a kind and country, a line an entity."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from pathlib import Path

import msgspec

from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.errors import CatalogueError


class Trade(StrEnum):
    """What an organization does whose name stands beside figures of others."""

    INVESTOR = "investor"
    OBSERVER = "observer"
    MARKETPLACE = "marketplace"


class EntityRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An entity as the catalogue writes it; see ``vocabulary.entity.Entity`` for the attributes.

    Args:
        slug: derived from the name unless stated.
        names: further names by language.
        context: further names that count only near the developer, the parent or the full name ("H20").
        type: where it differs from the file's.
        role: whether it puts money into others, or counts, reports or rules on them.
    """

    name: str
    slug: str = ""
    type: EntityType | None = None
    role: Trade | None = None
    names: dict[str, list[str]] = {}
    context: list[str] = []
    developer: str | None = None
    parent: str | None = None
    country: str | None = None
    place: str | None = None
    members: list[str] = []
    founded: list[str] = []
    open_weights: bool | None = None
    source: str | None = None


class EntityFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Entities that share a type and perhaps a role, country, developer, parent or source."""

    type: EntityType
    entities: list[EntityRow]
    role: Trade | None = None
    country: str | None = None
    developer: str | None = None
    parent: str | None = None
    source: str | None = None


def slug_of(name: str) -> str:
    """The stable id of a name: lower case, digits, hyphens ("Kimi k1.5" is kimi-k1-5).

    "(series)" is left out: the series owns the plain slug. Signs that tell names apart are spelt out.
    """
    text = name.removesuffix("(series)").replace("+", " plus ").replace("Σ", "sigma").replace("α", "alpha")
    spelt = text.casefold().replace("ø", "o").replace("đ", "d")
    plain = "".join(c for c in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def expand(file: EntityFile, path: Path) -> list[tuple[Entity, EntityRow]]:
    """Entities of a file, each with the row it was written as."""
    seen: set[str] = set()
    rows = []
    for row in file.entities:
        entity = _entity(row, file)
        if not entity.slug:
            raise CatalogueError(f"no slug follows from the name '{row.name}'", where=str(path), mend="Add a slug.")
        if entity.slug in seen:
            raise CatalogueError(
                f"the slug '{entity.slug}' is given twice", where=str(path), mend="Rename or merge one of them."
            )
        seen.add(entity.slug)
        rows.append((entity, row))
    return rows


def _entity(row: EntityRow, file: EntityFile) -> Entity:
    return Entity(
        slug=row.slug or slug_of(row.name),
        name=row.name,
        type=row.type or file.type,
        names=row.names,
        developer=row.developer or file.developer,
        parent=row.parent or file.parent,
        country=row.country or file.country,
        place=row.place,
        members=row.members,
        founded=row.founded,
        open_weights=row.open_weights,
        source=row.source or file.source,
    )
