"""A date as the claim of an event: which cue makes which metric, and the draft of one."""

from __future__ import annotations

import re
from typing import NamedTuple

from parallaxe.read.amounts.dates import DateSpan, ahead
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.event_dates import heads_item
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Verbs of listing in the present tense; words of agreeing to be bought, which was done on the day told.
_PRESENT = re.compile(
    r"\b(?:debuts|lists|goes public|begins trading|starts trading|fait (?:ses|son) |entre en bourse|s'introduit|gibt|geht|debutiert|startet"
    r"|debuta|sale a bolsa|empieza a cotizar|estreia|abre o capital|começa a|comeca a|дебютирует|выходит на)\b"
)
_THIS = re.compile("今年|本月|今月|this (?:year|month)")
_AGREED = re.compile(r"\bagreed\b|\baccepte\b|\beinigte|\bacord[oó]|согласил|đồng ý|同意|合意")


class EventRule(NamedTuple):
    """Which cue makes which dated metric of which subjects, and how far the date may stand, in words."""

    metric: str
    link: str
    types: tuple[str, ...]
    words: float
    object_first: bool


RELEASE = EventRule("release_date", "release", (EntityType.MODEL, EntityType.PRODUCT), 18, True)


def dated_draft(sentence: Sentence, rule: EventRule, name: Name, span: DateSpan, weight: float) -> Draft:
    """The claim that a date is that of an event; planned where the future is spoken of, a quarter as its year."""
    planned = any(_is_of(sentence, tag, span) for tag in sentence.tags("future")) or _is_ahead(sentence, rule, span)
    if rule.metric == "acquisition_date" and _AGREED.search(sentence.page.folded, sentence.start, sentence.end):
        planned = False
    planned = planned and not _THIS.match(sentence.page.folded, span.start, span.end)
    if planned:
        span = ahead(span, sentence.page.page_date)
    iso = str(span.iso)
    if rule.metric == "founded_date" and len(iso) > 10:  # noqa: PLR2004
        iso = iso[:4]
    if "Q" in iso or "H" in iso:
        iso = iso[:4]
    return Draft(
        metric=rule.metric, value=iso, unit="date", start=span.start, end=span.end, subject=name.subject, surface=name.surface,
        subject_type=name.type or None, rule="event", weight=weight * (_resolved(rule) if span.resolved else 1.0), at=name.start if heads_item(sentence, span) else span.start,
        dimensions={"modality": "planned"} if planned else {},
    )  # fmt: skip


def _is_ahead(sentence: Sentence, rule: EventRule, span: DateSpan) -> bool:
    """Whether a listing told in the present tense is of a weekday to come: "A debuts in Hong Kong on Friday"."""
    page = sentence.page
    if rule.metric != "ipo_date" or span.part != "weekday" or page.page_date is None:
        return False
    today = span.iso == page.page_date.isoformat()
    return not today and _PRESENT.search(page.folded, sentence.start, sentence.end) is not None


def _resolved(rule: EventRule) -> float:
    """What is left of a date that was completed by the page's; foundings are seldom of the page's year."""
    return 0.6 if rule.metric == "founded_date" else 0.85


def _is_of(sentence: Sentence, future: Tag, span: DateSpan) -> bool:
    """Whether a word of the future is of the clause a date stands in."""
    first, last = sorted(((future.start, future.end), (span.start, span.end)))
    if span.part == "beside" and last[0] < first[1]:
        return False  # "the next day" is told from a day before, not from the page's
    if sentence.page.tags.before(span.start - 1, "links", "since"):
        return False
    return sentence.marks_between(first[1], last[0]) <= 1
