"""Models and people under their last words, once the text has named them in full, models also once their generation is named.

As in "Flash" for Gemini 3.5 Flash, "Llama 4 …, Scout and Maverick", and "Sutskever".
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping

from parallaxe.catalog import Catalogue
from parallaxe.catalog.family import Family
from parallaxe.identity import Names
from parallaxe.read.naming.names import Name
from parallaxe.read.naming.places import whole
from parallaxe.vocabulary.entity import EntityType

#: The last words of a name: a word behind a number, or a number with what follows it ("Flash", "3.1 Pro", "Medium 3.5").
_TAIL = re.compile(r"[ -]((?:\d+(?:\.\d+)+[ -])?[A-Z][a-z]{3,}|\d+\.\d+[ -][A-Z][a-z]+|[A-Z][a-z]{3,}[ -]\d+\.\d+)$")
_SURNAME = re.compile(r"[ -]([A-ZÀ-Þ][A-Za-zà-ÿ]{3,})$")
_DIGIT = re.compile(r"\d")
#: Signs that join a word to what stands before and behind it, and a capital there.
_BEFORE, _BEHIND = frozenset(".-"), re.compile(r"-|\.\d")
_CAPITAL_BEFORE, _CAPITAL_BEHIND = (
    re.compile(r"(?<![\w.])(?:[A-Z0-9]|[A-Z0-9][\w.]*\w)[ -]$"),
    re.compile(r" (?:[A-Z]|\d(?![\d.,]*[ ]?[%BT]))"),
)
#: Code points of a text's head in which a name is hardly ever shortened, and a name that ends in its generation.
_LONGEST = 24
_GENERATION = re.compile(r"\d(?:\.\d+)?$")


def with_short_names(text: str, names: list[Name], source: Names, catalogue: Catalogue) -> list[Name]:
    """The names with models and people called by their last words, behind the place where the text first gave the whole name.

    Only last words that belong to one model or person of the text, and that name nothing else in it. The words that
    their family lets stand alone need no more than the generation they are of, named before.

    Args:
        text: the document.
        names: names found so far, in order.
        source: finds who a whole name would mean.
        catalogue: whose families say which words these are.
    """
    tails: dict[str, list[Name]] = {}
    for name in names:
        for tail in _tails(name) if name.entity is not None else ():
            known = tails.setdefault(tail, [])
            if all(one.key != name.key for one in known):
                known.append(name)
    tails |= {word: [name] for word, name in _members(text, names, source, catalogue.families) if word not in tails}
    single = {tail: known[0] for tail, known in tails.items() if len(known) == 1}
    if not single:
        return names
    starts = [name.start for name in names]
    found, last = [], min(name.end for name in single.values())
    for start, length, tail in sorted(_places(text, single, last)):
        end, name = start - length, single[tail]
        if start < last:
            continue
        last = end
        at = bisect.bisect_right(starts, end - 1)
        apart = at == 0 or names[at - 1].end <= start
        if start >= name.end and apart and not _goes_on(text, start, end, name.type):
            found.append(Name(start, end, tail, name.entity, name.type))
    return sorted([*names, *found], key=lambda name: name.start) if found else names


def _members(text: str, names: list[Name], source: Names, families: Mapping[str, Family]) -> Iterator[tuple[str, Name]]:
    """The members of the generations a text names that it calls by one word, at the generation's place."""
    spoken = {
        name.surface: (name, name.entity.parent or "")
        for name in names
        if name.type == EntityType.MODEL and name.entity is not None and _GENERATION.search(name.surface)
    }
    for surface, (name, parent) in spoken.items():
        short = families[parent].short if parent in families else []
        if any(word in surface for word in short):
            continue
        for word in short:
            if text.find(word, name.end) < 0:
                continue
            mentions = source.find(f"{surface} {word}")
            entity = mentions[0].entity if len(mentions) == 1 else None
            if entity is not None and entity.parent == parent and mentions[0].surface.endswith(word):
                yield word, Name(name.start, name.end, word, entity, EntityType.MODEL)


def _places(text: str, tails: Iterable[str], first: int) -> Iterator[tuple[int, int, str]]:
    """Where words stand that are no part of a longer one, with their length below zero: of those that begin alike the longest is first."""
    for tail in tails:
        for start in whole(text, tail, first):
            if text[start - 1 : start] not in _BEFORE and not _BEHIND.match(text, start + len(tail)):
                yield start, -len(tail), tail


def _tails(name: Name) -> list[str]:
    if name.type == EntityType.PERSON:
        surname = _SURNAME.search(name.surface)
        return [surname[1]] if surname else []
    match = _TAIL.search(name.surface) if name.type == EntityType.MODEL and _DIGIT.search(name.surface) else None
    if match is None:
        return []
    whole = match[1]
    last = whole.rsplit(" ", 1)[-1].rsplit("-", 1)[-1]
    return [whole] if whole == last or _DIGIT.search(last) else [whole, last]


def _goes_on(text: str, start: int, end: int, kind: str) -> bool:
    """Whether the words are part of a longer capitalised phrase: "Adobe Flash", "Flash Player"; titles stand before people."""
    before = kind != EntityType.PERSON and _CAPITAL_BEFORE.search(text[max(0, start - _LONGEST) : start])
    return bool(before) or _CAPITAL_BEHIND.match(text, end) is not None
