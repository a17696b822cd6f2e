"""Models and software the catalogue does not know, told by their noun and whose they are: "the model X of A", "A's X model", "its tool X"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping

from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.naming.names import Name
from parallaxe.read.naming.places import overlaps
from parallaxe.read.naming.released import everywhere, may_name, with_released
from parallaxe.read.words.lexer import Tag, Tags
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.vocabulary.entity import Entity, EntityType

_NOUNS = ("software", "model_noun", "app")
#: A name of words in Latin letters.
_THING = r"[A-Z][A-Za-z0-9+]*(?:[.\-][A-Za-z0-9+]+)*(?: (?:[A-Z][A-Za-z0-9+]*(?:[.\-][A-Za-z0-9+]+)*|\d[\w.\-]*\w|\d))*(?![\w@])"
#: What stands between a noun and the name behind it: adjectives that follow it, "called".
_LOWER = "a-zß-öø-ÿāăąćčđēęěğĩłńőœřśşšũźżžơưḁ-ỿа-яё"
_NAMED = re.compile(
    rf"(?P<words>(?: [{_LOWER}\-]+){{0,2}}) (?:called |named |dubbed |llamad[oa] |chamad[oa] |appelée? |baptisée? |namens |под названием |có tên (?:là )?)?"
    rf"[\"“«„*_]{{0,3}}(?P<name>{_THING})"
)
_BEHIND = re.compile(rf" [\"“«„*_]{{0,3}}(?P<name>{_THING})[\"”»*_]{{0,3}}[ -]")
#: What joins a name to its owner behind it; what marks the owner before a noun.
_OF = re.compile(
    r"[\"”»*_]{0,3} (?:of|by|from|de|du|d['’]|von|vom|des|da|do|del|de la|от|компании|của)[ '’]?(?:(?:the|la|le|el|компании|hãng|công ty|start-up|startup|Start-up|Startup|Unternehmen) )?"
)
_OWNS = re.compile(r"(?:['’]s?|s) ")
_WORDS = re.compile(rf"(?:[{_LOWER}\-]+ ){{0,4}}")
#: Code points over which a possessive may lead to its noun, and mean the organization named before; how far a name reaches.
_LEAD, _SPOKEN, _REACH = 40, 260, 60
_TELLING = re.compile(r"[a-z][A-Z]|\d|-[A-Z]| ")


def with_things(
    text: str, tags: Tags, lexicon: Lexicon, names: list[Name], makers: frozenset[str], stems: Mapping[str, Entity]
) -> list[Name]:
    """The names with those of unlisted models and software, told by who brings them out or whose they are (see ``with_released``)."""
    return _with_owned(text, tags, lexicon, with_released(text, tags, lexicon, names, makers, stems))


def _with_owned(text: str, tags: Tags, lexicon: Lexicon, names: list[Name]) -> list[Name]:
    """The names with those of unlisted models and software whose noun and owner are told beside them.

    Args:
        text: the document.
        tags: its terms; those of ``links`` under ``software``, ``model_noun`` and ``app`` tell.
        lexicon: of its language.
        names: names known so far, in order.
    """
    if not lexicon.spaced or "software" not in lexicon.links:
        return names
    owners = [name for name in names if name.type == EntityType.ORGANIZATION and name.entity is not None]
    if not owners:
        return names
    seeker = _Owned(text, tags, lexicon, names, owners)
    nouns = tags.within("links", 0, len(text), *_NOUNS)
    found = [*map(seeker.behind, nouns), *map(seeker.before_noun, owners)]
    told = {name.surface: name for name in reversed(found) if name is not None}
    return everywhere(text, names, told) if told else names


class _Owned:
    """Looks around nouns for software and models.

    Args:
        text: the document.
        tags: its terms.
        lexicon: of its language.
        names: names known so far, in order.
        owners: the organizations among them.
    """

    def __init__(self, text: str, tags: Tags, lexicon: Lexicon, names: list[Name], owners: list[Name]) -> None:
        self._text, self._tags, self._lexicon, self._names, self._owners = text, tags, lexicon, names, owners
        self._spans = [(name.start, name.end) for name in names]
        self._starts = [name.start for name in owners]
        self._ends = [name.end for name in owners]

    def behind(self, noun: Tag) -> Name | None:
        """The name behind a noun, with the owner that "of", a genitive or a possessive tells."""
        match = _NAMED.match(self._text, noun.end, noun.end + _REACH)
        if match is None:
            return None
        start, end = match.span("name")
        if not self._is_told(noun, match) or not self._is_new(start, end):
            return None
        owner = self._of(end) or self._owning(noun)
        if owner is None and not self._is_own(noun):
            return None
        if owner is None and self._lexicon.language == "de" and not _TELLING.search(match["name"]):
            return None
        return self._name(start, end, noun, owner)

    def _is_told(self, noun: Tag, match: re.Match[str]) -> bool:
        """Whether a noun and the name behind it belong together: no preposition, verb or longer term joins them."""
        end = match.end("name")
        strict = self._lexicon.language == "de"
        if any(strict or word in self._lexicon.stopwords for word in match["words"].split()):
            return False
        terms = self._tags.within("links", noun.start, end)
        longer = any(tag.start == noun.start and tag.end >= end for tag in terms)
        return not longer and not any(tag.key in {"possess", "release"} for tag in terms)

    def before_noun(self, owner: Name) -> Name | None:
        """The name between a possessive and its noun: "A's X model"."""
        possessive = _OWNS.match(self._text, owner.end)
        if possessive is None or (self._lexicon.language != "de" and self._text[owner.end] == "s"):
            return None
        match = _BEHIND.match(self._text, possessive.end() - 1, possessive.end() + _REACH)
        if match is None:
            return None
        start, end = match.span("name")
        noun = self._tags.at(match.end(), "links", *_NOUNS)
        if noun is None or not self._is_new(start, end):
            return None
        return self._name(start, end, noun, owner)

    def _is_new(self, start: int, end: int) -> bool:
        term = self._tags.at(start, "links")
        if (term is not None and term.end == end) or overlaps(self._spans, start, end):
            return False
        return may_name(self._text, self._tags, self._lexicon, start, end)

    def _of(self, end: int) -> Name | None:
        """The owner that "of" joins to a name."""
        match = _OF.match(self._text, end)
        if match is None:
            return None
        place = bisect_left(self._starts, match.end())
        near = self._owners[place] if place < len(self._owners) else None
        return near if near is not None and near.start == match.end() else None

    def _owning(self, noun: Tag) -> Name | None:
        """The owner whose possessive leads to a noun: "A's new assistant"."""
        place = bisect_right(self._ends, noun.start) - 1
        if place < 0 or noun.start - self._ends[place] > _LEAD:
            return None
        owner = self._owners[place]
        possessive = _OWNS.match(self._text, owner.end)
        if possessive is None or not _WORDS.fullmatch(self._text, possessive.end(), noun.start):
            return None
        return owner if self._text[owner.end] != "s" or self._lexicon.language == "de" else None

    def _is_own(self, noun: Tag) -> bool:
        """Whether a possessive leads to a noun, and an organization was named not far before."""
        own = self._tags.within("possessives", max(0, noun.start - _LEAD), noun.start)
        if not own or not _WORDS.fullmatch(self._text, own[-1].end + 1, noun.start):
            return False
        place = bisect_right(self._ends, own[-1].start) - 1
        near = place >= 0 and own[-1].start - self._ends[place] <= _SPOKEN
        return near and "\n\n" not in self._text[self._ends[place] : own[-1].start]

    def _name(self, start: int, end: int, noun: Tag, owner: Name | None) -> Name:
        surface = self._text[start:end]
        kind = EntityType.MODEL if noun.key == "model_noun" else EntityType.PRODUCT
        slug = owner.entity.slug if owner is not None and owner.entity else None
        return Name(
            start, end, surface, Entity(slug=slug_of(surface) or surface, name=surface, type=kind, developer=slug), kind
        )
