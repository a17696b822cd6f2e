"""Who was bought and when, where no verb of buying tells it beside: "it", lists with a date each, "paid $2 billion for A"."""

from __future__ import annotations

import re

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.dated import EventRule, dated_draft
from parallaxe.read.sentences.undergone import also_listed
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

_BOUGHT = frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT})
_PAID = EventRule("acquisition_date", "pay", (EntityType.ORGANIZATION,), 18, False)
#: "it" behind a verb of buying; what may follow a company that was paid for, whose goods were not.
_IT, _ENDS = re.compile(r" it\b"), re.compile(r"[ *_]*(?:[.,;:)]|$)")
#: Words from an amount to the word for what it is paid for, and from a company to the date.
_FOR_WORDS, _DATE_WORDS, _WEIGHT = 2, 1, 0.75


def meant_by_it(sentence: Sentence, cue: Tag, names: list[Name]) -> Name | None:
    """What "it" right behind a verb of buying means: "A founded B; Google bought it in 2014"."""
    if not _IT.match(sentence.page.folded, cue.end):
        return None
    buyer = next((name for name in reversed(names) if name.end <= cue.start), None)
    before = [name for name in names if buyer and name.end <= buyer.start]
    return before[-1] if before else None


def bought_in_turn(sentence: Sentence, cue: Tag) -> list[tuple[Name, DateSpan]]:
    """Companies behind a verb of buying that each have a date: "bought A (April 2012), B in 2014 and C (2016)"."""
    after = [name for name in sentence.names if name.start >= cue.end and name.type in _BOUGHT]
    pairs = also_listed(sentence, after) if len(after) > 1 and len(sentence.dates) > 1 else []
    return pairs if len({span.start for _, span in pairs}) > 1 else []


def paid_for(sentence: Sentence) -> list[Draft]:
    """As in "A paid $2 billion for B in December 2025"."""
    page = sentence.page
    spans = [span for span in sentence.dates if span.iso]
    amounts = [one for one in sentence.quantities if one.kind == "money"]
    if len(spans) != 1 or not amounts or not sentence.tags("links", "pay"):
        return []
    span = spans[0]
    for tag in sentence.tags("links", "pay_for"):
        name = next((one for one in sentence.names if 0 <= one.start - tag.end <= 1), None)
        told = any(0 <= sentence.words_between(one.end, tag.start) <= _FOR_WORDS for one in amounts)
        if name is None or name.type not in _PAID.types or not told:
            continue
        dated = name.end <= span.start and sentence.words_between(name.end, span.start) <= _DATE_WORDS
        if dated or _ENDS.match(page.folded, name.end, sentence.end):
            return [dated_draft(sentence, _PAID, name, span, _WEIGHT)]
    return []
