"""Members of a family by their last words: in lists ("Gemini 2.5 Pro and Flash"), and as versions ("DeepSeek V4 … the Flash version")."""

from __future__ import annotations

import re

from parallaxe.identity import Names
from parallaxe.read.naming.names import Name
from parallaxe.read.naming.places import overlaps
from parallaxe.read.words.lexer import Tags
from parallaxe.vocabulary.entity import Entity, EntityType

_WORD = "Opus|Sonnet|Haiku|Instant|Mythos|Pro|Flash(?:[ -]Lite)?|Ultra|Nano|Mini|mini|nano|Max|Plus|Turbo|Lite|Air|Large|Medium|Small|Scout|Maverick|Behemoth|Heavy|Fast|Thinking|Instruct|Base|Omni|Coder|VL|Micro|Premier"
_LAST = re.compile(rf"(?P<lead>.*?)(?P<gap>[ -])(?:{_WORD})$")
#: What joins the members of a list, and a further one; a capital or a number behind it is of another name.
_NEXT = re.compile(
    rf"[*_\"”»]{{0,2}}(?:, | ?/ ?|,? (?:and|et|und|y|e|и|và|&|or|ou|oder|o|или|hoặc) |、|和|与|と|及)[*_\"“«]{{0,2}}(?P<word>{_WORD})(?![\w.+]|-\w| \d| [A-Z])"
)
_MOST = 4
#: A word of versions on its own, how far before it its model was named, and what may stand between it and the noun.
_ALONE, _SPOKEN, _BESIDE = re.compile(rf"(?<![A-Za-z0-9_.\-])(?:{_WORD})(?![A-Za-z0-9_+]|\.\d)"), 800, " -"


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
            entity = _member(source, whole, name)
            if entity is None:
                break
            found.append(Name(start, end, match["word"], entity, EntityType.MODEL))
    return sorted([*names, *found], key=lambda one: one.start) if found else names


def with_versions(text: str, tags: Tags, names: list[Name], source: Names) -> list[Name]:
    """The names with versions of the model named last, where a noun for a version stands beside their word.

    Args:
        text: the document.
        tags: its terms; those of ``links`` under ``version_noun`` tell.
        names: names known so far, in order.
        source: finds who the whole name would mean.
    """
    found: list[Name] = []
    taken = [(name.start, name.end) for name in names]
    models = [name for name in names if name.type == EntityType.MODEL and name.entity is not None]
    for noun in tags.within("links", 0, len(text), "version_noun") if models else ():
        behind = noun.end + (text[noun.end : noun.end + 1] in _BESIDE)
        word = _ALONE.match(text, behind) or _before(text, noun.start)
        if word is None or overlaps(taken, *word.span()):
            continue
        spoken = [name for name in models if name.end <= word.start() and word.start() - name.end <= _SPOKEN]
        entity = _version(source, spoken[-1], word[0]) if spoken else None
        if entity is not None:
            found.append(Name(*word.span(), word[0], entity, EntityType.MODEL))
    return sorted([*names, *found], key=lambda one: one.start) if found else names


def _before(text: str, end: int) -> re.Match[str] | None:
    """The word that ends right before a noun."""
    last = end - (text[end - 1 : end] in _BESIDE)
    first = max(text.rfind(sign, 0, last) for sign in ' \n(（,，。、;；「『《“"*_') + 1
    match = _ALONE.match(text, first)
    return match if match is not None and match.end() == last else None


def _version(source: Names, name: Name, word: str) -> Entity | None:
    """The version of a model, or of the one it is a version of itself, that a word names."""
    full = name.subject or ""
    last = _LAST.fullmatch(full)
    whole = f"{last['lead']}{last['gap']}{word}" if last else f"{full} {word}"
    return _member(source, whole, name)


def _member(source: Names, whole: str, name: Name) -> Entity | None:
    """Whom a whole name means, where it is of the family of a name."""
    mentions = source.find(whole)
    if len(mentions) != 1 or mentions[0].start or mentions[0].end != len(whole):
        return None
    entity = mentions[0].entity
    return entity if entity is not None and name.entity and entity.parent == name.entity.parent else None
