"""Which date is that of a founding: not that of money, of another event, of a part of the company."""

from __future__ import annotations

import re

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: What between a date and a founding tells that the date is of something else.
_MONEY = frozenset({"funding_raised", "valuation", "revenue", "capex_commitment"})
_OTHER_EVENTS = frozenset({"acquire", "acquired", "ipo", "invest"})
_WHO = re.compile(r", (?:who|which|whose|qui|que|quien|der|die|das|котор\w+|người) [^,]*$")
_AFTER_WORDS, _CLOSE = 2, 2
#: What stands between a company and the participle that describes it.
_APPOSED = re.compile(
    r"[ *_\"”»]*(?:\([^()]{0,30}\))?, (?:(?:an?|the|une?|la|le|l'|el|uma?|una|ein|eine|die|das|der|một) [^,;:.]{0,50} |(?:which|that|qui|que|die|das) )?"
    r"(?:was |is |fue |foi |wurde |a ete |est )?"
)
#: What a company's part is called, and what ends before the participle that describes it.
_PART = re.compile(r"\b(?:lab|laboratory|team|unit|division|institute|centre|center|arm|office|department|group)\b")
_PARTICIPLE = ", "


def is_elsewhere(sentence: Sentence, cue: Tag, span: DateSpan) -> bool:
    """Whether a date beside a word of founding is of something else."""
    first, last = min(span.end, cue.end), max(span.start, cue.start)
    return (
        _told_of_another(sentence, first, last)
        or (_later(sentence, cue) and not _dated_itself(sentence, cue, span))
        or _of_another_founding(sentence, cue, span)
        or _behind_relative(sentence, cue, span)
        or (span.start >= cue.end and _main_event(sentence, cue, span))
    )


def calls_founder(sentence: Sentence, cue: Tag) -> bool:
    """Whether a word of founding is part of one for a founder: "创办" of "创办人"."""
    folded = sentence.page.folded
    return any(
        tag.start <= cue.start and cue.end < tag.end and folded[tag.end - 1] in "人者"
        for tag in sentence.tags("links", "founder")
    )


def of_a_part(sentence: Sentence, cue: Tag) -> bool:
    """Whether what a participle describes is only a part of the company named: "A's lab in B, founded in 2016"."""
    page = sentence.page
    before = [name for name in sentence.names if name.end <= cue.start and name.type == EntityType.ORGANIZATION]
    if not before or not page.folded.endswith(_PARTICIPLE, sentence.start, cue.start):
        return False
    mark = page.tags.at(before[-1].end, "links", "possess")
    return mark is not None and _PART.search(page.folded, mark.end, cue.start) is not None


def _told_of_another(sentence: Sentence, first: int, last: int) -> bool:
    """Whether words of another event or of money stand between a date and a founding."""
    within = sentence.page.tags.within
    return any(tag.key in _MONEY and tag.weight == 1 for tag in within("metrics", first, last)) or any(
        tag.key in _OTHER_EVENTS for tag in within("links", first, last)
    )


def _dated_itself(sentence: Sentence, cue: Tag, span: DateSpan) -> bool:
    """Whether a date stands right behind a founding: "ten years after its founding in 2015"."""
    return cue.end <= span.start and sentence.words_between(cue.end, span.start) <= 1


def _of_another_founding(sentence: Sentence, cue: Tag, span: DateSpan) -> bool:
    """Whether a date before a comma is that of another founding: "founded in 2023 by A, who also created B"."""
    if span.start >= cue.start or not sentence.marks_between(span.end, cue.start):
        return False
    return any(
        tag.end <= span.start and sentence.words_between(tag.end, span.start) <= _CLOSE and tag.end <= cue.start
        for tag in sentence.tags("links", "found")
    )


def _behind_relative(sentence: Sentence, cue: Tag, span: DateSpan) -> bool:
    """Whether a date stands behind the clause that only says what somebody founded: "A, who founded B, left in 2018"."""
    if span.start < cue.end or not sentence.marks_between(cue.end, span.start):
        return False
    return _WHO.search(sentence.page.folded[sentence.start : cue.start]) is not None


def antecedent(sentence: Sentence, cue: Tag, names: list[Name]) -> list[Name]:
    """The company that a participle right behind its name, or behind what it is, describes: "bought A, a firm founded in 2016"."""
    before = [name for name in names if name.end <= cue.start]
    if len(before) > 1 and _APPOSED.fullmatch(sentence.page.folded, before[-1].end, cue.start):
        return before[-1:]
    return []


def _main_event(sentence: Sentence, cue: Tag, span: DateSpan) -> bool:
    """Whether a date beyond a comma is that of the deal a sentence tells ("A bought B, founded in X, in May")."""
    deals = [tag for key in ("acquire", "acquired", "ipo") for tag in sentence.tags("links", key)]
    return any(tag.end <= cue.start for tag in deals) and sentence.marks_between(cue.end, span.start) > 0


def _later(sentence: Sentence, cue: Tag) -> bool:
    """Whether a founding only dates something else: "four months after the founding of the company"."""
    floor = cue.start - int(sentence.page.word * _AFTER_WORDS)
    tags = sentence.page.tags.within("roles", max(sentence.start, floor), cue.start)
    return any(
        tag.key == "rival" and tag.side != "<" and not sentence.marks_between(tag.end, cue.start) for tag in tags
    )
