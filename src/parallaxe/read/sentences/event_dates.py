"""Which date of a sentence is an event's: a name's own in a list, the years of a span, one that opens an item."""

from __future__ import annotations

from itertools import pairwise

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.order import listed_with
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag

#: Fewest dates told in turn.
_PAIR = 2
#: Letters of a preposition before the date that opens a sentence.
_LEAD = 6
#: Words of events that a date may be of.
_EVENTS = frozenset({"found", "ipo", "listed", "acquire", "acquired", "release"})


def to_come(sentence: Sentence, iso: str) -> bool:
    """Whether a date lies after the page's own: what is founded was founded before."""
    page_date = sentence.page.page_date
    return page_date is not None and iso[:10] > page_date.isoformat()


def own_date(sentence: Sentence, name: Name, span: DateSpan, event: str = "") -> DateSpan:
    """In a list of names with their dates, the date behind a name and before the next one, no word of another event between."""
    if name in (run := _in_turn(sentence, name)):
        return [date for date in sentence.dates if date.iso][run.index(name)]
    following = [other.start for other in sentence.names if other.start > name.end and other.type == name.type]
    stop = min(following, default=sentence.end)
    own = [date for date in sentence.dates if name.end <= date.start < stop and date.iso]
    if own and event and any(tag.key in _EVENTS - {event} for tag in _links(sentence, name.end, own[0].start)):
        return span
    return own[0] if own and span not in own and (following or span.iso is None) and len(sentence.dates) > 1 else span


def _links(sentence: Sentence, first: int, last: int) -> list[Tag]:
    return [tag for tag in sentence.tags("links") if first <= tag.start < last]


def _in_turn(sentence: Sentence, name: Name) -> list[Name]:
    """The names of a list that dates are told of in turn ("A和B分别于1月8日和1月9日上市"), as many as dates; else none."""
    days = [date for date in sentence.dates if date.iso]
    if len(days) < _PAIR or not sentence.tags("links", "respectively"):
        return []
    run = listed_with(sentence, [one for one in sentence.names if one.type == name.type and one.end <= days[0].start])
    return run if len(run) == len(days) else []


def interval(sentence: Sentence, span: DateSpan) -> DateSpan:
    """A year together with the one it forms a span with ("From 2022 to 2023, when A released B")."""
    page, years = sentence.page, [one for one in sentence.dates if one.iso and len(one.iso) == len("2022")]
    for first, second in pairwise(years):
        gap = page.folded[first.end : second.start]
        tag = page.tags.at(first.end + len(gap) - len(gap.lstrip()), "ranges")
        joined = tag is not None and tag.end + 1 >= second.start
        led = page.folded[max(sentence.start, first.start - 8) : first.start].strip()
        if span in {first, second} and joined and led and str(first.iso) < str(second.iso):
            return DateSpan(first.start, second.end, f"{first.iso}/{second.iso}")
    return span


def heads_item(sentence: Sentence, span: DateSpan) -> bool:
    """Whether a date opens an item of a list, which tells what happened then ("* 2023.11.30 …")."""
    lead = sentence.page.text[sentence.start : span.start]
    return sentence.block.kind is BlockKind.ITEM and not any(char.isalnum() for char in lead)


def sets_scene(sentence: Sentence, span: DateSpan) -> bool:
    """Whether a date opens a sentence, and so is that of what it goes on to tell, however long its subject is."""
    lead = sentence.page.text[sentence.start : span.start].strip(' *_#-–—•·>"“«「『【（(')
    return len(lead) <= (_LEAD if sentence.page.lexicon.spaced else 1) and " " not in lead
