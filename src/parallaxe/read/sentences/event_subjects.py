"""Whom a dated event is told of: by the order its verb asks for, a participle, a list, or who was spoken of."""

from __future__ import annotations

import re

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.naming.names import Name, is_exchange
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import (
    dealt_with,
    described,
    listed_with,
    made,
    objects,
    opens_with_day,
    owned_in_clause,
    particle,
    released,
    since_last,
    told_of,
    undergoer,
)
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.dated import RELEASE, EventRule
from parallaxe.read.sentences.event_dates import own_date
from parallaxe.read.sentences.founding import founded
from parallaxe.read.sentences.inheritance import inherits
from parallaxe.read.sentences.known_founders import company_of
from parallaxe.read.sentences.listings import LISTED, has_shares
from parallaxe.read.sentences.origins import antecedent, of_a_part
from parallaxe.read.sentences.releases import joined
from parallaxe.read.sentences.takeovers import meant_by_it
from parallaxe.read.sentences.ties import closes_participle, opens
from parallaxe.read.sentences.undergone import inverted, relative
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Events whose subject the sentence itself must name or point at.
_ANNOUNCED = frozenset({"release", "acquire", "acquired", "found"})
_SPOKEN_OF, _REMEMBERED, _DONE_TO = 0.65, 0.52, 0.78
#: Code points from a noun for a company to its name; words from a word of listing to the name it is of.
_NAMED_BEHIND, _OF_WORDS = 3, 3
#: What may stand between the names of a list: a size in brackets.
_ASIDE = re.compile(r"\([^()]{1,40}\)|（[^（）]{1,40}）")
_NO_DATE = DateSpan(-1, -1, None)
#: What opens a German clause of time where it stands first, and compares elsewhere.
_WHEN = "als"
_RIVALS = frozenset({"rival", "rival_after"})
#: Particles of whom a Japanese passive is said of.
_TOPICS = frozenset("はがも")


def whom(
    sentence: Sentence, cue: Tag, rule: EventRule, roles: dict[int, str], memory: Memory
) -> list[tuple[float, Name]]:
    """Whom an event is about: the one a passive verb is done to, else by the order its verb asks for."""
    if rule.link == "found":
        return _founded(sentence, cue, rule, roles, memory)
    named = [name for name in sentence.names if name.type in rule.types]
    bought = undergoer(sentence, cue, named) or meant_by_it(sentence, cue, named) if rule.link == "acquire" else None
    return [(_DONE_TO, bought)] if bought else named_by(sentence, cue, rule, roles, memory)


def _founded(
    sentence: Sentence, cue: Tag, rule: EventRule, roles: dict[int, str], memory: Memory
) -> list[tuple[float, Name]]:
    """Whom a founding is of: what its doer made, a company of a founder's the catalogue knows, what the verb describes."""
    if sentence.page.lexicon.spaced:
        company, doers = founded(sentence, cue, roles, memory)
        if company and doers:
            return [(_DONE_TO, company)]
        if of_a_part(sentence, cue):
            return []
    if _calls_company(sentence, cue):
        spoken = memory.of(EntityType.ORGANIZATION)
        return [(_SPOKEN_OF, spoken[0])] if spoken else []
    told = named_by(sentence, cue, rule, roles, memory)
    known = company_of(sentence, cue, [name for _, name in told], memory)
    return [(_DONE_TO, known)] if known else told


def _calls_company(sentence: Sentence, cue: Tag) -> bool:
    """Whether a participle describes "the company" without its name: "Das 2019 gegründete Unternehmen"."""
    tags = sentence.page.tags
    noun = tags.at(cue.end + 1, "links", "thing_company") if sentence.page.lexicon.spaced else None
    if noun is None or any(name.end <= cue.start and name.type == EntityType.ORGANIZATION for name in sentence.names):
        return False
    return not any(0 <= name.start - noun.end <= _NAMED_BEHIND for name in sentence.names)


def named_by(
    sentence: Sentence, cue: Tag, rule: EventRule, roles: dict[int, str], memory: Memory
) -> list[tuple[float, Name]]:
    """Whom the names of a sentence, or who was spoken of, make an event's subject, and how clearly."""
    plain = _eligible(sentence, cue, rule, roles)
    before = since_last(sentence, cue, [name for name in plain if name.end <= cue.start])
    before = owned_in_clause(sentence, cue, before)
    after = [name for name in plain if name.start >= cue.end]
    if whom := described(sentence, cue, plain):
        return [(_DONE_TO, whom)]
    if rule.link == "acquired":
        before, after = _undergoing(sentence, before, after)
    if rule.link == "release":
        chosen = _released(sentence, before, after, cue)
    elif rule.object_first:
        chosen = _object(sentence, cue, before, after)
    elif rule.link == "listed":
        chosen = (
            [name for name in before if own_date(sentence, name, _NO_DATE) is not _NO_DATE]
            or (joined(sentence, before) if sentence.page.lexicon.spaced else listed_with(sentence, before))
            or after[:1]
        )
    else:
        if rule is LISTED and (own := _of_listing(sentence, cue, after)):
            return [(_DONE_TO, own)]
        chosen = _told(sentence, cue, rule, before, after)
        if rule.link in {"found", "ipo"} and not before and (spoken_last := _unnamed(sentence, cue, chosen, memory)):
            return [(_SPOKEN_OF, spoken_last)]
    if chosen:
        distance = min(sentence.words_between(min(name.end, cue.end), max(name.start, cue.start)) for name in chosen)
        return [(0.8 / (1 + 0.02 * distance), name) for name in chosen]
    return _spoken_of(sentence, cue, rule, memory)


def _eligible(sentence: Sentence, cue: Tag, rule: EventRule, roles: dict[int, str]) -> list[Name]:
    """Names of a sentence that an event may be of: their type, their role, what they are beside."""
    plain = [
        name
        for name in sentence.names
        if name.type in rule.types
        and not (name.start < cue.end and cue.start < name.end)
        and (name.start not in roles or _may_be(sentence, cue, rule, name, roles[name.start]))
    ]
    if rule is RELEASE:
        return [name for name in plain if _is_said_of(sentence, cue, name) or not _measures(sentence, name)] or plain
    if rule.link == "found":
        return [name for name in plain if name.start >= cue.end or not _of_infinitive(sentence, name)]
    return plain


def _may_be(sentence: Sentence, cue: Tag, rule: EventRule, name: Name, role: str) -> bool:
    """Whether an event may be of a name in another role: bought from its owner, its shares traded, released itself."""
    return (
        rule.link == "acquired"
        or (rule is LISTED and has_shares(sentence, name))
        or (
            rule.link == "listed"
            and sentence.page.lexicon.joins.relative.match(sentence.page.folded, name.end) is not None
        )
        or (rule.link in {"acquire", "ipo"} and _is_object(sentence, cue, name))
        or (rule.link == "release" and role in _RIVALS and _describes(sentence, cue, name))
    )


def _told(sentence: Sentence, cue: Tag, rule: EventRule, before: list[Name], after: list[Name]) -> list[Name]:
    """Whom a founding or listing is told of: what a participle describes, the first named, one behind an opening participle."""
    own = antecedent(sentence, cue, before) if rule.link == "found" and sentence.page.lexicon.spaced else []
    closing = [name for name in after if opens(sentence, cue.start) and closes_participle(sentence, name)]
    chosen = own or made(sentence, before) or told_of(sentence, before) or closing[:1] or after[:1]
    return _together(sentence, chosen, before) if rule is LISTED else chosen


def _is_object(sentence: Sentence, cue: Tag, name: Name) -> bool:
    """Whether what looks like an agent is what was bought: "die Übernahme von A"."""
    words = sentence.page.folded[cue.start : name.start]
    return words.rstrip().endswith(" von") and 0 <= name.start - cue.end <= len(" von ")


def _of_infinitive(sentence: Sentence, name: Name) -> bool:
    """Whether a company is what an infinitive founds: "before founding A, he …"."""
    tags = sentence.page.tags
    return tags.before(name.start - 1, "links", "to_found") is not None


def _of_listing(sentence: Sentence, cue: Tag, after: list[Name]) -> Name | None:
    """Whose listing a noun tells: "the debut of A", "el estreno de su rival A"."""
    if not after or not sentence.page.lexicon.spaced or sentence.marks_between(cue.end, after[0].start):
        return None
    led = sentence.page.tags.within("links", cue.end, after[0].start, "of")
    near = sentence.words_between(cue.end, after[0].start) <= _OF_WORDS
    return after[0] if led and near and not is_exchange(after[0]) else None


def _together(sentence: Sentence, chosen: list[Name], before: list[Name]) -> list[Name]:
    """Companies that a list joins right before a word of listing, where one of them was chosen: "A和B已于1月上市"."""
    run = listed_with(sentence, before) if not sentence.page.lexicon.spaced else joined(sentence, before)
    alone = len([span for span in sentence.dates if span.iso]) == 1
    return run if alone and len(run) > 1 and chosen[:1] == run[:1] else chosen


def _measures(sentence: Sentence, name: Name) -> bool:
    """Whether a time is told by a name: "the first since A"."""
    gap = 1 if sentence.page.lexicon.spaced else 0
    return sentence.page.tags.before(name.start - gap, "links", "since") is not None


def _is_said_of(sentence: Sentence, cue: Tag, name: Name) -> bool:
    """Whether a word of release is said of the name before it, no comma alone between: "since A launched"."""
    parted = sentence.page.folded[name.end : cue.start].strip(' "»') == ","
    return not parted and _describes(sentence, cue, name)


def _describes(sentence: Sentence, cue: Tag, name: Name) -> bool:
    """Whether a word of release is said of the name before it alone: "ahead of A, released in May", "after B launched"."""
    page = sentence.page
    if page.folded[sentence.start : name.start].strip() == _WHEN:
        return True
    gap = page.folded[name.end : cue.start]
    for other in sentence.names:
        if name.end <= other.start and other.end <= cue.start and other.type == EntityType.ORGANIZATION:
            gap = page.folded[name.end : other.start].rsplit(" ", 2)[0] + page.folded[other.end : cue.start]
    return page.lexicon.spaced and page.lexicon.joins.said.fullmatch(gap) is not None


def _object(sentence: Sentence, cue: Tag, before: list[Name], after: list[Name]) -> list[Name]:
    """Whom a verb of buying is done to."""
    if sentence.page.lexicon.script == "kana":
        return objects(sentence, before)[-1:]
    if not before and (inverse := inverted(sentence, after, cue)):
        return inverse
    return relative(sentence, before, cue) or after[:1] or dealt_with(sentence, before)


def _undergoing(sentence: Sentence, before: list[Name], after: list[Name]) -> tuple[list[Name], list[Name]]:
    """Who may have been bought: before a passive (in Japanese as its topic), and behind one that opens the sentence ("Bought by A in May, B left")."""
    if not sentence.page.lexicon.spaced:
        return [name for name in before if particle(sentence, name) in _TOPICS] or before, after
    return before, after[1:2] if len(after) > 1 and sentence.marks_between(after[0].end, after[1].start) else []


def _spoken_of(sentence: Sentence, cue: Tag, rule: EventRule, memory: Memory) -> list[tuple[float, Name]]:
    """Who was named before, where the event may pass to them."""
    does_it = rule.link == "release" and any(
        tag.start < cue.end <= tag.end for tag in sentence.tags("links", "does_it")
    )
    if rule.link == "listed" and any(one.kind == "count" for one in sentence.quantities):
        return []
    for kind in rule.types:
        remembered = memory.of(kind)
        own_day = rule.link == "found" and opens_with_day(sentence, cue)
        spoken = bool(sentence.tags("anaphora", kind)) or does_it or own_day
        if remembered and (rule.link not in _ANNOUNCED or spoken):
            passed = inherits(sentence, cue.start, remembered[0], memory, spoken=spoken)
            return [(_SPOKEN_OF if spoken else _REMEMBERED, remembered[0])] if passed else []
    return []


def _released(sentence: Sentence, before: list[Name], after: list[Name], cue: Tag) -> list[Name]:
    """What is released: the verb's objects, one before it where its date follows it."""
    if sentence.page.lexicon.script == "kana":
        return released(sentence, before, after, cue)
    between = [span for span in sentence.dates if after and cue.end <= span.start < after[0].start]
    if between and before and sentence.page.lexicon.spaced and _beside(sentence, between[-1], after[0]):
        return _objects(sentence, after)
    dated = bool(between) or (
        not sentence.page.lexicon.spaced and before and _has_day(sentence, before[-1], cue, after)
    )
    return joined(sentence, before) if before and dated else _objects(sentence, after) or joined(sentence, before)


def _has_day(sentence: Sentence, name: Name, cue: Tag, after: list[Name]) -> bool:
    """Whether a Chinese verb closes what is told of the name before it: "A于2月11日发布，…"; nothing follows in its clause."""
    own = any(name.end <= span.start and span.end <= cue.start for span in sentence.dates)
    if not own or sentence.marks_between(name.end, cue.start):
        return False
    return not after or sentence.marks_between(cue.end, after[0].start) > 0


def _beside(sentence: Sentence, span: DateSpan, name: Name) -> bool:
    """Whether an object follows its date at once: "a publié le 2 décembre A"."""
    return sentence.words_between(span.end, name.start) <= 1 and not sentence.marks_between(span.end, name.start)


def _unnamed(sentence: Sentence, cue: Tag, after: list[Name], memory: Memory) -> Name | None:
    """The company spoken of, where "founded" opens a sentence and no name follows its participle."""
    remembered = memory.of(EntityType.ORGANIZATION)
    spoken = not sentence.page.lexicon.spaced and sentence.tags("anaphora", EntityType.ORGANIZATION)
    if spoken and spoken[0].end <= cue.start and remembered:
        return remembered[0]
    named = bool(after) and closes_participle(sentence, after[0])
    if any(span.end <= cue.start for span in sentence.dates):
        return None
    return remembered[0] if remembered and after and not named and opens(sentence, cue.start) else None


def _objects(sentence: Sentence, names: list[Name]) -> list[Name]:
    """The first name and those that a list joins to it, what each is called or how large it is perhaps between."""
    kept, page = names[:1], sentence.page
    for name in names[1:]:
        gap = page.folded[kept[-1].end : name.start]
        listed = page.lexicon.joins.listed.fullmatch(_ASIDE.sub("", gap))
        if not listed or page.tags.within("links", kept[-1].end, name.start, "release"):
            break
        kept.append(name)
    return kept
