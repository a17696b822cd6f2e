"""Who was spoken of before, and what the title and the headings above are about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.naming.names import Name, is_exchange, unlisted_model
from parallaxe.read.naming.openings import is_unlisted
from parallaxe.read.pages.layout import ITEMS, Block, BlockKind
from parallaxe.read.pages.scene import Sentence
from parallaxe.vocabulary.entity import EntityType

#: What a heading is about more than the last sentence, for items of a list.
_HEADED = {EntityType.MODEL, EntityType.PRODUCT}
#: A maker's name with a number, as headings name its models ("Mistral 3 Family").
_NUMBERED = re.compile(r"[A-Z][A-Za-z]+ \d+(?:\.\d+)?(?: (?:[Ff]amily|[Ss]eries|[Ff]amille|[Ss]érie|Familie|Serie))?$")
#: A word with letters and digits, alone or with few others: a model's name, where the catalogue knows none.
_CODED = re.compile(r"(?=[^ ]*\d|\S+ \S*\d)[A-Za-z][\w.+:\-]*(?: [A-Za-z0-9][\w.+:\-]*){0,2}$")
#: What a heading that names somebody unknown hides of those named before it.
_VEILED = frozenset({EntityType.MODEL, EntityType.PRODUCT, EntityType.ORGANIZATION})
_RIVALS = frozenset({"rival", "rival_after"})
_NUMBERING = re.compile(r"^[\W\d_]+")
#: How sure a remembered subject is: the last spoken of, the title's, the heading's of an item in a list.
_REMEMBERED, _TITLE, _LISTED = 0.45, 0.4, 0.8
#: That of the company a document names most often, where its title does too.
_OWN = 0.62
#: Code points before "the latter" in which it was named.
_LATTER = 260
#: Level of a line in bold: below all but the lowest headings.
_BOLD = 6
#: That of the item this one stands under, which outweighs names the item only compares it with.
_LED = 1.4


@dataclass
class Memory:
    """Who was spoken of last, by type, and what the title and the headings above are about.

    Args:
        last: names spoken of last.
        title: names of the title.
        heading: names of the headings above.
        contested: types of which the sentence that named one last named another after it.
        pair: the model spoken of and the one it was compared with last.
        own: keys of the company and the model the document is about.
        told: key of whom the last figure was of, and where its sentence starts.
        led: stretches that a date heads.
        leading: the last block that is no item of a list, which may announce what its items are.
        raiser: key of the company whose rounds or value were told last, and where that stands.
        standings: the role each name had when it was named last, and whether others of its type stood before it, by key.
    """

    last: dict[str, Name] = field(default_factory=dict)
    title: dict[str, Name] = field(default_factory=dict)
    heading: dict[str, Name] = field(default_factory=dict)
    contested: set[str] = field(default_factory=set)
    pair: tuple[Name, Name] | None = None
    own: frozenset[str] = frozenset()
    told: tuple[str, int] = ("", -1)
    raiser: tuple[str, int] = ("", -1)
    led: list[tuple[int, int, DateSpan]] = field(default_factory=list)
    leading: Block | None = None
    standings: dict[str, tuple[str, str]] = field(default_factory=dict)
    _open: list[tuple[int, dict[str, Name]]] = field(default_factory=list)
    _veils: set[int] = field(default_factory=set)
    _headings: int = 0

    def heading_of(self, sentence: Sentence, *, results: bool = False) -> None:
        """A heading sets what follows, with the headings it stands under; the first one (or title) the whole document.

        Args:
            sentence: the heading.
            results: whether it only announces results: then they are of the benchmark the heading before names.
        """
        found: dict[str, Name] = {}
        for name in sentence.names:
            found.setdefault(name.type, name)
        words = clean_heading(sentence)
        named = bool(_NUMBERED.match(words) or _CODED.match(words))
        fresh = named and not found.keys() & _HEADED and (not sentence.names or _NUMBERED.match(words) is not None)
        unlisted = unlisted_model(words, sentence.start, sentence.end) if fresh else None
        if unlisted is not None:
            found.setdefault(unlisted.type, unlisted)
        if sentence.block.level <= 1 or not self._headings:
            for kind, name in found.items():
                self.title.setdefault(kind, name)
        self._headings += 1
        if results and not found and EntityType.BENCHMARK in self.heading:
            found[EntityType.BENCHMARK] = self.heading[EntityType.BENCHMARK]
        self._close(sentence.block.level)
        self._open.append((sentence.block.level, found))
        self.last = {}
        if not found.keys() & _VEILED and _is_strange(sentence):
            self._veils.add(sentence.block.level)
        self._settle()

    def led_by(self, block: Block, names: list[Name]) -> None:
        """An item with others indented under it says what they are about."""
        found = {name.type: name for name in reversed(names) if name.type in _HEADED}
        if found:
            self._close(block.level)
            self._open.append((block.level, found))
            self._settle()

    def headed_by(self, line: Sentence) -> None:
        """A line in bold that heads a list says what it is about."""
        found: dict[str, Name] = {}
        for name in line.names:
            found.setdefault(name.type, name)
        self._close(_BOLD)
        if not found.keys() & _VEILED and _is_strange(line):
            self._veils.add(_BOLD)
            self.last = {}
        if found or _BOLD in self._veils:
            self._open.append((_BOLD, found))
        self._settle()

    def enter(self, block: Block) -> None:
        """A list's heading holds for the items indented under it, no longer; a line in bold for the list it heads."""
        if block.kind is not BlockKind.ITEM:
            self.leading = block
        if block.kind is BlockKind.PARAGRAPH and self._open and self._open[-1][0] >= _BOLD and not block.level:
            self._close(_BOLD)
            self._settle()
        if not self._open or self._open[-1][0] < ITEMS or block.kind is BlockKind.HEADING:
            return
        if block.level <= self._open[-1][0]:
            self._close(max(block.level, ITEMS))
            self._settle()

    def _close(self, level: int) -> None:
        self._open = [entry for entry in self._open if entry[0] < level]
        self._veils = {veil for veil in self._veils if veil < level}

    def _settle(self) -> None:
        hidden = max(self._veils, default=0)
        self.heading = {
            kind: name
            for level, found in self._open
            for kind, name in found.items()
            if level >= hidden or kind not in _VEILED
        }

    def turn(self, sentence: Sentence) -> None:
        """Speaks of the one named last where a sentence opens with "the latter"."""
        latter = sentence.tags("links", "latter")
        if not latter or any(name.end <= latter[0].start for name in sentence.names):
            return
        for name in sentence.page.names_in(max(sentence.block.start, sentence.start - _LATTER), sentence.start):
            self.last[name.type] = name
            self.standings[name.key] = "none", "first"
            self.contested.discard(name.type)

    def after(self, sentence: Sentence, roles: dict[int, str]) -> None:
        """Remembers the first name of each type that is no source, rival or backer."""
        seen: dict[str, Name] = {}
        met: set[str] = set()
        for name in sentence.names:
            self.standings[name.key] = roles.get(name.start, "none"), "later" if name.type in met else "first"
            met.add(name.type)
            if name.type not in seen:
                self.contested.discard(name.type)
            elif name.key != seen[name.type].key and roles.get(name.start) not in _RIVALS:
                self.contested.add(name.type)
            if roles.get(name.start, "possessor") in {"possessor", "venue", "agent", "place"} and not is_exchange(name):
                seen.setdefault(name.type, name)
        self._leave_pair(sentence, seen)
        self.last.update(seen)
        if model := seen.get(EntityType.MODEL):
            rivals = [name for name in sentence.names if name.type == model.type and roles.get(name.start) in _RIVALS]
            if rivals or not self.pair or model.key != self.pair[0].key:
                self.pair = (model, rivals[0]) if rivals else None

    def _leave_pair(self, sentence: Sentence, seen: dict[str, Name]) -> None:
        """Two companies that "and" joins are not "the company" of the next sentence, where one was spoken of before.

        That one was: "A raises $700 million. B and C, shareholders already, lead the round. The start-up was founded in 2023 …".
        """
        first = seen.get(EntityType.ORGANIZATION)
        last = self.last.get(EntityType.ORGANIZATION)
        if first is None or last is None or last.start < sentence.block.start or last.key == first.key:
            return
        page = sentence.page
        following = next((name for name in sentence.names if name.start >= first.end), None)
        if following is None or following.type != first.type:
            return
        if page.lexicon.joins.conjoined.fullmatch(page.folded, first.end, following.start):
            del seen[EntityType.ORGANIZATION]

    def is_veiled(self, kind: str) -> bool:
        """Whether a heading that names somebody unknown hides those of a type named before it."""
        return bool(self._veils) and kind in _VEILED

    def spoken_of(self, kind: str) -> Name | None:
        """The name of a type last spoken of, else the heading's, else the title's."""
        return self.last.get(kind) or self.heading.get(kind) or self.title.get(kind)

    def of_type(self, kind: str) -> Name | None:
        """The name of a type the heading, else the title, else a sentence before named."""
        return self.heading.get(kind) or self.title.get(kind) or self.last.get(kind)

    def of(self, kind: str, block: Block | None = None) -> tuple[Name, float] | None:
        """The remembered name of a type and how sure that is; items of a list are about the heading's first."""
        if block is not None and block.kind is BlockKind.ITEM and kind in _HEADED and kind in self.heading:
            if self._open and self._open[-1][0] >= ITEMS and kind in self._open[-1][1]:
                return self.heading[kind], _LED
            within = kind in self.last and self.last[kind].start >= block.start
            return (self.last if within else self.heading)[kind], _LISTED
        if kind in self.heading and self._open and self._open[-1][0] > 1 and self._heads(kind):
            return self.heading[kind], _REMEMBERED
        if kind in self.last:
            return self.last[kind], _REMEMBERED
        hidden = self.is_veiled(kind)
        for place in (self.heading, {} if hidden else self.title):
            if kind in place:
                return place[kind], _OWN if place[kind].key in self.own else _TITLE
        return None

    def _heads(self, kind: str) -> bool:
        """Whether the heading is about one thing of a kind, and the last one spoken of is only its maker or part."""
        last, head = self.last.get(kind), self.heading[kind]
        if last is None or last.entity is None or head.entity is None:
            return True
        return last.entity.slug in {head.entity.parent, head.entity.developer} or head.entity.slug == last.entity.parent


def _is_strange(heading: Sentence) -> bool:
    """Whether a heading is a name that the catalogue does not know: what it heads is of nobody named before."""
    page = heading.page
    words = _NUMBERING.sub("", clean_heading(heading)).rstrip(" :：*_")
    start = page.text.find(words, heading.start, heading.end) if words else -1
    return start >= 0 and is_unlisted(page.text, page.tags, page.lexicon, start, start + len(words))


def clean_heading(sentence: Sentence) -> str:
    """The words of a heading that may be a name: what stands before a colon or dash."""
    words = sentence.page.text[sentence.start : sentence.end].strip(" #*_\n")
    label, colon, rest = words.partition(": ")
    return (
        (rest if colon and not any(char.isdigit() for char in label) else label).split(" – ")[0].split(" — ")[0].strip()
    )
