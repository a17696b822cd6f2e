"""Entities a command knows: the catalogue's, and those its families' grammar makes of the names in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.catalog import Catalogue
    from parallaxe.vocabulary.entity import Entity


def known_entities(catalogue: Catalogue, table: pa.Table) -> dict[str, Entity]:
    """Entities by slug, one for each subject of a table of the ledger among them."""
    from parallaxe.identity import names_of
    from parallaxe.publish.known import with_minted

    names = names_of(catalogue)
    return with_minted(
        catalogue.entities, table, lambda name: [found.entity for found in names.resolve(name).candidates]
    )
