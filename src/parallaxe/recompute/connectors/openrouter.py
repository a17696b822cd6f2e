"""Tokens by model and day on OpenRouter's public rankings: shares of countries with their bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from parallaxe.recompute.base import date_cell, decimal_cell, observed
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.recompute.remainder import METHOD, Share, share_of
from parallaxe.recompute.tables import cell_error
from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.interval import Interval
from parallaxe.vocabulary.observation import Kind, Observation
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

Amounts = Mapping[str, Decimal]

#: OpenRouter's author names -> slugs of organizations, where the two differ.
AUTHORS = {
    "01-ai": "01-ai", "ai21": "ai21-labs", "amazon": "amazon", "anthropic": "anthropic", "arcee-ai": "arcee-ai",
    "baai": "baai", "baidu": "baidu", "bytedance": "bytedance", "bytedance-seed": "bytedance", "cohere": "cohere",
    "deepseek": "deepseek", "google": "google", "inclusionai": "ant-group", "inflection": "inflection-ai",
    "liquid": "liquid-ai", "meituan": "meituan", "meta": "meta", "meta-llama": "meta", "microsoft": "microsoft",
    "minimax": "minimax", "mistralai": "mistral-ai", "moonshotai": "moonshot-ai", "nousresearch": "nous-research",
    "nvidia": "nvidia", "openai": "openai", "perplexity": "perplexity", "poolside": "poolside", "qwen": "alibaba",
    "stepfun": "stepfun", "stepfun-ai": "stepfun", "tencent": "tencent", "thudm": "zhipu-ai", "upstage": "upstage",
    "x-ai": "xai", "xiaomi": "xiaomi", "z-ai": "zhipu-ai",
}  # fmt: skip
#: Countries of authors the catalogue does not hold (by their own imprint).
COUNTRIES = {"tngtech": "germany"}
REMAINDER = "other"
_SHARES_OF = ("china", "united-states")
_POPULATION = "OpenRouter tokens"
HALF_A_MONTH = 15


class OpenRouterRankings(DelimitedConnector):
    """One row a model and day; the row "other" is what the public ranking leaves unnamed."""

    card: ClassVar[Card] = Card(
        name="openrouter-rankings",
        title="OpenRouter rankings: tokens by model and day",
        publisher="openrouter",
        source_class=SourceClass.PRODUCER,
        licence="CC-BY-4.0",
        redistribution=Redistribution.DATA,
        url="https://openrouter.ai/rankings",
        columns={
            "date": "day, ISO",
            "model_permaslug": "author/model, or 'other' for the models beyond the ranking",
            "total_tokens": "tokens in and out on that day",
        },
        note="A model's country is that of the organization that made it, not of who serves or uses it; a "
        "fine-tune counts for who tuned it. 'other' and authors of unknown country are unattributed.",
        covers_days=True,
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """Daily shares of China and the United States with bounds; mean and peak of each month."""
        days = self.by_day(file)
        groups = {key: self.country(key) for amounts in days.values() for key in amounts}
        published = max(days)
        found = [
            observation
            for country in _SHARES_OF
            for observation in self._of_country(file, country, days, groups, published)
        ]
        return Harvest(sources=[self.source(published=published)], observations=found)

    def by_day(self, file: RecordsFile) -> dict[str, dict[str, Decimal]]:
        """Tokens by day and model.

        Raises:
            UnknownFormatError: a cell does not parse, or a model stands twice on one day.
        """
        days: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for row, cells in self.rows(file):
            day = date_cell(file, row, "date", cells["date"])
            tokens = decimal_cell(file, row, "total_tokens", cells["total_tokens"])
            if day is None or tokens is None:
                raise UnknownFormatError(
                    "has an empty cell", where=f"{file.name}, row {row}", mend="Mend or remove the row."
                )
            if tokens < 0:
                raise cell_error(file, row, "total_tokens", tokens, "a number of tokens")
            if cells["model_permaslug"] in days[day]:
                raise UnknownFormatError(
                    f"names '{cells['model_permaslug']}' twice on {day}",
                    where=f"{file.name}, row {row}",
                    mend="Remove one.",
                )
            days[day][cells["model_permaslug"]] = tokens
        return dict(days)

    def country(self, permaslug: str) -> str | None:
        """Slug of the country of a model's author; None for the remainder and for unknown authors."""
        author = permaslug.partition("/")[0].lstrip("~")
        if author in COUNTRIES:
            return COUNTRIES[author]
        if permaslug == REMAINDER or author not in AUTHORS:
            return None
        entity = self.shipped.entities.get(AUTHORS[author])
        return entity.country if entity else None

    def _of_country(
        self,
        file: RecordsFile,
        country: str,
        days: Mapping[str, Amounts],
        groups: Mapping[str, str | None],
        published: str,
    ) -> Iterator[Observation]:
        daily = {day: share_of(amounts, groups, country) for day, amounts in sorted(days.items())}
        common = self._common(country, published)
        for day, share in daily.items():
            yield _observation(file, share, valid=day, aggregation="point", **common)
        for span, shares in _by_month(daily).items():
            yield _mean(file, shares, valid=span, **common)
            peak = max(shares, key=lambda one: one.percent)
            yield _observation(file, peak, valid=span, aggregation="peak", **common)

    def _common(self, country: str, published: str) -> dict[str, Any]:
        entity = self.shipped.entities.get(country)
        return {
            "subject": country if entity else None,
            "surface": entity.name if entity else country,
            "subject_type": "country",
            "published": published,
            "source": self.card.name,
            "origin": self.card.publisher,
        }


def _by_month(daily: Mapping[str, Share]) -> dict[str, list[Share]]:
    """Shares by month, each under the days it really has: months of which half is missing are left out."""
    months: dict[str, dict[str, Share]] = defaultdict(dict)
    for day, share in daily.items():
        months[day[:7]][day] = share
    spans = {}
    for days in months.values():
        span = Period.between(date.fromisoformat(min(days)), date.fromisoformat(max(days)))
        if len(days) >= HALF_A_MONTH and len(days) == span.days:
            spans[span.text] = list(days.values())
    return spans


def _observation(file: RecordsFile, share: Share, *, valid: str, aggregation: str, **common: Any) -> Observation:
    return observed(
        file, 0, f"share, {valid}, {aggregation}", value=share.percent, kind=Kind.RECOMPUTED, metric="usage_share",
        unit="%", numerator=share.numerator, n=int(share.total), interval=share.bounds, valid=valid,
        dimensions={"population": _POPULATION, "aggregation": aggregation}, **common,
    )  # fmt: skip


def _mean(file: RecordsFile, shares: list[Share], *, valid: str, **common: Any) -> Observation:
    """Mean of the days' shares, each day weighing the same; bounds are the means of the bounds."""
    count = len(shares)
    lower = sum(share.bounds.lower for share in shares) / count
    upper = sum(share.bounds.upper for share in shares) / count
    return observed(
        file, 0, f"share, {valid}, mean", value=sum((share.percent for share in shares), Decimal(0)) / count,
        kind=Kind.RECOMPUTED, metric="usage_share", unit="%", valid=valid,
        interval=Interval(lower=lower, upper=upper, method=METHOD),
        dimensions={"population": _POPULATION, "aggregation": "mean"}, **common,
    )  # fmt: skip
