"""Whether what a model states stands in the text: subject, value, unit, benchmark and period."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property

from parallaxe.identity import Names
from parallaxe.read.amounts.dates import dates
from parallaxe.read.amounts.numbers import numerals
from parallaxe.read.words.tagging import Tagger
from parallaxe.vocabulary.document import Document
from parallaxe.vocabulary.entity import Entity
from parallaxe.vocabulary.metric import Metric
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.unit import is_currency

_TOLERANCE = Decimal("0.001")
_SIGNS = re.compile(r"[\W_]+")
_YEAR = re.compile(r"\d{4}")


class Grounding:
    """What one document says, for those who must not say more.

    Args:
        document: the text.
        names: who is meant by a name.
        tagger: finds numbers and dates.
    """

    def __init__(self, document: Document, names: Names, tagger: Tagger) -> None:
        self._document, self._names, self._tagger = document, names, tagger
        self._page = Period.parse(document.published).end if document.published else None

    def names_subject(self, subject: str) -> bool:
        """Whether the text names somebody, under this name or another of his."""
        return self._stands(subject, self._document.text, self._named)

    def has_name(self, quote: str, name: str) -> bool:
        """Whether a quote holds a name, or another of whom it names."""
        return self._stands(name, quote, frozenset(self._slugs(quote)))

    def has_number(self, quote: str, value: Decimal) -> bool:
        """Whether a quote carries a number, in any notation of the languages read."""
        lexicon, folded, tags = self._tagger.scan(quote, self._language)
        said = [numeral.value for numeral in numerals(folded, tags, lexicon, 0, len(folded))]
        return any(abs(one - value) <= abs(value) * _TOLERANCE for one in said)

    def has_date(self, quote: str, iso: str) -> bool:
        """Whether a quote carries a date, or a coarser or finer one that agrees."""
        lexicon, folded, tags = self._tagger.scan(quote, self._language)
        stated, asked = dates(folded, tags, lexicon, 0, len(folded), self._page), Period.parse(iso)
        spans = [Period.parse(span.iso) for span in stated if span.iso]
        return any(span.contains(asked) or asked.contains(span) for span in spans)

    def has_words(self, words: str) -> bool:
        """Whether the text holds some words, whatever stands between them."""
        return _plain(words) in self._plain_text

    def has_years(self, period: str) -> bool:
        """Whether the years of a period are told, or next to that of the page."""
        told = {self._page.year + step for step in (-1, 0, 1)} if self._page else set()
        return all(year in self._document.text or int(year) in told for year in _YEAR.findall(period))

    @cached_property
    def _language(self) -> str:
        return self._tagger.language(self._document.text, self._document.language)

    @cached_property
    def _plain_text(self) -> str:
        return _plain(self._document.text)

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(self._slugs(self._document.text))

    def _slugs(self, text: str) -> set[str]:
        return {candidate.entity.slug for mention in self._names.find(text) for candidate in mention.candidates}

    def _stands(self, name: str, text: str, slugs: frozenset[str]) -> bool:
        if not _plain(name):
            return False
        entity: Entity | None = self._names.resolve(name).entity
        return _plain(name) in _plain(text) or (entity is not None and entity.slug in slugs)


def fits_unit(metric: Metric, unit: str) -> bool:
    """Whether a metric may come in a unit; any currency will do for money."""
    return unit in {metric.unit, *metric.units} or (is_currency(unit) and is_currency(metric.unit))


def _plain(text: str) -> str:
    return _SIGNS.sub("", text).casefold()
