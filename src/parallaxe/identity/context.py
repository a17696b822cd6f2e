"""Telling apart what a short or shared name means by what else the text names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import msgspec

from parallaxe.identity.mention import Candidate
from parallaxe.vocabulary.entity import Entity, EntityType

#: Scores of a name that counts only in context, by the nearest support found: named in full,
#: maker (or what it makes) in the line or text, a model among models ("o3" in a table), a capital within a sentence, nothing.
NAMED_IN_FULL, SAME_PARAGRAPH, SAME_TEXT, AMONG_MODELS, IN_SENTENCE, NO_SUPPORT = 0.95, 0.9, 0.7, 0.7, 0.66, 0.3
#: Between words in small letters, an everyday word with a capital is a name ("as Harvey raised"); abbreviations are not.
_SENTENCE_BEFORE = re.compile(r"(?:^|[\s(])[a-zà-ÿ][\w'’-]*[,:;]?[\s(]\Z")
_SENTENCE_AFTER = re.compile(r"(?:['’]s)?[,;:.)]?\s+[a-zà-ÿ(]|[.,;:)]\s*\Z")
_REACH = 30
#: A single best candidate is taken from this score on, if no other comes this near.
ENOUGH, MARGIN = 0.65, 0.1


class Hit(msgspec.Struct, frozen=True):
    """One reading of a stretch of text.

    Args:
        start: place in the folded text.
        end: place after the last.
        entity: who it would mean.
        score: how closely the name is written as catalogued.
        context: counts only where the text names the entity's maker, series or full name too.
        adjective: whether it is an adjective of the entity.
        weight: how many of the characters stand in the catalogue as they are.
        others: further entities the same words may mean, such as the app beside the series.
    """

    start: int
    end: int
    entity: Entity
    score: float
    context: bool = False
    adjective: bool = False
    weight: int = 0
    others: tuple[Entity, ...] = ()

    def candidates(self) -> tuple[Candidate, ...]:
        """This reading and the others its words allow."""
        first = Candidate(self.entity, self.score)
        return (first, *(Candidate(other, self.score / 2) for other in self.others)) if self.others else (first,)


class Settled(msgspec.Struct, frozen=True):
    """A stretch of text with who it means, if anybody certain."""

    start: int
    end: int
    entity: Entity | None
    candidates: tuple[Candidate, ...]
    adjective: bool = False


def settle(groups: Sequence[list[Hit]], text: str) -> Iterator[Settled]:
    """One meaning a group of readings, or None where several fit or none is supported.

    Args:
        groups: readings that share their place, in order of places.
        text: what they were found in, with its line breaks.
    """
    around: Surroundings | None = None
    for group in groups:
        hit = group[0]
        if len(group) == 1 and not hit.context:
            yield Settled(hit.start, hit.end, hit.entity, hit.candidates(), hit.adjective)
            continue
        if around is None:
            around = Surroundings(groups, text)
        yield _weighed(group, around)


class Surroundings:
    """Who a text names beyond doubt, as a whole and line by line.

    Args:
        groups: readings that share their place, in order of places.
        text: what they were found in.
    """

    def __init__(self, groups: Sequence[list[Hit]], text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._owners: dict[int, set[str]] = {}
        self._with_models: set[int] = set()
        entities: dict[str, Entity] = {}
        owners: set[str] = set()
        for group in groups:
            if not group[0].context and (len(group) == 1 or _agree(group)):
                entity = group[0].entity
                entities[entity.slug] = entity
                makers = _owners(entity)
                owners.update(makers)
                self._note(group[0], makers)
        self.slugs, self.owners = entities.keys(), owners

    def near(self, place: int) -> set[str]:
        """Entities named in the line of a place, with their makers and series."""
        return self._owners.get(self._line(place), set())

    def models(self, place: int) -> bool:
        """Whether a model is named in the line of a place."""
        return self._line(place) in self._with_models

    def in_sentence(self, hit: Hit) -> bool:
        """Whether a word with a capital stands between words in small letters."""
        written = self._text[hit.start : hit.end]
        if not written[0].isupper() or written.isupper():
            return False
        before = self._text[max(0, hit.start - _REACH) : hit.start]
        after = self._text[hit.end : hit.end + _REACH]
        return bool(_SENTENCE_BEFORE.search(before) and _SENTENCE_AFTER.match(after))

    def _note(self, hit: Hit, owners: list[str]) -> None:
        line = self._line(hit.start)
        self._owners.setdefault(line, set()).update(owners)
        if hit.entity.type is EntityType.MODEL:
            self._with_models.add(line)

    def _line(self, place: int) -> int:
        return bisect_left(self._breaks, place)


def _agree(group: list[Hit]) -> bool:
    return all(hit.entity.slug == group[0].entity.slug for hit in group)


def _owners(entity: Entity) -> list[str]:
    return [slug for slug in (entity.slug, entity.developer, entity.parent) if slug]


def _weighed(group: list[Hit], around: Surroundings) -> Settled:
    near = around.near(group[0].start)
    shared = len({hit.entity.slug for hit in group if not hit.context}) > 1
    scores: dict[str, tuple[float, Hit]] = {}
    for hit in group:
        score = _score(hit, near, around) if hit.context or shared else hit.score
        if score > scores.get(hit.entity.slug, (-1.0, hit))[0]:
            scores[hit.entity.slug] = (score, hit)
    ranked = sorted(scores.values(), key=lambda pair: (-pair[0], pair[1].entity.slug))
    best, first = ranked[0]
    certain = best >= ENOUGH and (len(ranked) == 1 or best - ranked[1][0] >= MARGIN - 1e-9)
    candidates = [Candidate(hit.entity, score) for score, hit in ranked]
    others = {other.slug: other for hit in group for other in hit.others if other.slug not in scores}
    candidates += [Candidate(other, best / 2) for other in others.values()]
    entity = first.entity if certain else _maker(ranked)
    return Settled(first.start, first.end, entity, tuple(candidates), first.adjective)


def _maker(ranked: list[tuple[float, Hit]]) -> Entity | None:
    """Of an organization and what it, or its owner, makes under its own name, the organization (LMArena)."""
    if any(hit.context for _, hit in ranked):
        return None
    one, *others = (hit.entity for _, hit in ranked)
    if len(others) != 1:
        return None
    other = others[0]
    if other.developer and other.developer in {one.slug, one.parent}:
        return one
    return other if one.developer and one.developer in {other.slug, other.parent} else None


def _score(hit: Hit, near: set[str], around: Surroundings) -> float:
    entity = hit.entity
    makers = {slug for slug in (entity.developer, entity.parent, _subject(entity)) if slug}
    if entity.slug in around.slugs:
        return NAMED_IN_FULL
    if makers & near or (entity.type is EntityType.ORGANIZATION and entity.slug in near):
        return SAME_PARAGRAPH * hit.score
    if makers & around.owners:
        return SAME_TEXT * hit.score
    if entity.type is EntityType.MODEL and around.models(hit.start):
        return AMONG_MODELS
    if entity.type in {EntityType.ORGANIZATION, EntityType.PRODUCT} and around.in_sentence(hit):
        return IN_SENTENCE
    return NO_SUPPORT * hit.score


def _subject(entity: Entity) -> str | None:
    """Whose policy it is."""
    return entity.country if entity.type is EntityType.POLICY else None
