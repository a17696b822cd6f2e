"""Dated events: a release, a listing, an acquisition, a founding, a control; a date, a cue, a subject."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import (
    belongs_elsewhere,
    buys_part,
    dealt_with,
    described,
    filed,
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
from parallaxe.read.sentences.announcements import tells_plan
from parallaxe.read.sentences.controls import controls
from parallaxe.read.sentences.dated import RELEASE, EventRule, dated_draft
from parallaxe.read.sentences.enlisted import ENLISTED, enlisted
from parallaxe.read.sentences.event_dates import heads_item, interval, own_date, to_come
from parallaxe.read.sentences.founding import founded
from parallaxe.read.sentences.inheritance import inherits
from parallaxe.read.sentences.listings import LISTED, has_shares, listings, only_trades
from parallaxe.read.sentences.origins import antecedent, calls_founder, is_elsewhere, of_a_part
from parallaxe.read.sentences.releases import each_dated, headed_dates, in_sequence, joined, led_releases, of_a_paper
from parallaxe.read.sentences.takeovers import bought_in_turn, meant_by_it, paid_for
from parallaxe.read.sentences.ties import closes_participle, opens
from parallaxe.read.sentences.undergone import inverted, relative
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Events that texts list: several subjects, each with its date.
_LISTING = frozenset({"listed", "ipo", "found"})
#: Those that the date of a company of a list before is not of.
_NOT_LISTED = frozenset({"ipo", "found"})
#: Events whose subject the sentence itself must name or point at.
_ANNOUNCED = frozenset({"release", "acquire", "acquired", "found"})
_MONEY = frozenset({"funding_raised", "valuation", "revenue", "capex_commitment"})
_SPOKEN_OF, _REMEMBERED, _DONE_TO = 0.65, 0.52, 0.78
#: How clear it is whose a date is that stands right behind one of several models.
_EACH = 0.75
#: Code points from a list to whose it is ("la liste noire du ministère").
_WHOSE = 7
#: Words between a date and the word of its own event.
_CLOSE = 4
#: Words from a word of announcing to that for the money announced.
_TOLD_WORDS = 7
#: Kinds of figures that something falls by, and code points from the word to them.
_MEASURED, _MOVED = frozenset({"percent", "x", "money", "percentage points", "count"}), 16
#: What opens a clause about the company right before it.
_RELATIVE = re.compile(r"[ *\"”»)]*, ?(?:which|who|that|das|die|der|qui|que|котор\w+)\b")
_NO_DATE = DateSpan(-1, -1, None)
#: What opens a German clause of time where it stands first, and compares elsewhere.
_WHEN = "als"
#: Particles of whom a Japanese passive is said of.
_TOPICS = frozenset("はがも")


_RULES = (
    RELEASE,
    LISTED,
    EventRule("acquisition_date", "acquire", (EntityType.ORGANIZATION, EntityType.PRODUCT), 18, True),
    EventRule("acquisition_date", "acquired", (EntityType.ORGANIZATION, EntityType.PRODUCT), 18, False),
    ENLISTED,
    EventRule("founded_date", "found", (EntityType.ORGANIZATION,), 12, False),
)


def events(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Dated claims of a sentence."""
    deal = bool(sentence.tags("links", "acquire"))
    drafts = [one for one in headed_dates(sentence) if not deal or one.subject_type == EntityType.MODEL]
    taken: set[tuple[str, str, str]] = set()
    listed = enlisted(sentence, roles)
    in_turn = listings(sentence, roles)
    drafts += listed + in_turn
    listed = [] if sentence.tags("links", ENLISTED.link) else listed
    held = {draft.subject for draft in in_turn}
    for rule in _RULES:
        for cue in sentence.tags("links", rule.link):
            if (listed and rule.link in _NOT_LISTED) or _tells_other(sentence, cue, rule):
                continue
            span = _date(sentence, cue, rule)
            if span is None or span.iso is None or _is_of_other(sentence, cue, rule, span):
                continue
            span = interval(sentence, span)
            pairs = _in_turn(sentence, cue, rule) if len(sentence.dates) > 1 else []
            own = {name.start: dated for name, dated in pairs}
            for weight, name in [(_EACH, name) for name, _ in pairs] or _told_of(sentence, cue, rule, roles, memory):
                dated = own.get(name.start) or (
                    own_date(sentence, name, span, rule.link) if rule.link in _LISTING else span
                )
                key = (rule.metric, name.key, str(dated.iso))
                if key in taken or (rule.metric, name.key, "") in taken or (rule is LISTED and name.subject in held):
                    continue
                taken |= {key, (rule.metric, name.key, "")}
                spoken = not sentence.start <= name.start < sentence.end
                draft = dated_draft(sentence, rule, name, dated, weight)
                drafts.append(replace(draft, rule="event, subject remembered") if spoken else draft)
    return drafts + paid_for(sentence) + controls(sentence, memory)


def undated_events(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Events of a sentence without a date, whose day a heading or a sentence before it told."""
    return led_releases(sentence, memory.led) + enlisted(sentence, roles)


def _tells_other(sentence: Sentence, cue: Tag, rule: EventRule) -> bool:
    """Whether the word of an event tells something else here: a price that dropped, money announced, a paper."""
    if _moves(sentence, cue) or buys_part(sentence, cue):
        return True
    if rule.link == "found":
        return calls_founder(sentence, cue)
    return rule is RELEASE and (_tells_money(sentence, cue) or of_a_paper(sentence, cue) or tells_plan(sentence, cue))


def _is_of_other(sentence: Sentence, cue: Tag, rule: EventRule, span: DateSpan) -> bool:
    """Whether the nearest date cannot be that of the event: a founding to come, a listed company's release, a chip's listing."""
    if rule.link == "found":
        return to_come(sentence, str(span.iso))
    if rule.link not in {"listed", "ipo"}:
        return False
    if rule is LISTED and only_trades(sentence, cue, span):
        return True
    before = [name for name in sentence.names if name.end <= cue.start]
    if rule.link == "listed" and before and before[-1].type == EntityType.CHIP:
        return True
    if cue.end <= span.start and sentence.page.lexicon.joins.goes_on.match(sentence.page.folded, span.end):
        return False
    models = [name for name in sentence.names if name.type == EntityType.MODEL]
    gaps = [one.start - span.end if one.start >= span.end else span.start - one.end for one in models]
    first, last = (cue.end, span.start) if cue.end <= span.start else (span.end, cue.start)
    whose = range(cue.end, cue.end + _WHOSE) if sentence.page.lexicon.spaced else ()
    others = [name for name in sentence.names if name.type != EntityType.POLICY and name.start not in whose]
    between = any(first <= name.start < last for name in others)
    return between and min(gaps, default=last) < last - first


def _in_turn(sentence: Sentence, cue: Tag, rule: EventRule) -> list[tuple[Name, DateSpan]]:
    """Names behind the word of an event that each have a date of their own."""
    if rule.link == "acquire":
        return bought_in_turn(sentence, cue)
    return each_dated(sentence, cue) or in_sequence(sentence, cue) if rule is RELEASE else []


def _date(sentence: Sentence, cue: Tag, rule: EventRule) -> DateSpan | None:
    """The date nearest to a cue, in reach and the clearer side first."""
    best: tuple[float, DateSpan] | None = None
    for span in sentence.dates:
        if (span.start < cue.end and cue.start < span.end) or belongs_elsewhere(sentence, cue, span):
            continue
        if rule is LISTED and filed(sentence, cue, span) and not to_come(sentence, str(span.iso)):
            continue
        near, far = (span.end, cue.start) if span.end <= cue.start else (cue.end, span.start)
        words = sentence.words_between(near, far)
        if rule.link == "release" and heads_item(sentence, span):
            words = min(words, rule.words)
        distance = words + 3 * sentence.marks_between(near, far)
        if rule.link == "found" and is_elsewhere(sentence, cue, span):
            continue
        if words <= rule.words and (best is None or distance < best[0]) and not _taken(sentence, span, rule, distance):
            best = distance, span
    return best[1] if best else None


def _moves(sentence: Sentence, cue: Tag) -> bool:
    """Whether a word of release is one of falling: "its price dropped 40 %"."""
    if not any(tag.start <= cue.start < tag.end for tag in sentence.tags("links", "move")):
        return False
    return any(one.kind in _MEASURED and abs(one.start - cue.end) <= _MOVED for one in sentence.quantities)


def _tells_money(sentence: Sentence, cue: Tag) -> bool:
    """Whether what is announced is money: "announced on Tuesday to have raised $2 billion"."""
    stop = cue.end + int(sentence.page.word * _TOLD_WORDS)
    return any(
        tag.key in _MONEY and tag.weight == 1 and not sentence.marks_between(cue.end, tag.start)
        for tag in sentence.page.tags.within("metrics", cue.end, min(stop, sentence.end))
    )


def _is_object(sentence: Sentence, cue: Tag, name: Name) -> bool:
    """Whether what looks like an agent is what was bought: "die Übernahme von A"."""
    words = sentence.page.folded[cue.start : name.start]
    return words.rstrip().endswith(" von") and 0 <= name.start - cue.end <= len(" von ")


def _taken(sentence: Sentence, span: DateSpan, rule: EventRule, distance: float) -> bool:
    """Whether a date stands right behind the word of another event ("founded in 2016 and weighing a listing")."""
    if distance <= _CLOSE:
        return False
    for other in _RULES:
        if other.metric == rule.metric or other.link == "release":
            continue
        for cue in sentence.tags("links", other.link):
            gap = sentence.words_between(cue.end, span.start)
            if cue.end <= span.start and gap <= _CLOSE and not sentence.marks_between(cue.end, span.start):
                return True
    return False


def _told_of(
    sentence: Sentence, cue: Tag, rule: EventRule, roles: dict[int, str], memory: Memory
) -> list[tuple[float, Name]]:
    """Whom an event is about: the one a passive verb is done to, else by the order its verb asks for."""
    named = [name for name in sentence.names if name.type in rule.types]
    if rule.link == "found" and sentence.page.lexicon.spaced:
        company, doers = founded(sentence, cue, roles, memory)
        if company and doers:
            return [(_DONE_TO, company)]
        if of_a_part(sentence, cue):
            return []
    bought = undergoer(sentence, cue, named) or meant_by_it(sentence, cue, named) if rule.link == "acquire" else None
    return [(_DONE_TO, bought)] if bought else _subjects(sentence, cue, rule, roles, memory)


def _subjects(
    sentence: Sentence, cue: Tag, rule: EventRule, roles: dict[int, str], memory: Memory
) -> list[tuple[float, Name]]:
    named = [
        name
        for name in sentence.names
        if name.type in rule.types and not (name.start < cue.end and cue.start < name.end)
    ]
    plain = [
        name
        for name in named
        if name.start not in roles
        or rule.link == "acquired"
        or (rule is LISTED and has_shares(sentence, name))
        or (rule.link == "listed" and _RELATIVE.match(sentence.page.folded, name.end))
        or (rule.link in {"acquire", "ipo"} and _is_object(sentence, cue, name))
        or (
            rule.link == "release"
            and roles[name.start] == "rival"
            and (
                sentence.page.folded[name.end : cue.start] == ", "
                or sentence.page.folded[sentence.start : name.start].strip() == _WHEN
            )
        )
    ]
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
        own = antecedent(sentence, cue, before) if rule.link == "found" and sentence.page.lexicon.spaced else []
        closing = [name for name in after if opens(sentence, cue.start) and closes_participle(sentence, name)]
        chosen = own or made(sentence, before) or told_of(sentence, before) or closing[:1] or after[:1]
        if rule.link in {"found", "ipo"} and not before and (spoken_last := _unnamed(sentence, cue, chosen, memory)):
            return [(_SPOKEN_OF, spoken_last)]
    if chosen:
        distance = min(sentence.words_between(min(name.end, cue.end), max(name.start, cue.start)) for name in chosen)
        return [(0.8 / (1 + 0.02 * distance), name) for name in chosen]
    return _spoken_of(sentence, cue, rule, memory)


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


def acquired(sentence: Sentence, start: int, roles: dict[int, str]) -> Name | None:
    """The company bought, by the word of buying that starts at a place."""
    for rule in reversed([rule for rule in _RULES if rule.metric == "acquisition_date"]):
        for cue in sentence.tags("links", rule.link):
            found = _told_of(sentence, cue, rule, roles, Memory()) if cue.start == start else []
            if found:
                return found[0][1]
    return None


def _objects(sentence: Sentence, names: list[Name]) -> list[Name]:
    """The first name and those joined to it by "and" or a comma."""
    kept = names[:1]
    for name in names[1:]:
        links = sentence.page.tags.within("links", kept[-1].end, name.start)
        if name.start - kept[-1].end > 8 or any(tag.key == "release" for tag in links):  # noqa: PLR2004
            break
        kept.append(name)
    return kept
