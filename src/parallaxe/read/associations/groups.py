"""Membership of a named group: "A, one of the six tigers", "the six tigers: A, B and C"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parallaxe.read.associations.arguments import Clause
from parallaxe.read.associations.found import Found, between
from parallaxe.read.naming.names import Name
from parallaxe.read.words.lexer import Tags
from parallaxe.vocabulary.entity import EntityType

_METRIC = "member_of"
_MEMBERS = (EntityType.ORGANIZATION,)
_GROUP = (EntityType.GROUP,)
_WEIGHT, _LISTED = 0.95, 0.93
#: Fewer names behind a group are examples of something else.
_FEWEST = 2
_OPENING = re.compile(r"[\s\"”»’'*_]*(?:[:：(（]|[–—]|-(?=\s))\s*")


def members(clause: Clause, tags: Tags) -> Iterator[Found]:
    """All memberships of a sentence; groups are those the catalogue knows members of."""
    for group in clause.names:
        if group.type == EntityType.GROUP and group.entity is not None and group.entity.members:
            yield from _listed(clause, group, tags)
    for cue in tags.within(f"relation {_METRIC}", clause.start, clause.end):
        found = clause.after(cue.end, _GROUP) if cue.key == "active" else clause.before(cue.start, _GROUP)
        for group in (name for name in found if name.entity is not None and name.entity.members):
            who = (
                clause.before(cue.start, _MEMBERS, comma=True)
                if cue.key == "active"
                else clause.after(cue.end, _MEMBERS)
            )
            yield from _joined(clause, group, who, (cue.start, cue.end), _WEIGHT)


def _listed(clause: Clause, group: Name, tags: Tags) -> Iterator[Found]:
    """The names of a list that opens right behind the group's own."""
    opening = _OPENING.match(clause.folded, group.end, clause.end)
    place = opening.end() if opening else group.end
    cue = tags.at(_word_at(clause, place), "members")
    if opening is None and cue is None:
        return
    who = clause.after(cue.end if cue else place, _MEMBERS, commas=True)
    if len(who) >= _FEWEST:
        yield from _joined(clause, group, who, (group.start, group.end), _LISTED)


def _word_at(clause: Clause, place: int) -> int:
    while place < clause.end and clause.folded[place] in " ,，":
        place += 1
    return place


def _joined(clause: Clause, group: Name, who: list[Name], place: tuple[int, int], weight: float) -> Iterator[Found]:
    for name in who:
        found = between(clause, _METRIC, name, group, place, weight)
        if found is not None:
            yield found
