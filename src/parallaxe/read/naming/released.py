"""Models and software the catalogue does not know, told by who brings them out: "A shipped X, an agent for lawyers", "Aは「X」を公開"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping

from parallaxe.catalog import Catalogue
from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.naming.names import PROPER, Name
from parallaxe.read.naming.places import overlaps, whole
from parallaxe.read.naming.unlisted import is_kind
from parallaxe.read.words.lexer import Tag, Tags
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.vocabulary.entity import Entity, EntityType

_LOWER = "a-zß-öø-ÿāăąćčđēęěğĩłńőœřśşšũźżžơưḁ-ỿа-яё"
_NAME = r"[A-Z][\w+]*(?:[.\-][\w+]+)*(?: (?:(?:for|of|to|de|do|da) )?(?:[A-Z][\w+]*(?:[.\-][\w+]+)*|\d[\w.\-]*\w|\d))*(?![\w@])"
#: What a verb's object begins with: words in small letters, then a name.
_OBJECT = re.compile(rf"(?: |[*_]|[{_LOWER}][\w'’\-]* ){{0,9}}?[ ]?[\"“«„*_]{{0,3}}(?P<name>{_NAME})")
_DIRECT = re.compile(rf" (?:[{_LOWER}]{{1,5}} |[Ll]['’])?[\"“«*_]{{0,3}}(?P<name>{_NAME})")
_CLOSED = re.compile(rf"[\"”»*_]{{0,3}}(?:[,.;:(]| [–—(-]| [{_LOWER}]|\n|$)")
#: Verbs whose object may as well be a person or an event.
_ANNOUNCED = re.compile("annou|anunc|annonc|анонс|công bố", re.IGNORECASE)
_QUOTED = re.compile(rf"[^，。；、\n]{{0,24}}?[「『《“\"](?P<name>{_NAME})[」』》”\"]", re.ASCII)
_LATIN = re.compile(rf"[^，。；、\nA-Za-z0-9「『《“\"]{{0,12}}(?P<name>{_NAME})", re.ASCII)
_CODED = re.compile(r"[a-z][A-Z]|\d|-[A-Z]| ")
#: A size at the end of a name, which only models have, and code points from a verb to it.
_SIZED, _BESIDE_VERB = re.compile(r"(?:^|[ \-])\d+(?:[.,]\d+)?[BM](?:$|[ \-])"), 8
#: What makes a maker's name that of a thing of its own: a number, a version; a year tells an event.
_VERSION = re.compile(
    r" (?!(?:19|20)\d\d$)(?:[A-Z][a-z]{1,8}-?|[vV])?\d+(?:\.\d+)?(?: (?:Pro|Large|Small|Medium|Mini|Turbo|Ultra|Max))?"
)
#: A name in quotation marks right behind a Japanese verb that describes it.
_DESCRIBED = re.compile(rf"[^。、\n]{{0,14}}?[「『][*_]{{0,2}}(?P<name>{_NAME})[*_]{{0,2}}[」』]", re.ASCII)
_INNER = re.compile(r"[a-z][A-Z]|[A-Za-z]\d")
#: What no name of a thing holds, and what opens an apposition.
_NEVER = frozenset({"months", "weekdays", "calendar", "metrics", "scales", "units", "demonyms", "companies", "groups"})
_APPOSED = re.compile(r"[\"”»*_]{0,3}(?:,| [–—-]|:| ?\()")
_JOINED, _LONGER = frozenset(".-/@’'"), re.compile(r"@|[.\-]\w| [A-Z0-9]")
#: What joins a thing to its maker behind it, and a maker to its thing.
_MADE_BY = re.compile(
    r"[*_\"”»]{0,2}(?: \(|, .{0,32}\b(?:by|par|von|por|pela|pelo|de|from|от|bởi|của|d['’]) ?(?:the |la |le |l['’])?$|(?: model| Modell)? (?:by|from|von|de|da|do|от|của|par) (?:the |la |le )?$|的?(?:由|は|，由))"
)
_OWNS = re.compile(r"['’]s? (?:[a-z\-]+ ){0,3}[\"“«*_]{0,2}|(?:的|旗下的?|の)[「『《“]?|[\"”»]?[ ,]+[\"“«]")
_BESIDE = 48
_MARK, _STOP = re.compile("[.;:!?\n。；！？]"), re.compile("[.;!?\n,。，；]")
_ARTICLE = re.compile(
    r"(?:the|a|an|its|their|le|la|les|un|une|son|sa|el|los|una|su|o|os|as|um|uma|seu|sua|der|die|das|den|dem|ein\w*|sein\w*|ihr\w*) $"
)
#: Code points from a maker to its verb, from a noun to the name behind it, from a name to the noun behind it.
_REACH, _CALLED, _NOUN = 40, 14, 70
_SHORTEST, _LONGEST = 3, 40
_NOUNS = ("software", "model_noun", "app")
_MADE = frozenset({EntityType.MODEL, EntityType.PRODUCT})


def makers_of_models(catalogue: Catalogue) -> frozenset[str]:
    """Slugs of those who make models and no chips."""
    chips = {entity.developer for entity in catalogue.entities.values() if entity.type == EntityType.CHIP}
    return frozenset(family.developer for family in catalogue.families.values()) - chips


def with_released(
    text: str, tags: Tags, lexicon: Lexicon, names: list[Name], makers: frozenset[str], stems: Mapping[str, Entity]
) -> list[Name]:
    """The names with those of unlisted models and software, and of makers with coined names who release them.

    What follows a verb of releasing (or stands in quotation marks before a Japanese one) is such a name where a noun for software or
    a model introduces or explains it, or where it goes on from the name of a thing of the same maker ("Claude X" of Anthropic).

    Args:
        text: the document.
        tags: its terms; those of ``links`` under ``release`` and ``software`` tell.
        lexicon: of its language.
        names: names known so far, in order.
        makers: slugs of those who make models and no chips; of them a name of several words needs no noun.
        stems: series whose name alone is an everyday word, by that name: their makers' verbs tell them.
    """
    if "software" not in lexicon.links:
        return names
    verbs = tags.within("links", 0, len(text), "release")
    names = _with_series(text, names, stems)
    if not verbs:
        return names
    seeker = _Seeker(text, tags, lexicon, names, makers, stems)
    told: dict[str, Name] = {}
    for verb in verbs:
        for name in seeker.of(verb):
            told.setdefault(name.surface, name)
    if not told:
        return names
    return everywhere(text, [name for name in names if not any(_goes_on(name, text, longer) for longer in told)], told)


def everywhere(text: str, names: list[Name], told: dict[str, Name]) -> list[Name]:
    """The names with those told in one place, wherever else the text has them, the longest first.

    Args:
        text: the document.
        names: names known so far, in order.
        told: names told, by surface.
    """
    taken = sorted((name.start, name.end) for name in names)
    found = []
    for surface, name in sorted(told.items(), key=lambda item: -len(item[0])):
        for start in whole(text, surface):
            if not overlaps(taken, start, start + len(surface)):
                found.append(Name(start, start + len(surface), surface, name.entity, name.type))
                taken = sorted([*taken, (start, start + len(surface))])
    return sorted([*names, *found], key=lambda name: name.start)


def _with_series(text: str, names: list[Name], stems: Mapping[str, Entity]) -> list[Name]:
    """The names with series under everyday words beside whose makers they stand: "Lucie, mise au point par Linagora"."""
    makers = [name for name in names if name.type == EntityType.ORGANIZATION and name.entity is not None]
    slugs = {slug for name in makers for slug in _slugs(name)}
    here = [(stem, series) for stem, series in stems.items() if series.developer in slugs and stem in text]
    if not here:
        return names
    taken = [(name.start, name.end) for name in names]
    found = []
    for stem, series in here:
        for start in whole(text, stem):
            end = start + len(stem)
            if text[start - 1 : start] in _JOINED or _LONGER.match(text, end) or overlaps(taken, start, end):
                continue
            near = (name for name in makers if start - _BESIDE <= name.end and name.start <= end + _BESIDE)
            if any(series.developer in _slugs(name) and _is_beside(text, start, end, name) for name in near):
                found.append(Name(start, end, stem, series, EntityType.MODEL))
    return sorted([*names, *found], key=lambda name: name.start) if found else names


def _slugs(maker: Name) -> set[str]:
    return {slug for slug in (maker.entity.slug, maker.entity.parent) if slug} if maker.entity else set()


def _is_beside(text: str, start: int, end: int, maker: Name) -> bool:
    """Whether no sentence ends between a word and a maker, and a comma, bracket, possessive or preposition joins them."""
    behind = end <= maker.start
    between = text[end : maker.start] if behind else text[maker.end : start]
    if _MARK.search(between) or len(between) > _BESIDE:
        return False
    return (_MADE_BY.match(between) if behind else _OWNS.fullmatch(between)) is not None


def may_name(text: str, tags: Tags, lexicon: Lexicon, start: int, end: int) -> bool:
    """Whether a stretch may be the name of a model or of software: no kind, acronym, date or term of the lexicon."""
    surface = text[start:end]
    if (
        not _SHORTEST <= len(surface) <= _LONGEST
        or is_kind(surface)
        or (surface.isupper() and " " not in surface and len(surface) < _LONGEST // 8)
    ):
        return False
    if surface.split(" ", 1)[0].casefold() in lexicon.stopwords:
        return False
    if surface[-1].isdigit() and tags.at(end + 1, "months"):
        return False
    return not any(tag.category in _NEVER and tag.weight == 1 for tag in tags.inside(start, end))


def _goes_on(name: Name, text: str, longer: str) -> bool:
    things = name.type in _MADE or name.type == EntityType.ORGANIZATION
    return things and longer.startswith(f"{name.surface} ") and text.startswith(longer, name.start)


class _Seeker:
    """Looks around verbs of releasing.

    Args:
        text: the document.
        tags: its terms.
        lexicon: of its language.
        names: names known so far, in order.
        makers: slugs of those who make models and no chips.
        stems: series whose name alone is an everyday word, by that name.
    """

    def __init__(
        self,
        text: str,
        tags: Tags,
        lexicon: Lexicon,
        names: list[Name],
        makers: frozenset[str],
        stems: Mapping[str, Entity],
    ) -> None:
        self._text, self._tags, self._lexicon, self._of_models, self._stems = text, tags, lexicon, makers, stems
        self._makers = [name for name in names if name.type == EntityType.ORGANIZATION and name.entity is not None]
        self._ends = [name.end for name in self._makers]
        self._names = names
        self._starts = [name.start for name in names]
        self._strict = lexicon.language == "de"

    def of(self, verb: Tag) -> list[Name]:
        """The thing a verb says is released, with its maker where the catalogue does not know that one."""
        known = self._maker(verb)
        maker = known or self._coined(verb)
        if maker is None or maker.entity is None:
            return []
        place = max(verb.end, maker.end)
        if self._lexicon.spaced:
            thing = self._spaced(place, maker) or self._bare(verb, place, maker)
            thing = thing or (self._spaced(maker.end, maker) if self._strict else None)
        else:
            thing = self._east(verb, place, maker)
        if thing is None:
            return []
        return [thing] if known else [thing, maker]

    def _maker(self, verb: Tag) -> Name | None:
        """The organization right before a verb, or between it and its object ("stellte A X vor")."""
        at = bisect_right(self._ends, verb.start) - 1
        if at >= 0:
            before = self._makers[at]
            between = self._text[before.end : verb.start]
            if len(between) <= _REACH and not _STOP.search(between) and not self._between(before.end, verb.start):
                return before
        after = self._makers[at + 1] if at + 1 < len(self._makers) else None
        return after if after is not None and 0 <= after.start - verb.end <= 1 else None

    def _between(self, first: int, last: int) -> bool:
        """Whether a thing is named in a stretch: the verb may be that thing's."""
        place = bisect_left(self._starts, first)
        return any(name.start < last and name.type in _MADE for name in self._names[place : place + 3])

    def _coined(self, verb: Tag) -> Name | None:
        """An unlisted maker: a coined word right before a verb."""
        if not self._lexicon.spaced:
            return None
        lead = self._text.rfind(" ", 0, max(0, verb.start - 1)) + 1
        match = PROPER.match(self._text, lead, max(lead, verb.start - 1))
        if (
            match is None
            or match.end() != verb.start - 1
            or not _INNER.search(match[0])
            or self._named(lead, match.end())
        ):
            return None
        entity = Entity(slug=slug_of(match[0]) or match[0], name=match[0], type=EntityType.ORGANIZATION)
        return Name(lead, match.end(), match[0], entity, EntityType.ORGANIZATION)

    def _named(self, first: int, last: int) -> Name | None:
        """The first name known that shares a code point with a stretch."""
        place = bisect_left(self._starts, first)
        near = self._names[max(0, place - 1) : place + 1]
        return next((name for name in near if name.start < last and first < name.end), None)

    def _new_name(self, match: re.Match[str], maker: Name) -> tuple[int, int, Name | None] | None:
        """Where the name of a match stands and the known name it goes on from; None where it is no new one."""
        start, end = match.span("name")
        other = self._named(start, end)
        extended = other is not None and other.start == start
        if other is not None and not (
            extended and (self._extends(other, maker, end) or self._numbered(other, maker, end))
        ):
            return None
        return (start, end, other) if may_name(self._text, self._tags, self._lexicon, start, end) else None

    def _spaced(self, place: int, maker: Name) -> Name | None:
        match = _OBJECT.match(self._text, place, place + _NOUN + _LONGEST)
        if match is None:
            return None
        found = self._new_name(match, maker)
        if found is None:
            return None
        start, end, longer = found
        if series := self._series(match["name"], maker):
            return Name(start, end, match["name"], series, EntityType.MODEL)
        noun = self._noun_before(place, start)
        quoted = self._text[start - 1] in '"“«„'
        if noun is None and self._strict and not quoted and not _CODED.search(match["name"].replace(" ", "")):
            return None
        noun = noun or self._noun_behind(end)
        sized = _SIZED.search(match["name"]) is not None and start - place <= _BESIDE_VERB
        if noun is None and longer is None and not sized:
            return None
        return self._thing(start, end, maker, noun, longer)

    def _series(self, surface: str, maker: Name) -> Entity | None:
        """The series of a maker whose name is an everyday word: "DeepMind präsentiert Gato"."""
        series = self._stems.get(surface)
        if series is None or maker.entity is None or series.developer is None:
            return None
        return series if series.developer in {maker.entity.slug, maker.entity.parent} else None

    def _bare(self, verb: Tag, place: int, maker: Name) -> Name | None:
        """What a maker of models brings out under a name of several words, without a noun: "OpenAI lançou o X for Law"."""
        known = maker.entity is not None and maker.entity.slug in self._of_models
        if not known or self._strict or _ANNOUNCED.match(self._text, verb.start):
            return None
        match = _DIRECT.match(self._text, place, place + _NOUN)
        if match is None or " " not in match["name"] or not _CLOSED.match(self._text, match.end()):
            return None
        start, end = match.span("name")
        return (
            None
            if self._named(start, end) or not may_name(self._text, self._tags, self._lexicon, start, end)
            else self._thing(start, end, maker, None, None)
        )

    def _east(self, verb: Tag, place: int, maker: Name) -> Name | None:
        kana = self._lexicon.script == "kana"
        first, last = (maker.end, verb.start) if kana else (place, place + _NOUN)
        quoted = _QUOTED.match(self._text, first, last)
        if quoted is None and kana and self._text[maker.end : maker.end + 1] == "が":
            quoted = _DESCRIBED.match(self._text, verb.end, verb.end + _NOUN)
        match = quoted or (None if kana else _LATIN.match(self._text, first, last))
        if match is None:
            return None
        found = self._new_name(match, maker)
        if found is None:
            return None
        start, end, longer = found
        noun = next(iter(self._tags.within("links", first, start, *_NOUNS)), None)
        called = noun is not None and start - noun.end <= 1
        if quoted is None and longer is None and not called and not _CODED.search(match["name"]):
            return None
        return self._thing(start, end, maker, noun, longer)

    def _extends(self, other: Name, maker: Name, end: int) -> bool:
        """Whether a name goes on from that of a thing the same maker makes."""
        entity = other.entity
        if entity is None or maker.entity is None or other.type not in _MADE or other.end >= end:
            return False
        word = self._text[other.end : other.end + 2]
        return entity.developer in {maker.entity.slug, maker.entity.parent} and word[0] == " " and word[1:].isupper()

    def _numbered(self, other: Name, maker: Name, end: int) -> bool:
        """Whether a thing is called by its maker's name and a number or version: "Mistral 3", "Runway Gen-4.5"."""
        rest = self._text[other.end : end]
        return other.key == maker.key and _VERSION.fullmatch(rest) is not None

    def _noun_before(self, first: int, start: int) -> Tag | None:
        """A noun that introduces a name: "an agent called X", "das Modell X"."""
        nouns = self._tags.within("links", first, start, *_NOUNS)
        if not nouns or start - nouns[-1].end > _CALLED:
            return None
        return (
            None
            if _ARTICLE.search(self._text[nouns[-1].end : start]) and start - nouns[-1].end < len(" the ")
            else nouns[-1]
        )

    def _noun_behind(self, end: int) -> Tag | None:
        """A noun that explains a name: "X, an agent for lawyers"."""
        opening = _APPOSED.match(self._text, end)
        if opening is None:
            return None
        stop = _MARK.search(self._text, opening.end(), end + _NOUN)
        last = stop.start() if stop else end + _NOUN
        nouns = self._tags.within("links", opening.end(), last, *_NOUNS)
        verbs = self._tags.within("links", opening.end(), nouns[0].start, "release", "make") if nouns else []
        return nouns[0] if nouns and not verbs else None

    def _thing(self, start: int, end: int, maker: Name, noun: Tag | None, base: Name | None) -> Name:
        surface = self._text[start:end]
        model = (noun is not None and noun.key == "model_noun") or _SIZED.search(surface) is not None
        kind = EntityType.MODEL if model else EntityType.PRODUCT
        owner = maker.entity.slug if maker.entity else None
        if base is not None and noun is None:
            numbered = base.type == EntityType.ORGANIZATION and owner in self._of_models
            kind = EntityType.MODEL if numbered else EntityType.PRODUCT
        entity = Entity(slug=slug_of(surface) or surface, name=surface, type=kind, developer=owner)
        return Name(start, end, surface, entity, kind)
