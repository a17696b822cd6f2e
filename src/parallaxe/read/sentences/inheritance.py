"""When a sentence that names nobody goes on about who was spoken of before, and when it has a subject of its own."""

from __future__ import annotations

import re

from parallaxe.read.naming.names import Name
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.vocabulary.entity import EntityType

#: Types whose figures pass to whoever was named before only where something ties them to the name.
_HOLDERS = frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT})
#: A label that says of whom or what the words behind it are.
_LABELLED = re.compile(r"[:：] ?|[ ][–—-][ ]")
#: Words before a cue that opens its sentence: "Annual revenue reached…".
_OPENING_WORDS = 3.0
#: How far a line that leads others reaches, and what these lines begin with.
_LEADING, _LISTED = 600, re.compile(r"\s*(?:$|[-*•·–+|]|\d)")


def inherits(sentence: Sentence, start: int, name: Name, memory: Memory, *, spoken: bool) -> bool:
    """Whether a figure may pass to a remembered name.

    Args:
        sentence: where the figure stands; it names nobody better.
        start: its first code point.
        name: the remembered name.
        memory: who was spoken of, and what the headings are about.
        spoken: whether a word stands for a thing of the name's type ("the company").
    """
    contested = name.type in memory.contested and memory.last.get(name.type) is name
    if has_own_subject(sentence, start) or (contested and not spoken):
        return False
    if spoken or name.type not in _HOLDERS or name.start >= sentence.block.start:
        return True
    if memory.heading.get(name.type) is name and (sentence.block.kind is BlockKind.ITEM or _alone(sentence, name)):
        return True
    return opens_with_cue(sentence, start) or _led(sentence, name)


def _led(sentence: Sentence, name: Name) -> bool:
    """Whether a name stands in the line with a colon that leads the lines the figure is in ("A's revenue:", "2023: …")."""
    text, start = sentence.page.text, sentence.block.start
    listed = sentence.block.kind is BlockKind.ITEM or text[start : start + 1].isdigit()
    if not listed or start - name.end > _LEADING:
        return False
    words, *lines = text[name.end : start].split("\n")
    return words.rstrip(" *_").endswith((":", "：")) and all(_LISTED.match(line) for line in lines)


def _alone(sentence: Sentence, name: Name) -> bool:
    """Whether a paragraph names nobody else of the type of what its heading is about."""
    block = sentence.block
    return all(one.type != name.type or one.key == name.key for one in sentence.page.names_in(block.start, block.end))


def has_own_subject(sentence: Sentence, start: int) -> bool:
    """Whether words before a figure say that it is of somebody else: "the market expected", "AI start-ups raised"."""
    return any(tag.start < start for tag in sentence.tags("others"))


def opens_with_cue(sentence: Sentence, start: int) -> bool:
    """Whether a sentence speaks of nothing but the figure: "Revenue reached 5 billion"."""
    until = min(start, sentence.start + int(sentence.page.word * _OPENING_WORDS))
    cue = next((tag for tag in sentence.tags("metrics") if tag.weight == 1 and tag.key != "other"), None)
    return (
        cue is not None and cue.start < until and not _LABELLED.search(sentence.page.folded, sentence.start, cue.start)
    )
