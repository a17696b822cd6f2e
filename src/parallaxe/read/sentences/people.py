"""People named in a sentence, those the catalogue does not know among them, and lists of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.naming.names import Name, proper_names
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Code points in which people are looked for around a word, and between people of one list.
_STRETCH, _LIST_GAP = 160, 8
_LEAD = 110
#: Words between "with" and a name, from a person to its verb; code points back to whom a pronoun means.
_WITH_WORDS, _BESIDE_WORDS, _SPOKEN_REACH = 4, 3, 320
_PLURAL = frozenset({"they", "ils", "elles", "ellos", "eles", "они", "他们"})
_NAME_WORDS = range(2, 5)
#: Categories whose words begin no person's name even where they are capitalised.
_WORDS = ("companies", "anaphora", "demonyms", "months", "weekdays", "links", "metrics", "scales", "units", "numerals")
#: What a list of people says of each: "**A** (ex-X), **B** and C".
_REMARK = re.compile(r"\s*\([^()\n]{0,40}\)|\*")
#: A first name joined to the whole name of another one, and code points back to it.
_GIVEN = re.compile(r"(?P<name>[A-ZÀ-Þ][a-zß-ÿ]+) (?:and|et|und|y|e|và|&) $")
_FIRST_NAME = 24
#: What joins a person to what the person is, in German, which writes all nouns like names: "A B, der Gründer von C".
_APPOSED = re.compile(r"[ *_]*, (?:de[rmns] |die |einer der )?")
#: A word in capitals, which is no part of a person's name: "PDG", "CEO".
_ACRONYM = re.compile(r"[A-Z]{2,5}s?")
_LATIN_PERSON = re.compile(
    r"(?<![A-Za-z])[A-Z][a-z]+(?: [A-Z][a-z]*\.?)? [A-Z][a-z]+(?=氏|さん|博士|[)）、,，等于和与及在]| ?(?:氏|于|が|ら|[创創][立办辦建]|共同|联合|聯合))"
    r"|(?:(?<=[人者])|(?<=[人者] ))[A-Z][a-z]+(?: [A-Z][a-z]*\.?)? [A-Z][a-z]+(?![A-Za-z])"
)


def known_people(sentence: Sentence) -> list[Name]:
    """People of the catalogue, those told by their first name before a relative's among them ("Dario and Daniela Amodei")."""
    page, found = sentence.page, []
    for name in sentence.names:
        if name.type != EntityType.PERSON:
            continue
        first = _GIVEN.search(page.text, max(sentence.start, name.start - _FIRST_NAME), name.start)
        last = (name.subject or name.surface).rpartition(" ")[2]
        entity = page.entities.get(slug_of(f"{first['name']} {last}") or "") if first else None
        if first and entity is not None and entity.type == EntityType.PERSON:
            found.append(Name(*first.span("name"), first["name"], entity, EntityType.PERSON))
        found.append(name)
    return found


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
    taken = sentence.names if first >= sentence.start else page.names_in(first, last)
    return [
        replace(name, type=EntityType.PERSON)
        for name in _proper(page.text, first, last, taken)
        if len(words := name.surface.split()) in _NAME_WORDS
        and page.lexicon.fold(words[0]) not in page.lexicon.stopwords
        and not any(_ACRONYM.fullmatch(word) for word in words)
        and not any(char.isdigit() for char in name.surface)
        and not any(page.tags.within(category, name.start, name.end) for category in _WORDS)
        and not any(place.start < name.end and name.start < place.end for place in sentence.adjectives)
    ]


def _proper(text: str, first: int, last: int, taken: list[Name]) -> Iterator[Name]:
    """Proper names in a stretch, up to the known name that one runs into ("mit Samuel Weinbach Aleph Alpha")."""
    for name in taken:
        if first < name.end and name.start < last:
            yield from proper_names(text, first, max(first, name.start), [])
            first = name.end
    yield from proper_names(text, first, last, [])


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
    """People who did it too: "founded by A, one of the authors of B, together with C and D", "with his friends C and D"."""
    words = sentence.tags("links", "together") if doers and people else []
    for name in people if words else ():
        if name.start > doers[-1].end and any(_leads_to(sentence, word, name) for word in words):
            return coordinated(sentence, [one for one in people if one.start >= name.start])
    return []


def _leads_to(sentence: Sentence, word: Tag, name: Name) -> bool:
    """Whether "with" stands before a name, with at most what its bearer is in between: "with his classmates A"."""
    folded = sentence.page.folded
    if not 0 <= name.start - word.end <= sentence.page.word * _WITH_WORDS:
        return False
    gap = folded[word.end : name.start]
    return not any(mark in gap for mark in ",;:.(") and not any(
        tag.key == "of" for tag in sentence.page.tags.within("links", word.end, name.start)
    )


def people_of(sentence: Sentence, tag: Tag) -> list[Name]:
    """Who may have founded something, in order: known people, unknown ones behind the word or in a list before it."""
    known = known_people(sentence)
    found = {name.start: name for name in (*unknown_people(sentence, tag.end), *known)}
    listed = unknown_before(sentence, tag.start)
    if not known and sentence.page.lexicon.language == "de":
        listed = [
            name
            for name in listed
            if _by(sentence, name) or _APPOSED.fullmatch(sentence.page.folded, name.end, tag.start)
        ]
    return [name for _, name in sorted({**{name.start: name for name in listed}, **found}.items())]


def listed_before(sentence: Sentence, tag: Tag) -> list[Name]:
    """The people right before a verb, in the order of the text; none where other words stand between."""
    before = [name for name in people_of(sentence, tag) if name.end <= tag.start]
    if not before or sentence.words_between(before[-1].end, tag.start) > _BESIDE_WORDS:
        return []
    return coordinated(sentence, before[::-1])[::-1]


def spoken_of(sentence: Sentence, pronoun: Tag | None, before: list[Name]) -> list[Name]:
    """Whom a pronoun, or a verb without a subject, means: the person of the sentence, else who the one before is about.

    Args:
        sentence: where it stands.
        pronoun: None where the language leaves it out.
        before: people named before the verb.
    """
    page = sentence.page
    if before and pronoun and before[0].end <= pronoun.start:
        return before[:1]
    floor = max(0, sentence.start - _SPOKEN_REACH)
    named = [name for name in page.names_in(floor, sentence.start) if name.type == EntityType.PERSON]
    if not named:
        return _unknown_spoken(sentence, floor) if pronoun else []
    last = named[-1].start
    same = [name for name in named if page.sentences_between(name.end, last) == 0]
    if pronoun and page.folded[pronoun.start : pronoun.end] in _PLURAL:
        run = coordinated(sentence, same)
        return run if len(run) > 1 else []
    return same[:1]


def _unknown_spoken(sentence: Sentence, floor: int) -> list[Name]:
    """The only one whom the words before a sentence name that may be a person, where a pronoun says that there is one."""
    found = _between(sentence, floor, sentence.start - 1)
    return found[:1] if len({name.surface for name in found}) == 1 else []


def _by(sentence: Sentence, name: Name) -> bool:
    """Whether the preposition of an agent stands right before a name."""
    return sentence.page.tags.before(name.start - 1, "roles", "agent") is not None


def is_compound(sentence: Sentence, tag: Tag) -> bool:
    """Whether a word only ends one for the founder of something else: "Hedgefonds-Gründer"."""
    page = sentence.page
    if page.lexicon.language != "de" or page.folded[tag.start - 1 : tag.start] != "-":
        return False
    return not any(name.end == tag.start - 1 for name in sentence.names)
