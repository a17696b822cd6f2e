"""Whom a figure is about: names near it by type, order and role, and who was spoken of before."""

from __future__ import annotations

import re

import msgspec
from msgspec.structs import replace

from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import comparisons
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.inheritance import inherits
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: What a role leaves of a name's chance to be the subject. All weights of this module are hand-set
#: on the development texts; what they give is reported in docs/explanation/reading.md.
_ROLE = {
    "source": 0.12,
    "source_after": 0.5,
    "rival": 0.3,
    "backer": 0.25,
    "venue": 0.35,
    "agent": 0.4,
    "possessor": 0.45,
    "rival_after": 0.3,
    "place": 0.6,
    "former": 0.1,
    "aside": 0.1,
}
_AND = re.compile(r"[ *_]*(?:and|et|y|e|und) ")
#: A clause about the name right before it.
_RELATIVE = re.compile(r"[ *_,]*(?:qui|which|who|que|quien|der|die|das|o qual|a qual) ")
#: Roles that weigh less on the only name of a sentence.
_MILD = {"backer", "venue", "rival"}
_OWN_WORDS = 4
#: Words from a name to the figure right behind it, in texts without spaces ("例如A占25%").
_BESIDE = 2
_BEFORE, _AFTER, _TIED = 1.0, 0.55, 1.1
_ATTACHED_WORDS = 4
#: Code points of a genitive between a name and its figure.
_GENITIVE = 8
#: What a bracket that compares leaves of names on its other side.
_APART = 0.1
#: Words before a fronted figure; code points from the comma behind it to its subject.
_FRONTED_WORDS, _FRONTED_GAP = 6, 8
#: Words between "the start-up" and its name.
_INTRODUCING = 2
#: "The firm, a spin-off of B, …": an anaphor that opens the sentence outweighs names in it.
_LEADING, _OPENING_WORDS = 1.0, 4
_FIRST_NAME = 1.25
_ANAPHOR = 0.62
_TYPE_STEP = 0.82
_PER_WORD = 0.05
_CROSSED = 0.6


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A possible subject and its weight, 0 to about 1.3; a barred one competes, but nothing may pass to it."""

    weight: float
    name: Name
    remembered: bool = False
    barred: bool = False


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


def candidates(
    sentence: Sentence, start: int, end: int, types: list[str], roles: dict[int, str], memory: Memory, others: list[int]
) -> list[Candidate]:
    """Possible subjects of what stands at [start, end), best first.

    Args:
        sentence: where it stands.
        start: first code point of the figure.
        end: code point after it.
        types: types a subject may have, likeliest first.
        roles: roles of the sentence's names.
        memory: who was spoken of before.
        others: places of other figures of the kind; a name beyond one of them is likelier theirs.
    """
    found: list[Candidate] = []
    tied = attached(sentence, end, types)
    asides = comparisons(sentence)
    here = _inside(asides, start)
    alone = len({name.key for name in sentence.names if name.type in types}) == 1
    first = next((name for name in sentence.names if name.start not in roles and name.type in types), None)
    spoken = any(tag.key in types for tag in sentence.tags("anaphora"))
    for name in sentence.names:
        if name.type not in types or (name.start < end and start < name.end):
            continue
        before = name.end <= start
        near, far = (name.end, start) if before else (end, name.start)
        side = _BEFORE if before or (name is first and _is_fronted(sentence, start, end, name)) else _AFTER
        weight = side / (1 + _PER_WORD * sentence.words_between(near, far))
        weight = max(weight, _TIED) if name is tied else weight
        weight *= _TYPE_STEP ** types.index(name.type)
        penalty = _ROLE.get(roles.get(name.start, ""), 1.0)
        owns = before and roles.get(name.start) in _MILD and _own_figure(sentence, name, start, others)
        if owns or (name is tied and _owns_from_behind(sentence, end, name, roles)):
            penalty = 1.0
        weight *= penalty**0.5 if alone and not spoken and roles.get(name.start) in _MILD else penalty
        weight *= _APART if _inside(asides, name.start) != here else 1.0
        weight *= 0.93 ** min(4, sentence.marks_between(near, far))
        weight *= _CROSSED ** sum(near <= other < far for other in others)
        found.append(Candidate(weight * (_FIRST_NAME if name is first else 1.0), name))
    found = [replace(candidate, name=_country_of(sentence, candidate.name)) for candidate in found]
    if here is None:
        present = {name.type for name in sentence.names if name.start not in roles and not _inside(asides, name.start)}
        named = {candidate.name.key for candidate in found}
        remembered = _remembered(sentence, start, types, memory, present)
        found += [one for one in remembered if not (one.barred and one.name.key in named)]
    return sorted(found, key=lambda candidate: -candidate.weight)


def _inside(asides: list[tuple[int, int]], place: int) -> tuple[int, int] | None:
    return next((aside for aside in asides if aside[0] < place < aside[1]), None)


def _is_fronted(sentence: Sentence, start: int, end: int, name: Name) -> bool:
    """Whether a figure opens a phrase its subject follows: "With 157 million users, Doubao leads"."""
    if not sentence.page.lexicon.spaced or sentence.words_between(sentence.start, start) > _FRONTED_WORDS:
        return False
    if any(tag.start < start for tag in sentence.tags("anaphora")):
        return False
    lead = sentence.page.folded[max(end, name.start - _FRONTED_GAP) : name.start]
    return "," in lead and not any(one.end <= start for one in sentence.names)


def _own_figure(sentence: Sentence, name: Name, start: int, others: list[int]) -> bool:
    """Whether a figure right behind a name is its own: "ahead of A with 143 million", "B (65)"."""
    near = sentence.words_between(name.end, start) <= _OWN_WORDS
    first = all(other < name.start or other > start for other in others) and any(other < name.start for other in others)
    gap = sentence.page.folded[name.end : start]
    beside = (
        not sentence.page.lexicon.spaced
        and sentence.words_between(name.end, start) <= _BESIDE
        and not sentence.marks_between(name.end, start)
    )
    return near and (first or beside or gap.strip(" *") == "(" or _RELATIVE.match(gap) is not None)


def _owns_from_behind(sentence: Sentence, end: int, name: Name, roles: dict[int, str]) -> bool:
    """Whether the name joined to a figure from behind is its own in spite of its role: "9.3 billion in China"."""
    if roles.get(name.start) == "venue":
        return name.type == EntityType.COUNTRY
    rivals = sentence.page.tags.within("roles", end, name.start)
    return roles.get(name.start) == "rival" and not any(tag.key == "rival" for tag in rivals)


def _country_of(sentence: Sentence, name: Name) -> Name:
    """A country's models stand for the country."""
    country = name.entity.country if name.entity and name.type == EntityType.GROUP else None
    entity = sentence.page.entities.get(country or "")
    if entity is None or name.entity is None or "models" not in name.entity.name:
        return name
    return replace(name, entity=entity, type=entity.type)


def _lead(sentence: Sentence) -> int:
    """Code points of marks before a sentence's first word."""
    return len(sentence.folded) - len(sentence.folded.lstrip(' *_"«“'))


def _introduces(sentence: Sentence, tag: Tag) -> bool:
    """Whether "the start-up" only leads to the name right behind it."""
    return (
        any(
            name.type == tag.key
            and name.start - tag.end >= 0
            and sentence.words_between(tag.end, name.start) <= _INTRODUCING
            and not sentence.marks_between(tag.end, name.start)
            for name in sentence.names
        )
        and " " in sentence.page.folded[tag.start : tag.end]
    )


def _remembered(sentence: Sentence, start: int, types: list[str], memory: Memory, present: set[str]) -> list[Candidate]:
    found = []
    tags = [tag for tag in sentence.tags("anaphora") if not _introduces(sentence, tag)]
    anaphors = {tag.key for tag in tags}
    opening = sentence.start + int(sentence.page.word * _OPENING_WORDS)
    first = min((name.start for name in sentence.names), default=sentence.end)
    leading = {
        tag.key for tag in tags if tag.start < min(opening, first) and " " in sentence.page.folded[tag.start : tag.end]
    }
    its = sentence.page.tags.at(sentence.start + _lead(sentence), "possessives") is not None and first > opening
    for place, kind in enumerate(types):
        remembered = memory.of(kind, sentence.block)
        if remembered is None:
            continue
        name, weight = remembered
        barred = not inherits(sentence, start, name, memory, spoken=kind in anaphors)
        if kind in anaphors:
            weight = max(weight, _ANAPHOR)
        if kind in leading or its:
            weight = _LEADING
        elif kind in present and kind != EntityType.COUNTRY:
            weight *= 0.6
        found.append(Candidate(weight * _TYPE_STEP**place, name, remembered=True, barred=barred))
    return found
