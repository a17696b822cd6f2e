"""What a report is about: a file of the catalogue, never code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from parallaxe.analyse.sides import country_of
from parallaxe.vocabulary.entity import Entity
from parallaxe.vocabulary.errors import CatalogueError


class Side(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One of the parties compared; it keeps its colour everywhere.

    Args:
        name: by language.
        countries: slugs of the countries that make it up.
        colour: one of the palette's roles: "a", "b", "c" or "d".
    """

    name: dict[str, str]
    countries: list[str]
    colour: str


class Highlight(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A quantity to show at a glance, when the ledger has it.

    Args:
        subject: slug of the entity.
        metric: id of the metric.
        dimensions: those an observation must have.
    """

    subject: str
    metric: str
    dimensions: dict[str, str] = {}


class Focus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One focus.

    Args:
        id: as given to ``--focus``; the file's stem.
        title: by language.
        standfirst: one or two sentences under the title, by language.
        countries: slugs; whatever is based there is in focus. Empty with ``everything`` false
            leaves only ``entities`` and ``open_weights``.
        compare: slugs of countries shown beside, in comparisons only.
        entities: further slugs in focus.
        metrics: ids of metrics in focus whatever the subject (export controls, say).
        open_weights: whether models with downloadable weights are in focus wherever they come from.
        everything: whether the whole ledger is.
        sides: the parties compared.
        highlights: what stands at a glance, in order.
    """

    id: str
    title: dict[str, str]
    standfirst: dict[str, str] = {}
    countries: list[str] = []
    compare: list[str] = []
    entities: list[str] = []
    metrics: list[str] = []
    open_weights: bool = False
    everything: bool = False
    sides: list[Side] = []
    highlights: list[Highlight] = []


class Scope:
    """A focus resolved against the entities: who is in it and on which side each stands.

    Raises:
        CatalogueError: the focus names an entity the catalogue does not have.
    """

    def __init__(self, focus: Focus, entities: Mapping[str, Entity]) -> None:
        self.focus = focus
        self._entities = entities
        self._countries: dict[str, str | None] = {}
        self._check()

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Slugs in focus."""
        return frozenset(slug for slug in self._entities if self._inside(slug))

    @cached_property
    def compared(self) -> frozenset[str]:
        """Slugs of the countries to compare with and of what is based there."""
        wanted = set(self.focus.compare)
        return frozenset(slug for slug in self._entities if self.country(slug) in wanted)

    def country(self, slug: str | None) -> str | None:
        """Slug of the country an entity belongs to, through maker, owner and place."""
        if slug is None:
            return None
        if slug not in self._countries:
            self._countries[slug] = country_of(self._entities, slug)
        return self._countries[slug]

    def side(self, slug: str | None) -> Side | None:
        """The side an entity stands on, if the focus has one for its country."""
        country = self.country(slug)
        return next((side for side in self.focus.sides if country in side.countries), None)

    def _inside(self, slug: str) -> bool:
        entity = self._entities[slug]
        focus = self.focus
        if focus.everything or slug in focus.entities:
            return True
        if focus.open_weights and entity.open_weights:
            return True
        return self.country(slug) in focus.countries

    def _check(self) -> None:
        focus = self.focus
        named: Iterable[str] = [
            *focus.countries,
            *focus.compare,
            *focus.entities,
            *(country for side in focus.sides for country in side.countries),
        ]
        unknown = sorted({slug for slug in named if slug not in self._entities})
        if unknown:
            raise CatalogueError(
                f"the focus names {', '.join(unknown)}, which the catalogue does not have",
                where=f"foci/{focus.id}.yaml",
                mend="Correct the slug, or add the entity to the catalogue's entities.",
            )
