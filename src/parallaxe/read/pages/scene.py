"""A sentence with everything found in it, and the document around it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

import msgspec

from parallaxe.read.amounts.dates import DateSpan, dates
from parallaxe.read.amounts.days import of_year
from parallaxe.read.amounts.later import with_later
from parallaxe.read.amounts.quantities import Quantity, place_of, quantities
from parallaxe.read.amounts.tenths import tenths
from parallaxe.read.naming.names import Name, is_exchange
from parallaxe.read.pages.census import Census, tally
from parallaxe.read.pages.layout import Block, BlockKind
from parallaxe.read.words.lexer import Tag, Tags
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.read.words.rules import MetricWeights
from parallaxe.vocabulary.document import Document
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.unit import CURRENCIES

_CLAUSE_MARK = re.compile("[,;:()—–，、；：（）|]")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]|\n\n")
_LABEL_MARK = re.compile("[:：|•·｜‧]")
#: Letters a word has on average, for distances in words.
_WORD_LATIN, _WORD_CJK = 6.0, 2.0
#: Length of an ISO year and month.
_YEAR_MONTH = 7
#: Code points between a level and the word before it, and between two levels.
_LEAD, _FROM_TO, _FROM_REACH = 14, 90, 14
#: Signs of a word for a subject that needs one before it ("该公司") or stands alone.
_BARE = 2


@dataclass
class Page(Census):
    """A document as the reading rules see it.

    Args:
        document: what is read.
        folded: its text as terms are looked up in it.
        lexicon: of its language.
        tags: terms found.
        names: names found, in order.
        adjectives: adjectives of names found ("Parisian").
        entities: the catalogue's, by slug.
        starts: where the names start.
        weights: what evidence for a subject weighs, see ``sentences.subjects``.
        metric_weights: what evidence for a metric weighs, see ``sentences.metrics``.
        listener: told of every choice of a metric or subject (what is asked and the options); for learning the weights.
        years: stretches (first and last code point, year) under a heading that is a year and nothing else.
        scores: what its cells score, by where they stand: tables are asked several times.
        word: code points of a word.
        marks: places of clause marks.
        text: the document's.
    """

    document: Document
    folded: str
    lexicon: Lexicon
    tags: Tags
    names: list[Name]
    adjectives: list[Name]
    entities: dict[str, Entity]
    starts: list[int] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    metric_weights: MetricWeights = field(default_factory=MetricWeights)
    listener: Callable[[Any, Any], None] | None = None
    scores: dict[tuple[int, int], Quantity | None] = field(default_factory=dict)
    years: list[tuple[int, int, int]] = field(default_factory=list)
    word: float = field(init=False)
    marks: list[int] = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.document.text
        self.word = _WORD_LATIN if self.lexicon.spaced else _WORD_CJK
        self.marks = [match.start() for match in _CLAUSE_MARK.finditer(self.document.text)]

    @cached_property
    def page_date(self) -> date | None:
        """Last day of its own date; without one the latest day its text names, near which relative dates lie."""
        if self.document.published:
            return Period.parse(self.document.published).end
        spans = dates(self.folded, self.tags, self.lexicon, 0, len(self.folded), None)
        ends = [
            Period.parse(span.iso).end
            for span in spans
            if span.iso and len(span.iso) >= _YEAR_MONTH and not _inside(span.start, span.end, self.names)
        ]
        return max(ends, default=None)

    def dated(self, start: int, end: int) -> list[DateSpan]:
        """Dates in a stretch; the page's own is looked for only where one of them is told by it."""
        known = self.page_date if self.document.published else None
        spans = dates(self.folded, self.tags, self.lexicon, start, end, known)
        if known is None and any(span.iso is None for span in spans):
            spans = dates(self.folded, self.tags, self.lexicon, start, end, self.page_date)
        if spans and self.years:
            year = next((year for first, last, year in self.years if first <= start < last), None)
            spans = [of_year(span, year) for span in spans] if year else spans
        return with_later(self.folded, spans, start, end, spaced=self.lexicon.spaced, earlier=self._before)

    def _before(self, start: int, end: int) -> list[DateSpan]:
        return dates(self.folded, self.tags, self.lexicon, start, end, self.page_date)

    def free_tags(self, start: int, end: int) -> list[Tag]:
        """Terms that start in a stretch and lie in no name (a list's name is its own cue)."""
        tags, starts = self._free
        first = bisect.bisect_left(starts, start)
        return tags[first : bisect.bisect_left(starts, end, first)]

    @cached_property
    def _free(self) -> tuple[list[Tag], list[int]]:
        tags, starts = self.tags.all, self.tags.starts
        hidden: set[int] = set()
        for name in self.names:
            place = bisect.bisect_left(starts, name.start)
            within = bisect.bisect_left(starts, name.end, place)
            if place < within and name.type not in {"", EntityType.POLICY} and not is_exchange(name):
                hidden.update([one for one in range(place, within) if tags[one].end <= name.end])
        if not hidden:
            return tags, starts
        left = [place for place in range(len(tags)) if place not in hidden]
        return [tags[place] for place in left], [starts[place] for place in left]

    @cached_property
    def spoken_metrics(self) -> dict[str, int]:
        """How often the document's own words name each metric they name."""
        return tally([tag.key for tag in self.tags.of("metrics") if tag.weight == 1])

    @cached_property
    def label_marks(self) -> list[int]:
        """Places of signs that stand behind a label or between facts: lines without any state none."""
        return [match.start() for match in _LABEL_MARK.finditer(self.document.text)]

    @cached_property
    def benchmarks(self) -> list[str]:
        """Benchmarks the document names, as it writes them."""
        return list(dict.fromkeys(name.surface for name in self.names if name.type == EntityType.BENCHMARK))

    @cached_property
    def names_rankings(self) -> bool:
        """Whether it names a benchmark, or anything called an arena; most texts name none."""
        kind = EntityType.BENCHMARK
        return any(
            name.type == kind or (name.entity is not None and "Arena" in name.entity.name) for name in self.names
        )

    def sentences_between(self, first: int, last: int) -> int:
        """Ends of sentences and paragraphs between two places."""
        ends = self._sentence_ends
        return bisect.bisect_left(ends, last) - bisect.bisect_left(ends, first)

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [match.start() for match in _SENTENCE_END.finditer(self.text)]

    @cached_property
    def currency(self) -> str:
        """The only currency a document speaks of, "" where there are several or none."""
        told = {tag.key for tag in self.tags.of("units") if tag.key in CURRENCIES}
        return told.pop() if len(told) == 1 else ""

    def names_in(self, start: int, end: int) -> list[Name]:
        """Names that start in it."""
        first = bisect.bisect_left(self.starts, start)
        return self.names[first : bisect.bisect_left(self.starts, end, first)]

    def sentence(self, start: int, end: int, block: Block) -> Sentence:
        """Everything in a sentence."""
        names = self.names_in(start, end)
        found = quantities(self.folded, self.tags, self.lexicon, start, end)
        if not self.lexicon.spaced and (shares := tenths(self.folded, start, end)):
            found = sorted([*shares, *(one for one in found if not _within(one, shares))], key=place_of)
        if found and names:
            found = [one for one in found if not _inside(one.number_start, one.number_start + 1, names)]
        if found and (licences := self.tags.within("licences", start, end)):
            found = [one for one in found if not any(tag.start <= one.start < tag.end for tag in licences)]
        spans = self.dates_in(start, end, names) if found else None
        if spans:
            found = [one for one in found if not _in_dates(one, spans)]
            spans = [span for span in spans if not any(q.unit and q.start <= span.start < q.end for q in found)]
        return Sentence(self, start, end, block, names, found, spans)

    def dates_in(self, start: int, end: int, names: list[Name]) -> list[DateSpan]:
        """Dates in a stretch that are part of none of its names."""
        spans = self.dated(start, end)
        return [span for span in spans if not _inside(span.start, span.end, names)] if spans and names else spans


class Sentence(msgspec.Struct):
    """One sentence (or list item, or heading) of a page."""

    page: Page
    start: int
    end: int
    block: Block
    names: list[Name]
    quantities: list[Quantity]
    _dates: list[DateSpan] | None = None
    _terms: dict[str, list[Tag]] | None = None
    _keyed: dict[str, dict[str, list[Tag]]] = {}
    _levels: list[Quantity] | None = None

    @property
    def dates(self) -> list[DateSpan]:
        """Dates in the sentence; looked for when asked, since few sentences without figures or names are."""
        if self._dates is None:
            self._dates = self.page.dates_in(self.start, self.end, self.names)
        return self._dates

    @property
    def levels(self) -> list[Quantity]:
        """Figures of "from A to B": the state before and after, not the growth."""
        if self._levels is None:
            self._levels = self._from_to()
        return self._levels

    def _from_to(self) -> list[Quantity]:
        found: list[Quantity] = []
        shares = [one for one in self.quantities if one.unit == "%"]
        spans = [*pairwise(shares), *(pair for pair in pairwise(self.quantities) if self._opens_span(pair[0]))]
        for first, second in spans:
            if first.unit != second.unit:
                continue
            lead = self.page.folded[max(first.end, second.start - _LEAD) : second.start].rstrip(" *~≈")
            tag = self.page.tags.before(max(first.end, second.start - _LEAD) + len(lead), "levels")
            qualified = self.page.tags.within("levels", first.end, second.start)
            near = second.start - first.end <= _FROM_TO
            if near and (tag or any(second.start - level.end <= _LEAD for level in qualified)):
                found += [first, second]
        return found

    def _opens_span(self, quantity: Quantity) -> bool:
        """Whether an amount is what something rose or fell from, told by an East Asian word: "从年初的4万亿", "10億ドルから"."""
        folded, start = self.page.folded, quantity.start
        if self.page.lexicon.spaced or quantity.unit == "%":
            return False
        before = folded[max(self.start, start - _FROM_REACH) : start]
        return (
            not _CLAUSE_MARK.search(before[before.rfind("从") :])
            if "从" in before
            else "から" in folded[quantity.end : quantity.end + 4]
        )

    @property
    def adjectives(self) -> list[Name]:
        """Adjectives of names in the sentence."""
        if not self.page.adjectives:
            return []
        return [name for name in self.page.adjectives if self.start <= name.start < self.end]

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return self.block.kind is BlockKind.HEADING

    def tags(self, category: str, key: str | None = None) -> list[Tag]:
        """Terms of a category (and key) in the sentence that lie in no name."""
        if (terms := self._terms) is None:
            terms = self._terms = self._grouped()
        if (found := terms.get(category)) is None:
            return []
        if key is None:
            return found
        if (keyed := self._keyed.get(category)) is None:
            keyed = self._by_key(category, found)
        return keyed.get(key) or []

    def _by_key(self, category: str, found: list[Tag]) -> dict[str, list[Tag]]:
        keyed = self._keyed[category] = dict[str, list[Tag]]()
        for tag in found:
            keyed.setdefault(tag.key, []).append(tag)
        return keyed

    def speaks(self, keys: frozenset[str]) -> bool:
        """Whether a term of ``links`` of one of some keys is in the sentence."""
        if not (links := self.tags("links")):
            return False
        return not keys.isdisjoint(self._keyed.get("links") or self._by_key("links", links))

    def terms(self, category: str) -> list[Tag]:
        """Terms of a category in the sentence, those in names too."""
        return self.page.tags.within(category, self.start, self.end)

    def _grouped(self) -> dict[str, list[Tag]]:
        found: dict[str, list[Tag]] = {}
        for tag in self.page.free_tags(self.start, self.end):
            if (known := found.get(tag.category)) is None:
                known = found[tag.category] = []
            known.append(tag)
        if "anaphora" in found and not self.page.lexicon.spaced:
            found["anaphora"] = [tag for tag in found["anaphora"] if not self._is_compound(tag)]
        return found

    def _is_compound(self, tag: Tag) -> bool:
        """Whether a short word for a subject is only the end of a longer one: "公司" of "相关公司"."""
        before = self.page.text[max(self.start, tag.start - 1) : tag.start]
        return tag.end - tag.start <= _BARE and before.isalpha() and before >= "\u3400"

    def words_between(self, first: int, last: int) -> float:
        """Distance of two places in words, 0 if they overlap."""
        return (last - first) / self.page.word if first < last else 0.0

    def marks_between(self, first: int, last: int) -> int:
        """Clause marks between two places."""
        marks = self.page.marks
        return bisect.bisect_left(marks, last) - bisect.bisect_left(marks, first) if first < last else 0

    @property
    def folded(self) -> str:
        """Its folded text."""
        return self.page.folded[self.start : self.end]


def _inside(start: int, end: int, names: list[Name]) -> bool:
    return any(name.start <= start and end <= name.end for name in names)


def _within(quantity: Quantity, others: list[Quantity]) -> bool:
    return any(other.start < quantity.end and quantity.start < other.end for other in others)


def _in_dates(quantity: Quantity, spans: list[DateSpan]) -> bool:
    """Whether a number (or number word) is part of a date; one with a unit only if all of it is."""
    return any(
        span.start <= quantity.number_start
        and (quantity.end <= span.end or not quantity.unit)
        and quantity.start < span.end
        for span in spans
    )
