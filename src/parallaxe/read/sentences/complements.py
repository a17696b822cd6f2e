"""Names that belong to one figure alone: "15 from China, against 40 from American labs"; names nobody knows."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name, proper_names
from parallaxe.read.pages.scene import Sentence
from parallaxe.vocabulary.entity import EntityType

_MARKS = re.compile(r"[,;:()–—，、；：（）|]")
JOINING = re.compile(r"(?<!\w)(?:and|et|y|e|und|và|и|while|tandis que|mientras|während)(?!\w)|和|与|と")
#: Words from a figure to the country of its complement.
_REACH = 10
#: Code points between a name and the figure in brackets behind it.
_BRACKET = 4
#: What joins people of one list.
_LISTED = re.compile(r",? (?:and|et|y|e|und|và|и)? ?")
_ACRONYM = re.compile(r"[A-ZА-Я]{1,4}s?\d*$")
#: Categories of the lexicon whose words are no names even where they are capitalised.
_WORDS = ("metrics", "months", "weekdays", "calendar", "ordinals", "demonyms", "roles", "anaphora", "units", "scales")


def complement(sentence: Sentence, quantity: Quantity) -> Name | None:
    """The country a count's own complement names, None if it names none."""
    page = sentence.page
    if not page.lexicon.spaced or not (countries := _countries(sentence)):
        return None
    last = min([sentence.end, *(other.start for other in sentence.quantities if other.start > quantity.start)])
    mark = _MARKS.search(page.text, quantity.end, last)
    last = min(mark.start() if mark else last, quantity.end + int(page.word * _REACH))
    marks = [mark.end() for mark in _MARKS.finditer(page.text, sentence.start, quantity.start)]
    floor = marks[-1] if marks else sentence.start
    first = not any(floor <= other.start < quantity.start for other in sentence.quantities)
    if first and any(floor <= name.start < quantity.start for name in countries):
        return None
    own = next((name for name in countries if quantity.end <= name.start < last), None)
    return None if own and JOINING.search(page.folded, quantity.end, own.start) else own


def bracketed(sentence: Sentence, quantity: Quantity) -> Name | None:
    """The name that a figure stands behind in brackets: "behind A (45 %) and B (20 %)"."""
    folded = sentence.page.folded
    if folded[quantity.end : quantity.end + 1] != ")":
        return None
    for name in sentence.names:
        gap = folded[name.end : quantity.start]
        if name.end <= quantity.start and len(gap) <= _BRACKET and gap.strip(" *_~") == "(":
            return name
    return None


def is_enclosed(sentence: Sentence, place: int) -> bool:
    """Whether a place stands in brackets that its sentence has opened."""
    lead = sentence.page.folded[sentence.start : place]
    return max(lead.rfind("("), lead.rfind("（")) > max(lead.rfind(")"), lead.rfind("）"))


def _countries(sentence: Sentence) -> list[Name]:
    page = sentence.page
    found = [name for name in sentence.names if name.type == EntityType.COUNTRY]
    for name in sentence.names:
        country = page.entities.get(name.entity.country or "") if name.entity else None
        if country is not None and name.type == EntityType.GROUP:
            found.append(replace(name, entity=country, type=country.type))
    for tag in sentence.tags("demonyms"):
        entity = page.entities.get(tag.key)
        if entity is not None:
            found.append(Name(tag.start, tag.end, page.text[tag.start : tag.end], entity, entity.type))
    return sorted(found, key=lambda name: name.start)


def registered_at(sentence: Sentence, quantity: Quantity) -> Name | None:
    """The place whose filings a figure counts: named before it in its clause, no other figure between ("北京以122款居首")."""
    places = [name for name in sentence.names if name.type == EntityType.PLACE and name.end <= quantity.start]
    if not places:
        return None
    beside = not sentence.page.folded[places[-1].end : quantity.start].strip(" ,:(、，：（")
    if sentence.marks_between(places[-1].end, quantity.start) and not beside:
        return None
    between = any(places[-1].end <= other.start < quantity.start for other in sentence.quantities)
    return None if between else places[-1]


def stranger(sentence: Sentence, start: int) -> Name | None:
    """The last name before a place that the catalogue does not know, in scripts whose capitals tell a name.

    German writes every noun with a capital, so only names of several words count there; a single word
    that opens a sentence is a name only with a capital or digit inside.
    """
    page = sentence.page
    if page.lexicon.script not in {"latin", "cyrillic"}:
        return None
    found = [
        name
        for name in proper_names(page.text, sentence.start, start, sentence.names)
        if _is_name(sentence, name) and not _beside_person(sentence, name)
    ]
    return found[-1] if found else None


def _is_name(sentence: Sentence, name: Name) -> bool:
    page, words = sentence.page, name.surface.split()
    if _ACRONYM.fullmatch(name.surface) or any(
        name.start <= tag.start < name.end
        for category in _WORDS
        for tag in page.tags.within(category, name.start, name.end)
    ):
        return False
    inner = bool(re.search(r"[a-zа-я][A-ZА-Я]|\d", name.surface))
    opening = not page.text[sentence.start : name.start].strip(" *-•\"'“«#_")
    if words[0].casefold() in page.lexicon.stopwords:
        return False
    single = len([word for word in words if word[:1].isupper()]) < 2  # noqa: PLR2004
    if page.lexicon.language == "de":
        return inner
    return inner or not (single and opening)


def _beside_person(sentence: Sentence, name: Name) -> bool:
    """Whether a name goes on a list of people: "founded by A and B"."""
    people = [one for one in sentence.names if one.type == EntityType.PERSON and one.end < name.start]
    return any(_LISTED.fullmatch(sentence.page.folded, one.end, name.start) for one in people)
