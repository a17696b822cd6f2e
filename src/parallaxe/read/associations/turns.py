"""Changes of strategy: who stops what, turns to what, opens or closes its weights."""

from __future__ import annotations

from collections.abc import Iterator

from parallaxe.read.associations.arguments import Clause
from parallaxe.read.associations.found import Found, told
from parallaxe.read.naming.names import Name
from parallaxe.read.words.lexer import Tag, Tags
from parallaxe.vocabulary.entity import EntityType

_METRIC = "strategy_change"
_TURNERS = (EntityType.ORGANIZATION,)
#: What a turn is called, whatever the language; a target completes the last one.
VALUES = {
    "opens": "turns to open weights",
    "closes": "turns to closed models",
    "frees": "makes its assistant free",
    "changes": "changes strategy",
    "stops": "stops training foundation models",
    "turns": "turns to {}",
}
_WEIGHT, _FURTHER = 0.92, 0.85
#: Code points between a verb and what is stopped or turned to.
_REACH = 50


def turns(clause: Clause, tags: Tags) -> Iterator[Found]:
    """All changes of strategy of a sentence."""
    for turn, value in VALUES.items():
        for cue in tags.within(f"turn {turn}", clause.start, clause.end):
            completed = _completed(clause, cue, turn, tags)
            if completed is None:
                continue
            first, last, target = completed
            who, weight = _turner(clause, first)
            for name in who:
                found = told(clause, _METRIC, name, value.format(target), (name.start, last), weight)
                if found is not None:
                    yield found


def _completed(clause: Clause, cue: Tag, turn: str, tags: Tags) -> tuple[int, int, str] | None:
    """Where a turn starts and ends and what it is to; None where what its verb needs stands not beside it."""
    category = {"stops": "training", "turns": "targets"}.get(turn)
    if category is None:
        return cue.start, cue.end, ""
    for tag in tags.within(category, cue.end, min(clause.end, cue.end + _REACH)):
        if clause.words.is_filling(clause.gap(cue.end, tag.start)):
            return cue.start, tag.end, tag.key
    for tag in reversed(tags.within(category, max(clause.start, cue.start - _REACH), cue.start)):
        if tag.end <= cue.start and clause.words.is_filling(clause.gap(tag.end, cue.start)):
            return tag.start, cue.end, tag.key
    return None


def _turner(clause: Clause, place: int) -> tuple[list[Name], float]:
    who = clause.before(place, _TURNERS)
    if who:
        return who, _WEIGHT
    return clause.opening(place, _TURNERS, lambda name: name.type in _TURNERS), _FURTHER
