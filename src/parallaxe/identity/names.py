"""From names to entities: what every other room asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from parallaxe.catalog import Catalogue
from parallaxe.identity.context import Hit, Settled, settle
from parallaxe.identity.decisions import Decisions
from parallaxe.identity.finder import NOISY, Finder
from parallaxe.identity.fold import Folded, fold, fold_name, loosen
from parallaxe.identity.fuzzy import Fuzzy
from parallaxe.identity.grammar import ModelGrammar
from parallaxe.identity.lexicon import Lexicon
from parallaxe.identity.members import Members
from parallaxe.identity.mention import Candidate, Mention, Resolution
from parallaxe.identity.spelling import chinese_places, letters, spellings, unslugged
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.events import AliasDecision

_MOST_CANDIDATES = 5


class Names:
    """Finds and resolves names by a catalogue and the decisions taken on top of it.

    Args:
        catalogue: entities, families and the grammar's words.
        decisions: merges and splits, oldest first; a later one on the same pair replaces an earlier one.
    """

    def __init__(self, catalogue: Catalogue, decisions: Iterable[AliasDecision] = ()) -> None:
        self.catalogue = catalogue
        self._decisions = Decisions(decisions)
        grammar = ModelGrammar(catalogue.grammar, catalogue.families.values())
        self._members = Members(catalogue, grammar)
        self._lexicon = Lexicon(catalogue, self._members, self._decisions)
        self._finder = Finder(catalogue, grammar, self._members, self._lexicon)
        self._fuzzy: Fuzzy | None = None
        self._places = chinese_places(catalogue)
        self._canonical = {
            fold_name(entity.name): entity for entity in catalogue.entities.values() if "(" in entity.name
        }

    def find(self, text: str) -> list[Mention]:
        """All names in a text, in order, not overlapping; the longest wins where names share characters.

        Offsets are code points of the text as handed in.
        """
        folded = fold(text)
        aligned = text if folded.offsets is None else "".join(text[place] for place in folded.offsets[:-1])
        groups = list(_longest(self._finder.hits(aligned, folded)))
        mentions = [self._mention(settled, text, folded) for settled in settle(groups, aligned)]
        return [mention for mention in mentions if mention is not None]

    def resolve(
        self, surface: str, context: str | None = None, types: Iterable[EntityType] | None = None
    ) -> Resolution:
        """Who a name means.

        Args:
            surface: the name alone.
            context: the passage it stands in, which may tell "R1" of one maker from that of another.
            types: kinds of entities that come into question, None for all.

        Returns:
            The entity, or None with up to five candidates where no single one is certain.
        """
        wanted = frozenset(EntityType) if types is None else frozenset(types)
        named = self._canonical.get(fold_name(surface.strip()))
        if named is not None and named.type in wanted:
            return Resolution(named, (Candidate(named, 1.0),))
        seen = False
        for spelling in spellings(surface, self._places):
            mention = self._whole(spelling, context) or self._repository(spelling)
            candidates = () if mention is None else tuple(c for c in mention.candidates if c.entity.type in wanted)
            if mention is not None and candidates:
                asked = types is not None and EntityType.MODEL not in wanted
                return Resolution(_chosen(mention, candidates, asked=asked), candidates[:_MOST_CANDIDATES])
            seen = seen or mention is not None
        candidates = self._near(surface, wanted)
        certain = not seen and self._likeness.certain([c.score for c in candidates], surface)
        return Resolution(candidates[0].entity if certain else None, candidates)

    def written(self, mention: Mention) -> Entity | None:
        """Who a mention means, a minted model under the name the text itself gives it.

        Annotators and vendors write "InternLM2-Chat-7B" where the family's style would be
        "InternLM2-7B-Chat"; the slug is the same for both.
        """
        entity = mention.entity
        if entity is None or entity.type is not EntityType.MODEL or entity.slug in self.catalogue.entities:
            return entity
        return self._members.written(entity, mention.surface)

    def entity(self, slug: str) -> Entity | None:
        """The entity of a slug: catalogued, minted before, or minted again from the slug itself."""
        known = self.catalogue.entities.get(slug) or self._members.by_slug(slug)
        if known is not None:
            return known
        # A slug says of itself which candidate it is: in running text "gpt-5" or "kimi-k2.5" may be too plain to be certain.
        for spelling in unslugged(slug):
            found = self.find(spelling)
            if len(found) == 1:
                for candidate in found[0].candidates:
                    if candidate.entity.slug == slug:
                        return candidate.entity
        return None

    @property
    def _likeness(self) -> Fuzzy:
        if self._fuzzy is None:
            self._fuzzy = Fuzzy(self._lexicon)
        return self._fuzzy

    def _whole(self, surface: str, context: str | None) -> Mention | None:
        """The mention that covers all of a surface, its maker's name before it and remarks behind it left out."""
        text = f"{surface}\n{context}" if context else surface
        inside = [mention for mention in self.find(text) if mention.start < len(surface)]
        if not inside or inside[0].start > 0:
            return None
        if len(inside) > 1 and _makes(inside[0], inside[1]) and _only_signs(surface[inside[0].end : inside[1].start]):
            inside = inside[1:]
        rest = surface[inside[0].end :]
        if not rest.strip() or self._says_nothing(rest, inside[0], inside[1:]):
            return inside[0]
        return None

    def _repository(self, surface: str) -> Mention | None:
        """The model of a repository or a route "owner/name" where the owner is its maker; another's copy is another build."""
        owner, slash, name = surface.partition("/")
        if not slash or not owner or " " in surface:
            return None
        mention = self._whole(name, owner)
        if mention is None or len(mention.candidates) != 1:
            return None
        entity = mention.candidates[0].entity
        makers = (self.entity(slug) for slug in (entity.developer, entity.parent) if slug)
        owned = letters(owner)
        called = {letters(name) for maker in makers if maker for name in self._called(maker)}
        known = entity.type is EntityType.MODEL and any(len(name) > 2 and name in owned for name in called)  # noqa: PLR2004
        return msgspec.structs.replace(mention, entity=entity) if known else None

    def _called(self, maker: Entity) -> list[str]:
        first = maker.name.split(" (")[0]
        return [first, *(name for names in maker.names.values() for name in names)]

    def _says_nothing(self, rest: str, named: Mention, others: list[Mention]) -> bool:
        """Whether brackets behind a name leave it what it is: its other name, its place, how it is offered."""
        remark = rest.strip()
        if not (remark.startswith("(") and remark.endswith(")")):
            return False
        if remark[1:-1].strip().casefold() in self.catalogue.grammar.remarks:
            return True
        return bool(others) and all(_repeats(named, other) for other in others)

    def _near(self, surface: str, wanted: frozenset[EntityType]) -> tuple[Candidate, ...]:
        inside = [c for m in self.find(surface) for c in m.candidates]
        near = [Candidate(e, score) for slug, score in self._likeness.near(surface) if (e := self.entity(slug))]
        best: dict[str, Candidate] = {}
        for candidate in [*near, *(Candidate(c.entity, c.score / 2) for c in inside)]:
            if candidate.entity.type in wanted:
                best.setdefault(candidate.entity.slug, candidate)
        return tuple(sorted(best.values(), key=lambda c: (-c.score, c.entity.slug))[:_MOST_CANDIDATES])

    def _mention(self, settled: Settled, text: str, folded: Folded) -> Mention | None:
        candidates = settled.candidates
        entity = settled.entity
        if self._decisions:
            candidates, entity = self._decided(settled, folded.plain[settled.start : settled.end])
            if not candidates:
                return None
        start, end = folded.origin(settled.start, settled.end)
        return Mention(start, end, text[start:end], entity, candidates, candidates[0].score, settled.adjective)

    def _decided(self, settled: Settled, surface: str) -> tuple[tuple[Candidate, ...], Entity | None]:
        for candidate in settled.candidates:
            if self._decisions.demands(surface, candidate.entity.slug):
                return (Candidate(candidate.entity, 1.0),), candidate.entity
        left = tuple(c for c in settled.candidates if not self._decisions.forbids(surface, c.entity.slug))
        entity = settled.entity
        if entity is not None and self._decisions.forbids(surface, entity.slug):
            entity = None
        return left, entity


@lru_cache(maxsize=4)
def names_of(catalogue: Catalogue) -> Names:
    """The one Names of a catalogue, without decisions: building its automaton takes longer than most questions to it."""
    return Names(catalogue)


def _longest(hits: list[Hit]) -> Iterator[list[Hit]]:
    """Hits grouped by place; of those that overlap the first, longest and best catalogued stay."""
    hits.sort(key=lambda hit: (hit.start, -hit.end, -hit.weight))
    group: list[Hit] = []
    for hit in hits:
        if not group or hit.start >= group[0].end:
            if group:
                yield group
            group = [hit]
        elif (hit.start, hit.end, hit.weight) == (group[0].start, group[0].end, group[0].weight):
            group.append(hit)
    if group:
        yield group


def _chosen(whole: Mention, candidates: tuple[Candidate, ...], *, asked: bool) -> Entity | None:
    """The mention's entity; or the one candidate that fits the kinds asked for, or is named in full.

    Asked for kinds other than models, a name that counts only in context needs none ("L4" among chips).
    """
    if whole.entity is not None and whole.entity == candidates[0].entity:
        return whole.entity
    best = candidates[0].entity
    full = loosen(fold_name(best.name)) == loosen(fold_name(whole.surface))
    alone = len(candidates) == 1 and (asked or full or (len(whole.candidates) > 1 and whole.score >= NOISY))
    return best if alone else None


def _makes(maker: Mention, made: Mention) -> bool:
    if maker.entity is None or made.entity is None or made.entity.developer is None:
        return False
    return made.entity.developer in {maker.entity.slug, maker.entity.parent}


def _only_signs(text: str) -> bool:
    return not any(sign.isalnum() for sign in text)


def _repeats(named: Mention, other: Mention) -> bool:
    """Whether a name in brackets is that of the same entity, of the place it is in, or of a model's host."""
    if named.entity is None or other.entity is None:
        return False
    if named.entity.type is EntityType.MODEL and other.entity.type is EntityType.ORGANIZATION:
        return True
    return other.entity.slug in {named.entity.slug, named.entity.country, named.entity.place}
