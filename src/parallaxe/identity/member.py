"""Members of model families as parts, and the names and entities made from them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from parallaxe.catalog.entity_file import slug_of
from parallaxe.catalog.family import Family
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.members import direct


@direct
class Kind(IntEnum):
    """Kinds of parts in the order canonical names give them; the generation has its own place."""

    GENERATION = 0
    LINE = 1
    TIER = 2
    SIZE = 3
    TUNING = 4
    STATUS = 5
    VERSION = 6
    WINDOW = 7
    DATE = 8
    ENCODING = 9
    CONFIGURATION = 10


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One part of a model's name.

    Args:
        kind: what the part says.
        rank: place among parts of its kind.
        text: as canonical names write it.
    """

    kind: Kind
    rank: int
    text: str

    @property
    def key(self) -> tuple[Kind, str]:
        """What makes two parts the same."""
        return self.kind, self.text.lower().replace(" ", "-")


Key = tuple[str, frozenset[tuple[Kind, str]]]


def key_of(family: Family, parts: list[Part]) -> Key:
    """Identity of a member: its family and parts, in whatever order they are written."""
    return family.slug, frozenset(part.key for part in parts)


def name_of(family: Family, parts: list[Part]) -> str:
    """Canonical name of a member: its parts in the family's order and style."""
    return _joined(family, sorted(parts))


def written_name(family: Family, parts: list[Part]) -> str:
    """Name of a member as a text orders its parts, spelt in the family's style."""
    remarks = [part for part in parts if part.kind is Kind.CONFIGURATION or is_day(part.text)]
    name = family.name
    for part in parts:
        if part not in remarks:
            first = part is parts[0] and part.kind is Kind.GENERATION
            name += (family.glue if first else family.joint) + part.text.replace(" ", family.joint or " ")
    return name + "".join(f" ({part.text})" for part in remarks)


def _joined(family: Family, ordered: list[Part]) -> str:
    generation = [part.text for part in ordered if part.kind is Kind.GENERATION]
    configuration = [part.text for part in ordered if part.kind is Kind.CONFIGURATION]
    days = [part.text for part in ordered if part.kind is Kind.DATE and is_day(part.text)]
    rest = [
        part for part in ordered if part.kind not in {Kind.GENERATION, Kind.CONFIGURATION} and part.text not in days
    ]
    words = [part.text for part in rest if part.kind in {Kind.LINE, Kind.TIER}]
    others = [part.text for part in rest if part.kind not in {Kind.LINE, Kind.TIER}]
    lead, tail = (words + generation, others) if family.words_first else (generation, words + others)
    name = family.name
    if lead:
        glue = family.glue if generation and lead[0] == generation[0] else family.joint
        name += glue + family.joint.join(lead)
    if tail:
        name += family.joint + family.joint.join(text.replace(" ", family.joint or " ") for text in tail)
    return name + "".join(f" ({text})" for text in [*days, *configuration])


def is_day(text: str) -> bool:
    """Whether a date is written out, as in GPT-4o (2024-05-13)."""
    return len(text) == len("2024-05-13") and "-" in text


def mint(family: Family, parts: list[Part], name: str | None = None) -> Entity:
    """The entity of a member: slug from the name, developer and openness from the family."""
    name = name or name_of(family, parts)
    return Entity(
        slug=slug_of(name),
        name=name,
        type=EntityType.MODEL,
        developer=family.developer,
        parent=family.slug,
        open_weights=family.open_weights,
    )


def stems_of(family: Family) -> list[str]:
    """Everything members' names may begin with."""
    return list(dict.fromkeys([family.name, *(name for names in family.names.values() for name in names)]))
