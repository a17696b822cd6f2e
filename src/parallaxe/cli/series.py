"""``parallaxe analyse shares`` and ``prices``: series with bounds, price at equal quality, price/quality frontier."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def shares(
    amounts: Annotated[Path, typer.Argument(help="CSV: period, member, group (empty: unattributed), value, unit.")],
    totals: Annotated[Path | None, typer.Option(help="CSV: period, total, where rows list the largest only.")] = None,
    json: Json = False,
) -> None:
    """Shares of groups by period; bounds where part of the total is not attributed."""
    from parallaxe.analyse.series import Amount, share_series
    from parallaxe.cli.analyse import print_json, print_table
    from parallaxe.cli.verify import read_records

    rows = read_records(amounts)
    groups = _groups(rows, amounts)
    found, left_out = share_series(
        [
            Amount(
                period=_period(row, amounts),
                member=_cell(row, "member", amounts) or None,
                value=_number(row, "value", amounts),
                unit=_cell(row, "unit", amounts),
            )
            for row in rows
        ],
        groups,
        {_period(row, totals): _number(row, "total", totals) for row in read_records(totals)} if totals else None,
    )
    if json:
        print_json({"rows": found, "left_out": left_out})
        return
    print_table(
        ["period", "name", "share %", "from", "to"],
        [
            [
                p.period,
                p.group,
                "–" if p.share is None else f"{p.share:.1f}",
                f"{p.bounds.lower:.1f}",
                f"{p.bounds.upper:.1f}",
            ]
            for p in found
        ],
    )
    for gone in left_out:
        print(f"left out: {gone.what}: {gone.why}")


def prices(
    offers: Annotated[Path, typer.Argument(help="CSV: model, index, quality, price, currency, basis, since; until.")],
    day: Annotated[list[str], typer.Option(help="ISO day; give it again for several.")],
    quality: Annotated[float | None, typer.Option(help="Least quality; without it, the frontier of each day.")] = None,
    json: Json = False,
) -> None:
    """What a quality costs over time, or which models nothing beats on both price and quality."""
    from parallaxe.analyse.prices import Offer, price_at_quality, price_quality_frontier
    from parallaxe.cli.analyse import print_json, print_table
    from parallaxe.cli.verify import read_records

    days = [_day(one, "--day") for one in day]
    known = [
        Offer(
            model=_cell(row, "model", offers),
            index=_cell(row, "index", offers),
            quality=_number(row, "quality", offers),
            price=_price(row, offers),
            currency=_cell(row, "currency", offers),
            basis=_cell(row, "basis", offers),
            since=_day(_cell(row, "since", offers), f"{offers}, column since"),
            until=_day(until, f"{offers}, column until") if (until := row.get("until")) else None,
            configuration=row.get("configuration") or None,
        )
        for row in read_records(offers)
    ]
    if quality is not None:
        points = price_at_quality(known, quality, days)
        if json:
            print_json({"rows": points})
        else:
            rows = [
                [p.day, p.model or "nothing on offer", "–" if p.price is None else str(p.price), p.currency]
                for p in points
            ]
            print_table(["day", "model", "price", "currency"], rows)
        return
    frontiers = [(one, *price_quality_frontier(known, one)) for one in days]
    if json:
        print_json({"rows": [{"day": one, "frontier": front, "left_out": left} for one, front, left in frontiers]})
        return
    print_table(
        ["day", "model", "price", "quality"],
        [[one, offer.model, str(offer.price), f"{offer.quality:g}"] for one, front, _ in frontiers for offer in front],
    )


def _groups(rows: list[Any], path: Path) -> dict[str, str]:
    """Group of each member; refuses a member that stands twice in a period, or in two groups."""
    from parallaxe.vocabulary.errors import InvalidValueError

    groups: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        member, period, group = (_cell(row, column, path) for column in ("member", "period", "group"))
        if member and (period, member) in seen:
            raise InvalidValueError(f"'{member}' stands twice", where=f"{path}, {period}", mend="Keep one row.")
        seen.add((period, member))
        if group and groups.setdefault(member, group) != group:
            both = f"{groups[member]} and {group}"
            raise InvalidValueError(f"'{member}' is in {both}", where=str(path), mend="Give each member one group.")
    return groups


def _period(row: Any, path: Path) -> str:
    from parallaxe.vocabulary.errors import InvalidValueError
    from parallaxe.vocabulary.period import Period

    try:
        return Period.parse(_cell(row, "period", path)).text
    except InvalidValueError as error:
        raise InvalidValueError(error.what, where=f"{path}, column period", mend=error.mend) from error


def _day(text: str, where: str) -> str:
    from datetime import date

    from parallaxe.vocabulary.errors import InvalidValueError

    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        raise InvalidValueError(f"'{text}' is no day", where=where, mend="Write it as 2025-08-12.") from error


def _cell(row: Any, column: str, path: Path) -> str:
    from parallaxe.vocabulary.errors import UnknownFormatError

    if column not in row:
        raise UnknownFormatError(f"lacks the column {column}", where=str(path), mend="See the command's help.")
    return str(row[column] or "").strip()


def _number(row: Any, column: str, path: Path) -> float:
    from parallaxe.vocabulary.errors import InvalidValueError

    try:
        return float(_cell(row, column, path))
    except ValueError as error:
        raise InvalidValueError(
            f"'{row[column]}' is no number", where=f"{path}, column {column}", mend="Leave rows without one out."
        ) from error


def _price(row: Any, path: Path) -> Decimal | None:
    from parallaxe.vocabulary.errors import InvalidValueError

    text = _cell(row, "price", path)
    try:
        return Decimal(text) if text else None
    except InvalidOperation as error:
        raise InvalidValueError(f"'{text}' is no price", where=str(path), mend="Leave it empty if unknown.") from error
