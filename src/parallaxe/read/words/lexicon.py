"""The words of a language that the grammar goes by: catalogue data, one file a language.

A term is matched on folded text (lower case, accents dropped where the language says so), between
word boundaries in languages that write spaces. ``*`` at its end stands for any ending, ``>`` in
front says that the value it announces follows it, ``<`` that the value stands before it, ``~``
that it is a weak sign.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

import msgspec

from parallaxe.read.words.fold import fold
from parallaxe.read.words.joining import Joining

Terms = dict[str, list[str]]


def _any_of(lexicon: Lexicon, words: list[str]) -> re.Pattern[str]:
    """Any of some words, the longest first; whole words, or such as end in a hyphen or are written without spaces."""
    told = "|".join(re.escape(lexicon.fold(word)) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"(?<![^\W\d_])(?:{told})(?:(?<=-)|(?![^\W\d_]))" if lexicon.spaced else told)


class Lexicon(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, eq=False, dict=True):
    """One language.

    Args:
        language: BCP 47 tag, also the file's stem.
        script: what its letters are; decides on word boundaries and on detection.
        strip_accents: whether accents are dropped before comparing (texts often lack them).
        simplify: whether traditional Chinese characters are read as simplified ones.
        decimal: the mark before decimals; the other one groups thousands.
        day_first: whether 3/4/2025 is the third of April.
        stopwords: frequent words that tell the language from others of its script.
        abbreviations: words a full stop after which ends no sentence.
        numerals: number words by value.
        scales: words by power of ten ("9": [milliard*]).
        fractions: words by percentage ("50": [la moitie]).
        units: words and signs by unit: ISO currencies, %, tokens, parameters, months…
        joiners: words that may stand between number, scale and unit.
        joining: words that join names, dates and clauses: ``and``, ``articles``, ``again``, ``dated`` (before a date), ``second``,
            ``goes_on``, ``which``, ``relative`` (behind a comma), ``have`` (of the perfect), ``repeated`` (prepositions each
            name of a list has: "e da"); a star stands for any ending.
        qualifiers: words before a number, by approx, at_least, at_most; suffixes start with ``<``.
        ranges: words between the ends of a range.
        levels: words before the value something rose or fell to.
        vague: words for several of a scale ("dozens of"), by smallest value.
        months: twelve lists. weekdays: seven lists, Monday first.
        calendar: words for parts of years and for days relative to the page's date.
        ordinals: words by position.
        ranks: phrases for a position by number; ``>`` where the name follows ("led by"). Under ``any`` a ``#`` stands
            for the number, in digits and in words.
        positions: words beside an ordinal or a number that make it a position (see ``positions.Positions``).
        possessives: "its", "their".
        roles: words that say what a name next to them is not: source, rival, backer…; ``none`` for longer words that
            only hold one of these.
        links: words of relations and events: make, release, found, seat, list, acquire…
        anaphora: words for the subject spoken of, by its type.
        companies: words that tell an unlisted name as a company's: before it, after it, verbs it is the object of;
            words that call a maker by what it makes, behind that (``maker_after``; before the maker's name only,
            ``making_after``) or before it (``maker_before``).
        others: words for those whom no text follows by name: "investors", "the market expected", "AI start-ups".
        populations: words for people and firms a share may be of, by what they are called ("Companies").
        markets: words for what a market is of, by its English name; ``noun`` for the market itself. Looked for beside that noun only.
        groups: words that make a group of a country's models.
        demonyms: adjectives by country slug.
        aggregations: words that make a figure of a stretch of time its mean or its peak.
        future: words that put a statement in the future. forecast: words that make it a forecast.
        metrics: cues by metric id; ``other`` holds cues of figures that have no metric, ``counted`` nouns of things
            whose number has none.
        labels: whole labels of tables and fact sheets, by metric id or by what a column is.
    """

    language: str
    script: Literal["latin", "cyrillic", "han", "kana"]
    decimal: Literal[".", ","]
    stopwords: frozenset[str]
    strip_accents: bool = False
    simplify: bool = False
    day_first: bool = True
    abbreviations: frozenset[str] = frozenset()
    numerals: Terms = {}
    scales: Terms = {}
    fractions: Terms = {}
    units: Terms = {}
    joiners: list[str] = []
    joining: Terms = {}
    qualifiers: Terms = {}
    ranges: list[str] = []
    levels: list[str] = []
    vague: Terms = {}
    months: list[list[str]] = []
    weekdays: list[list[str]] = []
    calendar: Terms = {}
    ordinals: Terms = {}
    ranks: Terms = {}
    positions: Terms = {}
    possessives: list[str] = []
    roles: Terms = {}
    links: Terms = {}
    anaphora: Terms = {}
    companies: Terms = {}
    others: list[str] = []
    populations: Terms = {}
    markets: Terms = {}
    groups: Terms = {}
    demonyms: Terms = {}
    aggregations: Terms = {}
    future: list[str] = []
    forecast: list[str] = []
    metrics: Terms = {}
    labels: Terms = {}

    def fold(self, text: str) -> str:
        """A text as terms of this language are looked up in it."""
        return fold(text, strip_accents=self.strip_accents, simplify=self.simplify)

    @cached_property
    def market_noun(self) -> re.Pattern[str]:
        """Words for a market, but for its share, its value, its leader and the stock market."""
        return _any_of(self, self.markets.get("noun", []))

    @cached_property
    def market_things(self) -> list[tuple[str, re.Pattern[str]]]:
        """What a market may be of, by its English name, the longest words first."""
        told = [(name, words) for name, words in self.markets.items() if name != "noun"]
        return [(name, _any_of(self, words)) for name, words in told]

    @cached_property
    def joins(self) -> Joining:
        """Patterns for what joins names, dates and clauses."""
        return Joining(self.joining, self.fold, spaced=self.spaced)

    @cached_property
    def spaced(self) -> bool:
        """Whether words are separated by spaces."""
        return self.script in {"latin", "cyrillic"}
