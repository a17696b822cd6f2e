"""Who founded what: "founded by A", "A founded B", "A, founder of B"."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, proper_names
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import particle
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.ties import company_at, named
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Words from a word of founding to its agent, to a person behind and before it, to the company it made.
_AGENT_WORDS, _AFTER_WORDS, _BEFORE_WORDS, _OBJECT_WORDS = 7, 8, 5, 14
_ACTIVE_WORDS, _OBJECT_EAST, _OF_WORDS = 3, 7, 2
_KNOWN, _UNKNOWN = 0.85, 0.7
#: Code points in which people are looked for behind a word, and between people of one list.
_STRETCH, _LIST_GAP = 60, 8
#: Length of a pronoun, which is no "the company".
_PRONOUN = 4
_NAME_WORDS = range(2, 5)
#: What a list of people says of each: "**A** (ex-X), **B** and C".
_REMARK = re.compile(r"\s*\([^()\n]{0,40}\)|\*")
_LATIN_PERSON = re.compile(
    r"(?<![A-Za-z])[A-Z][a-z]+(?: [A-Z][a-z]*\.?)? [A-Z][a-z]+(?=氏|さん|博士|[)）、,，等于和与及在]| ?(?:氏|于|が|ら))"
)


def founders(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Founder claims: a word of founding with a person after or before it."""
    tags = [*sentence.tags("links", "founder"), *_founded_by(sentence)]
    active = [draft for tag in sentence.tags("links", "found") + tags for draft in _active(sentence, tag)]
    if active := active or [draft for tag in tags for draft in _of_the_company(sentence, tag, memory)]:
        return active
    drafts: list[Draft] = []
    for tag in tags:
        people = [*_known_people(sentence), *_unknown_people(sentence, tag.end)]
        owner = _owner(sentence, tag)
        owned = None if owner else _owned(sentence, tag)
        near = [name for name in people if _near(sentence, tag.start, owned.end if owned else tag.end, name)]
        company = owner or owned or company_at(sentence, tag.start, roles, memory)
        if company is None or not near:
            continue
        after = [name for name in near if name.start >= tag.end]
        before = [name for name in near if name.end <= tag.start]
        chosen = (before[-1:] or after) if owned else (after or near)
        drafts += [_draft(company, person) for person in _coordinated(sentence, chosen)]
    return drafts


def _draft(company: Name, person: Name) -> Draft:
    weight = _KNOWN if person.entity else _UNKNOWN
    return named("founder", company, person.subject or person.surface, weight, person)


def _active(sentence: Sentence, tag: Tag) -> list[Draft]:
    """As in "A founded B" and "2016 gründete A … B": the person right beside the verb, the company behind it."""
    if not sentence.page.lexicon.spaced:
        return _active_east(sentence, tag)
    if sentence.page.tags.before(tag.end, "roles", "agent"):
        return []
    people = _known_people(sentence)
    before = [name for name in people if name.end <= tag.start]
    after = [name for name in people if name.start >= tag.end]
    companies = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.start >= tag.end]
    agents = sentence.page.tags.within("roles", tag.end, companies[0].start if companies else tag.end)
    if not companies or any(agent.key == "agent" for agent in agents):
        return []
    if after and _close(sentence, tag.end, after[0].start, 1) and after[0].end <= companies[0].start:
        doers = _coordinated(sentence, after)
    elif before and _close(sentence, before[-1].end, tag.start, _ACTIVE_WORDS):
        doers = _coordinated(sentence, before[::-1])
    else:
        return []
    if sentence.words_between(tag.end, companies[0].start) > _OBJECT_WORDS:
        return []
    return [_draft(companies[0], person) for person in doers]


def _of_the_company(sentence: Sentence, tag: Tag, memory: Memory) -> list[Draft]:
    """As in "A, B and C set up the company": the people before the word, the company spoken of behind it."""
    page, remembered = sentence.page, memory.of(EntityType.ORGANIZATION)
    if remembered is None or page.lexicon.script != "latin":
        return []
    spoken = [
        one
        for one in sentence.tags("anaphora", "organization")
        if one.start >= tag.end and one.end - one.start > _PRONOUN
    ]
    if not spoken or not _close(sentence, tag.end, spoken[0].start, 1):
        return []
    unknown = proper_names(page.text, max(sentence.start, tag.start - 2 * _STRETCH), tag.start, sentence.names)
    people = _known_people(sentence) + [
        replace(name, type=EntityType.PERSON) for name in unknown if len(name.surface.split()) in _NAME_WORDS
    ]
    before = sorted((name for name in people if name.end <= tag.start), key=lambda name: -name.start)
    if not before or sentence.words_between(before[0].end, tag.start) > 1:
        return []
    return [_draft(remembered[0], person) for person in _coordinated(sentence, before)]


def _active_east(sentence: Sentence, tag: Tag) -> list[Draft]:
    """As in "A于2021年离职并创立B" and "A氏は2023年、Bを設立した": who acts comes first, the company is the verb's object."""
    people = [name for name in _known_people(sentence) if name.end <= tag.start]
    companies = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    if sentence.page.lexicon.script == "kana":
        made = [name for name in companies if name.end <= tag.start and particle(sentence, name) == "を"]
        made = [name for name in made[-1:] if _close(sentence, name.end, tag.start, _ACTIVE_WORDS)]
    else:
        made = [name for name in companies if name.start >= tag.end][:1]
        made = [name for name in made if _close(sentence, tag.end, name.start, _OBJECT_EAST)]
    if not made or not people:
        return []
    return [_draft(made[0], person) for person in _coordinated(sentence, people[::-1])]


def _close(sentence: Sentence, first: int, last: int, words: int) -> bool:
    return sentence.words_between(first, last) <= words and not sentence.marks_between(first, last)


def _owned(sentence: Sentence, tag: Tag) -> Name | None:
    """The company of "founder of B": joined to the word by "of" or a genitive."""
    page = sentence.page
    for name in sentence.names:
        if name.type != EntityType.ORGANIZATION or not tag.end <= name.start:
            continue
        gap = page.folded[tag.end : name.start]
        link = page.tags.within("links", max(tag.start, tag.end - 4), name.start)
        of = any(one.key == "of" for one in link)
        agent = any(one.key == "agent" for one in page.tags.within("roles", tag.start, name.start))
        if of and not agent and sentence.words_between(tag.end, name.start) <= _OF_WORDS and "," not in gap:
            return name
        return None
    return None


def _owner(sentence: Sentence, tag: Tag) -> Name | None:
    """The company right before the word, in the genitive: "B's founder", "B的创始人"."""
    folded = sentence.page.folded
    for name in sentence.names:
        if name.type == EntityType.ORGANIZATION and name.end <= tag.start:
            mark = sentence.page.tags.at(name.end, "links", "possess")
            if mark is not None and not folded[mark.end : tag.start].strip(" *_"):
                return name
    return None


def _founded_by(sentence: Sentence) -> list[Tag]:
    """Words of founding whose agent follows further on: "founded in 2019 in Toronto by A"."""
    found = []
    for tag in sentence.tags("links", "found"):
        reach = int(sentence.page.word * _AGENT_WORDS)
        first, last = max(sentence.start, tag.start - reach), min(sentence.end, tag.end + reach)
        agents = sentence.page.tags.within("roles", first, last)
        found += [Tag(agent.start, agent.end, "links", "founder") for agent in agents if agent.key == "agent"][:1]
    return found


def _known_people(sentence: Sentence) -> list[Name]:
    return [name for name in sentence.names if name.type == EntityType.PERSON]


def _unknown_people(sentence: Sentence, position: int) -> list[Name]:
    if not sentence.page.lexicon.spaced:
        return _latin_people(sentence, position)
    if sentence.page.lexicon.script != "latin":
        return []
    found = proper_names(sentence.page.text, position, min(sentence.end, position + _STRETCH), sentence.names)
    return [
        replace(name, type=EntityType.PERSON)
        for name in found
        if len(name.surface.split()) in _NAME_WORDS and not any(char.isdigit() for char in name.surface)
    ]


def _latin_people(sentence: Sentence, position: int) -> list[Name]:
    """People under Latin letters in East Asian text: "Andrew Dai氏が設立"."""
    first, last = max(sentence.start, position - _STRETCH), min(sentence.end, position + _STRETCH)
    return [
        Name(match.start(), match.end(), match[0], None, EntityType.PERSON)
        for match in _LATIN_PERSON.finditer(sentence.page.text, first, last)
        if not any(name.start < match.end() and match.start() < name.end for name in sentence.names)
    ]


def _near(sentence: Sentence, start: int, end: int, name: Name) -> bool:
    return (
        sentence.words_between(end, name.start) <= _AFTER_WORDS
        if name.start >= end
        else sentence.words_between(name.end, start) <= _BEFORE_WORDS
    )


def _coordinated(sentence: Sentence, people: list[Name]) -> list[Name]:
    kept = people[:1]
    for name in people[1:]:
        first, last = sorted((kept[-1], name), key=lambda one: one.start)
        gap = _REMARK.sub("", sentence.page.text[first.end : last.start])
        if len(gap) > _LIST_GAP or "." in gap:
            break
        kept.append(name)
    return kept
