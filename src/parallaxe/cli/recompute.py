"""``parallaxe recompute`` and ``parallaxe connectors``: figures from records, and what is known of the records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parallaxe.vocabulary.errors import InvalidValueError

if TYPE_CHECKING:
    from parallaxe.vocabulary.observation import Observation


def register(parent: typer.Typer) -> None:
    """Mount both commands."""
    parent.command(name="recompute")(recompute)
    parent.command(name="connectors")(connectors)


def recompute(
    connector: Annotated[str, typer.Argument(help="A connector; 'parallaxe connectors' lists them.")],
    files: Annotated[list[Path], typer.Argument(help="Files of its records.")],
    metric: Annotated[str | None, typer.Option(help="Only this metric.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only this subject (slug).")] = None,
    form: Annotated[str, typer.Option("--format", help="table or jsonl.")] = "table",
) -> None:
    """Print the figures recomputed from records, with numerator, n and bounds; nothing is stored."""
    if form not in {"table", "jsonl"}:
        raise InvalidValueError(f"'{form}' is no format of this command", mend="Choose table or jsonl.")
    from parallaxe.catalog import load_catalogue
    from parallaxe.cli.settings import load_settings
    from parallaxe.recompute import load_connector, records_file
    from parallaxe.vocabulary.observation import Kind

    made = load_connector(connector, load_catalogue(load_settings().catalogue))
    found = [
        one
        for path in files
        for one in made.observe(records_file(path)).observations
        if one.kind is Kind.RECOMPUTED and metric in {None, one.metric} and subject in {None, one.subject}
    ]
    if form == "jsonl":
        import msgspec

        encoder = msgspec.json.Encoder(decimal_format="number")
        for one in found:
            sys.stdout.buffer.write(encoder.encode(one) + b"\n")
        return
    if not found:
        typer.echo("Nothing is recomputed from these records; 'parallaxe ingest --as' takes their rows.")
    for line in _table(found):
        typer.echo(line)


def _table(found: list[Observation]) -> list[str]:
    rows = [("subject", "metric", "period", "aggregation", "value", "bounds", "numerator", "n")] if found else []
    rows += [
        (
            one.subject or f"? {one.surface}",
            one.metric,
            one.valid or "",
            one.dimensions.get("aggregation") or one.dimensions.get("counting", ""),
            f"{one.number:.1f} {one.unit}" if one.number is not None else str(one.text),
            f"{one.interval.lower:.1f} to {one.interval.upper:.1f}" if one.interval else "",
            f"{one.numerator:,f}" if one.numerator is not None else "",
            f"{one.n:,}" if one.n else "",
        )
        for one in found
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))] if rows else []
    right = {4, 5, 6, 7}
    return [
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def connectors(
    name: Annotated[str | None, typer.Argument(help="One connector, for its whole card.")] = None,
) -> None:
    """List the connectors, or print the card of one: publisher, licence, columns, what is left out."""
    from parallaxe.recompute import connector_names, load_connector

    if name is None:
        cards = [load_connector(known).card for known in connector_names()]
        width = max(len(card.name) for card in cards)
        for card in cards:
            typer.echo(f"{card.name:<{width}}  {card.title} ({card.publisher}, {card.licence})")
        return
    card = load_connector(name).card
    typer.echo(
        f"{card.title}\n{card.publisher}, class {card.source_class.value}, {card.licence}, {card.redistribution.value}"
    )
    renewed = "says nothing of days it does not hold" if card.covers_days else "takes the place of the earlier one"
    typer.echo(f"{card.url}\n{card.note}\nA later file of the same name {renewed}.\n")
    width = max(len(column) for column in card.columns)
    for column, meaning in card.columns.items():
        typer.echo(f"  {column:<{width}}  {meaning}")
