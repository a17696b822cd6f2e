"""Who founded what: "founded by A", "A founded B", "A, founder of B"."""

from __future__ import annotations

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import particle
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.dated import EventRule, dated_draft
from parallaxe.read.sentences.event_dates import to_come
from parallaxe.read.sentences.people import coordinated, known_people, together_with, unknown_before, unknown_people
from parallaxe.read.sentences.ties import company_at, named
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Words from a word of founding to its agent, to a person behind and before it, to the company it made.
_AGENT_WORDS, _AFTER_WORDS, _BEFORE_WORDS, _OBJECT_WORDS = 7, 8, 5, 14
_ACTIVE_WORDS, _ACTIVE_EAST, _OBJECT_EAST, _OF_WORDS = 4, 3, 7, 2
#: How many times as far an agent may stand before its verb, where a list of people stands between.
_LISTED_WORDS = 3
#: Words between "started" and what was started, which may be many things.
_STARTED_WORDS = 3
_KNOWN, _UNKNOWN = 0.85, 0.7
_FOUNDED = EventRule("founded_date", "start", (EntityType.ORGANIZATION,), 12, False)


def founders(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Founder claims: a word of founding with a person after or before it."""
    tags = [*sentence.tags("links", "founder"), *_founded_by(sentence)]
    verbs = [*sentence.tags("links", "found"), *sentence.tags("links", "start"), *tags]
    active = [draft for tag in verbs for draft in _active(sentence, tag, roles, memory)]
    if active:
        return active
    drafts: list[Draft] = []
    for tag in tags:
        people = _people(sentence, tag)
        owner = _owner(sentence, tag)
        owned = None if owner else _owned(sentence, tag)
        near = [name for name in people if _near(sentence, tag.start, owned.end if owned else tag.end, name)]
        company = owner or owned or company_at(sentence, tag.start, roles, memory)
        if company is None or not near:
            continue
        after = [name for name in near if name.start >= tag.end]
        before = [name for name in near if name.end <= tag.start]
        chosen = (before[-1:] or after) if owned else (after or before[::-1])
        doers = coordinated(sentence, _from(people, chosen) if sentence.page.lexicon.spaced else chosen or near)
        drafts += [_draft(company, person) for person in (*doers, *together_with(sentence, people, doers))]
    return drafts


def _people(sentence: Sentence, tag: Tag) -> list[Name]:
    """Who may have founded something, in order: known people, unknown ones behind the word or in a list before it."""
    known = known_people(sentence)
    found = {name.start: name for name in (*unknown_people(sentence, tag.end), *known)}
    listed = unknown_before(sentence, tag.start)
    if not known and sentence.page.lexicon.language == "de" and not any(_by(sentence, name) for name in listed):
        listed = []
    return [name for _, name in sorted({**{name.start: name for name in listed}, **found}.items())]


def _by(sentence: Sentence, name: Name) -> bool:
    """Whether the preposition of an agent stands right before a name."""
    return sentence.page.tags.before(name.start - 1, "roles", "agent") is not None


def _from(people: list[Name], chosen: list[Name]) -> list[Name]:
    """Those chosen first, then the rest of the list they begin, in their direction."""
    if len(chosen) > 1 and chosen[0].start > chosen[-1].start:
        return [*chosen, *(name for name in people[::-1] if name.start < chosen[-1].start)]
    return [*chosen, *(name for name in people if chosen and name.start > chosen[-1].start)]


def _draft(company: Name, person: Name) -> Draft:
    weight = _KNOWN if person.entity else _UNKNOWN
    return named("founder", company, person.subject or person.surface, weight, person)


def _active(sentence: Sentence, tag: Tag, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """As in "A founded B" and "2016 gründete A … B": the person right beside the verb, the company behind it."""
    if not sentence.page.lexicon.spaced:
        return _active_east(sentence, tag)
    if sentence.page.tags.before(tag.end, "roles", "agent"):
        return []
    people = _people(sentence, tag)
    before = [name for name in people if name.end <= tag.start]
    after = [name for name in people if name.start >= tag.end]
    company = _made(sentence, tag, roles, memory) if before or after else None
    if company is None:
        return []
    if after and _close(sentence, tag.end, after[0].start, 1) and after[0].end <= company.start:
        doers = coordinated(sentence, after)
    elif before and _close(sentence, before[-1].end, tag.start, _ACTIVE_WORDS):
        doers = coordinated(sentence, before[::-1])
    else:
        return []
    joined = [name for name in people if name.start > max(tag.end, min(company.end, sentence.end))]
    found = [_draft(company, person) for person in (*doers, *together_with(sentence, joined, doers))]
    return found + (_dated(sentence, company, joined) if tag.key == "start" else [])


def _dated(sentence: Sentence, company: Name, others: list[Name]) -> list[Draft]:
    """When somebody started a company: "A started B in March 2023", "in 2023 A started B"."""
    for span in sentence.dates:
        first, last = sorted(((span.start, span.end), (company.start, company.end)))
        between = [name for name in others if first[1] <= name.start < last[0]]
        near = sentence.words_between(first[1], last[0]) <= _OBJECT_WORDS and not sentence.marks_between(
            first[1], last[0]
        )
        if span.iso and near and not between and not to_come(sentence, span.iso):
            return [dated_draft(sentence, _FOUNDED, company, span, _KNOWN)]
    return []


def _active_east(sentence: Sentence, tag: Tag) -> list[Draft]:
    """As in "A于2021年离职并创立B" and "A氏は2023年、Bを設立した": who acts comes first, the company is the verb's object."""
    people = [name for name in known_people(sentence) if name.end <= tag.start]
    companies = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    if sentence.page.lexicon.script == "kana":
        made = [name for name in companies if name.end <= tag.start and particle(sentence, name) == "を"]
        made = [name for name in made[-1:] if _close(sentence, name.end, tag.start, _ACTIVE_EAST)]
    else:
        made = [name for name in companies if name.start >= tag.end][:1]
        made = [name for name in made if _close(sentence, tag.end, name.start, _OBJECT_EAST)]
    if not made or not people:
        return []
    return [_draft(made[0], person) for person in coordinated(sentence, people[::-1])]


def _made(sentence: Sentence, tag: Tag, roles: dict[int, str], memory: Memory) -> Name | None:
    """The company a verb of founding makes: the one named behind it, or "the company" spoken of."""
    companies = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.start >= tag.end]
    spoken = [one for one in sentence.tags("anaphora", EntityType.ORGANIZATION) if 0 <= one.start - tag.end <= 1]
    if companies and sentence.words_between(tag.end, companies[0].start) <= _OBJECT_WORDS:
        agents = sentence.page.tags.within("roles", tag.end, companies[0].start)
        owns = sentence.page.tags.at(companies[0].end, "links", "possess")
        far = sentence.words_between(tag.end, companies[0].start) > _STARTED_WORDS
        aside = sentence.marks_between(tag.end, companies[0].start) or (tag.key == "start" and (owns or far))
        if not aside and not any(agent.key == "agent" for agent in agents):
            return companies[0]
    return company_at(sentence, tag.start, roles, memory) if spoken else None


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
    """Words of founding whose agent stands further off: "founded in 2019 in Toronto by A", "von A, B und C gegründet"."""
    found = []
    for tag in sentence.tags("links", "found"):
        reach = int(sentence.page.word * _AGENT_WORDS)
        first, last = max(sentence.start, tag.start - _LISTED_WORDS * reach), min(sentence.end, tag.end + reach)
        agents = [one for one in sentence.page.tags.within("roles", first, last) if one.key == "agent"]
        near = [one for one in agents if one.start >= tag.start - reach or _leads_list(sentence, one, tag)]
        found += [Tag(agent.start, agent.end, "links", "founder") for agent in near][:1]
    return found


def _leads_list(sentence: Sentence, agent: Tag, tag: Tag) -> bool:
    """Whether a list of people fills what stands between an agent's preposition and the verb at the end."""
    people = [*known_people(sentence), *unknown_before(sentence, tag.start)]
    return any(agent.end <= name.start < tag.start and name.start - agent.end <= 1 for name in people)


def _near(sentence: Sentence, start: int, end: int, name: Name) -> bool:
    return (
        sentence.words_between(end, name.start) <= _AFTER_WORDS
        if name.start >= end
        else sentence.words_between(name.end, start) <= _BEFORE_WORDS
    )
