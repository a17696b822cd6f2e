"""Canonical names of subjects, for findings: the catalogue's, or those minted for models of a family."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from parallaxe.catalog.entity_file import slug_of

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue
    from parallaxe.recompute.naming import Naming


class SubjectNames:
    """Names by slug; what neither the catalogue nor its families know goes by its surface form."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[tuple[str, str | None], str | None] = {}

    def name(self, slug: str | None, surface: str | None) -> str | None:
        """None for an unresolved subject."""
        if not slug:
            return None
        key = (slug, surface)
        if key not in self._known:
            self._known[key] = self._name(slug, surface)
        return self._known[key]

    def _name(self, slug: str, surface: str | None) -> str | None:
        entity = self._catalogue.entities.get(slug)
        return entity.name if entity else self._naming.name(slug) or _written(slug, surface)

    @cached_property
    def _naming(self) -> Naming:
        from parallaxe.recompute.naming import naming_of

        return naming_of(self._catalogue)


def _written(slug: str | None, surface: str | None) -> str | None:
    """The surface form; the slug in words where the form ("the leader") says nothing outside its text."""
    if slug and surface and slug_of(surface) != slug and "-" in slug:
        return slug.replace("-", " ")
    return surface or slug
