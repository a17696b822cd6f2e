"""All members of model families: those the catalogue lists and those the grammar mints."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from parallaxe.catalog import Catalogue, Family
from parallaxe.catalog.entity_file import slug_of
from parallaxe.identity.fold import fold_name
from parallaxe.identity.grammar import ModelGrammar
from parallaxe.identity.member import Key, Kind, Part, is_day, key_of, mint, name_of, stems_of, written_name
from parallaxe.vocabulary.entity import Entity

#: Spellings of minted models whose names are remembered.
_REMEMBERED = 4096


class Members:
    """Entities of members, one for each set of parts.

    Args:
        catalogue: families with their listed members.
        grammar: reads the listed names.
    """

    def __init__(self, catalogue: Catalogue, grammar: ModelGrammar) -> None:
        self._catalogue = catalogue
        self._grammar = grammar
        self._by_key: dict[Key, Entity] = {}
        self._minted: dict[str, Entity] = {}
        self._listed: dict[str, Entity] = {}
        self._called = lru_cache(maxsize=_REMEMBERED)(self._rename)
        for family in catalogue.families.values():
            for name, others in family.members.items():
                self._list(family, name, [_parts(grammar, family, spelling) for spelling in (name, *others)])

    def of(self, family: Family, parts: list[Part]) -> Entity:
        """The entity of a family's member; the same parts give the same entity."""
        key = key_of(family, parts)
        entity = self._by_key.get(key)
        if entity is None:
            entity = self._configured(family, parts) or mint(family, parts, self._after_listed(family, parts))
            entity = self._catalogue.entities.get(entity.slug) or self._minted.setdefault(entity.slug, entity)
            self._by_key[key] = entity
        return entity

    def _after_listed(self, family: Family, parts: list[Part]) -> str | None:
        """The name of a listed model's build or tuning, where the list orders its words in another way than the family."""
        tail = sorted(part for part in parts if part.kind in {Kind.TUNING, Kind.DATE})
        head = [part for part in parts if part not in tail]
        listed = self._by_key.get(key_of(family, head)) if tail and head else None
        if listed is None or listed.slug not in self._listed or listed.name == name_of(family, head):
            return None
        told = (f" ({part.text})" if is_day(part.text) else f"{family.joint or ' '}{part.text}" for part in tail)
        return listed.name + "".join(told)

    def _configured(self, family: Family, parts: list[Part]) -> Entity | None:
        """A model run in a stated way, told from the model by its remark in brackets."""
        plain = [part for part in parts if part.kind is not Kind.CONFIGURATION]
        if len(plain) in {0, len(parts)}:
            return None
        model = self.of(family, plain)
        name = model.name + "".join(f" ({part.text})" for part in parts if part.kind is Kind.CONFIGURATION)
        return msgspec.structs.replace(model, name=name, slug=slug_of(name), names={}, parent=model.slug)

    def written(self, entity: Entity, surface: str) -> Entity:
        """A minted member under the name a text gives it: the same slug, its parts in the text's order."""
        if entity.slug not in self._minted:
            return entity
        return self._called(entity.slug, surface)

    def _rename(self, slug: str, surface: str) -> Entity:
        entity = self._minted[slug]
        family = self._catalogue.families.get(entity.parent or "")
        if family is None:
            return entity
        parts = _parts(self._grammar, family, surface) or _headless(self._grammar, family, surface)
        if not parts or self.of(family, parts).slug != entity.slug:
            return entity
        return msgspec.structs.replace(entity, name=written_name(family, parts))

    def lists(self, slug: str) -> bool:
        """Whether the catalogue lists a member of this slug."""
        return slug in self._listed

    def by_slug(self, slug: str) -> Entity | None:
        """A member listed or minted before."""
        return self._listed.get(slug) or self._minted.get(slug)

    def _list(self, family: Family, name: str, spellings: list[list[Part]]) -> None:
        entity = mint(family, spellings[0], name)
        entity = self._catalogue.entities.get(entity.slug, entity)
        self._listed[entity.slug] = entity
        for parts in filter(None, spellings):
            self._by_key.setdefault(key_of(family, parts), entity)


def _parts(grammar: ModelGrammar, family: Family, name: str) -> list[Part]:
    plain = fold_name(name)
    for stem in sorted(map(fold_name, stems_of(family)), key=len, reverse=True):
        if plain.startswith(stem):
            parse = grammar.parse(family, name, plain, len(stem))
            if parse is not None and parse.end == len(plain):
                return parse.parts
    return []


def _headless(grammar: ModelGrammar, family: Family, name: str) -> list[Part]:
    """Parts of a name without its stem ("R1-Distill")."""
    parse = grammar.parse(family, name, fold_name(name), 0)
    return parse.parts if parse is not None and parse.end == len(name) else []
