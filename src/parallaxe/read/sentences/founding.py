"""Who founded what, told by a verb: "A founded B", "A left C to found B", "he founded B with C", "B, which A founded"."""

from __future__ import annotations

import re

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import particle
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.dated import EventRule, dated_draft
from parallaxe.read.sentences.event_dates import to_come
from parallaxe.read.sentences.people import (
    coordinated,
    listed_before,
    people_of,
    spoken_of,
    together_with,
)
from parallaxe.read.sentences.ties import company_at, named
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Links whose words are verbs of founding; those of beginning anything; those that follow the verb of another clause.
VERBS = ("found", "start", "to_found", "to_start")
_WEAK, _BOUND = frozenset({"start", "to_start"}), frozenset({"to_found", "to_start"})
#: Words between the doer and the verb, and the verb and what it makes; between "started" and what may be many things.
_ACTIVE_WORDS, _OBJECT_WORDS, _STARTED_WORDS = 4, 14, 3
_OBJECT_BY = {"vi": 3, "en": 10}
_ACTIVE_EAST, _OBJECT_EAST, _PRONOUN_EAST = 3, 7, 8
#: Words from a doer to a verb that depends on another one, and to a pronoun's verb.
_BOUND_WORDS, _PRONOUN_WORDS = 14, 3
_KNOWN, _UNKNOWN, _SPOKEN = 0.85, 0.7, 0.75
_FOUNDED = EventRule("founded_date", "start", (EntityType.ORGANIZATION,), 12, False)
#: What may stand between a doer and its verb: an aside, a relative pronoun, nothing.
_ASIDE = re.compile(r"[ *_]*(?:,[^;:.]*,|\([^()]*\)|[–—-][^–—;:]*[–—-])(?: [\w-]+){0,2} ?")
_WHO = re.compile(
    r"[ *_]*,? *(?:who|qui|que|quien|que|der|die|котор\w+|người)\b(?:(?! (?:who|qui|that)\b)[^,;:]){0,60}"
)
_COMMA = re.compile(r"[ *_]*, ?")
_BRACKET = re.compile(r"[ *_]*\((?:(?:19|20)\d\d, ?)?")
#: What joins companies of one founder: "of A and B", "de A et de B", "A和B的".
_AND_OF = re.compile(
    r"[ *_\"”»]*(?:,|and|et|y|e|und|và|и|sowie|ainsi que|和|与|及|以及|、|と|や)[ *_\"“«]*"
    r"(?:(?:of|de|d'|du|da|do|von|vom|del|của|фонда|компании)[ *_\"“«]*)?(?:the |la |le |die |der |a |o |компании |фонда )?"
)
#: What opens a clause about the company before it whose verb has a doer of its own.
_WHICH = re.compile(
    r"[ *_\"”»]*(?:,[^,;:.]{0,40})?,? (?:which|that|que|qu'|die|das|den|котор\w+|mà) ?(?:a |ont |avait )?$"
)
#: A noun for a company that a clause without a relative describes: "B, the company she founded"; languages without pronouns.
_COMPANY_OF = re.compile(
    r"[ *_\"”»]*, (?:the |a |an )?(?:[\w-]+ )?(?:company|start-?up|firm|lab|business|công ty|startup|hãng)(?: (?:that|which|mà))? ?"
)
_ELIDING = frozenset({"es", "pt", "ru"})
#: Verbs without a doer of their own, in languages that leave pronouns out.
_ELIDED = re.compile(r"(?:co-?)?(?:fund[oó]|fundou)$|.*(?:設立|創業|創設|立ち上げ)")
_HAS = re.compile(r"(?: hat| haben| hatte| hatten|, (?:der|die))(?: [\w-]+){0,2} ")
_PERFECT = re.compile(r"(?:mit|co-?)?gegrundet$")
#: What may stand between a clause about a company and who is named behind it.
_CLAUSE = re.compile(r"[^,;:.]{0,40}, (?:[\w-]+ ){0,4}")
_INFINITIVE = re.compile(r"(?:zu |mitzu)?gr[uü]nden|aufzubauen|aufbauen")
#: What denies a verb before it, and code points back to it.
_DENIED, _DENIAL = re.compile(r"(?:\bnot|n't|\bnever|\bnicht|\bnie|\bnunca|\bn[aã]o|\bno|\bnon|\bkhông|\bне) $"), 8
#: Verbs that are said of companies, societies and states only; what may stand before a name.
_STRONG = re.compile(
    r"(?:\S+ ){0,2}(?:co-?|mit|mitge|ge|ausge)*(?:found|fond|fund|grund|основ|учред|соосн|thành lập|sáng lập)|đồng sáng lập|cùng sáng lập"
)
_ARTICLE = re.compile(r"[ *_\"“«]*(?:the |la |le |l'|el |a |o |die |das |der |den )?[*_\"“«]*")
#: What makes a longer name of a company's: that of a thing of its own.
_GOES_ON = re.compile(r"-| [A-Z]")
_COMPANY_COMMA = re.compile(r"[^,;:.]{0,30}[,:] (?:called |named |[a-z]{1,3} )?$")


def verbs(sentence: Sentence) -> list[Tag]:
    """Words of founding, those for a company's beginning among them, in order."""
    found = [tag for key in VERBS for tag in sentence.tags("links", key) if not _in_noun(sentence, tag)]
    return sorted(found, key=lambda tag: (tag.start, -tag.end))


def _in_noun(sentence: Sentence, tag: Tag) -> bool:
    """Whether a verb only ends a noun for a founder: "sáng lập" of "người sáng lập"."""
    if tag.key != "found" or sentence.page.lexicon.language != "vi":
        return False
    return any(one.start < tag.start and tag.end == one.end for one in sentence.tags("links", "founder"))


def founding(sentence: Sentence, tag: Tag, roles: dict[int, str], memory: Memory) -> list[Draft] | None:
    """Claims of a verb of founding; None where it has no object of its own, an empty list where it has but no doer.

    Args:
        sentence: where it stands.
        tag: the verb.
        roles: of the names of the sentence.
        memory: who was spoken of.
    """
    if not sentence.page.lexicon.spaced:
        return _founding_east(sentence, tag)
    company, doers = founded(sentence, tag, roles, memory)
    if company is None:
        return None
    if not doers or _DENIED.search(sentence.page.folded, max(sentence.start, tag.start - _DENIAL), tag.start):
        return None if tag.key in _BOUND else []
    made_all = joined_companies(sentence, company) if company.start >= tag.end else [company]
    found = [draft_of(one, person) for one in made_all for person in doers]
    others = [name for name in people_of(sentence, tag) if name not in doers]
    return found + (_dated(sentence, company, others, tag) if tag.key != "found" else [])


def founded(sentence: Sentence, tag: Tag, roles: dict[int, str], memory: Memory) -> tuple[Name | None, list[Name]]:
    """The company that a verb of founding makes, None where it names none; and who made it."""
    if sentence.page.tags.before(tag.end, "roles", "agent"):
        return None, []
    company = _object_first(sentence, tag) or made(sentence, tag, roles, memory)
    relative = None if company else of_clause(sentence, tag)
    whom = relative or company
    if whom is None:
        return None, []
    people = people_of(sentence, tag)
    doers = _doers(sentence, tag, people, whom)
    if relative and not doers and sentence.page.lexicon.language in _ELIDING:
        doers = [name for name in people if name.end <= relative.start][:1]
    if (doers and tag.key in _WEAK and not _is_begun(sentence, tag, whom)) or (relative and not doers):
        return None, []
    rest = [name for name in people if name.start > tag.end and name not in doers]
    return whom, doers + together_with(sentence, rest, [Name(tag.start, tag.end, "", None, "")])


def _object_first(sentence: Sentence, tag: Tag) -> Name | None:
    """The object of a German infinitive: "um A zu gründen"."""
    page = sentence.page
    if page.lexicon.language != "de":
        return None
    if not _INFINITIVE.match(page.folded, tag.start, tag.end):
        return _perfect(sentence, tag)
    before = [name for name in sentence.names if name.end <= tag.start and name.type == EntityType.ORGANIZATION]
    return before[-1] if before and _close(sentence, before[-1].end, tag.start, 1) else None


def joined_companies(sentence: Sentence, first: Name) -> list[Name]:
    """A company and those joined to it: "founder of A and of B"."""
    kept = [first]
    for other in sentence.names:
        if other.start <= kept[-1].start or other.type != EntityType.ORGANIZATION:
            continue
        if not _AND_OF.fullmatch(sentence.page.folded, kept[-1].end, other.start):
            break
        kept.append(other)
    return kept


def _perfect(sentence: Sentence, tag: Tag) -> Name | None:
    """The object of a German perfect: "A und B haben C im April 2023 gegründet", "A, der C einst gegründet hatte"."""
    page = sentence.page
    if not _PERFECT.match(page.folded, tag.start, tag.end):
        return None
    company = next(
        (one for one in sentence.names[::-1] if one.type == EntityType.ORGANIZATION and one.end <= tag.start), None
    )
    if company is None or not _close(sentence, company.end, tag.start, _ACTIVE_WORDS):
        return None
    people = [name for name in people_of(sentence, tag) if name.end <= company.start]
    return company if people and _HAS.fullmatch(page.folded, people[-1].end, company.start) else None


def draft_of(company: Name, person: Name) -> Draft:
    """The claim that somebody founded a company."""
    weight = _KNOWN if person.entity else _UNKNOWN
    return named("founder", company, person.subject or person.surface, weight, person)


def of_clause(sentence: Sentence, tag: Tag) -> Name | None:
    """The company whose clause a verb closes with a doer of its own: "B, which A founded", "the fund that A founded"."""
    page = sentence.page
    if tag.key in _WEAK or not page.lexicon.spaced:
        return None
    before = [name for name in sentence.names if name.end <= tag.start and name.type == EntityType.ORGANIZATION]
    if not before:
        return None
    pronoun = _pronoun(sentence, tag)
    doers = [] if pronoun else listed_before(sentence, tag)
    lead = pronoun.start if pronoun else doers[0].start if doers else tag.start
    elided = page.lexicon.language in _ELIDING and any(
        name.end <= before[-1].start for name in people_of(sentence, tag)
    )
    if pronoun and _COMPANY_OF.fullmatch(page.folded, before[-1].end, pronoun.start):
        return before[-1]
    if not (doers or pronoun or elided):
        after = [name for name in people_of(sentence, tag) if name.start >= tag.end]
        if not after or not _close(sentence, tag.end, after[0].start, 1):
            return None
    return before[-1] if _WHICH.fullmatch(page.folded, before[-1].end, lead) else None


def made(sentence: Sentence, tag: Tag, roles: dict[int, str], memory: Memory) -> Name | None:
    """The company a verb of founding makes: the one named behind it, or "the company" spoken of."""
    page = sentence.page
    company = next(
        (one for one in sentence.names if one.type == EntityType.ORGANIZATION and one.start >= tag.end), None
    )
    reach = _OBJECT_BY.get(page.lexicon.language, _OBJECT_WORDS)
    if company and sentence.words_between(tag.end, company.start) <= reach:
        agents = page.tags.within("roles", tag.end, company.start, "agent", "former")
        owns = page.tags.at(company.end, "links", "possess")
        called = _called(sentence, tag.end, company.start)
        aside = sentence.marks_between(tag.end, company.start) and not called
        aside = aside or any(one.key == "invest" for one in page.tags.within("links", tag.end, company.start))
        loose = _is_weak(sentence, tag) and (owns or not (called or _is_object(sentence, tag, company)))
        if not (aside or agents or loose):
            return company
    spoken = [one for one in sentence.tags("anaphora", EntityType.ORGANIZATION) if 0 <= one.start - tag.end <= 1]
    long = [one for one in spoken if " " in page.folded[one.start : one.end]]
    return company_at(sentence, tag.start, roles, memory) if long and tag.key not in _WEAK else None


def _is_weak(sentence: Sentence, tag: Tag) -> bool:
    """Whether a verb says that anything began, not only companies: "launched", "a créé", "set up"."""
    return tag.key in _WEAK or not _STRONG.match(sentence.page.folded, tag.start, tag.end)


def _is_object(sentence: Sentence, tag: Tag, company: Name) -> bool:
    """Whether a company's name follows its verb at once, or a noun for a company that does."""
    page = sentence.page
    lead = company.start - 1 - (page.folded[company.start - 1] in '"“«')
    if (
        page.tags.before(lead, "companies", "before")
        and sentence.words_between(tag.end, company.start) <= _OBJECT_WORDS
    ):
        return True
    return _ARTICLE.fullmatch(page.folded, tag.end, company.start) is not None


def _called(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a noun for a company leads to its name: "a new company, A", "his own start-up called A"."""
    nouns = sentence.page.tags.within("companies", first, last, "before")
    return bool(nouns) and _COMPANY_COMMA.fullmatch(sentence.page.folded, nouns[-1].end, last) is not None


def _is_begun(sentence: Sentence, tag: Tag, company: Name) -> bool:
    """Whether what somebody started is a company, not a thing of an old one: a new one is said to be, or its name stands alone."""
    if (company.entity and company.entity.parent) or _GOES_ON.match(sentence.page.text, company.end):
        return False
    nouns = sentence.page.tags.within("companies", tag.end, company.start, "before")
    if tag.key == "start" or nouns:
        return True
    return any(leave.start < tag.start for leave in sentence.tags("links", "leave"))


def _doers(sentence: Sentence, tag: Tag, people: list[Name], company: Name | None) -> list[Name]:
    """Who does what a verb says: right beside it, before an aside, the subject of the clause it depends on, a pronoun's."""
    page = sentence.page
    before = [name for name in people if name.end <= tag.start]
    after = [name for name in people if name.start >= tag.end]
    if after and company and _inverted(sentence, tag, after[0], company):
        return coordinated(sentence, after)
    pronoun = _pronoun(sentence, tag)
    behind = _behind_clause(sentence, after, company) if company and (pronoun or tag.key in _BOUND) else []
    if pronoun:
        return spoken_of(sentence, pronoun, before) or behind
    if not before:
        return behind or _elided(sentence, tag)
    if company and company.end <= tag.start:
        lead = [name for name in before if name.end <= company.start]
        if lead and _HAS.fullmatch(page.folded, lead[-1].end, company.start):
            return coordinated(sentence, lead[::-1])
    last = before[-1]
    between = [
        name for name in sentence.names if last.end <= name.start < tag.start and name.type == EntityType.ORGANIZATION
    ]
    gap = page.folded[last.end : tag.start]
    left = any(last.end <= one.start < tag.start for one in sentence.tags("links", "leave"))
    bound = (tag.key in _BOUND or left) and len(gap) <= _BOUND_WORDS * page.word
    bound = bound and (left or not sentence.marks_between(last.end, tag.start))
    near = _close(sentence, last.end, tag.start, _ACTIVE_WORDS) or _COMMA.fullmatch(gap) or _WHO.fullmatch(gap)
    if (near and not between) or bound or _ASIDE.fullmatch(gap) or _BRACKET.fullmatch(gap):
        return _with_those_before(sentence, before, coordinated(sentence, before[::-1]))
    return []


def _inverted(sentence: Sentence, tag: Tag, person: Name, company: Name) -> bool:
    """Whether a doer follows its verb: "2016 gründete A … B", "B, qu'a fondée A"."""
    if company.end <= tag.start:
        return not sentence.page.folded[tag.end : person.start].strip()
    return person.end <= company.start and _close(sentence, tag.end, person.start, 1)


def _behind_clause(sentence: Sentence, after: list[Name], company: Name) -> list[Name]:
    """Who is named behind the clause that opens a sentence: "Before founding A in 2021, B was …"."""
    later = [name for name in after if name.start > company.end]
    if not later or sentence.marks_between(company.end, later[0].start) != 1:
        return []
    lead = sentence.page.folded[company.end : later[0].start]
    return coordinated(sentence, later) if _CLAUSE.fullmatch(lead) else []


def _with_those_before(sentence: Sentence, people: list[Name], doers: list[Name]) -> list[Name]:
    """Doers with those whom they only accompany: "A together with B and C founded"."""
    first = min(doers, key=lambda name: name.start)
    heads = [name for name in people if name.end <= first.start]
    if heads and first in together_with(sentence, [first], heads):
        return coordinated(sentence, heads[::-1])[::-1] + doers
    return doers


def _pronoun(sentence: Sentence, tag: Tag) -> Tag | None:
    """The pronoun that does what a verb says: right before it, or right behind where the verb comes first."""
    for one in sentence.tags("links", "he"):
        if one.end <= tag.start and _close(sentence, one.end, tag.start, _PRONOUN_WORDS):
            return one
        if 0 <= one.start - tag.end <= 1 and sentence.page.lexicon.language == "de":
            return one
    return None


def _elided(sentence: Sentence, tag: Tag) -> list[Name]:
    """Who does it where the language leaves the pronoun out and nobody else stands before the verb."""
    page = sentence.page
    if page.lexicon.language not in {"es", "pt", "ja"} or not _ELIDED.match(page.folded[tag.start : tag.end]):
        return []
    if any(name.end <= tag.start and name.type == EntityType.ORGANIZATION for name in sentence.names):
        kana = page.lexicon.script == "kana"
        if not kana or any(particle(sentence, name) in "はがも" for name in sentence.names if name.end <= tag.start):
            return []
    return spoken_of(sentence, None, [])


def _dated(sentence: Sentence, company: Name, others: list[Name], tag: Tag) -> list[Draft]:
    """When somebody started a company: "A started B in March 2023", "in 2023 A started B"."""
    for span in sentence.dates:
        if tag.key in _BOUND and span.start < company.end:
            continue
        first, last = sorted(((span.start, span.end), (company.start, company.end)))
        between = [name for name in others if first[1] <= name.start < last[0]]
        near = sentence.words_between(first[1], last[0]) <= _OBJECT_WORDS and not sentence.marks_between(
            first[1], last[0]
        )
        if span.iso and near and not between and not to_come(sentence, span.iso):
            return [dated_draft(sentence, _FOUNDED, company, span, _KNOWN)]
    return []


def _founding_east(sentence: Sentence, tag: Tag) -> list[Draft] | None:
    """As in "A于2021年离职并创立B" and "A氏は2023年、Bを設立した": who acts comes first, the company is the verb's object."""
    if tag.key in _BOUND:
        return None
    people = [name for name in people_of(sentence, tag) if name.end <= tag.start]
    companies = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    if sentence.page.lexicon.script == "kana":
        made = [name for name in companies if name.end <= tag.start and particle(sentence, name) == "を"]
        made = [name for name in made[-1:] if _close(sentence, name.end, tag.start, _ACTIVE_EAST)]
        made = made or _topic(sentence, tag, companies, people)
    else:
        made = [name for name in companies if name.start >= tag.end][:1]
        made = [name for name in made if _close(sentence, tag.end, name.start, _OBJECT_EAST)]
    if not made:
        return None
    doers = coordinated(sentence, people[::-1])
    if not doers or _pronoun_between(sentence, doers[0], tag):
        pronoun = next((one for one in sentence.tags("links", "he") if one.end <= tag.start), None)
        doers = spoken_of(sentence, pronoun, people) if pronoun else _elided(sentence, tag)
    return [draft_of(made[0], person) for person in doers] or None


def _topic(sentence: Sentence, tag: Tag, companies: list[Name], people: list[Name]) -> list[Name]:
    """The company that is the topic of a verb whose doer follows it: "BはA氏が2023年に創業した"."""
    topics = [name for name in companies if name.end <= tag.start and particle(sentence, name) == "は"]
    ends = [name.end for name in people if topics and name.start >= topics[-1].end]
    doer = bool(ends) and "が" in sentence.page.folded[ends[-1] : min(ends[-1] + 4, tag.start)]
    return topics[-1:] if doer and not sentence.marks_between(ends[-1], tag.start) else []


def _pronoun_between(sentence: Sentence, person: Name, tag: Tag) -> bool:
    return any(person.end <= one.start and one.end <= tag.start for one in sentence.tags("links", "he"))


def _close(sentence: Sentence, first: int, last: int, words: int) -> bool:
    return sentence.words_between(first, last) <= words and not sentence.marks_between(first, last)
