"""How often a document names whom, and whom it is about."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from parallaxe.read.naming.names import Name
from parallaxe.vocabulary.entity import EntityType

#: A document's own model is among the first it names, and named this often.
_FIRST_MODELS, _OFTEN = 3, 3


def tally(keys: Iterable[str]) -> dict[str, int]:
    """How often each key occurs, in order of first; a ``Counter`` costs more than it gives on the few of a text."""
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts


class Census:
    """Counts of the names of a document; each is made when it is asked for first."""

    names: list[Name]

    @cached_property
    def _counts(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for name in self.names:
            counts = found.setdefault(name.type, {})
            key = name.key
            counts[key] = counts.get(key, 0) + 1
        return found

    @cached_property
    def _totals(self) -> dict[str, int]:
        return {kind: sum(counts.values()) for kind, counts in self._counts.items()}

    def share(self, name: Name) -> float:
        """How often a name is the one named, among names of its type."""
        total = self._totals.get(name.type, 0)
        return self._counts[name.type].get(name.key, 0) / total if total else 0.0

    @cached_property
    def most_named(self) -> dict[str, Name]:
        """The name of each type that the document names most often, the first of them."""
        first: dict[tuple[str, str], Name] = {}
        for name in reversed(self.names):
            first[name.type, name.key] = name
        return {kind: first[kind, max(counts, key=counts.__getitem__)] for kind, counts in self._counts.items()}

    def last_named(self, key: str, before: int) -> int | None:
        """Where a name stands last before a place, None if it does not."""
        places = self._places.get(key, [])
        place = bisect.bisect_left(places, before)
        return places[place - 1] if place else None

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for name in self.names:
            places[name.key].append(name.start)
        return places

    @cached_property
    def own_model(self) -> Name | None:
        """The model a document is about where no title says so: named among its first, and most often."""
        kind = EntityType.MODEL
        models = [name for name in self.names if name.type == kind and name.entity]
        counts = tally([name.key for name in models])
        for key in list(counts)[:_FIRST_MODELS]:
            if counts[key] >= _OFTEN and counts[key] == max(counts.values()):
                return next(name for name in models if name.key == key)
        return None

    @cached_property
    def own_company(self) -> str | None:
        """The key of the company a document is about: the one it names most often, by far."""
        if not (named := self._counts.get(EntityType.ORGANIZATION)):
            return None
        key = max(named, key=named.__getitem__)
        times, others = named[key], max((times for other, times in named.items() if other != key), default=0)
        return key if times >= _OFTEN and times >= 2 * others else None
