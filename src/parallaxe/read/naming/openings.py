"""Names the catalogue does not know at the head of a line: headings, labels of items, "X: $150M Series E"."""

from __future__ import annotations

import re

from parallaxe.read.naming.places import any_between, whole
from parallaxe.read.words.lexer import Tags
from parallaxe.read.words.lexicon import Lexicon

#: What stands before the first word of a text, a line, or a sentence in East Asian text, where that has a capital.
_LEAD = re.compile(r" ?[\t >]*(?:#{1,6} |[-*+•·▪◦] |\d{1,2}[.)、] ?)?[*_\[【「“\"]*(?=[A-Z])")
_FIRST = re.compile(rf"[\n。！；]{_LEAD.pattern}")
#: What ends the words a line opens with: brackets and marks closed, then a colon, a dash or the end of the line.
_CLOSED = re.compile(
    r"(?:[*_」】\]”\"]|\([^()\n]{1,40}\)|（[^（）\n]{1,40}）| (?=[(（]))*(?:[:：][*_]*| [–—-] |[*_ ]*(?=\n|$))"
)
#: Signs of a coined name: a capital, digit or dot inside ("EvenUp", "Bolt.new").
_COINED = re.compile(r"[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]|\w\.[a-z]{2,}")
_ACRONYM = re.compile(r"[A-Z]{1,5}s?(?:[ -][A-Z0-9]{1,4})?$")
#: What stands before a word amid a sentence, and what opens another section.
_WITHIN, _SECTION = re.compile("[a-zà-ÿа-яё,(] "), re.compile(r"\n(?:#|\*\*[^*\n]+\*\*[ :：]*\n|---)")
#: Code points in which what is said of a name follows it on its line, and below a heading.
_ON_LINE, _BEHIND_DASH, _BELOW = 140, 60, 400
#: More code points than there are from the first words of a line to the last amount that may tell them.
_IN_REACH = 1000
#: A heading or label that may be a name, and categories of the lexicon whose words are none.
_NAME = re.compile(r"[A-Z][\w.&'’\-]*(?: [A-Z0-9][\w.&'’\-]*){0,3}")
_WORDS = frozenset(
    {"metrics", "links", "calendar", "months", "weekdays", "units", "ordinals", "ranks", "roles", "groups", "companies",
     "anaphora", "others", "licences", "licence_nouns", "demonyms", "possessives", "labels"}
)  # fmt: skip
_MONEY = frozenset({"funding_raised", "valuation", "revenue"})


def first_words(text: str) -> list[int]:
    """Where lines, and sentences in East Asian text, open with a capital; in order."""
    found = [match.end() for match in _FIRST.finditer(text)]
    return [opening.end(), *found] if (opening := _LEAD.match(text)) else found


def heads_of_money(text: str, tags: Tags) -> list[int]:
    """Those of the first words behind which amounts are spoken of that only companies have, near enough for ``heads_money``."""
    amounts = [tag.start for tag in tags.within("metrics", 0, len(text)) if tag.key in _MONEY and tag.weight == 1]
    return [place for place in first_words(text) if any_between(amounts, place, place + _IN_REACH)] if amounts else []


def closes(text: str, end: int) -> bool:
    """Whether the words that end at a place stand before a colon or dash, or end their line."""
    return _CLOSED.match(text, end) is not None


def is_proper(text: str, surface: str, lexicon: Lexicon) -> bool:
    """Whether capitalised words at the head of a line are a name, not merely the first words of it.

    Coined spellings are; so are Latin letters among East Asian ones, and words that the text elsewhere writes with a
    capital amid a sentence and nowhere without (no German ones, whose nouns have one anyway).
    """
    if _ACRONYM.fullmatch(surface):
        return False
    if not lexicon.spaced or _COINED.search(surface):
        return True
    if lexicon.language == "de":
        return False
    amid = any(_WITHIN.match(text, start - 2) for start in whole(text, surface) if start > 1)
    return amid and next(whole(text, surface.lower()), None) is None


def heads_money(text: str, tags: Tags, lexicon: Lexicon, start: int, end: int) -> bool:
    """Whether a name that opens a line is followed by a colon or dash, or as a heading, and by amounts that only companies have."""
    closed = _CLOSED.match(text, end)
    if closed is None or not is_proper(text, text[start:end], lexicon):
        return False
    place = closed.end()
    line = text.find("\n", place)
    line = line if line >= 0 else len(text)
    if heading := not text[place:line].strip():
        lead = text[text.rfind("\n", 0, start) + 1 : start]
        if not lead.startswith("#") and lead.strip() not in {"**", "__"}:
            return False
    reach = _ON_LINE if text[place - 1] in ":：*_" else _BEHIND_DASH
    last = _section_end(text, line) if heading else min(line, place + reach)
    return any(tag.category == "metrics" and tag.key in _MONEY and tag.weight == 1 for tag in tags.inside(place, last))


def is_unlisted(text: str, tags: Tags, lexicon: Lexicon, start: int, end: int) -> bool:
    """Whether the words of a heading or label are a name that the catalogue does not know.

    Coined words are; others only where the text goes on to use them, and none that the lexicon knows.
    """
    surface = text[start:end]
    if not may_be_name(text, tags, start, end):
        return False
    return is_proper(text, surface, lexicon) and (_COINED.search(surface) is not None or text.count(surface) > 1)


def may_be_name(text: str, tags: Tags, start: int, end: int) -> bool:
    """Whether words are capitalised as a name is, and none of them is one the lexicon knows."""
    return _NAME.fullmatch(text, start, end) is not None and not any(
        tag.category in _WORDS for tag in tags.inside(start, end)
    )


def _section_end(text: str, line: int) -> int:
    """Where what a heading heads ends: at the next heading or line in bold, or soon."""
    last = min(len(text), line + _BELOW)
    following = _SECTION.search(text, line + 1, last)
    return following.start() if following else last
