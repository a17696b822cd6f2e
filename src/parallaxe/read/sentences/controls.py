"""When chips and rules were put under control or freed: each date of a sentence with the ban, licence or lifting it belongs to."""

from __future__ import annotations

from msgspec.structs import replace

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.amounts.span import overlap
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import belongs_elsewhere, listed_on
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.dated import EventRule, dated_draft
from parallaxe.read.sentences.event_dates import interval, sets_scene
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import Entity, EntityType

#: Verbs done to chips, nouns of control, and what rules undergo.
_VERB = EventRule("export_control_date", "control_verb", (EntityType.CHIP,), 14, False)
_NOUN = EventRule("export_control_date", "control", (EntityType.CHIP, EntityType.POLICY), 22, False)
_RULE = EventRule("export_control_date", "rule_verb", (EntityType.POLICY,), 12, False)
#: Keys of the words of control.
CONTROLLED = frozenset({_VERB.link, _NOUN.link})
_CONTROLS, _BUREAU = "us-ai-chip-export-controls", "bis"
_OFFICES = frozenset({_BUREAU, "us-department-of-commerce"})
#: Lists of companies, whose dates are those of additions.
_LISTS = frozenset({"entity-list", "unverified-list", "1260h-list"})
#: Events that a date may be of instead.
_OTHERS = ("release", "ipo", "found", "acquire", "acquired", "listed")
#: How much farther a word may stand where words are counted by signs.
_UNSPACED = 1.2
#: How much farther a date may stand that opens its sentence.
_SCENE = 2.0
_SECOND_WORDS, _SPOKEN_REACH = 9, 420
#: Words a mark between a word and a date counts for, and "and" behind a date, which begins what is told next.
_MARK = 3
#: Code points of a word that only leads to a date, at most.
_SHORT = 4
_NAMED, _NEAR, _SPOKEN, _IMPLIED = 0.72, 0.7, 0.65, 0.6


def controls(sentence: Sentence, memory: Memory) -> list[Draft]:
    """Dates of controls: each with the nearest word of control, unless another event is nearer."""
    cues = [
        (rule, cue)
        for rule in (_VERB, _NOUN, _RULE)
        for cue in sentence.tags("links", rule.link)
        if not (rule is _RULE and not _rules_meant(sentence, memory)) and not _in_list(sentence, cue)
    ]
    if not cues:
        return []
    found: list[Draft] = []
    told: dict[int, tuple[DateSpan, list[tuple[float, Name]]]] = {}
    taken: set[tuple[str, str]] = set()
    for span in sentence.dates:
        best = _cue_of(sentence, span, cues)
        if span.iso is None or best is None or _is_vague(sentence, span):
            continue
        rule, cue = best
        before = told.get(cue.start)
        if before is not None and not _joined(sentence, before[0], span):
            continue
        if before is not None:
            whom = before[1]
        else:
            senses = [best, *(one for one in cues if one != best and overlap(one[1], cue))]
            whom = next(filter(None, (_whom(sentence, tag, one, memory) for one, tag in senses)), [])
        told[cue.start] = (span, whom)
        for weight, name in whom:
            dated = interval(sentence, span)
            if (name.key, str(dated.iso)) in taken:
                continue
            taken.add((name.key, str(dated.iso)))
            draft = _as_told(dated_draft(sentence, rule, name, dated, weight), dated)
            spoken = not sentence.block.start <= name.start < sentence.end
            found.append(replace(draft, rule="event, subject remembered") if spoken else draft)
    return found


def _is_vague(sentence: Sentence, span: DateSpan) -> bool:
    """Whether a date is told more exactly beside, or is only that of what was told before."""
    return span.part == "same" or any(str(one.iso).startswith(f"{span.iso}-") for one in sentence.dates)


def _in_list(sentence: Sentence, cue: Tag) -> bool:
    """Whether a word of control is part of the name of a list of companies: "禁輸リスト"."""
    return any(tag.start <= cue.start and cue.end < tag.end for tag in sentence.tags("links", "listed"))


def _as_told(draft: Draft, span: DateSpan) -> Draft:
    """A month told without its year in the past even beside "would": what is required is not yet done, the rule is."""
    iso = str(span.iso)
    return (
        replace(draft, value=iso, dimensions={})
        if span.resolved and str(draft.value) > iso and "Q" not in iso
        else draft
    )


def _cue_of(sentence: Sentence, span: DateSpan, cues: list[tuple[EventRule, Tag]]) -> tuple[EventRule, Tag] | None:
    """The nearest word of control to a date, in reach; None where a word of another event is nearer."""
    best: tuple[float, EventRule, Tag] | None = None
    reach, opening = 1.0 if sentence.page.lexicon.spaced else _UNSPACED, sets_scene(sentence, span)
    for rule, cue in cues:
        if (span.start < cue.end and cue.start < span.end) or belongs_elsewhere(sentence, cue, span):
            continue
        words, distance = _distance(sentence, cue, span)
        near = words <= rule.words * (max(reach, _SCENE) if opening else reach)
        if near and (best is None or distance < best[0]):
            best = distance, rule, cue
    if best is None:
        return None
    for link in _OTHERS:
        for other in sentence.tags("links", link):
            if _only_announces(sentence, other) or _covers(other, span):
                continue
            if _distance(sentence, other, span)[1] < best[0] and not overlap(other, best[2]):
                return None
    return best[1], best[2]


def _only_announces(sentence: Sentence, cue: Tag) -> bool:
    """Whether what looks like a word of another event says that something is announced or allowed."""
    return any(overlap(cue, tag) for tag in sentence.tags("links", "announces"))


def _covers(cue: Tag, span: DateSpan) -> bool:
    """Whether what looks like a word of another event only leads to a date: "début décembre", "seit"."""
    return overlap(cue, span) or cue.end - cue.start <= _SHORT


def _distance(sentence: Sentence, cue: Tag, span: DateSpan) -> tuple[float, float]:
    """Words between a word and a date, and these with the marks they are parted by."""
    near, far = (span.end, cue.start) if span.end <= cue.start else (cue.end, span.start)
    words, marks = sentence.words_between(near, far), sentence.marks_between(near, far)
    behind = span.end <= cue.start
    apart = behind and sentence.page.lexicon.joins.goes_on.match(sentence.page.folded, span.end) is not None
    next_clause = behind and marks > 0 and not sets_scene(sentence, span)
    return words, words + _MARK * (marks + apart + next_clause)


def _joined(sentence: Sentence, first: DateSpan, second: DateSpan) -> bool:
    """Whether two dates are told of the same: "in October 2022 and October 2023", "the first … in 2022, the second in 2023"."""
    folded = sentence.page.folded
    joins = sentence.page.lexicon.joins
    if joins.dates.fullmatch(folded, first.end, second.start):
        return True
    gap = folded[first.end : second.start]
    return sentence.words_between(first.end, second.start) <= _SECOND_WORDS and joins.second.search(gap) is not None


def _policies(sentence: Sentence) -> list[Name]:
    """Rules of export control a sentence names."""
    return [name for name in sentence.names if name.type == EntityType.POLICY and _is_control(name)]


def _is_control(name: Name) -> bool:
    """Whether a policy is a rule of export control; lists of companies are none."""
    entity = name.entity
    if entity is None or entity.slug in _LISTS:
        return False
    return entity.developer == _BUREAU or "export control" in entity.name


def _rules_meant(sentence: Sentence, memory: Memory) -> list[Name]:
    """The rules a sentence names; else the one spoken of in its block, where it names nobody who acts but a land."""
    named = _policies(sentence)
    spoken = memory.last.get(EntityType.POLICY)
    if named or spoken is None or spoken.start < sentence.block.start or not _is_control(spoken):
        return named
    acting = {EntityType.ORGANIZATION, EntityType.MODEL, EntityType.PRODUCT, EntityType.CHIP}
    others = [name for name in sentence.names if name.type in acting and not _is_office(name)]
    return [] if others else [spoken]


def _is_office(name: Name) -> bool:
    """Whether a name is of the office that makes such rules, or of its department."""
    return name.entity is not None and name.entity.slug in _OFFICES


def _whom(sentence: Sentence, cue: Tag, rule: EventRule, memory: Memory) -> list[tuple[float, Name]]:
    """What is controlled: chips beside the word, a rule, what was spoken of, the controls themselves."""
    chips = [name for name in sentence.names if name.type == EntityType.CHIP]
    rules = _policies(sentence)
    if rule is _RULE:
        return [(_NAMED if rules else _SPOKEN, name) for name in _nearest(_rules_meant(sentence, memory), cue)]
    if chips:
        return [(_NAMED, name) for name in _run(sentence, chips, _nearest(chips, cue))]
    if rules:
        return [(_NEAR, name) for name in _nearest(rules, cue)]
    spoken = memory.last.get(EntityType.CHIP)
    if spoken is not None and sentence.start - spoken.end <= _SPOKEN_REACH and not _names_other(sentence):
        return [(_SPOKEN, spoken)]
    implied = rule is _NOUN or _of_chips(sentence)
    return [(_IMPLIED, _control(sentence))] if implied and spoken is None else []


def _of_chips(sentence: Sentence) -> bool:
    """Whether a sentence is about chips that it does not name and a land they may not be sold to."""
    land = any(name.type == EntityType.COUNTRY for name in sentence.names)
    return land and bool(sentence.tags("links", "chips_noun")) and not _names_other(sentence)


def _names_other(sentence: Sentence) -> bool:
    """Whether a sentence is about a model or an app."""
    return any(name.type in {EntityType.MODEL, EntityType.PRODUCT} for name in sentence.names)


def _nearest(names: list[Name], cue: Tag) -> list[Name]:
    return sorted(names, key=lambda name: min(abs(name.start - cue.end), abs(cue.start - name.end)))[:1]


def _run(sentence: Sentence, names: list[Name], nearest: list[Name]) -> list[Name]:
    """A chip with those a list joins to it on either side."""
    if not nearest:
        return []
    folded, place = sentence.page.folded, names.index(nearest[0])
    listed = sentence.page.lexicon.joins.listed
    run = [nearest[0]]
    for name in reversed(names[:place]):
        if not listed.fullmatch(folded, name.end, run[0].start):
            break
        run.insert(0, name)
    return [*run[:-1], *listed_on(sentence, names[place:])]


def _control(sentence: Sentence) -> Name:
    entity = sentence.page.entities.get(_CONTROLS) or Entity(
        slug=_CONTROLS, name="US AI chip export controls", type=EntityType.POLICY
    )
    return Name(sentence.start, sentence.start, entity.name, entity, entity.type)
