"""Which date of a sentence is an event's: a name's own in a list, the years of a span, one that opens an item."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.order import listed_with
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag

#: Fewest dates told in turn.
_PAIR = 2
#: Code points from a year to what its sentence tells of it, and back to the sentence before.
_YEAR_REACH, _TOLD_REACH = 120, 400
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


def in_told_year(sentence: Sentence, span: DateSpan, event: str) -> DateSpan:
    """A month or day without its year: of the year its sentence opens with, or of that of the same event told before it.

    As in "the sensation of 2025 was A, out on 20 January" and "B came in March 2024. In August followed C".
    """
    iso, page = str(span.iso), sentence.page
    if not span.resolved or span.part or len(iso) < len("2025-01") or not iso[:7].replace("-", "").isdigit():
        return span
    own = [one for one in sentence.dates if one.end <= span.start and not one.resolved and one.iso]
    years = [one for one in own if len(str(one.iso)) == len("2025") and span.start - one.end <= _YEAR_REACH]
    if years and not any(tag.key in _EVENTS - {event} for tag in _links(sentence, sentence.start, span.start)):
        return replace(span, iso=f"{years[-1].iso}{iso[4:]}")
    before = (
        []
        if own
        else [one for one in sentence.block.sentences if sentence.start - _TOLD_REACH < one[1] <= sentence.start]
    )
    for start, end in reversed(before):
        told = [one for one in page.dates_in(start, end, []) if one.iso]
        if not told:
            continue
        base = str(told[-1].iso)
        if told[-1].resolved or len(base) <= len("2025") or not page.tags.within("links", start, end, event):
            return span
        moved = replace(span, iso=f"{int(base[:4]) + (iso[5:7] < base[5:7])}{iso[4:]}")
        return span if to_come(sentence, str(moved.iso)) else moved
    return span
