"""Names the catalogue does not know at the head of a line: headings, labels of items, "X: $150M Series E"."""

from __future__ import annotations

import re

from parallaxe.read.lexer import Tags
from parallaxe.read.lexicon import Lexicon

#: What may stand before the first word of a line, or of a sentence within one.
_HEAD = re.compile(r"(?:^|\n|[。！；])[ \t>]*(?:#{1,6} |[-*+•·▪◦] |\d{1,2}[.)、] ?)?[*_\[【「“\"\s]*$")
#: What ends the words a line opens with: brackets and marks closed, then a colon, a dash or the end of the line.
_CLOSED = re.compile(r"(?:[*_」】\]”\"]|\([^()\n]{1,40}\)|（[^（）\n]{1,40}）| (?=[(（]))*(?:[:：][*_]*| [–—-] |[*_ ]*(?=\n|$))")
_LOOK_BACK = 12
#: Signs of a coined name: a capital, digit or dot inside ("EvenUp", "Bolt.new").
_COINED = re.compile(r"[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]|\w\.[a-z]{2,}")
_ACRONYM = re.compile(r"[A-Z]{1,5}s?(?:[ -][A-Z0-9]{1,4})?$")
#: Code points in which what is said of a name follows it on its line, and below a heading.
_ON_LINE, _BELOW = 140, 400
_MONEY = frozenset({"funding_raised", "valuation", "revenue"})


def closes(text: str, start: int, end: int) -> int | None:
    """Where what a name heads begins, None where it does not open its line or is followed by more words."""
    if not _HEAD.search(text[max(0, start - _LOOK_BACK) : start] if start > _LOOK_BACK else "\n" + text[:start]):
        return None
    closed = _CLOSED.match(text, end)
    return closed.end() if closed else None


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
    word = re.escape(surface)
    amid = re.search(rf"(?<=[a-zà-ÿа-яё,(] ){word}(?!\w)", text)
    return amid is not None and re.search(rf"(?<!\w){re.escape(surface.lower())}(?!\w)", text) is None


def heads_money(text: str, tags: Tags, lexicon: Lexicon, start: int, end: int) -> bool:
    """Whether a line opens with a name and goes on, or a heading is followed, by amounts that only companies have."""
    place = closes(text, start, end)
    if place is None or not is_proper(text, text[start:end], lexicon):
        return False
    line = text.find("\n", place)
    line = line if line >= 0 else len(text)
    heading = not text[place:line].strip()
    last = _section_end(text, place, line) if heading else min(line, place + _ON_LINE)
    return any(
        tag.category == "metrics" and tag.key in _MONEY and tag.weight == 1 for tag in tags.inside(place, last)
    )


def _section_end(text: str, place: int, line: int) -> int:
    """Where what a heading heads ends: at the next heading or line in bold, or soon."""
    last = min(len(text), line + _BELOW)
    following = re.compile(r"\n(?:#|\*\*[^*\n]+\*\*[ :：]*\n|---)").search(text, line + 1, last)
    return following.start() if following else last
