"""Who makes what, by the catalogue and by the observations themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from parallaxe.reconcile.frame import Frame

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue
    from parallaxe.vocabulary.entity import Entity

Makers = dict[str, frozenset[str]]
#: Metrics a model is held against its maker by.
_MAKERS_ASKED = ("release_date", "users", "usage_volume", "usage_share", "market_share", "rank")


def makers_of(frame: Frame, catalogue: Catalogue) -> Makers:
    """For each subject of the frame, slugs of who makes it, owns it or contains it."""
    found: dict[str, set[str]] = {}
    minted = _minted(frame, catalogue)
    for slug in frame.subjects:
        entity = catalogue.entities.get(slug) or minted.get(slug)
        if entity:
            found[slug] = {above for above in (entity.developer, entity.parent) if above}
    rows = frame.rows_of("developer", "owner")
    rows = rows[frame.subject[rows] >= 0]
    slugs = _slugs_by_name(frame, catalogue) if rows.size else {}
    for code, maker in zip(frame.subject[rows].tolist(), frame.column("text", rows), strict=True):
        if maker:
            slug = maker if maker in catalogue.entities else slugs.get(maker.casefold(), maker)
            found.setdefault(frame.subjects[code], set()).add(slug)
    return {slug: frozenset(makers - {slug}) for slug, makers in found.items() if makers}


def _minted(frame: Frame, catalogue: Catalogue) -> dict[str, Entity]:
    """Models the catalogue does not list but a family's grammar makes, of whom a maker's dates or figures are asked."""
    rows = frame.rows_of(*_MAKERS_ASKED)
    codes = np.unique(frame.subject[rows[frame.subject[rows] >= 0]])
    unknown = [slug for slug in (frame.subjects[code] for code in codes.tolist()) if slug not in catalogue.entities]
    if not unknown:
        return {}
    from parallaxe.recompute.naming import naming_of

    naming = naming_of(catalogue)
    return {slug: entity for slug in unknown if (entity := naming.of_slug(slug)) is not None}


def _slugs_by_name(frame: Frame, catalogue: Catalogue) -> dict[str, str]:
    """Folded names of the frame's subjects as their sources write them, and of the catalogue's entities."""
    codes, first = np.unique(frame.subject, return_index=True)
    surfaces = frame.column("surface", first)
    stated = {
        str(surface).casefold(): frame.subjects[code]
        for code, surface in zip(codes.tolist(), surfaces, strict=True)
        if code >= 0 and surface
    }
    return stated | {entity.name.casefold(): slug for slug, entity in catalogue.entities.items()}


def products_by_maker(makers: Makers) -> dict[str, frozenset[str]]:
    """The other way round: what each maker makes."""
    found: dict[str, set[str]] = {}
    for product, names in makers.items():
        for maker in names:
            found.setdefault(maker, set()).add(product)
    return {maker: frozenset(products) for maker, products in found.items()}


def subject_types(frame: Frame, catalogue: Catalogue) -> dict[int, str]:
    """Type of each subject code: the catalogue's, else what the first observation says."""
    types: dict[int, str] = {}
    codes, first = np.unique(frame.subject, return_index=True)
    for code, stated in zip(codes.tolist(), frame.column("subject_type", first), strict=True):
        if code >= 0:
            entity = catalogue.entities.get(frame.subjects[code])
            types[code] = entity.type.value if entity else stated or ""
    return types


class Above(Mapping[str, frozenset[str]]):
    """For a slug all that contains it: makers, parents, and the country of any of them."""

    def __init__(self, makers: Makers, catalogue: Catalogue) -> None:
        self._makers, self._catalogue = makers, catalogue
        self._known: dict[str, frozenset[str]] = {}

    def __getitem__(self, slug: str) -> frozenset[str]:
        if slug not in self._known:
            self._known[slug] = self._found(slug)
        return self._known[slug]

    def _found(self, slug: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [slug]
        while waiting:
            name = waiting.pop()
            entity = self._catalogue.entities.get(name)
            stated = (entity.developer, entity.parent, entity.country) if entity else ()
            nearer = {*(each for each in stated if each), *self._makers.get(name, frozenset())} - found - {slug}
            found |= nearer
            waiting += nearer
        return frozenset(found)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
