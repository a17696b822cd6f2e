"""Which names of a sentence a cue joins: the nearest that nothing but fillers separates from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parallaxe.read.associations.words import Words
from parallaxe.read.naming.names import Name
from parallaxe.vocabulary.entity import EntityType

#: Code points between a cue and its names at most, names and brackets of an apposition included.
_REACH = 140
#: Code points behind a name in which what it owns would stand.
_BEHIND = 24
#: Names between a cue and its subject at most.
_SKIPPED = 4
_APPOSITION = re.compile(
    r"\s*(?:[,，]|[–—-](?=\s))\s?(?P<inside>[^.;:!?。；：！？]{1,90}?)\s?(?:[,，]|[–—-](?=\s))(?P<rest>.*)", re.DOTALL
)
_COMPOUND = re.compile(r"-[^\W\d_]")
_COMMA = re.compile(r"\s*[,，]\s*")
_NOT_SUBJECT_MARKS = re.compile(r"[.;:!?。；！？]")


@dataclass(frozen=True)
class Clause:
    """A sentence as relations are looked for in it.

    Args:
        folded: text of the whole document, folded.
        start: first code point of the sentence.
        end: code point after its last.
        names: names in it, in order.
        words: of its language.
    """

    folded: str
    start: int
    end: int
    names: list[Name]
    words: Words

    def gap(self, first: int, last: int) -> str:
        """Folded text between two places."""
        return self.folded[first:last]

    def before(self, place: int, wanted: Iterable[EntityType], *, comma: bool = False) -> list[Name]:
        """Names whose last stands right before a place, a list of them in order; none where something intervenes.

        Args:
            place: where the cue starts.
            wanted: types of names that come into question.
            comma: whether a comma may stand between the name and the cue ("A, one of the six").
        """
        kinds, skipped = frozenset(wanted), 0
        for at in range(len(self.names) - 1, -1, -1):
            name = self.names[at]
            if name.end > place:
                continue
            if place - name.end > _REACH or skipped > _SKIPPED:
                return []
            if name.type in kinds and name.entity is not None and self._reaches(name.end, place, comma=comma):
                return self._listed_before(at, kinds)
            skipped += 1
        return []

    def _reaches(self, first: int, last: int, *, comma: bool) -> bool:
        """Whether nothing but fillers, a relative or an apposition in commas separates a name from a cue."""
        gap = self.gap(first, last)
        if self.words.is_filling(gap):
            return True
        if (opened := self.words.starts_relative(gap)) and self.words.is_filling(gap[opened.end() :]):
            return True
        if comma and (mark := _COMMA.match(gap)) and self.words.is_filling(gap[mark.end() :]):
            return True
        apposed = _APPOSITION.fullmatch(gap)
        return bool(apposed and self.words.is_filling(apposed["rest"]))

    def _listed_before(self, at: int, kinds: frozenset[EntityType]) -> list[Name]:
        """The name and those an "and" (and commas before it) puts beside it."""
        found, joined = [self.names[at]], False
        while at > 0:
            left, right = self.names[at - 1], self.names[at]
            gap = self.gap(left.end, right.start)
            joins = self.words.is_joining(gap)
            if left.type not in kinds or left.entity is None or not (joins or (joined and self._lists(gap))):
                break
            joined, at = True, at - 1
            found.insert(0, left)
        lead = self.gap(self.start, found[0].start)
        return [] if self.words.is_oblique(lead) and not self.words.is_naming(lead) else found

    def _lists(self, gap: str) -> bool:
        return self.words.is_listing(gap) or not gap.strip()

    def after(self, place: int, wanted: Iterable[EntityType], *, commas: bool = False) -> list[Name]:
        """Names whose first stands right behind a place, a list of them in order.

        Args:
            place: where the cue ends.
            wanted: types of names that come into question.
            commas: whether commas alone make a list.
        """
        kinds = frozenset(wanted)
        start = place
        for at, name in enumerate(self.names):
            if name.start < place:
                continue
            if name.start - place > _REACH or not self._follows(start, name, fresh=start == place):
                return []
            if name.type in kinds and name.entity is not None:
                return self._listed_after(at, kinds, commas=commas)
            start = name.end
        return []

    def _follows(self, start: int, name: Name, *, fresh: bool) -> bool:
        gap = self.gap(start, name.start)
        return self.words.is_filling(gap) if fresh else self.words.joins_possessor(gap)

    def _listed_after(self, at: int, kinds: frozenset[EntityType], *, commas: bool) -> list[Name]:
        found, place, closed = [self.names[at]], at, False
        while place + 1 < len(self.names) and not closed:
            left, right = self.names[place], self.names[place + 1]
            gap = self.gap(left.end, right.start)
            closed = self.words.is_joining(gap)
            if right.type not in kinds or right.entity is None or not (closed or self._lists(gap)):
                break
            place += 1
            found.append(right)
        whole = closed or commas
        found = found if whole else found[:1]
        return [name for name in found if not self._belongs(name)]

    def _belongs(self, name: Name) -> bool:
        """Whether a name only owns, or is part of, what the cue is about ("X's tokenizer", "X-compatible")."""
        after = self._behind(name)
        return bool(_COMPOUND.match(after)) or self.words.belongs(after)

    def _behind(self, name: Name) -> str:
        return self.gap(name.end, min(self.end, name.end + _BEHIND))

    def stands_for_models(self, place: int, name: Name) -> bool:
        """Whether a maker's name behind a cue means what it makes ("X's models", "les modèles de X")."""
        return self.words.owns_models(self._behind(name)) or self.words.names_models(self.gap(place, name.start))

    def opening(self, place: int, wanted: Iterable[EntityType], is_rival: Callable[[Name], bool]) -> list[Name]:
        """The subject a sentence opens with, of a further verb behind "and" or a comma.

        None where another name before the verb could be its subject.
        """
        kinds = frozenset(wanted)
        names = [name for name in self.names if name.end <= place]
        if not names or names[0].type not in kinds or names[0].entity is None:
            return []
        first = names[0]
        lead = _COMMA.sub(" ", self.gap(self.start, first.start))
        tail = re.split(r"[,，]", self.gap(first.end, place))[-1]
        joined = self.words.is_joining(tail.strip() + " ") or self.words.is_filling(tail)
        between = self.gap(first.end, place)
        clean = self.words.is_filling(lead) and joined and not _NOT_SUBJECT_MARKS.search(between)
        return [first] if clean and not any(is_rival(name) for name in names[1:]) else []
