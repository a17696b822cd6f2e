"""Model families: how the names of their members are built."""

from __future__ import annotations

from typing import Literal

import msgspec

from parallaxe.catalog.entity_file import slug_of
from parallaxe.vocabulary.entity import Entity, EntityType

#: What a stem alone may name for its series to bear the plain name: the series, or nothing.
_OWN = frozenset({"series", ""})


class Family(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A series of models whose members share a stem.

    Args:
        slug: of the series; derived from ``name`` unless stated.
        name: stem as members are written, such as "Qwen" in "Qwen2.5-Max".
        developer: slug of the organization that makes it.
        series: canonical name of the stem alone where it stands for a line of generations ("Qwen (series)"); ``name``
            unless stated, with "(series)" where the stem alone names somebody else.
        names: further stems by language.
        bare: what the stem alone names: the series, something else (a slug), or nothing.
        letters: letters a generation may begin with, such as "rv" for DeepSeek R1 and V3.
        alone: those of the letters whose generations texts write without the stem ("R1").
        numbered: whether a bare number after the stem is a generation ("Gemini 2.5").
        words: words of members beside those of the grammar ("Opus", "Sonnet").
        heads: words of members that may stand without the stem when a generation follows ("Opus 4.5").
        short: words of members that stand alone once the text has named their generation ("Llama 4 …, Scout and Maverick").
        glue: what stands between stem and generation in canonical names.
        joint: what stands between the other parts.
        words_first: whether words come before the generation ("Claude Opus 4").
        members: canonical names of members the rules would write otherwise, with further names of each.
        open_weights: whether members' weights may be downloaded, None where they differ.
    """

    name: str
    developer: str
    slug: str = ""
    series: str = ""
    names: dict[str, list[str]] = {}
    bare: str = "series"
    letters: str = ""
    alone: str = ""
    numbered: bool = True
    words: list[str] = []
    heads: list[str] = []
    short: list[str] = []
    glue: Literal["", " ", "-"] = " "
    joint: Literal["", " ", "-"] = " "
    words_first: bool = False
    members: dict[str, list[str]] = {}
    open_weights: bool | None = None


def series(family: Family) -> tuple[Family, Entity]:
    """A family with its slug filled in, and the entity that stands for the series as a whole."""
    slug = family.slug or slug_of(family.name)
    entity = Entity(
        slug=slug,
        name=family.series or (family.name if family.bare in _OWN else f"{family.name} (series)"),
        type=EntityType.MODEL,
        names=family.names,
        developer=family.developer,
        open_weights=family.open_weights,
    )
    return msgspec.structs.replace(family, slug=slug), entity


class FamilyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of families, such as those of one country."""

    families: list[Family]


class Grammar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of model names that every family shares.

    Args:
        words: groups of variant words in the order canonical names give them (line, tier, tuning,
            status, encoding); sizes follow the tier, dates come last.
        configuration: words in brackets after a name that say how the model was run ("high").
        remarks: words in brackets after a name that say how a model is offered, not which it is ("free").
        everyday: variant words that are also everyday ones: after a space they count only with a capital.
        applications: nouns that make a name beside them that of an application ("app").
        nouns: words that may end a name and say nothing ("model").
        quantities: what follows a number that is no generation ("million", "%", "万").
        common: words of everyday language that are also names: only as the catalogue capitalises them.
    """

    words: dict[str, list[str]]
    configuration: list[str]
    remarks: list[str]
    everyday: list[str]
    applications: list[str]
    nouns: list[str]
    quantities: list[str]
    common: list[str]
