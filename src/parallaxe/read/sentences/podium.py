"""Positions told without a word for a place: "the top three are A, B and C", "X is only seventh", "X: third with 13 %"."""

from __future__ import annotations

import re

from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

_RANKED = (EntityType.MODEL, EntityType.PRODUCT, EntityType.ORGANIZATION)
#: Names of a list and what joins them, with what each of them reached in brackets.
_JOINED = re.compile(
    r"[ *_\"”»」』》]*(?:\([^()]{1,30}\))?[ *_]*(?:,|、|，)?[ ]*(?:and|et|und|y|e|и|và|和|与|及|sowie|以及|と)?[ ]*(?:the |le |la |l'|el |o |a )?[\"“«「『《*_]*"
)
#: What leads from "the top three" to its list; nothing but words of being and parting.
_LEADS = re.compile(
    r"[^,;.，。；(（]{0,40}?(?::|：| are| were| is| sont| est| composent| forme de| forment| sind| waren| bilden| son| fueron| forman| sao| foram| formado por| e formado por|"
    r" —| là| thuộc về| gồm|分别是|分别为|依次是|依次为|是|为|は|が)[ ]?(?:forme de |formado por |now |again |the )?[\"“«「『《*_]*"
)
_FIVE = re.compile(r"five|五|5")
#: What stands between a name and the bare ordinal it is told by, and behind that.
_BEING = re.compile(
    r"[ *_\"”»)]*(?:(?: ?[:–—-] |, )(?:the |le |la |l'|el |o |a |der |die |das )?|"
    r" (?:is|was|are|came|comes|finished|ended up|ranks|ranked|placed|landed|remains|est|n'est que|arrive|finit|termine|se classe|n'arrive que|ist|war|wurde|liegt|landet|"
    r"es|fue|queda|quedo|e|foi|fica|ficou|лишь|только|стала|стал|chỉ)(?: (?:only|just|even|still|now|que|nur|erst|bloss|solo|apenas|tan solo|somente|лишь|только|in|en|em|auf))*"
    r" (?:the |o |a |el |la |le |der |die |das )?| )"
)
_ENDS = re.compile(
    r"[*_]*(?:[.,;:)]|$| (?:with|ahead|behind|in|on|at|overall|and|avec|devant|derriere|mit|vor|hinter|con|por|com|с|и|và)\b)"
)


def places_in_list(sentence: Sentence) -> list[tuple[Tag, Name, int]]:
    """The names behind "the top three are", as many as it says, with their positions."""
    page = sentence.page
    for tag in sentence.tags("links", "podium"):
        wanted = 5 if _FIVE.search(page.folded, tag.start, tag.end) else 3
        after = [name for name in sentence.names if name.start >= tag.end and name.type in _RANKED]
        if len(after) < wanted or not _LEADS.fullmatch(page.folded, tag.end, after[0].start):
            continue
        run = after[:1]
        for name in after[1:]:
            if name.type != run[0].type or not _JOINED.fullmatch(page.folded, run[-1].end, name.start):
                break
            run.append(name)
        if len(run) == wanted:
            return [(tag, name, place) for place, name in enumerate(run, 1)]
    return []


def bare_place(sentence: Sentence, tag: Tag) -> Name | None:
    """Who holds a position told by an ordinal alone: "X is only seventh", "X, the second, stops at 34 %", "- X: third with 13 %"."""
    page = sentence.page
    if not page.lexicon.spaced or not _ENDS.match(page.folded, tag.end, sentence.end):
        return None
    before = [name for name in sentence.names if name.end <= tag.start and name.type in _RANKED]
    if not before or tag.start - before[-1].end <= 1:
        return None
    return before[-1] if _BEING.fullmatch(page.folded, before[-1].end, tag.start) else None
