"""Companies put on a list of restricted ones: each with its date, with the others of an enumeration, or told after the day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.dated import EventRule, dated_draft
from parallaxe.read.sentences.event_dates import own_date
from parallaxe.read.sentences.undergone import also_listed
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

ENLISTED = EventRule("entity_list_date", "listed", (EntityType.ORGANIZATION,), 26, False)
#: Roles of names that tell of a list and are not on it.
_TELLS = frozenset({"source", "source_after"})
#: Those who keep such lists.
_KEEPERS = frozenset({"bis", "us-department-of-commerce", "us-department-of-defense", "us-department-of-the-treasury"})
#: Code points back to the sentence that tells the day; words from "among them" to the first name, and between two of them.
_REACH, _OPENING_WORDS, _JOINED_WORDS = 480, 12, 9
_NO_DATE = DateSpan(-1, -1, None)
#: Words that may say what a name of it is, behind a comma and behind "and"; what ends it.
_AFTER_COMMA, _AFTER_AND, _STOP = 3, 7, re.compile(r"[.。:：!?！？]")
_WEIGHT, _OPENED = 0.72, 0.88


def enlisted(sentence: Sentence, roles: dict[int, str]) -> list[Draft]:
    """Companies told to be on a list whose date is beside their name, of an enumeration, or of a sentence before."""
    cues = sentence.tags("links", ENLISTED.link)
    if cues and sentence.dates:
        return _beside(sentence, cues, roles)
    return _afterwards(sentence, roles)


def _companies(sentence: Sentence, roles: dict[int, str]) -> list[Name]:
    """Companies of a sentence that may be on a list: no sources, no keepers of lists, no parents of those listed."""
    return [
        name
        for name in sentence.names
        if name.type == EntityType.ORGANIZATION
        and roles.get(name.start) not in _TELLS
        and name.key not in _KEEPERS
        and not is_parent(sentence, name)
    ]


def is_parent(sentence: Sentence, name: Name) -> bool:
    """Whether only parts of a company are spoken of: "six subsidiaries of A", "A subsidiaries"."""
    tags = sentence.page.tags
    before = tags.before(name.start - (1 if sentence.page.lexicon.spaced else 0), "links", "parts_of")
    behind = tags.within("links", name.end, name.end + 3)
    return before is not None or any(tag.key == "parts" for tag in behind)


def _beside(sentence: Sentence, cues: list[Tag], roles: dict[int, str]) -> list[Draft]:
    """Companies of an enumeration, of one date or each with its own: "A in December 2020 and B in May 2019"."""
    named = _companies(sentence, roles)
    after = [name for name in named if name.start >= cues[-1].end and name.start not in roles]
    if len(sentence.dates) > 1:
        return [dated_draft(sentence, ENLISTED, name, span, _WEIGHT) for name, span in also_listed(sentence, after)]
    span, told = sentence.dates[0], _told(sentence, named)
    if span.iso is None or not told:
        return []
    if span.start >= told[-1].end and any(cue.end <= told[0].start for cue in cues):
        return _on_day_before(sentence, told)
    return [dated_draft(sentence, ENLISTED, name, span, _OPENED) for name in told]


def _afterwards(sentence: Sentence, roles: dict[int, str]) -> list[Draft]:
    """Companies told after the sentence that gives the day: "Among them are A and B", or each with a date of its own."""
    if not any(name.type == EntityType.ORGANIZATION for name in sentence.names):
        return []
    before = _lists_before(sentence)
    if not before:
        return []
    named = _companies(sentence, roles)
    if sentence.dates:
        return list(_each(sentence, named)) if before[-1].start >= sentence.block.start else []
    return _on_day_before(sentence, _told(sentence, named))


def _lists_before(sentence: Sentence) -> list[Tag]:
    """Words for such a list shortly before a sentence."""
    first = max(0, sentence.start - _REACH)
    return [tag for tag in sentence.page.tags.within("links", first, sentence.start) if tag.key == ENLISTED.link]


def _on_day_before(sentence: Sentence, told: list[Name]) -> list[Draft]:
    """Companies told after the sentence that gives the day."""
    span = _day_of(sentence, _lists_before(sentence)) if told else None
    if span is None:
        return []
    return [replace(dated_draft(sentence, ENLISTED, name, span, _OPENED), at=name.end) for name in told]


def _each(sentence: Sentence, named: list[Name]) -> Iterator[Draft]:
    """Further companies that each have a date, where the sentence before told of a list."""
    dated = [(name, own_date(sentence, name, _NO_DATE)) for name in named]
    if len(sentence.dates) == 1 and len(named) == 1:
        dated = [(named[0], sentence.dates[0])]
    for name, span in dated:
        if span.iso and span.start >= name.end:
            yield dated_draft(sentence, ENLISTED, name, span, _WEIGHT)


def _day_of(sentence: Sentence, cues: list[Tag]) -> DateSpan | None:
    """The one date of the last sentence that puts companies on a list and has one."""
    page = sentence.page
    for cue in reversed(cues):
        start, end = _around(sentence, cue.start)
        spans = [span for span in page.dates_in(start, end, page.names_in(start, end)) if span.iso]
        if spans:
            return spans[0] if len({span.iso for span in spans}) == 1 and len(str(spans[0].iso)) > len("2025") else None
    return None


def _around(sentence: Sentence, place: int) -> tuple[int, int]:
    """The sentence of a place where it is of the same block, else its line."""
    text = sentence.page.text
    for start, end in sentence.block.sentences:
        if start <= place < end:
            return start, end
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return start, end if end > 0 else len(text)


def _told(sentence: Sentence, named: list[Name]) -> list[Name]:
    """The names that "among them" or "the list includes" opens, or that "and others" closes, with those joined to them."""
    opened = next((place for place, name in enumerate(named) if _is_opened(sentence, name)), None)
    if opened is not None:
        return _run(sentence, named[opened:])
    behind = sentence.tags("links", "member_too")
    before = [name for name in named if behind and name.end <= behind[-1].start]
    if not before or sentence.words_between(before[-1].end, behind[-1].start) > _JOINED_WORDS:
        return []
    run = before[-1:]
    for name in reversed(before[:-1]):
        if not _joins(sentence, name, run[0]):
            break
        run.insert(0, name)
    return run


def _is_opened(sentence: Sentence, name: Name) -> bool:
    """Whether a word for members of a list leads to a name in its clause."""
    return any(
        tag.end <= name.start
        and sentence.words_between(tag.end, name.start) <= _OPENING_WORDS
        and not _STOP.search(sentence.page.folded, tag.end + 1, name.start)
        for key in ("among", "members")
        for tag in sentence.tags("links", key)
    )


def _run(sentence: Sentence, named: list[Name]) -> list[Name]:
    """The first of some names with those an enumeration joins to it, each perhaps with what it is ("and the chip maker B")."""
    run = named[:1]
    for name in named[1:]:
        if not _joins(sentence, run[-1], name):
            break
        run.append(name)
    return run


def _joins(sentence: Sentence, first: Name, second: Name) -> bool:
    """Whether an enumeration goes on from one name to the next: a comma or "and", no other clause, nothing it is of."""
    page = sentence.page
    gap = page.folded[first.end : second.start]
    if first.key == second.key:
        return True
    if sentence.words_between(first.end, second.start) > _JOINED_WORDS * (1 if page.lexicon.spaced else 2):
        return False
    parts = list(page.lexicon.joins.parts.finditer(gap))
    if not parts or _STOP.search(gap) or page.lexicon.joins.clause.search(gap):
        return False
    if not page.lexicon.spaced:
        return True
    behind = gap[parts[-1].end() :].split()
    led = page.tags.before(second.start - 1, "links", "of", "make")
    apart = led is not None and led.end > first.end + len(gap) - len(gap.lstrip(", "))
    return len(behind) <= (_AFTER_COMMA if parts[-1][0] in {",", ";"} else _AFTER_AND) and not (
        apart and len(behind) > 1
    )
