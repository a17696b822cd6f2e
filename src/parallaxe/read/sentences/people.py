"""People named in a sentence, those the catalogue does not know among them, and lists of them."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.naming.names import Name, proper_names
from parallaxe.read.pages.scene import Sentence
from parallaxe.vocabulary.entity import EntityType

#: Code points in which people are looked for around a word, and between people of one list.
_STRETCH, _LIST_GAP = 80, 8
_LEAD = 110
_NAME_WORDS = range(2, 5)
#: Categories whose words begin no person's name even where they are capitalised.
_WORDS = ("companies", "anaphora", "demonyms", "months", "weekdays", "links", "metrics", "scales", "units", "numerals")
#: What a list of people says of each: "**A** (ex-X), **B** and C".
_REMARK = re.compile(r"\s*\([^()\n]{0,40}\)|\*")
_LATIN_PERSON = re.compile(
    r"(?<![A-Za-z])[A-Z][a-z]+(?: [A-Z][a-z]*\.?)? [A-Z][a-z]+(?=氏|さん|博士|[)）、,，等于和与及在]| ?(?:氏|于|が|ら))"
)


def known_people(sentence: Sentence) -> list[Name]:
    """People of the catalogue."""
    return [name for name in sentence.names if name.type == EntityType.PERSON]


def unknown_people(sentence: Sentence, position: int) -> list[Name]:
    """Proper names behind a place, where only a person's can stand."""
    if not sentence.page.lexicon.spaced:
        return _latin_people(sentence, position)
    return _between(sentence, position, min(sentence.end, position + _STRETCH))


def unknown_before(sentence: Sentence, position: int) -> list[Name]:
    """Proper names of a list that ends before a place."""
    if not sentence.page.lexicon.spaced:
        return []
    return _between(sentence, max(sentence.start, position - _LEAD), position)


def _between(sentence: Sentence, first: int, last: int) -> list[Name]:
    page = sentence.page
    if page.lexicon.script != "latin":
        return []
    while last < sentence.end and page.text[last].isalnum():
        last += 1
    return [
        replace(name, type=EntityType.PERSON)
        for name in proper_names(page.text, first, last, sentence.names)
        if len(name.surface.split()) in _NAME_WORDS
        and not any(char.isdigit() for char in name.surface)
        and not any(page.tags.within(category, name.start, name.end) for category in _WORDS)
        and not any(place.start < name.end and name.start < place.end for place in sentence.adjectives)
    ]


def _latin_people(sentence: Sentence, position: int) -> list[Name]:
    """People under Latin letters in East Asian text: "Andrew Dai氏が設立"."""
    first, last = max(sentence.start, position - _STRETCH), min(sentence.end, position + _STRETCH)
    return [
        Name(match.start(), match.end(), match[0], None, EntityType.PERSON)
        for match in _LATIN_PERSON.finditer(sentence.page.text, first, last)
        if not any(name.start < match.end() and match.start() < name.end for name in sentence.names)
    ]


def coordinated(sentence: Sentence, people: list[Name]) -> list[Name]:
    """The first of some people and those a list joins to it."""
    kept = people[:1]
    for name in people[1:]:
        first, last = sorted((kept[-1], name), key=lambda one: one.start)
        gap = _REMARK.sub("", sentence.page.text[first.end : last.start])
        if len(gap) > _LIST_GAP or "." in gap:
            break
        kept.append(name)
    return kept


def together_with(sentence: Sentence, people: list[Name], doers: list[Name]) -> list[Name]:
    """People who did it too: "founded by A, one of the authors of B, together with C and D"."""
    for name in people if doers else ():
        if name.start > doers[-1].end and sentence.page.tags.before(name.start - 1, "links", "together"):
            return coordinated(sentence, [one for one in people if one.start >= name.start])
    return []
