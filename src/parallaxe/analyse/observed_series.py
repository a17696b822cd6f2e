"""Series over time from observations: rebuilt from their counts where these are there, with bounds where records are partial."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from parallaxe.analyse.left_out import LeftOut
from parallaxe.analyse.prices import Offer
from parallaxe.analyse.series import Amount, SharePoint, share_series
from parallaxe.vocabulary.interval import Interval
from parallaxe.vocabulary.period import Period

#: What each series is read from.
SERIES: dict[str, tuple[str, ...]] = {
    "usage": ("usage_share", "usage_volume"),
    "publications": ("publication_share",),
    "patents": ("patent_share",),
    "filings": ("registry_filings", "filing_share"),
    "hubs": ("headquarters", "registry_filings", "filing_share"),
    "market": ("market_share",),
    "notable-models": ("model_count",),
    "prices": ("price_input_per_mtok", "price_output_per_mtok"),
}
#: Series of places only.
_OF_PLACES = frozenset({"hubs"})
#: Room between a printed share and its counts: half of the last digit most tables print.
_ROUNDING = 0.05
_WHOLE = 100.0
#: Fewer members than this are no account of a whole.
FEWEST_MEMBERS = 4

Scope = tuple[tuple[str, str], ...]


class SeriesPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a series.

    Args:
        metric: id.
        subject: slug.
        period: it holds for, ISO.
        value: in ``unit``; from numerator and n where the source gives these; None where only bounds are known.
        unit: of the value.
        bounds: what it lies between; with a level an interval, without one certain bounds; None where neither is known.
        scope: what is counted and how, such as the counting method; values of two scopes are no one series.
        source: id.
        method: "numerator over n", "as published", or the bounds'.
        published: what the source prints, where the value is rebuilt.
        verdict: of the printed value: agrees, disagrees, or "not rebuilt".
        observation: id.
    """

    metric: str
    subject: str
    period: str
    value: float | None
    unit: str
    bounds: Interval | None
    scope: dict[str, str]
    source: str
    method: str
    published: float | None
    verdict: str
    observation: str


def observed_series(name: str, rows: Iterable[Mapping[str, Any]]) -> tuple[list[SeriesPoint], list[LeftOut]]:
    """Values by scope, source, subject and period.

    Args:
        name: one of ``SERIES``.
        rows: current observations with id, subject, subject_type, metric, number, unit, dimensions (decoded),
            numerator, n, lower, upper, level, interval_method, valid, source and qualifier.

    Returns:
        Points in that order, and what has no date, no known subject or is a plan.
    """
    points, left_out = [], []
    for row in rows:
        if row["metric"] not in SERIES[name] or row["number"] is None:
            continue
        if name in _OF_PLACES and row["subject_type"] != "place":
            continue
        if why := _why_not(row):
            left_out.append(LeftOut(what=row["id"], why=why))
        else:
            points.append(_point(row))
    points.sort(key=lambda p: (p.metric, sorted(p.scope.items()), p.source, p.subject, p.period, p.observation))
    return points, left_out


def organizations_by_city(rows: Iterable[Mapping[str, Any]], cities: Mapping[str, str]) -> list[SeriesPoint]:
    """How many organizations are run from each city; one of two seats counts for both.

    Args:
        rows: current observations as for ``observed_series``, with text and published_by too.
        cities: slug of each city by the texts, folded, that name it.

    Returns:
        A count a city as of the last day anything was said of its seats, the largest first.
    """
    newest: dict[str, str] = {}
    seats: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    told = [(row, city) for row in rows if row["subject"] and (city := _city(row["text"], cities))]
    for row, _ in told:
        newest[row["subject"]] = max(newest.get(row["subject"], ""), row["valid"] or "")
    for row, city in told:
        if not row["valid"] or row["valid"] == newest[row["subject"]]:
            seats[city].setdefault(row["subject"], row)
    points = [
        SeriesPoint(
            metric="headquarters", subject=city, period=str(max(row["published_by"] for row in found.values())),
            value=float(len(found)), unit="organizations", bounds=None, scope={"counted": "organizations by seat"},
            source="all", method="counted", published=None, verdict="not rebuilt",
            observation=min(row["id"] for row in found.values()),
        )
        for city, found in seats.items()
    ]  # fmt: skip
    return sorted(points, key=lambda point: (-(point.value or 0.0), point.subject))


def _city(text: str | None, cities: Mapping[str, str]) -> str | None:
    """The city a seat is in: "Hangzhou", "hangzhou" or "Hangzhou, China"."""
    said = (text or "").casefold()
    return cities.get(said) or cities.get(said.partition(",")[0].strip())


def _why_not(row: Mapping[str, Any]) -> str | None:
    if row["subject"] is None:
        return "its subject is not known"
    if row["valid"] is None:
        return "it has no date"
    return None if row["dimensions"].get("modality", "actual") == "actual" else "it is planned or forecast"


def _point(row: Mapping[str, Any]) -> SeriesPoint:
    printed, rebuilt = float(row["number"]), None
    if row["numerator"] is not None and row["n"] and row["unit"] == "%":
        rebuilt = _WHOLE * float(row["numerator"]) / float(row["n"])
    bounds = None
    if row["lower"] is not None and row["upper"] is not None:
        bounds = Interval(
            lower=row["lower"], upper=row["upper"], level=row["level"], method=row["interval_method"] or "as published"
        )
    certain = bounds is not None and bounds.level is None and bounds.width > 0
    agrees = rebuilt is None or abs(rebuilt - printed) <= _ROUNDING * (1 + 1e-9)
    return SeriesPoint(
        metric=row["metric"], subject=row["subject"], period=row["valid"], unit=row["unit"],
        value=None if certain else (printed if rebuilt is None else rebuilt),
        bounds=_with_qualifier(bounds, printed, row["qualifier"], _most(row)),
        scope={key: said for key, said in row["dimensions"].items() if key != "modality"}, source=row["source"],
        method=(bounds.method or "") if certain and bounds else ("as published" if rebuilt is None else "numerator over n"),
        published=None if rebuilt is None else printed,
        verdict="not rebuilt" if rebuilt is None else ("agrees" if agrees else "disagrees"),
        observation=row["id"],
    )  # fmt: skip


def _most(row: Mapping[str, Any]) -> float:
    """The most a value can be: all of it, where it is a share."""
    return _WHOLE if row["unit"] == "%" and row["metric"].endswith("_share") else float("inf")


def _with_qualifier(bounds: Interval | None, printed: float, qualifier: str | None, most: float) -> Interval | None:
    """At least and at most are bounds too, open on one side but for what a value can be."""
    if bounds is not None or qualifier not in {"at_least", "at_most"}:
        return bounds
    ends = (printed, max(printed, most)) if qualifier == "at_least" else (0.0, printed)
    return Interval(lower=ends[0], upper=ends[1], method=f"{qualifier.replace('_', ' ')}, as published")


class GroupShares(msgspec.Struct, frozen=True, kw_only=True):
    """Shares of groups of members in one described whole.

    Args:
        metric: id.
        scope: the whole.
        source: that lists its members.
        points: by period and group, with bounds.
    """

    metric: str
    scope: dict[str, str]
    source: str
    points: list[SharePoint]


def grouped_series(points: Iterable[SeriesPoint], groups: Mapping[str, str]) -> list[GroupShares]:
    """Shares of groups (countries, owner types) from shares of members: bounds, as lists name the largest only.

    Args:
        points: of one series; only shares in % of members, not of whole countries, are added up.
        groups: group of each member; a member without one widens the bounds of all.
    """
    wholes: dict[tuple[str, Scope, str], list[SeriesPoint]] = defaultdict(list)
    for point in points:
        if point.unit == "%" and point.value is not None and point.subject not in set(groups.values()):
            wholes[point.metric, tuple(sorted(point.scope.items())), point.source].append(point)
    found = []
    for (metric, scope, source), members in sorted(wholes.items()):
        if len({member.subject for member in members}) < FEWEST_MEMBERS:
            continue
        amounts = [
            Amount(
                period=p.period, member=p.subject, value=p.value or 0.0, unit="%", observation=p.observation
            )
            for p in members
        ]  # fmt: skip
        for size in sorted({len(one.period) for one in amounts}):
            alike = [one for one in amounts if len(one.period) == size]
            shares, _ = share_series(alike, groups, totals={one.period: _WHOLE for one in alike})
            found.append(GroupShares(metric=metric, scope=dict(scope), source=source, points=shares))
    return found


def offers_at_makers(
    prices: Iterable[SeriesPoint], quality: Mapping[str, float], index: str, makers: Mapping[str, str]
) -> list[Offer]:
    """List prices of a million output tokens at the models' makers, with the days they held.

    Args:
        prices: points of the series "prices".
        quality: value on the index, by model.
        index: id with version.
        makers: slug of each model's maker.
    """
    found = []
    for point in prices:
        provider = point.scope.get("provider")
        if point.metric != "price_output_per_mtok" or point.subject not in quality or point.value is None:
            continue
        if provider is not None and provider != makers.get(point.subject):
            continue
        held = Period.parse(point.period)
        found.append(
            Offer(
                model=point.subject,
                index=index,
                quality=quality[point.subject],
                price=Decimal(str(point.value)),
                currency=point.unit,
                basis="output",
                since=held.start.isoformat(),
                until=held.end.isoformat(),
                observation=point.observation,
            )
        )
    return found


def change_days(offers: Sequence[Offer]) -> list[str]:
    """Days on which an offer begins or has just ended: between them prices stand still."""
    ends = {(date.fromisoformat(one.until) + timedelta(days=1)).isoformat() for one in offers if one.until}
    last = max((one.until or one.since for one in offers), default="")
    return sorted(day for day in {one.since for one in offers} | ends if day <= last)
