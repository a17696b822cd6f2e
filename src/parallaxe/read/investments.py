"""Who is paid where one company puts money into another: "软银向A投资", "ソフトバンクがAに出資", "steigt bei A ein"."""

from __future__ import annotations

from parallaxe.read.names import Name
from parallaxe.read.order import CLOSING, OPENING
from parallaxe.read.scene import Sentence
from parallaxe.vocabulary.entity import EntityType

#: Words between the company paid and the verb.
_REACH = 14


def receiver(sentence: Sentence) -> Name | None:
    """The company that money goes to: the one a word of direction joins to a verb of investing."""
    verbs = sentence.tags("links", "invest")
    if not verbs:
        return None
    page = sentence.page
    for name in sentence.names:
        if name.type != EntityType.ORGANIZATION:
            continue
        before = name.start - (
            len(page.folded[sentence.start : name.start])
            - len(page.folded[sentence.start : name.start].rstrip(OPENING))
        )
        after = name.end
        while after < sentence.end and page.folded[after] in CLOSING and page.lexicon.spaced is False:
            after += 1
        lead = page.tags.before(before, "links", "into")
        tail = page.tags.at(after, "links", "into")
        toward = (lead is not None and lead.side != "<") or (tail is not None and tail.side == "<")
        if toward and any(_near(sentence, name, verb.start, verb.end) for verb in verbs):
            return name
    return None


def _near(sentence: Sentence, name: Name, start: int, end: int) -> bool:
    first, last = (name.end, start) if name.end <= start else (end, name.start)
    return sentence.words_between(first, last) <= _REACH and sentence.marks_between(first, last) <= 1
