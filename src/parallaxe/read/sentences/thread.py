"""What the sentences of a block are about, for figures that follow without a cue."""

from __future__ import annotations

import re

import msgspec

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.layout import Block, BlockKind
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.complements import registered_at
from parallaxe.read.sentences.rows import Pattern
from parallaxe.read.words.lexer import Tag
from parallaxe.read.words.rules import FigureRule
from parallaxe.vocabulary.entity import EntityType

SCORE, INDEX = "benchmark_score", "intelligence_index"
#: What a sentence tells only in its own words: a distance is between two sides.
NOT_CARRIED = frozenset({"performance_gap", "saving_per_year", "valuation"})
#: Shares a text goes on speaking of once it has named them, and over how many code points.
TOPICS = frozenset({"usage_share", "publication_share", "patent_share", "market_share", "filing_share"})
_TOPIC_REACH, _NONE = 500, frozenset[str]()
#: What "spending" above a list of companies is, which of a market is its size.
_SPENT = "capex_commitment"
#: Filings, and over how many code points a text goes on counting them by place.
_FILINGS, _FILED_REACH = "registry_filings", 120
#: Users, over how many code points a text goes on counting those of others, and what may stand behind such a count.
_USERS, _USED_REACH, _LARGE, _WORDS = "users", 220, 6, 9
_ALONE = re.compile(
    r" ?(?:[.,;:!?()。，、；）]|$)| (?:a|per|each|every|pro|par|al|por|ao|в|mỗi) ?(?:month|week|day|monat|woche|tag|mois|semaine|jour|mes|semana|d[ií]a|mês|месяц|неделю|день|tháng|tuần|ngày)|左右|上下| (?:and|et|y|e|und|và|и|while|mientras|tandis) "
)
_OF_USERS = frozenset({EntityType.PRODUCT, EntityType.MODEL, EntityType.ORGANIZATION})
_INDEX_SLUG, _INDEX_MAKER = "intelligence-index", "artificial-analysis"


class Meant(msgspec.Struct, frozen=True, gc=False):
    """A quantity with the metric it is of, the cue that says so, and how clear that is; certain if the order of words says it; of whom, where that says it too."""

    quantity: Quantity
    metric: str
    weight: float
    cue: Tag | None
    certain: bool = False
    whom: Name | None = None


class Thread:
    """What the sentences of a block were about, for figures that follow without a cue.

    ``headed`` is what the line above a list announced, ``payer`` whose contracts it lists, ``announced`` the one metric that
    the amounts of its rows are of, ``contracts`` whose contracts they are the prices of, ``led`` the line that said so, ``holder`` the one company it names,
    ``bought`` whether it lists purchases.
    """

    def __init__(self) -> None:
        self.metrics: dict[str, str] = {}
        self.named = 0
        self.left: tuple[int, str, str] = (-1, "", "")
        self.row: Pattern = []
        self.currency = ""
        self.headed: dict[str, str] = {}
        self.payer: Name | None = None
        self.announced = ""
        self.contracts: Name | None = None
        self.led = ""
        self.holder: Name | None = None
        self.bought = False
        self.filed = -_FILED_REACH
        self.measured: Name | None = None
        self._measures: Name | None = None
        self.used = -_USED_REACH
        self.told: Draft | None = None
        self.tokens = -1000

    def topic(self, sentence: Sentence) -> None:
        """What bare scores are of from here on: the index or benchmark named last."""
        for tag in sentence.tags("metrics"):
            if tag.key in TOPICS and tag.weight == 1:
                self.metrics["percent"] = tag.key
                self.named = tag.end
        indexed = any(tag.weight == 1 for tag in sentence.tags("metrics", INDEX))
        if indexed or any(_is_of_index(name) for name in sentence.names):
            self.metrics["count"] = self.metrics["index points"] = INDEX
        if named := benchmarks(sentence):
            self.measured = named[-1]
            self.metrics["index points"] = SCORE
            self.metrics.pop("count", None)

    def leave(self, sentence: Sentence, meant: list[Meant]) -> None:
        """Remembers what the last figure of a clause was of, for one that follows it behind a semicolon."""
        if any(item.metric == _FILINGS for item in meant):
            self.filed = sentence.end
        self.used = max([self.used, *(item.quantity.end for item in meant if item.metric == _USERS)])
        if meant and sentence.folded.rstrip().endswith(";"):
            self.left = sentence.end, meant[-1].metric, meant[-1].quantity.kind

    def filings(self, sentence: Sentence, quantity: Quantity) -> str | None:
        """Whether a bare count goes on telling filings, place by place ("北京市が209件で最多")."""
        near = sentence.start - self.filed <= _FILED_REACH and quantity.kind == "count"
        return _FILINGS if near and registered_at(sentence, quantity) else None

    def users(self, sentence: Sentence, quantity: Quantity) -> str | None:
        """Whether a large bare number goes on telling users: "Doubao has 172 million; DeepSeek, in second place, has 143 million"."""
        near = quantity.start - self.used <= _USED_REACH and quantity.kind == "count" and quantity.exponent >= _LARGE
        if not near or quantity.letter or not _ALONE.match(sentence.page.folded, quantity.end):
            return None
        named = any(
            name.end <= quantity.start
            and name.type in _OF_USERS
            and sentence.words_between(name.end, quantity.start) <= _WORDS
            for name in sentence.names
        )
        return _USERS if named else None

    def of(self, quantity: Quantity) -> str | None:
        """What figures of a kind have been of so far; a share that was named long ago is no topic any more."""
        metric = self.metrics.get(quantity.kind)
        return None if metric in self.past(quantity) else metric

    def past(self, quantity: Quantity) -> frozenset[str]:
        """The metrics that are shares, where one was named too long ago to be the topic still."""
        return TOPICS if quantity.start - self.named > _TOPIC_REACH else _NONE

    def heading(self, sentence: Sentence, rules: dict[str, FigureRule]) -> None:
        """A heading's cues hold for the figures under it."""
        self.metrics = {
            kind: tag.key
            for tag in sorted(sentence.tags("metrics"), key=lambda tag: (tag.start, tag.key == _SPENT))
            if tag.key in rules
            for kind in rules[tag.key].kinds
            if kind != "count" and tag.key not in NOT_CARRIED
        }
        self.named = sentence.end
        self.measured = self._measures = next(iter(benchmarks(sentence)), None)
        self.headed = dict(self.metrics)
        named = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
        self.payer = named[0] if len(named) == 1 and sentence.tags("links", "buy") else None

    def announce(self, line: Sentence, metric: str, payer: Name | None, holder: Name | None = None) -> None:
        """A line above a list or table says what its amounts are of, and of whom, or that it lists purchases."""
        self.holder = holder or (self.holder if line.is_heading else None)
        self.bought = bool(line.tags("links", "purchases"))
        self.announced, self.contracts, self.led = metric, payer, line.page.text[line.start : line.end].strip()

    def enter(self, block: Block) -> None:
        """Every item of a list is about what the line above the list announced, until running text goes on."""
        self.measured = self._measures
        if block.kind is BlockKind.ITEM:
            self.metrics |= self.headed
        elif block.kind is BlockKind.PARAGRAPH:
            self.headed, self.payer, self.announced, self.contracts = {}, None, "", None
            self.bought = False


def benchmarks(sentence: Sentence) -> list[Name]:
    """Benchmarks named in a sentence."""
    if not sentence.page.names_rankings:
        return []
    return [
        name for name in sentence.names if (name.type == EntityType.BENCHMARK or is_arena(name)) and not is_index(name)
    ]


def is_arena(name: Name) -> bool:
    """Whether an organization's name is also that of the ranking it runs."""
    return name.entity is not None and "Arena" in name.entity.name


def _is_of_index(name: Name) -> bool:
    """Whether a name is that of the composite index or of its maker."""
    return name.entity is not None and (_INDEX_SLUG in name.entity.slug or name.entity.slug == _INDEX_MAKER)


def is_index(name: Name) -> bool:
    """Whether a benchmark is the composite index that has a metric of its own."""
    return name.entity is not None and _INDEX_SLUG in name.entity.slug
