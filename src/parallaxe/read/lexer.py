"""One pass over a text that finds every term of a lexicon."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from parallaxe.read.lexicon import Lexicon, Terms
from parallaxe.read.myriads import spelt

#: Weight of a term marked weak.
_WEAK = 0.6
#: Code points of a label at most, and how many are remembered.
_LABEL, _LABELS = 60, 2048


#: The key of phrases for any position, in which a sign stands for its number, and the lowest position so told.
_ANY, _PLACE, _LOWEST = "any", "#", 50
#: Categories whose keys do not hide one another: "acquisition by" is a deal and names an agent.
_SEPARATE = frozenset({"links", "companies"})


class Tag(NamedTuple):
    """A term found: code points, category of the lexicon, key in it, weight, side of its value."""

    start: int
    end: int
    category: str
    key: str
    weight: float = 1.0
    side: str = ""


class _Sense(NamedTuple):
    """What a term says wherever it stands; ``group`` numbers the senses that hide one another."""

    category: str
    key: str
    weight: float
    side: str
    group: int


class _Entry(NamedTuple):
    """A term behind its first word: its sense by number, and what must follow where a star stands inside."""

    sense: int
    open_end: bool
    rest: re.Pattern[str] | None


#: Whether a term must begin where a word does, and end where one does; senses of the bare word; all its entries.
_Bounded = tuple[bool, bool, tuple[int, ...], tuple[_Entry, ...]]


class Tags:
    """The tags of one text, by category, by start and by end.

    Args:
        tags: all of them, in order.
        by_category: the same by category, each list in order.
    """

    def __init__(self, tags: list[Tag], by_category: dict[str, list[Tag]]) -> None:
        self._all, self._by_category = tags, by_category
        self._all_starts = [tag[0] for tag in tags]
        self._chosen: dict[tuple[str, tuple[str, ...]], tuple[list[Tag], list[int]]] = {}
        self._starting: dict[tuple[str, tuple[str, ...]], dict[int, Tag]] = {}
        self._ending: dict[tuple[str, tuple[str, ...]], dict[int, Tag]] = {}

    def within(self, category: str, start: int, end: int, *keys: str) -> list[Tag]:
        """Tags of a category (and of one of the keys) that start in [start, end), in order."""
        if category not in self._by_category:
            return []
        tags, starts = self._chosen.get((category, keys)) or self._choose(category, keys)
        first = bisect_left(starts, start)
        return tags[first : bisect_left(starts, end, first)]

    def inside(self, start: int, end: int) -> list[Tag]:
        """Tags of all categories that start in [start, end), in order."""
        first = bisect_left(self._all_starts, start)
        return self._all[first : bisect_left(self._all_starts, end, first)]

    def at(self, position: int, category: str, *keys: str) -> Tag | None:
        """The longest tag of a category (and of one of the keys) that starts at a position."""
        if category not in self._by_category:
            return None
        places = self._starting.get((category, keys))
        if places is None:
            places = self._starting[category, keys] = {}
            for tag in self._choose(category, keys)[0]:
                if (best := places.get(tag[0])) is None or tag[1] > best[1]:
                    places[tag[0]] = tag
        return places.get(position)

    def before(self, position: int, category: str, *keys: str) -> Tag | None:
        """The longest tag of a category (and of one of the keys) that ends at a position."""
        if category not in self._by_category:
            return None
        places = self._ending.get((category, keys))
        if places is None:
            places = self._ending[category, keys] = {}
            for tag in self._choose(category, keys)[0]:
                places.setdefault(tag[1], tag)
        return places.get(position)

    def _choose(self, category: str, keys: tuple[str, ...]) -> tuple[list[Tag], list[int]]:
        """Tags of a category and keys with their starts, remembered: the same ones are asked for in every sentence."""
        tags = self._by_category[category]
        chosen = [tag for tag in tags if tag[3] in keys] if keys else tags
        found = self._chosen[category, keys] = chosen, [tag[0] for tag in chosen]
        return found


class Lexer:
    """All terms of a lexicon in one automaton.

    Args:
        lexicon: the language.
        shared: terms that occur in any language.
        further: terms of further categories.
    """

    def __init__(self, lexicon: Lexicon, shared: Lexicon, further: dict[str, Terms] | None = None) -> None:
        self._spaced = lexicon.spaced
        parsed = [
            (_parse(lexicon.fold(term)), category, key)
            for category, key, term in (*_terms(lexicon), *_terms(shared), *_further(further or {}))
        ]
        self._senses = _senses({(category, key, weight, side) for (side, weight, _, _), category, key in parsed})
        self._groups = len({sense.group for sense in self._senses})
        numbers = {sense[:4]: number for number, sense in enumerate(self._senses)}
        entries: dict[str, list[_Entry]] = {}
        for (side, weight, open_end, word), category, key in parsed:
            entry = _Entry(numbers[category, key, weight, side], open_end, _rest(word))
            entries.setdefault(word.partition("*")[0], []).append(entry)
        self._automaton = AhoCorasick(list(entries), matchkind=MatchKind.Standard)
        self._terms = [_bounded(word, found, spaced=self._spaced) for word, found in entries.items()]
        self._short = lru_cache(maxsize=_LABELS)(self._scan)

    def scan(self, folded: str) -> Tags:
        """Every term in a folded text; of overlapping terms of a category and key the longest.

        What short texts hold is remembered: labels of tables recur. In texts without spaces only Latin letters and digits glue to a Latin term.
        """
        return self._short(folded) if len(folded) <= _LABEL else self._scan(folded)

    def _scan(self, folded: str) -> Tags:
        found: list[tuple[int, int, int]] = []
        last, terms, spaced = len(folded), self._terms, self._spaced
        for place, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            left, right, senses, entries = terms[place]
            if left and start and folded[start - 1].isalnum() and (spaced or folded[start - 1].isascii()):
                continue
            if right and end < last and folded[end].isalnum() and (spaced or folded[end].isascii()):
                found += [
                    (start, -_word_end(folded, end), entry.sense)
                    for entry in entries
                    if entry.open_end and entry.rest is None
                ]
            else:
                for sense in senses:
                    found.append((start, -end, sense))
            for sense, _, rest in entries:
                if rest is not None and (match := rest.match(folded, end)):
                    found.append((start, -match.end(), sense))
        found.sort()
        return self._longest(found)

    def _longest(self, found: list[tuple[int, int, int]]) -> Tags:
        """Without those that lie inside another one of their category (and key, where keys are separate).

        Where no spaces are written, a term that the value stands before hides no shorter one that says the same of
        either side ("の売上高", "売上高").
        """
        senses, ends, spans = self._senses, [-1] * self._groups, [(-1, -1)] * self._groups
        hiding, spaced = [""] * self._groups, self._spaced
        tags: list[Tag] = []
        by_category: dict[str, list[Tag]] = {}
        before = None
        for item in found:
            if item == before:
                continue
            before = start, end, sense = item
            end = -end
            category, key, weight, side, group = senses[sense]
            if end > ends[group]:
                ends[group] = end
                spans[group] = start, end
                hiding[group] = key if side == "<" and not spaced else ""
            elif spans[group] != (start, end) and (side or hiding[group] != key):
                continue
            tag = Tag(start, end, category, key, weight, side)
            tags.append(tag)
            if (known := by_category.get(category)) is None:
                by_category[category] = [tag]
            else:
                known.append(tag)
        tags.sort()
        for category in _SEPARATE & by_category.keys():
            by_category[category].sort()
        return Tags(tags, by_category)


def _senses(found: set[tuple[str, str, float, str]]) -> list[_Sense]:
    """Senses in the order of their tags, with the number of the group whose members hide one another."""
    groups: dict[tuple[str, str], int] = {}
    return [
        _Sense(*sense, groups.setdefault((sense[0], sense[1] if sense[0] in _SEPARATE else ""), len(groups)))
        for sense in sorted(found)
    ]


def _bounded(word: str, entries: list[_Entry], *, spaced: bool) -> _Bounded:
    """Whether a term must begin and end where a word does, and what it may be."""
    bounded = spaced or word.isascii()
    bare = tuple(entry.sense for entry in entries if entry.rest is None)
    open_or_long = tuple(entry for entry in entries if entry.open_end or entry.rest is not None)
    left, right = bounded or word[0].isdecimal(), bounded or word[-1].isdecimal()
    return left and word[0].isalnum(), right and word[-1].isalnum(), bare, open_or_long


def _rest(word: str) -> re.Pattern[str] | None:
    """What follows the first star of a term of several words ("экспортн* лицензи" and any ending)."""
    _, star, tail = word.partition("*")
    if not star:
        return None
    return re.compile(r"\w*" + r"\w*".join(re.escape(part) for part in tail.split("*")) + r"\w*")


def _word_end(folded: str, end: int) -> int:
    while end < len(folded) and folded[end].isalnum():
        end += 1
    return end


def _parse(term: str) -> tuple[str, float, bool, str]:
    side, weight = "", 1.0
    while len(term) > 1 and term[0] in {">", "<", "~"}:
        if term[0] == "~":
            weight = _WEAK
        else:
            side = term[0]
        term = term[1:]
    open_end = term.endswith("*")
    return side, weight, open_end, term.rstrip("*") if open_end else term


def _terms(lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    for category in lexicon.__struct_fields__:
        value = getattr(lexicon, category)
        if category == "labels":
            continue
        if isinstance(value, dict):
            yield from ((category, key, term) for key, terms in value.items() if key != _ANY for term in terms)
            yield from _positions(lexicon, category, value.get(_ANY, []))
        elif category in {"months", "weekdays"}:
            yield from ((category, str(place), term) for place, terms in enumerate(value, 1) for term in terms)
        elif category in {"joiners", "ranges", "levels", "possessives", "future", "forecast"}:
            yield from ((category, "", term) for term in value)


def _positions(lexicon: Lexicon, category: str, phrases: list[str]) -> Iterator[tuple[str, str, str]]:
    """Phrases for any position, once for each ("第#名": 第1名, 第一名, …)."""
    for place in range(1, _LOWEST + 1) if phrases else ():
        for number in (str(place),) if lexicon.spaced else (str(place), spelt(place)):
            yield from ((category, str(place), phrase.replace(_PLACE, number)) for phrase in phrases)


def _further(further: dict[str, Terms]) -> Iterator[tuple[str, str, str]]:
    for category, by_key in further.items():
        yield from ((category, key, term) for key, terms in by_key.items() for term in terms)
