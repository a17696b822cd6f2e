"""Who founded what, told by a noun or a passive: "founded by A", "A, co-founder of B and C", "B's founder", "founder A said"."""

from __future__ import annotations

import re

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.founding import VERBS, draft_of, founding, verbs
from parallaxe.read.sentences.people import coordinated, known_people, people_of, together_with, unknown_before
from parallaxe.read.sentences.ties import company_at
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Links whose words may tell a founder.
LINKS = ("founder", *VERBS)
#: Words from a word of founding to its agent, to a person behind and before it.
_AGENT_WORDS, _AFTER_WORDS, _BEFORE_WORDS = 7, 8, 5
_OF_WORDS, _OWN_WORDS = 4, 3
#: How many times as far an agent may stand before its verb, where a list of people stands between.
_LISTED_WORDS = 3
#: Languages that join a founder to the company without a preposition; what may have one.
_GENITIVE, _OWNERS = frozenset({"vi", "ru"}), frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT})
#: What joins companies of one founder: "of A and B", "de A et de B", "A和B的".
_AND_OF = re.compile(
    r"[ *_\"”»]*(?:,|and|et|y|e|und|và|и|sowie|ainsi que|和|与|及|以及|、|と|や)[ *_\"“«]*"
    r"(?:(?:of|de|d'|du|da|do|von|vom|del|của|фонда|компании)[ *_\"“«]*)?(?:the |la |le |die |der |a |o |компании |фонда )?"
)


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
    return drafts


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
    owner = _owner(sentence, tag)
    owned = [] if owner else _owned(sentence, tag)
    near = [name for name in people if _near(sentence, tag.start, owned[-1].end if owned else tag.end, name)]
    if not near:
        return []
    company = owner or next(iter(owned), None) or _spoken_of(sentence, tag, roles, memory)
    if company is None:
        return []
    after = [name for name in near if name.start >= tag.end]
    before = [name for name in near if name.end <= tag.start]
    if not owner and _is_participle(sentence, tag):
        after = [name for name in after if _by_agent(sentence, tag, name)]
    chosen = (before[-1:] or after) if owned else (after or before[::-1])
    doers = coordinated(sentence, _from(people, chosen) if sentence.page.lexicon.spaced else chosen or near)
    doers = [*doers, *together_with(sentence, people, doers)]
    return [draft_of(made, person) for made in owned or [company] for person in doers]


def _spoken_of(sentence: Sentence, tag: Tag, roles: dict[int, str], memory: Memory) -> Name | None:
    """The company whose founder is told without its name beside: that before the word, or spoken of before "its founder"."""
    page = sentence.page
    floor = max(sentence.start, tag.start - int(page.word * _OWN_WORDS))
    own = [one for one in page.tags.within("possessives", floor, tag.start) if one.end <= tag.start]
    if not own or not page.lexicon.spaced or sentence.marks_between(own[-1].end, tag.start):
        return company_at(sentence, tag.start, roles, memory) or _only(sentence, roles)
    named = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.end <= own[-1].start]
    remembered = memory.of(EntityType.ORGANIZATION)
    return named[-1] if named else remembered[0] if remembered else None


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
        agent = _is_participle(sentence, tag) and page.tags.within("roles", tag.start, name.start, "agent")
        if of and not agent and sentence.words_between(tag.end, name.start) <= _OF_WORDS and "," not in gap:
            kept = [name]
            for other in named[1:]:
                if not _AND_OF.fullmatch(page.folded, kept[-1].end, other.start):
                    break
                kept.append(other)
            return kept
    return []


def _is_beside(sentence: Sentence, tag: Tag, name: Name) -> bool:
    """Whether nothing but a noun for a company stands between a word and a name."""
    if _is_participle(sentence, tag):
        return False
    gap = sentence.page.folded[tag.end : name.start].strip(' *_"«')
    noun = sentence.page.tags.within("companies", tag.end, name.start, "before")
    return not gap or gap == "фонда" or bool(noun and noun[0].end - noun[0].start == len(gap))


def _owner(sentence: Sentence, tag: Tag) -> Name | None:
    """The company right before the word, in the genitive: "B's founder", "B co-founder A", "B的创始人"."""
    folded = sentence.page.folded
    for name in sentence.names:
        if name.type in _OWNERS and folded[name.end : tag.start] in {" ", "-"} and sentence.page.lexicon.spaced:
            return name
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
