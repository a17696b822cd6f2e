"""From the names datasets use to entities, each name resolved once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue
    from parallaxe.vocabulary.entity import Entity

KEPT_NAMES = 65_536


@lru_cache(maxsize=4)
def naming_of(catalogue: Catalogue) -> Naming:
    """The one Naming of a catalogue: building its automaton takes longer than reading most files."""
    return Naming(catalogue)


class Naming:
    """Resolves names by the catalogue; uncertain ones stay unresolved."""

    def __init__(self, catalogue: Catalogue) -> None:
        from parallaxe.identity import names_of

        self.catalogue = catalogue
        self._names = names_of(catalogue)
        self._named = lru_cache(maxsize=KEPT_NAMES)(self._name)
        self._find = lru_cache(maxsize=KEPT_NAMES)(self._resolve)

    def entity(self, *surfaces: str) -> Entity | None:
        """The entity the first resolvable of the names means, None where none is certain."""
        return next((found for text in surfaces if text and (found := self._find(text)) is not None), None)

    def slug(self, *surfaces: str) -> str | None:
        """Slug of ``entity``."""
        found = self.entity(*surfaces)
        return found.slug if found else None

    def name(self, slug: str) -> str | None:
        """Canonical name of a slug, minted where a family's grammar makes it."""
        found = self.of_slug(slug)
        return found.name if found else None

    def of_slug(self, slug: str) -> Entity | None:
        """The entity of a slug, minted where a family's grammar makes it."""
        return self._named(slug)

    def _name(self, slug: str) -> Entity | None:
        found: Entity | None = self._names.entity(slug)
        return found

    def _resolve(self, surface: str) -> Entity | None:
        found: Entity | None = self._names.resolve(surface).entity
        return found
