"""``parallaxe analyse series``: usage, publications, filings, market, models, prices and hubs, from the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.analyse.observed_series import SeriesPoint
    from parallaxe.catalog import Catalogue
    from parallaxe.vocabulary.entity import Entity

#: Series and what the ledger's offers are turned into.
NAMES = (
    "usage", "publications", "patents", "filings", "hubs", "market", "notable-models", "prices", "price-at-quality",
    "price-quality-frontier",
)  # fmt: skip


def series(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(NAMES)}.")],
    subject: Annotated[str | None, typer.Option(help="Only this subject, by its slug.")] = None,
    by: Annotated[
        Literal["country"] | None, typer.Option(help="Add members up to their countries, with bounds.")
    ] = None,
    index: Annotated[
        str | None, typer.Option(help="Of the last two: name and version of the index that says what equal quality is.")
    ] = None,
    quality: Annotated[float | None, typer.Option(help="Of price-at-quality: the least value on that index.")] = None,
    day: Annotated[list[str] | None, typer.Option(help="Of the last two: ISO days; else each day of a change.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Values over time from the ledger, rebuilt from their counts, with bounds where records are partial."""
    from parallaxe.analyse.observed_series import SERIES, grouped_series, observed_series, organizations_by_city
    from parallaxe.catalog import load_catalogue
    from parallaxe.cli.entities import known_entities
    from parallaxe.cli.settings import load_settings
    from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError

    if name not in NAMES:
        raise InvalidValueError(f"no series '{name}'", mend=f"There are {', '.join(NAMES)}.")
    catalogue = load_catalogue(load_settings().catalogue)
    if name not in SERIES:
        _priced(name, catalogue, index, quality, day or [], json=json)
        return
    table = _table_of(SERIES[name])
    rows = _rows(table)
    points, left_out = observed_series(name, rows)
    if name == "hubs":
        points = [
            *organizations_by_city((row for row in rows if row["metric"] == "headquarters"), _cities(catalogue)),
            *points,
        ]
    points = [point for point in points if subject in (None, point.subject)]
    if not points:
        raise InsufficientDataError(
            f"the ledger has no {name}{f' of {subject}' if subject else ''}", mend="Ingest facts or a dataset first."
        )
    groups = grouped_series(points, _countries(known_entities(catalogue, table), points)) if by else []
    if json:
        from parallaxe.cli.analyse import print_json

        print_json({"series": name, "points": points, "groups": groups, "left_out": left_out})
        return
    _show(points)
    for group in groups:
        print(f"\nby country: {group.metric}, {_scope(group.scope)} ({group.source})")
        _table(["period", "name", "from", "to"], (
            [p.period, p.group, f"{p.bounds.lower:.1f}", f"{p.bounds.upper:.1f}"] for p in group.points
        ))  # fmt: skip
    for why in sorted({gone.why for gone in left_out}):
        print(f"left out: {sum(gone.why == why for gone in left_out)} observations: {why}")


def _table_of(metrics: tuple[str, ...]) -> pa.Table:
    from parallaxe.cli.settings import load_settings
    from parallaxe.ledger import Ledger

    return Ledger.open(load_settings().home).table(metric=metrics)


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    import msgspec

    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        row["dimensions"] = msgspec.json.decode(row["dimensions"] or "{}")
    return rows


def _countries(entities: dict[str, Entity], points: Iterable[SeriesPoint]) -> dict[str, str]:
    from parallaxe.analyse.sides import country_of

    found = {slug: country_of(entities, slug) for slug in {point.subject for point in points}}
    return {slug: country for slug, country in found.items() if country and country != slug}


def _cities(catalogue: Catalogue) -> dict[str, str]:
    """Slugs of cities by all their names, folded."""
    from parallaxe.vocabulary.entity import EntityType

    places = [entity for entity in catalogue.entities.values() if entity.type is EntityType.PLACE]
    named = {name.casefold(): one.slug for one in places for names in one.names.values() for name in names}
    return named | {one.name.casefold(): one.slug for one in places} | {one.slug: one.slug for one in places}


def _priced(
    name: str, catalogue: Catalogue, index: str | None, quality: float | None, days: list[str], *, json: bool
) -> None:
    from parallaxe.analyse.observed_series import change_days, observed_series, offers_at_makers
    from parallaxe.analyse.prices import price_at_quality, price_quality_frontier
    from parallaxe.cli.analyse import print_json
    from parallaxe.cli.entities import known_entities
    from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError

    if index is None:
        raise InvalidValueError("an index says what equal quality is", where="--index", mend="Name one with version.")
    if name == "price-at-quality" and quality is None:
        raise InvalidValueError("no quality asked for", where="--quality", mend="Give the least value on the index.")
    values = {}
    for row in _rows(_table_of(("intelligence_index",))):
        said = f"{row['dimensions'].get('index', '')} {row['dimensions'].get('index_version', '')}".strip()
        if said == index and row["subject"] and row["number"] is not None:
            values[row["subject"]] = float(row["number"])
    table = _table_of(("price_output_per_mtok",))
    points, _ = observed_series("prices", _rows(table))
    entities = known_entities(catalogue, table)
    makers = {slug: entity.developer for slug, entity in entities.items() if entity.developer}
    offers = [one for one in offers_at_makers(points, values, index, makers) if one.currency == "USD"]
    if not offers:
        raise InsufficientDataError(
            f"no list price of a model with a value on '{index}'", mend="Ingest prices, or name the index as printed."
        )
    asked = days or change_days(offers)
    if name == "price-at-quality":
        found = price_at_quality(offers, quality or 0.0, asked)
        if json:
            print_json({"series": name, "points": found})
            return
        _table(["day", "model", "price", "currency"], (
            [p.day, p.model or "nothing on offer", "–" if p.price is None else str(p.price), p.currency] for p in found
        ))  # fmt: skip
        return
    fronts = {one: price_quality_frontier(offers, one)[0] for one in days or asked[-1:]}
    if json:
        print_json({"series": name, "points": [{"day": one, "frontier": front} for one, front in fronts.items()]})
        return
    _table(["day", "model", "price", "quality"], (
        [one, offer.model, str(offer.price), f"{offer.quality:g}"] for one, front in fronts.items() for offer in front
    ))  # fmt: skip


def _show(points: list[SeriesPoint]) -> None:
    last = None
    batch: list[list[str]] = []
    for point in points:
        head = f"{point.metric}, {_scope(point.scope)} ({point.source})"
        if head != last and batch:
            _table(["period", "name", "value", "from", "to", "unit", "printed"], batch)
            batch = []
        if head != last:
            print(f"{'' if last is None else chr(10)}{head}: {point.method}")
            last = head
        ends = ("–", "–") if point.bounds is None else (f"{point.bounds.lower:.4g}", f"{point.bounds.upper:.4g}")
        printed = {"not rebuilt": "", "agrees": "agrees"}.get(point.verdict, f"{point.published}: {point.verdict}")
        value = "–" if point.value is None else f"{point.value:.6g}"
        batch.append([point.period, point.subject, value, *ends, point.unit, printed])
    _table(["period", "name", "value", "from", "to", "unit", "printed"], batch)


def _scope(scope: dict[str, str]) -> str:
    return "; ".join(f"{key}: {said}" for key, said in sorted(scope.items())) or "no further scope"


def _table(header: list[str], rows: Iterable[list[str]]) -> None:
    from parallaxe.cli.analyse import print_table

    print_table(header, list(rows))
