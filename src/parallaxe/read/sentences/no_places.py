"""What reads like a stated position and is none: "on top of that", "number one priority", "A (a person) leads B"."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.naming.names import Name, proper_names
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.place_words import around
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

_PERSONAL = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+ [^\W\d_a-z][^\W\d_]+")
#: Code points back to who leads.
_PERSON = 40
_SIGNS, _COMMAS = " *_-–—\n", frozenset(",、，")


def is_no_place(sentence: Sentence, tag: Tag) -> bool:
    """Whether a number is part of an address, or a country's position is told where no country is named."""
    folded, lexicon = sentence.page.folded, sentence.page.lexicon
    if around(lexicon, "address").match(folded, tag.end) or _is_first_to(sentence, tag) or _is_phrase(sentence, tag):
        return True
    countries = any(name.type == EntityType.COUNTRY and name.end <= tag.start for name in sentence.names)
    return not countries and around(lexicon, "economy").match(folded, tag.end) is not None


def is_superlative(sentence: Sentence, tag: Tag) -> bool:
    """Whether a position is told as being the most of something: "the most used", "wertvollste"."""
    return around(sentence.page.lexicon, "most").search(sentence.page.folded, tag.start, tag.end) is not None


def is_shared(sentence: Sentence, start: int, end: int) -> bool:
    """Whether several share what a superlative says: "one of the largest"."""
    folded, lexicon = sentence.page.folded, sentence.page.lexicon
    lead = folded[max(sentence.start, start - _PERSON) : start]
    return (
        around(lexicon, "shared").search(lead) is not None or around(lexicon, "one_of").match(folded, end) is not None
    )


def _is_first_to(sentence: Sentence, tag: Tag) -> bool:
    """Whether "the first" only goes on with what was done first; English has no infinitives that tell."""
    page = sentence.page
    return tag.key == "1" and around(page.lexicon, "first_to").match(page.folded, tag.end) is not None


def _is_phrase(sentence: Sentence, tag: Tag) -> bool:
    """Whether words of leading mean something else: "on top of that", "führt … zurück", "A (a person) leads the company B"."""
    page = sentence.page
    lead = page.folded[max(sentence.start, tag.start - _PERSON) : tag.start]
    lexicon = page.lexicon
    if around(lexicon, "denied").search(lead) or (
        is_superlative(sentence, tag) and is_shared(sentence, tag.start, tag.end)
    ):
        return True
    if (
        around(lexicon, "unlisted").match(page.folded, tag.end)
        or _opens_speech(sentence, tag)
        or _is_deputy(sentence, tag)
    ):
        return True
    if around(lexicon, "separable").match(page.folded, tag.start) and _leads_on(sentence, tag):
        return True
    if tag.key != "1" or not page.lexicon.spaced:
        return False
    first = max(sentence.start, tag.start - _PERSON)
    named = [name for name in sentence.names if first <= name.start < tag.start]
    last = named[-1] if named else next(iter(_people(sentence, first, tag.start)[-1:]), None)
    return last is not None and last.type == EntityType.PERSON and not page.folded[last.end : tag.start].strip(" *_")


def _opens_speech(sentence: Sentence, tag: Tag) -> bool:
    """Whether "in the first place" only opens what is argued: before a comma, at the head, where nothing is counted."""
    folded = sentence.page.folded
    said = folded[sentence.start : tag.end].strip(_SIGNS)
    opens = folded[tag.end : tag.end + 1] in _COMMAS and around(sentence.page.lexicon, "argued").fullmatch(said)
    if not opens or any(name.end <= tag.start for name in sentence.names):
        return False
    return sentence.block.kind is BlockKind.PARAGRAPH and not sentence.quantities


def _is_deputy(sentence: Sentence, tag: Tag) -> bool:
    """Whether a number is a person's place in a company: "the No. 2 at A", "le numéro deux d'A"."""
    of = around(sentence.page.lexicon, "at").match(sentence.page.folded, tag.end)
    if of is None or not sentence.page.lexicon.spaced:
        return False
    return any(name.start == of.end() and name.type == EntityType.ORGANIZATION for name in sentence.names) and any(
        name.type == EntityType.PERSON for name in sentence.names
    )


def _leads_on(sentence: Sentence, tag: Tag) -> bool:
    """Whether "führt" begins another verb or has an object of its own: "führt … zurück", "führt Gespräche", not "führt … an"."""
    page = sentence.page
    behind = page.folded[tag.end : sentence.end]
    if around(page.lexicon, "whole").match(behind):
        return False
    named = any(name.start == tag.end + 1 for name in sentence.names)
    own = "" if named else page.text[tag.end : tag.end + 2].strip()
    return around(page.lexicon, "apart").match(behind) is not None or own[:1].isupper()


def is_led(sentence: Sentence, tag: Tag, name: Name) -> bool:
    """Whether a person leads: "led by A, B raised …"."""
    known = any(tag.end <= one.start < name.start and one.type == EntityType.PERSON for one in sentence.names)
    return known or bool(_people(sentence, tag.end, name.start))


def _people(sentence: Sentence, first: int, last: int) -> list[Name]:
    """Names of two words that nobody knows, in a stretch; German writes all nouns like names."""
    if sentence.page.lexicon.language == "de":
        return []
    found = proper_names(sentence.page.text, first, last, sentence.names)
    return [replace(name, type=EntityType.PERSON) for name in found if _PERSONAL.fullmatch(name.surface)]
