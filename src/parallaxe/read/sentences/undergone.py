"""Whom an event is done to, by word order: relative clauses, German inversion, lists with a date each."""

from __future__ import annotations

import re

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag

#: What opens a clause about the name before it.
_RELATIVE = re.compile(r"[ *\"”»]*, (?:which|that|whom|die|das|den|котор\w+|que|qu'|qui) ?(?:\w+ ){0,3}$")
#: What follows a noun of buying, and code points from a verb to the name right behind it.
_NOUN, _BESIDE = re.compile(r" (?:von|des|der|durch|an) "), 2
_DATED_WORDS = 2


def relative(sentence: Sentence, names: list[Name], cue: Tag) -> list[Name]:
    """The name a clause is about whose verb has a doer of its own: "B, which A bought in May"."""
    before = [name for name in names if name.end <= cue.start]
    if len(before) < 2 or not _RELATIVE.fullmatch(sentence.page.folded, before[-2].end, before[-1].start):  # noqa: PLR2004
        return []
    return before[-2:-1]


def inverted(sentence: Sentence, after: list[Name], cue: Tag) -> list[Name]:
    """The object of a German verb that stands before its subject: "Im Mai kaufte A das Start-up B"."""
    page = sentence.page
    if page.lexicon.language != "de" or len(after) < 2 or _NOUN.match(page.folded, cue.end):  # noqa: PLR2004
        return []
    beside = 0 < after[0].start - cue.end <= _BESIDE
    return after[1:2] if beside and not sentence.marks_between(cue.end, after[1].start) else []


def also_listed(sentence: Sentence, after: list[Name]) -> list[tuple[Name, DateSpan]]:
    """Names behind a verb of listing that each have a date right behind: "A in May 2019 and B in June 2020"."""
    return [
        (name, span)
        for name in after
        for span in sentence.dates
        if span.iso and 0 <= sentence.words_between(name.end, span.start) <= _DATED_WORDS and name.end < span.start
    ]
