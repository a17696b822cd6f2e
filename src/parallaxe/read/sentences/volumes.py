"""Shares told by what they are parts of: "61 % of token consumption", "its share of web traffic fell to 64 %"."""

from __future__ import annotations

from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag

_METRIC, _WEIGHT = "usage_share", 0.95
#: Words from a percentage to what it is a part of, fewer where no word joins the two, and from a word for a share to it.
_WORDS, _BARE_WORDS, _SHARE_WORDS = 7.0, 4.0, 6.0
#: Languages that need no word between a share and what it is of.
_UNJOINED = frozenset({"ru", "vi"})


def volume_cues(sentence: Sentence) -> list[Tag]:
    """What is used in parts, behind a percentage or beside a word for a share, as cues of a share of use."""
    volumes = sentence.tags("links", "volume")
    shares = [one for one in sentence.quantities if one.unit == "%"] if volumes else []
    if not shares:
        return []
    found = {tag.start: tag for one in shares if (tag := _part_of(sentence, one.end, volumes))}
    cues = [Tag(tag.start, tag.end, "metrics", _METRIC, _WEIGHT, "<") for tag in found.values()]
    nouns = [pair for noun in sentence.tags("links", "share") if (pair := _of_volume(sentence, noun, volumes))]
    return cues + [Tag(start, end, "metrics", _METRIC, _WEIGHT, ">") for start, end in nouns]


def _part_of(sentence: Sentence, end: int, volumes: list[Tag]) -> Tag | None:
    """What a percentage that ends there is a part of."""
    tags = sentence.page.tags
    joined = tags.at(end + 1, "links", "part_of") is not None
    if not joined and sentence.page.lexicon.language not in _UNJOINED:
        return None
    reach = _WORDS if joined else _BARE_WORDS
    volume = next((tag for tag in volumes if tag.start >= end), None)
    if volume is None or sentence.words_between(end, volume.start) > reach or sentence.marks_between(end, volume.start):
        return None
    own = tags.within("possessives", end, volume.start)
    return None if own or _crossed(sentence, end, volume.start) else volume


def _of_volume(sentence: Sentence, noun: Tag, volumes: list[Tag]) -> tuple[int, int] | None:
    """A word for a share with what it is a share of, in either order."""
    for volume in volumes:
        first, last = sorted((noun, volume), key=lambda tag: tag.start)
        if first.end > last.start:
            continue
        near = sentence.words_between(first.end, last.start) <= _SHARE_WORDS
        if near and not sentence.marks_between(first.end, last.start) and not _crossed(sentence, first.end, last.start):
            return first.start, last.end
    return None


def _crossed(sentence: Sentence, start: int, end: int) -> bool:
    return any(start <= one.start < end for one in sentence.quantities)
