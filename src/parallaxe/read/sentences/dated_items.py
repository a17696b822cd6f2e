"""Items of a list whose event the line above announces: "The list grew: - A and B: May 2019", "Acquisitions: - A (2014)"."""

from __future__ import annotations

import re

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, is_exchange
from parallaxe.read.pages.layout import Block, BlockKind
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import listed_on
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.dated import EventRule, dated_draft
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

_FIRMS = (EntityType.ORGANIZATION, EntityType.PRODUCT)
#: What such lines announce, by the words for it.
_RULES = {
    "listed": EventRule("entity_list_date", "listed", (EntityType.ORGANIZATION,), 0, False),
    "ipo": EventRule("ipo_date", "ipo", (EntityType.ORGANIZATION,), 0, False),
    "acquire": EventRule("acquisition_date", "acquire", _FIRMS, 0, False),
    "found": EventRule("founded_date", "found", (EntityType.ORGANIZATION,), 0, False),
}
#: Words that make a line's announcement one of these, and such as take it back: it tells of another thing.
_TOLD = {"founder": "found", "acquired": "acquire", "purchases": "acquire"}
_OTHERS = frozenset({"release", "control", "control_verb", "round"})
#: Longest announcing line, and code points of its end that are looked at.
_LINE, _TAIL = 220, 160
#: Longest line that announces a list without a colon.
_SHORT = 90
#: Code points back to the list that "the list" means.
_SPOKEN = 1500
#: From the last name to its date: few words, a mark, no number; what may stand before the first of both.
_GAP = re.compile(r"(?=[^\d]*[:：,，(（–—|-])[^\d.;。；!?]{1,60}")
_OPENS = re.compile(r"[\s*_\"'“«(\[\d.)、•·\-–—:|#&]*(?:\[\[)?")
_DASH = re.compile(r"[\s*_]*(?:[:：–—|-]|,)[\s*_\"“«]*(?:\w{1,3} )?")
_WEIGHT = 0.8


def dated_items(sentence: Sentence, memory: Memory) -> list[Draft]:
    """The companies that open an item with their date, of the event that the line above its list announces."""
    if sentence.block.kind is not BlockKind.ITEM or memory.leading is None or not sentence.names:
        return []
    rule = _announced(sentence, memory.leading)
    spans = [span for span in sentence.dates if span.iso]
    if rule is None or not spans or any(tag.key in _RULES or tag.key in _OTHERS for tag in sentence.tags("links")):
        return []
    named = [name for name in sentence.names if name.type in rule.types and not is_exchange(name)]
    run = _run(sentence, named)
    if not run:
        return []
    if (span := _date_of(sentence, run, spans)) is None:
        return []
    return [dated_draft(sentence, rule, name, span, _WEIGHT) for name in run]


def _announced(sentence: Sentence, block: Block) -> EventRule | None:
    """The one event that the line above a list speaks of."""
    page = sentence.page
    words = page.folded[block.start : block.end].rstrip()
    short = len(words) <= _SHORT and words[-1:] not in set(".!?。！？;")
    heads = block.kind is BlockKind.HEADING or words.endswith((":", "：")) or short
    if not heads or (block.kind is BlockKind.HEADING and len(words) > _LINE):
        return None
    tags = page.tags.within("links", max(block.start, block.end - _TAIL), block.end)
    meant = [tag for tag in tags if _TOLD.get(tag.key, tag.key) in _RULES or tag.key in _OTHERS]
    told = {_TOLD.get(tag.key, tag.key) for tag in meant if not any(_within(tag, other) for other in meant)}
    if not told and any(tag.key == "list_noun" for tag in tags):
        spoken = page.tags.within("links", max(0, block.start - _SPOKEN), block.start, "listed")
        told = {tag.key for tag in spoken[-1:]}
    return _RULES.get(told.pop()) if len(told) == 1 else None


def _within(tag: Tag, other: Tag) -> bool:
    """Whether a word is part of a longer one that says something else: "estreias em bolsa"."""
    return other.start <= tag.start and tag.end <= other.end and other.end - other.start > tag.end - tag.start


def _run(sentence: Sentence, named: list[Name]) -> list[Name]:
    """The names that open an item (behind its date, perhaps), with those a list joins to them."""
    if not named or not (_opens(sentence, sentence.start, named[0].start) or _follows_date(sentence, named[0])):
        return []
    return listed_on(sentence, named)


def _opens(sentence: Sentence, start: int, end: int) -> bool:
    return _OPENS.fullmatch(sentence.page.folded, start, end) is not None


def _follows_date(sentence: Sentence, name: Name) -> bool:
    """Whether nothing but a date and a dash stands before a name: "8 January — A"."""
    span = sentence.dates[0]
    led = _opens(sentence, sentence.start, span.start)
    return led and _DASH.fullmatch(sentence.page.folded, span.end, name.start) is not None


def _date_of(sentence: Sentence, run: list[Name], spans: list[DateSpan]) -> DateSpan | None:
    """The date before the names of an item, else the first behind them."""
    if spans[0].end <= run[0].start:
        return spans[0]
    first = next((span for span in spans if span.start >= run[-1].end), None)
    return first if first and _GAP.fullmatch(sentence.page.folded, run[-1].end, first.start) else None
