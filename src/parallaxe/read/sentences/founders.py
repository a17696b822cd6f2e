"""Who founded what, told by a noun or a passive: "founded by A", "A, co-founder of B and C", "B's founder", "founder A said"."""

from __future__ import annotations

import re

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import listed_with
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.founding import VERBS, draft_of, founding, joined_companies, verbs
from parallaxe.read.sentences.known_founders import with_known_founders
from parallaxe.read.sentences.people import (
    coordinated,
    is_compound,
    known_people,
    people_of,
    together_with,
    unknown_before,
)
from parallaxe.read.sentences.ties import closes_participle, company_at
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Links whose words may tell a founder.
LINKS = frozenset({"founder", *VERBS})
#: Words from a word of founding to its agent, to a person behind and before it.
_AGENT_WORDS, _AFTER_WORDS, _BEFORE_WORDS = 7, 8, 5
_OF_WORDS, _OWN_WORDS = 4, 3
#: How many times as far an agent may stand before its verb, where a list of people stands between.
_LISTED_WORDS = 3
#: What else a founder may be called before the company; several founders; "it" behind a verb.
_TITLE = re.compile(
    r" (?:и )?(?:глава|главы|гендиректор|генеральный директор|президент|руководитель|ceo|kiêm|giám đốc điều hành|chủ tịch)(?= )"
)
_TITLED = re.compile(
    r"[ *_]*(?:(?:chief executive|ceo|boss|president|chairman|head|first employee|chef|chefin|cto|chief scientist)(?: officer)? (?:and|und|&) )?"
)
_NOUN = re.compile("创始|创办人|共同创建者|联合创建者|者")
_VERB = re.compile("[成创组设][立办建]")
_OF = re.compile(r"(?: of (?:the )?| de (?:la )?| d'| du | der | des | da | do )$")
_PLURAL, _IT = re.compile(r"\S*s\b|\S*основатели|\S*grundern|các "), re.compile(r" it\b")
#: Languages that join a founder to the company without a preposition; what may have one.
_GENITIVE, _OWNERS = frozenset({"vi", "ru"}), frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT})


def founders(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Founder claims: a word of founding with a person after or before it."""
    drafts: list[Draft] = []
    used: list[tuple[int, int]] = []
    for tag in verbs(sentence):
        told = founding(sentence, tag, roles, memory) if not _overlaps(used, tag) else None
        if told is not None:
            used.append((tag.start, tag.end))
            drafts += told
    for tag in (*sentence.tags("links", "founder"), *_founded_by(sentence)):
        if not _overlaps(used, tag):
            drafts += _told(sentence, tag, roles, memory)
    return with_known_founders(sentence, drafts, memory)


def _is_participle(sentence: Sentence, tag: Tag) -> bool:
    """Whether a word is that of a passive, whose doer a preposition tells: "founded"."""
    page = sentence.page
    if not page.lexicon.spaced:
        return False
    agent = page.tags.before(tag.end, "roles", "agent")
    if agent is not None and agent.start <= tag.start:
        return True
    verbal = sentence.tags("links", "found")
    return any(one.start <= tag.start and (tag.end <= one.end or agent) for one in verbal if tag.start < one.end)


def _by_agent(sentence: Sentence, tag: Tag, name: Name) -> bool:
    """Whether an agent's preposition stands between a participle and a name, or a colon does."""
    agents = sentence.page.tags.within("roles", tag.start, name.start, "agent")
    return (
        bool(agents) or sentence.page.lexicon.script == "cyrillic" or ":" in sentence.page.folded[tag.end : name.start]
    )


def _overlaps(used: list[tuple[int, int]], tag: Tag) -> bool:
    return any(tag.start < end and start < tag.end for start, end in used)


def _told(sentence: Sentence, tag: Tag, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Claims of a noun for a founder, or of a word of founding with its agent."""
    people = people_of(sentence, tag)
    owners = _owners(sentence, tag)
    participle = not owners and _is_participle(sentence, tag)
    owned = [] if owners or participle or is_compound(sentence, tag) else _owned(sentence, tag)
    first, last = owners[0].start if owners else tag.start, owned[-1].end if owned else tag.end
    near = [name for name in people if _near(sentence, first, last, name)]
    if not near or (not owners and is_compound(sentence, tag)):
        return []
    after = [name for name in near if name.start >= tag.end]
    before = [name for name in near if name.end <= first]
    if participle:
        after = [
            name for name in after if _by_agent(sentence, tag, name) and (name.entity or not _is_of(sentence, name))
        ]
        before = _agents(sentence, tag, before)
    if participle and not (before or after):
        return []
    if not owners and not owned and _acts_itself(sentence, tag, near):
        return []
    companies = owners or owned or _spoken_of(sentence, tag, roles, memory, participle=participle)
    if owned and before and _PLURAL.match(sentence.page.folded, tag.start):
        chosen = [name for name in reversed(people) if name.end <= first]
    else:
        chosen = (before[-1:] or after) if owned else (after or before[::-1])
    if not sentence.page.lexicon.spaced and before and chosen[:1] == before[-1:]:
        chosen = [name for name in reversed(people) if name.end <= first]
    doers = coordinated(sentence, _from(people, chosen) if sentence.page.lexicon.spaced else chosen or near)
    doers = [*doers, *together_with(sentence, people, doers)]
    return [draft_of(made, person) for made in companies for person in doers]


def _acts_itself(sentence: Sentence, tag: Tag, people: list[Name]) -> bool:
    """Whether a company right before a Chinese verb is who founds something, in a clause without a person: "A表示，B成立了…"."""
    page = sentence.page
    if page.lexicon.script != "han" or not _VERB.match(page.folded, tag.start):
        return False
    beside = any(name.end == tag.start and name.type == EntityType.ORGANIZATION for name in sentence.names)
    return beside and all(name.end <= tag.start and sentence.marks_between(name.end, tag.start) for name in people)


def _is_of(sentence: Sentence, name: Name) -> bool:
    """Whether "of" stands right before a name: "founded by the creators of A"."""
    return _OF.search(sentence.page.folded, max(sentence.start, name.start - 8), name.start) is not None


def _agents(sentence: Sentence, tag: Tag, people: list[Name]) -> list[Name]:
    """The people before a participle whom a preposition makes its doers: "von A und B gegründet"."""
    page = sentence.page
    if page.lexicon.script == "cyrillic" or not people or _IT.match(page.folded, tag.end):
        return people
    floor = max(sentence.start, people[0].start - int(page.word * _AGENT_WORDS))
    agent = [
        *page.tags.within("roles", floor, tag.start, "agent"),
        *page.tags.within("links", floor, tag.start, "passive"),
    ]
    return people if agent else []


def _spoken_of(sentence: Sentence, tag: Tag, roles: dict[int, str], memory: Memory, *, participle: bool) -> list[Name]:
    """The company whose founder is told without its name beside: that before the word, or spoken of before "its founder"."""
    page = sentence.page
    floor = max(sentence.start, tag.start - int(page.word * _OWN_WORDS))
    own = [one for one in page.tags.within("possessives", floor, tag.start) if one.end <= tag.start]
    if not own or not page.lexicon.spaced or sentence.marks_between(own[-1].end, tag.start):
        company = company_at(sentence, _place(sentence, tag), roles, memory) or _only(sentence, roles)
        if company and participle and tag.end <= company.start < sentence.end and _is_others(sentence, company):
            return []
        return [company] if company else []
    named = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.end <= own[-1].start]
    remembered = memory.of(EntityType.ORGANIZATION)
    own_first = [name for name in named if name.start not in roles] or named
    return own_first[:1] or ([remembered[0]] if remembered else [])


def _place(sentence: Sentence, tag: Tag) -> int:
    """Where a word of founding stands: for an agent's preposition, that of its participle ("Founded in 2019 by")."""
    verbal = [one for one in sentence.tags("links", "found") if one.end <= tag.start]
    agent = sentence.page.tags.at(tag.start, "roles", "agent")
    near = verbal and agent and not sentence.marks_between(verbal[-1].end, tag.start)
    return verbal[-1].start if near else tag.start


def _is_others(sentence: Sentence, company: Name) -> bool:
    """Whether a company behind a participle is only told of its doer: "fondée par A, patron de B"."""
    page = sentence.page
    if closes_participle(sentence, company) or page.lexicon.language == "de":
        return False
    lead = company.start - 1 - (page.folded[company.start - 1] in '"“«')
    return page.tags.before(lead, "companies", "before") is None


def _only(sentence: Sentence, roles: dict[int, str]) -> Name | None:
    """The only company of a sentence, whatever it does there: "founder A is leaving, B said", "behind B stands founder A"."""
    named = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    one = len({name.key for name in named}) == 1
    return named[0] if one and roles.get(named[0].start) not in {"former", "venue", "backer"} else None


def _from(people: list[Name], chosen: list[Name]) -> list[Name]:
    """Those chosen first, then the rest of the list they begin, in their direction."""
    if len(chosen) > 1 and chosen[0].start > chosen[-1].start:
        return [*chosen, *(name for name in people[::-1] if name.start < chosen[-1].start)]
    return [*chosen, *(name for name in people if chosen and name.start > chosen[-1].start)]


def _owned(sentence: Sentence, tag: Tag) -> list[Name]:
    """The companies of "founder of B and C": joined to the word by "of" or a genitive, and to each other."""
    page = sentence.page
    named = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and tag.end <= name.start]
    for name in named[:1]:
        gap = page.folded[tag.end : name.start]
        link = page.tags.within("links", max(tag.start, tag.end - 4), name.start)
        of = any(one.key == "of" for one in link)
        of = of or (page.lexicon.language in _GENITIVE and _is_beside(sentence, tag, name))
        if of and sentence.words_between(tag.end, name.start) <= _OF_WORDS and "," not in gap:
            return joined_companies(sentence, name)
    return []


def _is_beside(sentence: Sentence, tag: Tag, name: Name) -> bool:
    """Whether nothing but a noun for a company stands between a word and a name."""
    if _is_participle(sentence, tag):
        return False
    gap = _TITLE.sub("", sentence.page.folded[tag.end : name.start]).strip(' *_"«')
    noun = sentence.page.tags.within("companies", tag.end, name.start, "before")
    return gap in {"", "фонда"} or bool(noun and noun[0].end - noun[0].start == len(gap))


def _owners(sentence: Sentence, tag: Tag) -> list[Name]:
    """The companies right before the word, the last in the genitive: "B's founder", "B co-founder A", "A和B的创始人"."""
    page = sentence.page
    for name in sentence.names:
        if name.end > tag.start:
            break
        gap = page.folded[name.end : tag.start]
        noun = page.lexicon.spaced or _NOUN.search(page.folded, tag.start, tag.end)
        if name.type in _OWNERS and noun and gap in ({" ", "-"} if page.lexicon.spaced else {""}):
            return [name]
        if name.type == EntityType.ORGANIZATION:
            mark = page.tags.at(name.end, "links", "possess")
            if mark is not None and _TITLED.fullmatch(page.folded, mark.end, tag.start):
                before = [one for one in sentence.names if one.start <= name.start and one.type == name.type]
                return [name] if page.lexicon.spaced else listed_with(sentence, before)
    return []


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
