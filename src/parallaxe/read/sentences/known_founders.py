"""Founders the catalogue knows: pairs it knows are told by a word of founding near both, others it doubts."""

from __future__ import annotations

from msgspec.structs import replace

from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Page, Sentence
from parallaxe.read.sentences.people import is_compound, known_people
from parallaxe.read.sentences.ties import named, opens
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import Entity, EntityType

#: Links whose words tell a founding; those that are said of one company only where it is named beside.
_CUES = frozenset({"founder", "found", "to_found", "start", "to_start"})
_NOUNS = frozenset({"founder", "found"})
#: Words from such a word to the person and to the company, and to a person whose company is named elsewhere.
_PERSON_WORDS, _COMPANY_WORDS, _BESIDE_WORDS = 9, 12, 3
#: How many times as far both may stand where a sentence names no other company, and signs take the place of words.
_ALONE, _EAST = 2, 2
#: Code points between people of one list.
_LIST_GAP = 8
_PAIR, _ELSEWHERE = 0.8, 0.75
#: What is left of the weight of a pair the catalogue does not have: the text may be wrong, or the catalogue.
_DOUBTED = 0.6


def with_known_founders(sentence: Sentence, told: list[Draft], memory: Memory) -> list[Draft]:
    """Founder claims with the pairs the catalogue knows that a sentence tells, which take the place of those it doubts.

    Args:
        sentence: where they were found.
        told: what its words say by their order.
        memory: who was spoken of.
    """
    page = sentence.page
    denied = {draft.subject for draft in told if _is_denied(page, draft)}
    kept = [draft for draft in told if draft.subject not in denied or _is_known(page, draft)]
    doubted = [replace(draft, weight=draft.weight * _DOUBTED) for draft in told if draft not in kept]
    people = [name for name in known_people(sentence) if name.entity is not None and name.entity.founded]
    cues = (
        [tag for tag in sentence.tags("links") if tag.key in _CUES and not is_compound(sentence, tag)] if people else []
    )
    if not cues:
        return kept + doubted
    others = [draft for draft in told if draft.subject in denied and not _person(page, draft)]
    for person in {name.key: name for name in people}.values():
        own = {draft.subject for draft in kept if draft.value == person.subject}
        found = [one for one in _told_of(sentence, person, cues, memory, told=bool(own)) if one.subject not in own]
        kept += found
        kept += [replace(found[0], value=draft.value) for draft in others if found]
    found_more = len(kept) + len(doubted) > len(told)
    return kept if found_more else kept + doubted


def company_of(sentence: Sentence, cue: Tag, told: list[Name], memory: Memory) -> Name | None:
    """The company that somebody near a word of founding is known to have founded, where whom it is told of is none of theirs.

    Args:
        sentence: where the word stands.
        cue: the word.
        told: whom it is told of by the order of words.
        memory: who was spoken of.
    """
    founded = {
        slug
        for name in known_people(sentence)
        if name.entity is not None and _words(sentence, cue, name) <= _PERSON_WORDS
        for slug in name.entity.founded
    }
    if not founded or any(name.key in founded for name in told):
        return None
    own = [name for name in sentence.names if name.key in founded]
    if own:
        return min(own, key=lambda name: _words(sentence, cue, name))
    if not opens(sentence, cue.start) and not sentence.tags("anaphora", EntityType.ORGANIZATION):
        return None
    return _in_text(sentence, frozenset(founded), memory, sentence.end)


def _person(page: Page, draft: Draft) -> Entity | None:
    entity = page.entities.get(slug_of(str(draft.value)))
    return entity if entity is not None and entity.type == EntityType.PERSON else None


def _is_known(page: Page, draft: Draft) -> bool:
    """Whether the catalogue knows that somebody founded a company."""
    person, company = _person(page, draft), page.entities.get(slug_of(draft.subject or ""))
    return person is not None and company is not None and company.slug in person.founded


def _is_denied(page: Page, draft: Draft) -> bool:
    """Whether the catalogue knows both and that the one founded others, or nothing."""
    person, company = _person(page, draft), page.entities.get(slug_of(draft.subject or ""))
    if person is None or company is None or company.type != EntityType.ORGANIZATION:
        return False
    return not any(
        slug in {company.slug, company.parent} or _parent(page, slug) == company.slug for slug in person.founded
    )


def _parent(page: Page, slug: str) -> str | None:
    entity = page.entities.get(slug)
    return entity.parent if entity else None


def _told_of(sentence: Sentence, person: Name, cues: list[Tag], memory: Memory, *, told: bool) -> list[Draft]:
    """What a sentence tells of somebody whose companies are known."""
    founded = frozenset(person.entity.founded if person.entity else ())
    companies = [name for name in sentence.names if name.key in founded]
    if not companies and not told:
        company = _elsewhere(sentence, person, cues, memory, founded)
        return [named("founder", company, person.subject or person.surface, _ELSEWHERE, person)] if company else []
    if told and len({(tag.start, tag.end) for tag in _apart(cues)}) < 2:  # noqa: PLR2004  one word tells one founding
        return []
    alone = len({name.key for name in sentence.names if name.type == EntityType.ORGANIZATION}) == 1
    far = (_ALONE if alone else 1) * (1 if sentence.page.lexicon.spaced else _EAST)
    found = {}
    for cue in cues:
        company = min(companies, key=lambda name: _words(sentence, cue, name), default=None)
        near = company is not None and _words(sentence, cue, company) <= far * _COMPANY_WORDS
        if company and near and _words(sentence, cue, person) <= far * _PERSON_WORDS and _is_of(sentence, cue, person):
            found[company.key] = named("founder", company, person.subject or person.surface, _PAIR, person)
    return [*found.values()]


def _is_of(sentence: Sentence, cue: Tag, person: Name) -> bool:
    """Whether a word of founding stands beside somebody, or nearer than beside anybody else."""
    own = _words(sentence, cue, person)
    nearer = [
        name
        for name in sentence.names
        if name.type == EntityType.PERSON and _words(sentence, cue, name) < own and name.key != person.key
    ]
    return own <= _BESIDE_WORDS or all(abs(name.end - person.start) <= _LIST_GAP for name in nearer[-1:])


def _apart(cues: list[Tag]) -> list[Tag]:
    """Words of founding that do not overlap."""
    kept: list[Tag] = []
    for tag in cues:
        if all(tag.end <= one.start or one.end <= tag.start for one in kept):
            kept.append(tag)
    return kept


def _elsewhere(
    sentence: Sentence, person: Name, cues: list[Tag], memory: Memory, founded: frozenset[str]
) -> Name | None:
    """The company spoken of, or the only one of a founder's that the text names, where "founder" stands beside a name."""
    if not any(cue.key in _NOUNS and _words(sentence, cue, person) <= _BESIDE_WORDS for cue in cues):
        return None
    return _in_text(sentence, founded, memory, len(sentence.page.text))


def _in_text(sentence: Sentence, founded: frozenset[str], memory: Memory, until: int) -> Name | None:
    """Of some companies the one spoken of, or the only one that the text names before a place."""
    spoken = memory.of(EntityType.ORGANIZATION)
    if spoken and spoken[0].key in founded:
        return spoken[0]
    known = {name.key: name for name in sentence.page.names if name.key in founded and name.start < until}
    return next(iter(known.values())) if len(known) == 1 else None


def _words(sentence: Sentence, tag: Tag, name: Name) -> float:
    """Words between a word and a name; none where they overlap."""
    return (
        sentence.words_between(tag.end, name.start)
        if tag.end <= name.start
        else sentence.words_between(name.end, tag.start)
    )
