"""All names of the catalogue as patterns of one automaton."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import chain

import ahocorasick_rs

from parallaxe.catalog import Catalogue, Family
from parallaxe.catalog.entity_file import slug_of
from parallaxe.identity.decisions import Decisions
from parallaxe.identity.fold import fold_name, loosen
from parallaxe.identity.inflection import inflected
from parallaxe.identity.member import stems_of
from parallaxe.identity.members import Members
from parallaxe.vocabulary.entity import Entity
from parallaxe.vocabulary.members import direct

_ADJECTIVE = "-x-adj"
#: Private subtag of names of its parts: what lies in one lies in it, but they are not its names.
_PARTS = "-x-part"
#: English writes them with a capital ("Polish" is not "polish").
_ENGLISH_ADJECTIVE = "en-x-adj"
#: Noise in letters (l for I, 0 for o) is forgiven only in names this long.
_NOISE_LENGTH = 6
_ACRONYM_LENGTH = 7
_SHORT_STEM = 4
#: Shorter names count only with their capital ("Block", "Seul"); longer ones are written small in code and by readers.
_LOWER_LENGTH = 6


@direct
class Role(IntEnum):
    """What a pattern is."""

    NAME = 0
    ADJECTIVE = 1
    STEM = 2
    SHORT = 3


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One name.

    Args:
        plain: the name, folded.
        role: a name of an entity, an adjective of it, the stem of a family, or a member's name without its stem.
        entity: whom it names; the series, for stems.
        context: counts only where the text speaks of the entity's surroundings.
        capital: counts only with a capital first letter; an everyday word otherwise.
        upper: counts only in capitals; an abbreviation.
        forgives: whether noise in its letters is forgiven: a long word without digits.
        spaced: ``plain`` with spaces for hyphens.
    """

    plain: str
    role: Role
    entity: Entity
    context: bool = False
    capital: bool = False
    upper: bool = False
    forgives: bool = field(init=False, default=False)
    spaced: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "forgives", len(self.plain) >= _NOISE_LENGTH and self.plain.isalpha())
        object.__setattr__(self, "spaced", self.plain.replace("-", " ").replace("_", " "))

    @property
    def key(self) -> tuple[str, Role, str]:
        """What makes two entries the same."""
        return self.plain, self.role, self.entity.slug


class Lexicon:
    """Patterns, what they stand for, and the automaton over their loose forms."""

    def __init__(self, catalogue: Catalogue, members: Members, decisions: Decisions) -> None:
        table: dict[str, dict[tuple[str, Role, str], Entry]] = {}
        for entry in chain(_entries(catalogue, members), _decided(catalogue, members, decisions)):
            table.setdefault(loosen(entry.plain), {}).setdefault(entry.key, entry)
        self.by_pattern = {pattern: tuple(entries.values()) for pattern, entries in table.items()}
        self.entries = list(self.by_pattern.values())
        self.automaton = ahocorasick_rs.AhoCorasick(list(self.by_pattern))


def _decided(catalogue: Catalogue, members: Members, decisions: Decisions) -> Iterator[Entry]:
    for surface, slug in decisions.merges():
        entity = catalogue.entities.get(slug) or members.by_slug(slug)
        if entity is not None:
            yield Entry(surface, Role.NAME, entity)


def _entries(catalogue: Catalogue, members: Members) -> Iterator[Entry]:
    common = frozenset(fold_name(word) for word in catalogue.grammar.common)
    everyday = frozenset(fold_name(word) for word in catalogue.grammar.everyday)
    for entity in catalogue.entities.values():
        if entity.slug not in catalogue.families:
            yield from _names(entity, catalogue.context_names.get(entity.slug, []), common)
    for family in catalogue.families.values():
        yield from _stems(family, catalogue.entities[family.slug], common, everyday)
        for name, others in family.members.items():
            member = members.by_slug(slug_of(name))
            if member is not None:
                yield from (_entry(other, Role.NAME, member, common) for other in others)


def _names(entity: Entity, context: list[str], common: frozenset[str]) -> Iterator[Entry]:
    in_context = {fold_name(name) for name in context}
    for name in context:
        yield _entry(name, Role.NAME, entity, common, context=True)
    bare = entity.name.split(" (")[0] == entity.name
    for name in [entity.name] if bare else []:
        if fold_name(name) not in in_context:
            yield _entry(name, Role.NAME, entity, common)
    for language, names in entity.names.items():
        if language.endswith(_PARTS):
            continue
        role = Role.ADJECTIVE if language.endswith(_ADJECTIVE) else Role.NAME
        capital = language == _ENGLISH_ADJECTIVE
        for name in names:
            for form in [name, *inflected(name)]:
                if not in_context or fold_name(form) not in in_context:
                    entry = _entry(form, role, entity, common, context=_is_short(form, role))
                    yield replace(entry, capital=True) if capital else entry


def _stems(family: Family, series: Entity, common: frozenset[str], everyday: frozenset[str]) -> Iterator[Entry]:
    for stem in dict.fromkeys([*stems_of(family), *series.names.get("zh-Hant", [])]):
        for form in [stem, *inflected(stem)]:
            entry = _entry(form, Role.STEM, series, common)
            yield replace(entry, capital=entry.capital or not family.bare)
    for head in family.heads:
        yield _entry(head, Role.SHORT, series, common, context=fold_name(head) in everyday)
    for letter in family.alone:
        for digit in "123456789":
            yield Entry(letter + digit, Role.SHORT, series, context=True)


def _entry(name: str, role: Role, entity: Entity, common: frozenset[str], *, context: bool = False) -> Entry:
    plain = fold_name(name)
    upper = name.isupper() and name.isascii() and _is_acronym(name)
    shortest = _LOWER_LENGTH if role is Role.NAME and name.isalpha() else _SHORT_STEM
    short = role is not Role.ADJECTIVE and len(plain) < shortest and name[0].isupper() and name[0] < "Ā"
    everyday = plain in common or short or (context and name[0].isupper())
    if role is Role.STEM:
        return Entry(plain, role, entity, context, capital=everyday or upper)
    return Entry(plain, role, entity, context, capital=everyday and not upper, upper=upper)


def _is_acronym(name: str) -> bool:
    letters = name.replace(".", "").replace("&", "").replace("-", "")
    return letters.isalpha() and len(letters) <= _ACRONYM_LENGTH


def _is_short(name: str, role: Role) -> bool:
    return role is Role.NAME and len(name) <= len("K2") and bool(re.fullmatch(r"[A-Za-z]\d?", name))
