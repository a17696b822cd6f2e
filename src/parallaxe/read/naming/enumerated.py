"""Members of a family that a list shortens to their last words: "Claude 3 Opus, Sonnet und Haiku", "Gemini 2.5 Pro and Flash"."""

from __future__ import annotations

import re

from parallaxe.identity import Names
from parallaxe.read.naming.names import Name
from parallaxe.read.naming.places import overlaps
from parallaxe.vocabulary.entity import EntityType

_WORD = "Opus|Sonnet|Haiku|Instant|Mythos|Pro|Flash(?:[ -]Lite)?|Ultra|Nano|Mini|mini|nano|Max|Plus|Turbo|Lite|Air|Large|Medium|Small|Scout|Maverick|Behemoth|Heavy|Fast|Thinking|Instruct|Base|Omni|Coder|VL|Micro|Premier"
_LAST = re.compile(rf"(?P<lead>.*?)(?P<gap>[ -])(?:{_WORD})$")
#: What joins the members of a list, and a further one; a capital or a number behind it is of another name.
_NEXT = re.compile(
    rf"[*_\"”»]{{0,2}}(?:, | ?/ ?|,? (?:and|et|und|y|e|и|và|&|or|ou|oder|o|или|hoặc) |、|和|与|と|及)[*_\"“«]{{0,2}}(?P<word>{_WORD})(?![\w.+]|-\w| \d| [A-Z])"
)
_MOST = 4


def with_enumerated(text: str, names: list[Name], source: Names) -> list[Name]:
    """The names with the members that a list behind one of them only gives the last word of.

    Args:
        text: the document.
        names: names known so far, in order.
        source: finds who the whole name would mean.
    """
    found: list[Name] = []
    taken = [(name.start, name.end) for name in names]
    for name in names:
        if name.type != EntityType.MODEL or name.entity is None:
            continue
        last = _LAST.fullmatch(name.surface)
        end = name.end
        for _ in range(_MOST):
            match = _NEXT.match(text, end) if last else None
            if last is None or match is None or overlaps(taken, *match.span("word")):
                break
            start, end = match.span("word")
            whole = f"{last['lead']}{last['gap']}{match['word']}"
            mentions = source.find(whole)
            if len(mentions) != 1 or mentions[0].start or mentions[0].end != len(whole):
                break
            entity = mentions[0].entity
            if entity is None or entity.parent != name.entity.parent:
                break
            found.append(Name(start, end, match["word"], entity, EntityType.MODEL))
    return sorted([*names, *found], key=lambda one: one.start) if found else names
