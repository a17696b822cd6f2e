"""Dated events: a release, a listing, an acquisition, a founding, a control; a date, a cue, a subject."""

from __future__ import annotations

from msgspec.structs import replace

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import belongs_elsewhere, buys_part, filed
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.announcements import tells_plan
from parallaxe.read.sentences.controls import CONTROLLED, controls
from parallaxe.read.sentences.dated import RELEASE, EventRule, dated_draft
from parallaxe.read.sentences.dated_items import dated_items
from parallaxe.read.sentences.enlisted import ENLISTED, enlisted
from parallaxe.read.sentences.event_dates import heads_item, in_told_year, interval, own_date, sets_scene, to_come
from parallaxe.read.sentences.event_subjects import named_by, whom
from parallaxe.read.sentences.listings import LISTED, listings, only_trades
from parallaxe.read.sentences.origins import calls_founder, is_elsewhere
from parallaxe.read.sentences.releases import (
    each_dated,
    headed_dates,
    in_sequence,
    led_by_dates,
    led_releases,
    of_a_paper,
)
from parallaxe.read.sentences.takeovers import bought_in_turn, paid_for
from parallaxe.read.sentences.undergone import also_listed
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Links whose words tell an event where a sentence names nobody.
TOLD_ALONE = CONTROLLED | {LISTED.link}
#: Events that texts list: several subjects, each with its date.
_LISTING = frozenset({"listed", "ipo", "found"})
#: Those that the date of a company of a list before is not of.
_NOT_LISTED = frozenset({"ipo", "found"})
#: Those whose date may open a long sentence, and how much farther it may stand there.
_SCENES, _SCENE = frozenset({"release", "listed", "acquire"}), 2.5
_MONEY = frozenset({"funding_raised", "valuation", "revenue", "capex_commitment"})
#: How clear it is whose a date is that stands right behind one of several models.
_EACH = 0.75
#: Code points from a list to whose it is ("la liste noire du ministère").
_WHOSE = 7
#: Words between a date and the word of its own event.
_CLOSE = 4
#: Code points from a model to the word for its debut.
_OWN = 3
#: Length of a year and month, and what is left of a date of the sentence before.
_MONTH, _TOLD_BEFORE = len("2025-05"), 0.85
#: Words from a word of announcing to that for the money announced.
_TOLD_WORDS = 7
#: Kinds of figures that something falls by, and code points from the word to them.
_MEASURED, _MOVED = frozenset({"percent", "x", "money", "percentage points", "count"}), 16


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
    if items := dated_items(sentence, memory):
        return items
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
            span = interval(sentence, in_told_year(sentence, span, rule.link) if rule is RELEASE else span)
            pairs = _in_turn(sentence, cue, rule) if len(sentence.dates) > 1 else []
            own = {name.start: dated for name, dated in pairs}
            for weight, name in [(_EACH, name) for name, _ in pairs] or whom(sentence, cue, rule, roles, memory):
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
    return led_releases(sentence, memory.led) + enlisted(sentence, roles) + _on_day_told(sentence, roles, memory)


def _on_day_told(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Releases on the one date that the sentence before opens with: "In May the field moved on. A released B."""
    page = sentence.page
    cues = [cue for cue in sentence.tags("links", RELEASE.link) if not _tells_other(sentence, cue, RELEASE)]
    before = next((one for one in sentence.block.sentences if one[1] == sentence.start), None) if cues else None
    if before is None or sentence.tags("future"):
        return []
    told = page.sentence(*before, sentence.block)
    spans = [span for span in told.dates if span.iso]
    if len(spans) != 1 or len(str(spans[0].iso)) < _MONTH or not sets_scene(told, spans[0]):
        return []
    if told.tags("future") or told.tags("links", RELEASE.link):
        return []
    return [
        replace(dated_draft(sentence, RELEASE, name, spans[0], weight * _TOLD_BEFORE), at=name.end)
        for weight, name in named_by(sentence, cues[0], RELEASE, roles, memory)
    ]


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
    if rule is LISTED and (only_trades(sentence, cue, span) or _of_a_model(sentence, cue)):
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


def _of_a_model(sentence: Sentence, cue: Tag) -> bool:
    """Whether a debut is that of a model right before it: "R1's debut"."""
    made = (name for name in sentence.names if name.type in {EntityType.MODEL, EntityType.PRODUCT})
    return any(0 <= cue.start - name.end <= _OWN for name in made)


def _in_turn(sentence: Sentence, cue: Tag, rule: EventRule) -> list[tuple[Name, DateSpan]]:
    """Names behind the word of an event that each have a date of their own."""
    if rule.link == "acquire":
        return bought_in_turn(sentence, cue)
    if rule.link == "found" and sentence.page.lexicon.spaced:
        after = [name for name in sentence.names if name.start >= cue.end and name.type in rule.types]
        pairs = also_listed(sentence, after)
        return pairs if len({name.key for name, _ in pairs}) > 1 else []
    if rule is not RELEASE:
        return []
    return each_dated(sentence, cue) or in_sequence(sentence, cue) or led_by_dates(sentence, cue)


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
        if (rule.link == "release" and heads_item(sentence, span)) or (
            rule.link in _SCENES and words <= rule.words * _SCENE and sets_scene(sentence, span)
        ):
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


def acquired(sentence: Sentence, start: int, roles: dict[int, str]) -> Name | None:
    """The company bought, by the word of buying that starts at a place."""
    for rule in reversed([rule for rule in _RULES if rule.metric == "acquisition_date"]):
        for cue in sentence.tags("links", rule.link):
            found = whom(sentence, cue, rule, roles, Memory()) if cue.start == start else []
            if found:
                return found[0][1]
    return None
