"""Shares of people who use something: "34 % of US adults have used A", "36 % der Unternehmen setzen KI ein"."""

from __future__ import annotations

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

USAGE_SHARE = "usage_share"
#: Words from a share to whom it is of, from a verb of using to what is used, and how clear such a share is.
_PEOPLE_WORDS, _USED_WORDS, _WEIGHT = 4, 3, 0.9
_USED = frozenset({EntityType.PRODUCT, EntityType.MODEL})


def use_cues(sentence: Sentence) -> list[Tag]:
    """Nouns for people right behind a share, in a sentence with a verb of using, as cues of a share of users."""
    people, verbs = sentence.tags("links", "people"), sentence.tags("links", "use")
    if not people or not verbs:
        return []
    return [
        Tag(tag.start, tag.end, "metrics", USAGE_SHARE, _WEIGHT, "<")
        for tag in people
        if any(_counted(sentence, quantity, tag) for quantity in sentence.quantities)
    ]


def used(sentence: Sentence, quantity: Quantity) -> Name | None:
    """The product people are said to use: "34 % of US adults have used A", "36 % nutzen A"."""
    for verb in sentence.tags("links", "use"):
        if verb.start < quantity.end:
            continue
        for name in sentence.names:
            gap = sentence.words_between(verb.end, name.start)
            if name.type in _USED and name.start >= verb.end and gap <= _USED_WORDS:
                return None if sentence.marks_between(quantity.end, name.start) else name
    return None


def _counted(sentence: Sentence, quantity: Quantity, people: Tag) -> bool:
    near = sentence.words_between(quantity.end, people.start) <= _PEOPLE_WORDS
    return (
        quantity.unit == "%"
        and quantity.end <= people.start
        and near
        and not sentence.marks_between(quantity.end, people.start)
    )
