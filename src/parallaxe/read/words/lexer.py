"""One pass over a text that finds every term of a lexicon."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from parallaxe.read.amounts.myriads import spelt
from parallaxe.read.words.lexicon import Lexicon, Terms
from parallaxe.read.words.positions import Positions

#: Weight of a term marked weak.
_WEAK = 0.6
#: Code points of a label at most, and how many are remembered.
_LABEL, _LABELS = 60, 2048


#: The key of phrases for any position, in which a sign stands for its number, and the lowest position so told.
_ANY, _PLACE, _LOWEST = "any", "#", 50
#: Categories whose keys do not hide one another: "acquisition by" is a deal and names an agent.
_SEPARATE = frozenset({"links", "companies"})
#: Parts of years, of which an ordinal before them is.
_PERIODS = frozenset({"quarter", "half", "season"})
#: Words that are looked up where others stand, not in running text.
_ELSEWHERE = frozenset({"labels", "markets", "joining", "positions"})
#: What a star stands for where no spaces are written.
_REACHED = 20
_FEW = rf"\w{{0,{_REACHED}}}?"


class Tag(msgspec.Struct, frozen=True, gc=False):
    """A term found: code points, category of the lexicon, key in it, weight, side of its value."""

    start: int
    end: int
    category: str
    key: str
    weight: float = 1.0
    side: str = ""


#: What a term says wherever it stands: category, key, weight, side.
_Sense = tuple[str, str, float, str]


class _Entry(NamedTuple):
    """A term behind its first word: its sense by number, what must follow where a star stands inside, and the words there."""

    sense: int
    open_end: bool
    rest: re.Pattern[str] | None
    tail: str


#: A pattern of the automaton, a plain tuple since these come apart fastest: whether it must begin where a word does,
#: whether it must end where one does, senses of the bare word, of the word with any ending, and of terms that go on
#: behind their first star, with what must follow and the words that it holds first.
_Word = tuple[bool, bool, tuple[int, ...], tuple[int, ...], tuple[tuple[int, re.Pattern[str], str], ...]]


class Tags:
    """The tags of one text, by category, by start and by end.

    Args:
        tags: all of them, in order.
    """

    def __init__(self, tags: list[Tag]) -> None:
        self.all = tags
        self._by_category: dict[str, tuple[list[Tag], list[int]]] = {}
        self._ending: dict[str, dict[int, list[Tag]]] = {}
        for tag in tags:
            if (known := self._by_category.get(tag.category)) is None:
                known = self._by_category[tag.category] = [], []
            known[0].append(tag)
            known[1].append(tag.start)

    @cached_property
    def starts(self) -> list[int]:
        """Where each of them starts."""
        return [tag.start for tag in self.all]

    def of(self, category: str) -> list[Tag]:
        """All tags of a category, in order."""
        known = self._by_category.get(category)
        return known[0] if known else []

    def within(self, category: str, start: int, end: int, *keys: str) -> list[Tag]:
        """Tags of a category (and of one of the keys) that start in [start, end), in order."""
        known = self._by_category.get(category)
        if known is None:
            return []
        tags, starts = known
        first = bisect_left(starts, start)
        if first == len(starts) or starts[first] >= end:
            return []
        found = tags[first : bisect_left(starts, end, first)]
        return [tag for tag in found if tag.key in keys] if keys else found

    def inside(self, start: int, end: int) -> list[Tag]:
        """Tags of all categories that start in [start, end), in order."""
        first = bisect_left(self.starts, start)
        return self.all[first : bisect_left(self.starts, end, first)]

    def at(self, position: int, category: str, *keys: str) -> Tag | None:
        """The longest tag of a category (and of one of the keys) that starts at a position."""
        known = self._by_category.get(category)
        if known is None:
            return None
        tags, starts = known
        place, last = bisect_left(starts, position), len(starts)
        best: Tag | None = None
        while place < last and starts[place] == position:
            tag = tags[place]
            if (not keys or tag.key in keys) and (best is None or tag.end > best.end):
                best = tag
            place += 1
        return best

    def before(self, position: int, category: str, *keys: str) -> Tag | None:
        """The longest tag of a category (and of one of the keys) that ends at a position."""
        ending = self._ending.get(category)
        if ending is None:
            ending = self._ending[category] = self._by_end(category)
        for tag in ending.get(position, ()):
            if not keys or tag.key in keys:
                return tag
        return None

    def _by_end(self, category: str) -> dict[int, list[Tag]]:
        found: dict[int, list[Tag]] = {}
        for tag in self._by_category[category][0] if category in self._by_category else ():
            found.setdefault(tag.end, []).append(tag)
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
        self._positions = Positions(lexicon)
        parsed = [
            (_parse(lexicon.fold(term)), category, key)
            for category, key, term in (*_terms(lexicon), *_terms(shared), *_further(further or {}))
        ]
        self._senses: list[_Sense] = sorted(
            {(category, key, weight, side) for (side, weight, _, _), category, key in parsed}
        )
        self._group_of = _groups(self._senses)
        numbers = {sense: number for number, sense in enumerate(self._senses)}
        self._shown = [
            numbers.get((category, key, 1.0, ""), -1) if side == "<" else -1 for category, key, _, side in self._senses
        ]
        entries: dict[str, list[_Entry]] = {}
        for (side, weight, open_end, word), category, key in parsed:
            head, _, tail = word.partition("*")
            rest = _rest(word, spaced=self._spaced)
            entry = _Entry(numbers[category, key, weight, side], open_end, rest, tail.partition("*")[0])
            entries.setdefault(head, []).append(entry)
        self._automaton = AhoCorasick(list(entries), matchkind=MatchKind.Standard)
        self._words = [_bounded(word, found, spaced=self._spaced) for word, found in entries.items()]
        self._short = lru_cache(maxsize=_LABELS)(self._scan)

    def scan(self, folded: str) -> Tags:
        """Every term in a folded text; of overlapping terms of a category and key the longest.

        What short texts hold is remembered: labels of tables recur. In texts without spaces only Latin letters and digits glue to a Latin term.
        """
        return self._short(folded) if len(folded) <= _LABEL else self._scan(folded)

    def _scan(self, folded: str) -> Tags:
        found: list[tuple[int, int, int]] = []
        add = found.append
        last, words, spaced = len(folded), self._words, self._spaced
        for place, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            left, right, senses, open_senses, rests = words[place]
            if left and start and (sign := folded[start - 1]).isalnum() and (spaced or sign.isascii()):
                continue
            if right and end < last and (sign := folded[end]).isalnum() and (spaced or sign.isascii()):
                if open_senses:
                    stop = -_word_end(folded, end, spaced=spaced)
                    found += [(start, stop, sense) for sense in open_senses]
            else:
                for sense in senses:
                    add((start, -end, sense))
            if rests:
                for sense, rest, tail in rests:
                    if (spaced or folded.find(tail, end, end + _REACHED + len(tail)) >= 0) and (
                        match := rest.match(folded, end)
                    ):
                        add((start, -match.end(), sense))
        found.sort()
        said = self._senses
        tags = [
            Tag(start, end, category, key, weight, side)
            for start, end, sense in self._longest(found)
            for category, key, weight, side in (said[sense],)
        ]
        return Tags(self._placed(folded, tags) if self._positions.known else tags)

    def _placed(self, folded: str, tags: list[Tag]) -> list[Tag]:
        """All tags with the positions that ordinals and numbers are by the words beside them; of two over each other the longer."""
        ordinals = [(tag.start, tag.end, tag.key) for tag in tags if tag.category == "ordinals"]
        nouns = [tag.start for tag in tags if tag.category == "metrics" and tag.key == "rank"]
        if not ordinals and not nouns:
            return tags
        calendar = {tag.start for tag in tags if tag.category == "months" or tag.key in _PERIODS}
        placed = [*self._positions.among(folded, ordinals), *self._positions.numbers(folded, nouns)]
        told = [tag for tag in tags if tag.category == "ranks"]
        found = {Tag(one[0], one[1], "ranks", one[2], 1.0, one[3]) for one in placed if one[1] + 1 not in calendar}
        fresh = [one for one in found.difference(told) if not any(_hides(other, one) for other in (*told, *found))]
        if not fresh:
            return tags
        hidden = {tag for tag in told if any(_hides(one, tag) or one.start < tag.start < one.end for one in fresh)}
        return sorted((*(tag for tag in tags if tag not in hidden), *fresh), key=lambda tag: (tag.start, -tag.end))

    def _longest(self, found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """Without those that lie inside another one of their category (and key, where keys are separate), in order.

        Where no spaces are written, a term that the value stands before hides no shorter one that says the same of
        either side ("の売上高", "売上高").
        """
        groups, ends, starts = self._group_of, [-1] * len(self._senses), [-1] * len(self._senses)
        hiding, shown = [-1] * len(self._senses), self._shown
        kept: list[tuple[int, int, int]] = []
        before = None
        for item in found:
            if item == before:
                continue
            before = start, end, sense = item
            end, group = -end, groups[sense]
            if end > ends[group]:
                ends[group], starts[group], hiding[group] = end, start, sense
            elif (starts[group] != start or ends[group] != end) and shown[hiding[group]] != sense:
                continue
            kept.append((start, end, sense))
        kept.sort()
        return kept


def _hides(one: Tag, other: Tag) -> bool:
    """Whether a position is told by more words than another one that lies within them."""
    within = one.start <= other.start and other.end <= one.end
    return within and one.side == other.side and (one.start, one.end) != (other.start, other.end)


def _groups(senses: list[_Sense]) -> list[int]:
    """The number of the group of each sense, whose members hide one another."""
    groups: dict[tuple[str, str], int] = {}
    return [
        groups.setdefault((category, key if category in _SEPARATE else ""), len(groups)) for category, key, *_ in senses
    ]


def _bounded(word: str, entries: list[_Entry], *, spaced: bool) -> _Word:
    """Where a word of the automaton counts, and what it may be."""
    bounded = spaced or word.isascii()
    left, right = bounded or word[0].isdecimal(), bounded or word[-1].isdecimal()
    return (
        left and word[0].isalnum(),
        right and word[-1].isalnum(),
        tuple(entry.sense for entry in entries if entry.rest is None),
        tuple(entry.sense for entry in entries if entry.rest is None and entry.open_end),
        tuple((entry.sense, entry.rest, entry.tail) for entry in entries if entry.rest is not None),
    )


def _rest(word: str, *, spaced: bool) -> re.Pattern[str] | None:
    """What follows the first star of a term of several words ("экспортн* лицензи" and any ending).

    Where no spaces are written, a star stands for a few signs of the same clause ("居*首位").
    """
    _, star, tail = word.partition("*")
    if not star:
        return None
    if not spaced:
        return re.compile(_FEW + _FEW.join(re.escape(part) for part in tail.split("*")) + r"(?![\d十百])")
    return re.compile(r"\w*" + r"\w*".join(re.escape(part) for part in tail.split("*")) + r"\w*")


def _word_end(folded: str, end: int, *, spaced: bool) -> int:
    """Where a word ends; in texts without spaces only Latin letters and digits go on a Latin one."""
    while end < len(folded) and (sign := folded[end]).isalnum() and (spaced or sign.isascii()):
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
        if category in _ELSEWHERE:
            continue
        if isinstance(value, dict):
            yield from ((category, key, term) for key, terms in value.items() if key != _ANY for term in terms)
            yield from _positions(lexicon, category, value.get(_ANY, []))
        elif category in {"months", "weekdays"}:
            yield from ((category, str(place), term) for place, terms in enumerate(value, 1) for term in terms)
        elif category in {"joiners", "ranges", "levels", "possessives", "others", "future", "forecast"}:
            yield from ((category, "", term) for term in value)


def _positions(lexicon: Lexicon, category: str, phrases: list[str]) -> Iterator[tuple[str, str, str]]:
    """Phrases for any position, once for each, in digits and words ("第#名": 第1名, 第一名, …)."""
    for place in range(1, _LOWEST + 1) if phrases else ():
        words = lexicon.numerals.get(str(place), []) if lexicon.spaced else [spelt(place)]
        for phrase in phrases:
            apart = not lexicon.spaced or f" {_PLACE}" in phrase
            yield from (
                (category, str(place), phrase.replace(_PLACE, number))
                for number in (str(place), *(words if apart else []))
            )


def _further(further: dict[str, Terms]) -> Iterator[tuple[str, str, str]]:
    for category, by_key in further.items():
        yield from ((category, key, term) for key, terms in by_key.items() for term in terms)
