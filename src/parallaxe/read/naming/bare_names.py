"""Models under names that are everyday words too, told by the noun beside them: "o modelo Amália", "the Genie 3 model"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from parallaxe.catalog import Catalogue
from parallaxe.read.naming.names import Name
from parallaxe.read.naming.places import overlaps
from parallaxe.read.words.lexer import Tags
from parallaxe.vocabulary.entity import Entity, EntityType

_WORD = re.compile(r"[ *_\"'“«「『《(（:：]{0,4}([A-ZÀ-ÞĐ][A-Za-z0-9À-ɏ-]*)(?! [A-Z0-9])(?![.\-]?[A-Za-z0-9À-ɏ])")
_LATIN = r"[A-Za-z0-9À-ɏ\-]"
_OPENING, _CLOSING = " *_\"'“«「『《(（:：", " *_\"'”»」』》)）-"
_SKIP = 4


def bare_stems(catalogue: Catalogue) -> dict[str, Entity]:
    """The series of families whose name alone names nothing without a noun beside it, by that name."""
    return {
        family.name: catalogue.entities[slug]
        for slug, family in catalogue.families.items()
        if not family.bare and family.name[0].isupper()
    }


def with_bare_names(text: str, tags: Tags, names: list[Name], stems: Mapping[str, Entity]) -> list[Name]:
    """The names with such models, everywhere in the text once one place tells them.

    Args:
        text: the document.
        tags: its terms; those of ``links`` under ``model_noun`` tell.
        names: names known so far, in order; those left open are settled where a noun stands beside them.
        stems: series by their names.
    """
    nouns = tags.within("links", 0, len(text), "model_noun")
    if not nouns:
        return names
    settled = {
        name.surface: name.possible
        for name in names
        if name.possible is not None and name.possible.type == EntityType.MODEL and _is_told(text, tags, name)
    }
    words = (_WORD.match(text, tag.end) for tag in nouns)
    told = {word[1]: stems[word[1]] for word in words if word is not None and word[1] in stems}
    if not settled and not told:
        return names
    result = [_settled(name, settled) if name.possible else name for name in names]
    taken = [(name.start, name.end) for name in result]
    for word, series in told.items():
        places = (match.span() for match in re.finditer(rf"(?<!{_LATIN}){re.escape(word)}(?!{_LATIN})", text))
        result += [Name(*at, word, series, EntityType.MODEL) for at in places if not overlaps(taken, *at)]
    return sorted(result, key=lambda name: name.start)


def _is_told(text: str, tags: Tags, name: Name) -> bool:
    """Whether a noun for a model stands right before a name, or behind it."""
    before, after = name.start, name.end
    while before > max(0, name.start - _SKIP) and text[before - 1] in _OPENING:
        before -= 1
    while after < min(len(text), name.end + _SKIP) and text[after] in _CLOSING:
        after += 1
    return any(tags.before(place, "links", "model_noun") for place in {before, name.start - 1}) or (
        tags.at(after, "links", "model_noun") is not None
    )


def _settled(name: Name, settled: Mapping[str, Entity | None]) -> Name:
    entity = settled.get(name.surface)
    return name if entity is None else replace(name, entity=entity, type=EntityType(entity.type), possible=None)
