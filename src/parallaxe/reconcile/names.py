"""Names as values: which of them say the same (a city and its country, a unit and its parent)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from parallaxe.reconcile.scope import words
from parallaxe.vocabulary.entity import EntityType

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue

#: Words that do not tell one licence or company from another.
_NEUTRAL = frozenset(
    {"licence", "license", "agreement", "version", "v", "inc", "ltd", "co", "corp", "corporation", "company", "group"}
)
#: Names of which one may be part of another and mean something else.
EXACT_NAMES = frozenset({"licence"})
_PLAIN = "\0"
_INITIALS = re.compile(r"\b[A-Z]{2,5}\b")


@dataclass(frozen=True, slots=True)
class NameValues:
    """Distinct name values; observations carry their positions as ``Frame.value``.

    Args:
        keys: bags of content words, one a value.
        above: for each value, the keys of what contains it (country, parent, owner).
    """

    keys: list[frozenset[str]]
    above: list[frozenset[frozenset[str]]]

    @classmethod
    def of(
        cls, table: pa.Table, kind: NDArray[np.str_], value: NDArray[np.float64], catalogue: Catalogue
    ) -> NameValues:
        """Encode the text values of kind "t"; writes their positions into ``value``."""
        rows = np.flatnonzero(kind == "t")
        if not rows.size:
            return cls([], [])
        named = table.select(["metric", "text"]).take(pa.array(rows))
        # A licence is no entity: "MIT" among licences is not the institute.
        plain = pc.is_in(named["metric"], pa.array(sorted(EXACT_NAMES)))
        marked = pc.if_else(plain, pc.binary_join_element_wise(_PLAIN, named["text"], ""), named["text"])
        encoded = pc.dictionary_encode(marked.combine_chunks())
        by_name = _entities(catalogue)
        texts = [str(text) for text in encoded.dictionary.to_pylist()]
        slugs = [by_name.get(text) or by_name.get(text.casefold()) for text in texts]
        keys = [_key(slug, text, catalogue) for slug, text in zip(slugs, texts, strict=True)]
        distinct = {key: code for code, key in enumerate(dict.fromkeys(keys))}
        above: list[frozenset[frozenset[str]]] = [frozenset()] * len(distinct)
        for text, slug, key in zip(texts, slugs, keys, strict=True):
            above[distinct[key]] |= _ancestors(slug, catalogue)
            if slug is None and "," in text:
                above[distinct[key]] |= _containing(text, by_name, catalogue)
        codes = np.asarray([distinct[key] for key in keys], dtype=np.float64)
        value[rows] = codes[encoded.indices.to_numpy(zero_copy_only=False)]
        return cls(list(distinct), above)

    def agree(self, left: int, right: int, *, exact: bool = False) -> bool:
        """Whether one name says the same as the other, or the same less precisely.

        "Hangzhou" and "Hangzhou, China" do; where names are ``exact`` (licences), "MIT" and
        "modified MIT" do not.
        """
        if left == right:
            return True
        one, other = self.keys[left], self.keys[right]
        return one in self.above[right] or other in self.above[left] or (not exact and (one < other or other < one))


def _entities(catalogue: Catalogue) -> dict[str, str]:
    """Slugs by slug and by folded name; a name two entities share is left out of neither: slugs win."""
    found: dict[str, str] = {}
    for slug, entity in catalogue.entities.items():
        for names in entity.names.values():
            for name in names:
                found.setdefault(name.casefold(), slug)
    for slug, entity in catalogue.entities.items():
        found[entity.name.casefold()] = slug
    return found | {slug: slug for slug in catalogue.entities}


def _key(slug: str | None, text: str, catalogue: Catalogue) -> frozenset[str]:
    name = catalogue.entities[slug].name if slug else text.removeprefix(_PLAIN)
    # Initials are words of a name, though they may be empty ones of a sentence ("MIT" is no German "mit").
    bag = words(name) | {word.casefold() for word in _INITIALS.findall(name)}
    return (bag - _NEUTRAL) or bag


def _containing(text: str, by_name: dict[str, str], catalogue: Catalogue) -> frozenset[frozenset[str]]:
    """Keys of the places an address names ("Nanshan District, Shenzhen") and of what contains them."""
    known = (by_name.get(part.strip().casefold()) for part in text.split(","))
    places = [slug for slug in known if slug and catalogue.entities[slug].type is EntityType.PLACE]
    inside = {_key(slug, "", catalogue) for slug in places}
    return frozenset(inside).union(*(_ancestors(slug, catalogue) for slug in places))


def _ancestors(slug: str | None, catalogue: Catalogue) -> frozenset[frozenset[str]]:
    found: set[frozenset[str]] = set()
    waiting, seen = [slug], set()
    while waiting:
        entity = catalogue.entities.get(waiting.pop() or "")
        if entity is None or entity.slug in seen:
            continue
        seen.add(entity.slug)
        for above in (entity.parent, entity.country, entity.place):
            if above:
                found.add(_key(above if above in catalogue.entities else None, above, catalogue))
                waiting.append(above)
    return frozenset(found)
