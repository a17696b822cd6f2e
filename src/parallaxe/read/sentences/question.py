"""Whose is this figure? What is asked, and names joined to a figure by their own words."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag

_AND = re.compile(r"[ *_]*(?:and|et|y|e|und) ")
_ATTACHED_WORDS = 4
#: Code points of a genitive between a name and its figure.
_GENITIVE = 8


class Question(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A figure (or licence) whose subject is asked for.

    Args:
        sentence: where it stands.
        start: its first code point.
        end: the code point after it.
        metric: what it is of.
        value: what it is.
        types: types a subject may have, likeliest first.
        roles: roles of the sentence's names.
        memory: who was spoken of before.
        cue: the word that told the metric, None where it was carried over.
        weight: how sure the metric is, 0 to 1.
        others: places of other figures of the metric.
        further: candidates that are no names of the sentence, with how they were come by.
    """

    sentence: Sentence
    start: int
    end: int
    metric: str
    value: Decimal | str
    types: list[str]
    roles: dict[int, str]
    memory: Memory
    cue: Tag | None = None
    weight: float = 1.0
    others: list[int] = []
    further: list[tuple[str, Name]] = []


def owner(sentence: Sentence, start: int, types: list[str]) -> Name | None:
    """The name whose genitive leads to a figure: "nearly 12 times China's $9.3 billion"."""
    page = sentence.page
    for name in sentence.names:
        if name.type in types and name.end < start and start - name.end <= _GENITIVE:
            tag = page.tags.at(name.end, "links", "possess")
            if tag is not None and page.lexicon.spaced and not page.folded[tag.end : start].strip(" ~*$€£"):
                return name
    return None


def attached(sentence: Sentence, end: int, types: list[str]) -> Name | None:
    """The name joined to a figure from behind: "15 from China", "14.2 % for the United States"."""
    page = sentence.page
    for name in sentence.names:
        if name.type not in types or not 0 <= name.start - end <= page.word * _ATTACHED_WORDS:
            continue
        tags = page.tags.within("links", end, name.start)
        joined = any(tag.key in {"of", "from", "for"} for tag in tags) and not _AND.match(page.folded, end)
        if joined and not any(mark in page.folded[end : name.start] for mark in ",;:，；)"):
            return name
    return None
