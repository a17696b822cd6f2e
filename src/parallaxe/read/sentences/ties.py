"""What relations and events share: the company a place in a sentence speaks of, and a claim that joins two names."""

from __future__ import annotations

import re

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.inheritance import inherits
from parallaxe.vocabulary.entity import EntityType

#: Code points a company may stand before what is said of it.
_REACH = 60


def company_at(sentence: Sentence, position: int, roles: dict[int, str], memory: Memory) -> Name | None:
    """The company spoken of at a place: the last one named before it, one that follows a participle, else the remembered one."""
    named = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.start not in roles]
    before = [name for name in named if name.end <= position]
    if before:
        return before[-1] if position - before[-1].end < _REACH else before[0]
    remembered = memory.of(EntityType.ORGANIZATION)
    if remembered and any(tag.end <= position for tag in sentence.tags("anaphora", EntityType.ORGANIZATION)):
        return remembered[0]
    closing = next((name for name in named if closes_participle(sentence, name)), None)
    if named and opens(sentence, position) and closing is not None:
        return closing
    if named and not (remembered and opens(sentence, position)):
        return named[0]
    spoken = bool(sentence.tags("anaphora", EntityType.ORGANIZATION))
    passed = remembered and (
        opens(sentence, position) or inherits(sentence, position, remembered[0], memory, spoken=spoken)
    )
    return remembered[0] if remembered and passed else None


def opens(sentence: Sentence, position: int) -> bool:
    """Whether a word is among the first of its sentence ("Founded in 2019 by A, …")."""
    return position - sentence.start <= sentence.page.word * 2


def closes_participle(sentence: Sentence, name: Name) -> bool:
    """Whether a name follows the comma that closes a participle at the head: "Founded in 2019 by A, B makes …"."""
    lead = sentence.page.folded[max(sentence.start, name.start - 8) : name.start]
    return bool(re.search(r"[,，、] *(?:\w{1,3}[ '’])?[\"“«]?$", lead))


def named(metric: str, about: Name, value: str, weight: float, value_name: Name) -> Draft:
    """A claim whose value is a name; its quote reaches from one name to the other."""
    start, end = min(about.start, value_name.start), max(about.end, value_name.end)
    return Draft(
        metric=metric, value=value, unit="name", start=start, end=end, subject=about.subject, surface=about.surface,
        subject_type=about.type or None, rule=f"link: {metric}", weight=weight, at=value_name.start,
    )  # fmt: skip
