"""``parallaxe analyse open-closed``: what open models cost against closed ones, from the ledger's price lists."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.analyse.openness import Listed
    from parallaxe.catalog import Catalogue

_METRICS = ("price_input_per_mtok", "price_output_per_mtok")
Offers = Literal["own", "all"]


def open_closed(
    day: Annotated[
        list[str] | None, typer.Option(help="ISO day; give it again for several; else each quarter's first.")
    ] = None,
    offers: Annotated[
        Offers,
        typer.Option(
            help="own: makers' own lists, and others' offers of models without one; all: the cheapest of all."
        ),
    ] = "own",
    model: Annotated[str | None, typer.Option(help="Every day of this open model (slug).")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Prices of open models against the closed ones of the same day, in dollars for a million tokens, three in to one out."""
    from parallaxe.analyse.openness import ended, open_against_closed
    from parallaxe.catalog import load_catalogue
    from parallaxe.cli.analyse import print_json, print_table
    from parallaxe.cli.settings import load_settings
    from parallaxe.ledger import Ledger
    from parallaxe.vocabulary.errors import InsufficientDataError

    settings = load_settings()
    catalogue = load_catalogue(settings.catalogue)
    table = Ledger.open(settings.home).table(metric=(*_METRICS, "open_weights"))
    listed = _listed(table, own=offers == "own")
    if not listed:
        raise InsufficientDataError(
            "no price of a model in dollars is in the ledger", mend="Run 'parallaxe ingest model-prices'."
        )
    days, left_out = open_against_closed(listed, _weights(table, listed, catalogue), day or _quarters(listed))
    if json:
        print_json({"rows": days, "left_out": left_out})
        return
    if model is not None:
        rows = [one for each in days for one in each.models if one.model == model]
        print_table(
            ["day", "price", "to closed median", "closed models dearer %"],
            [[one.day, f"{one.price:.3f}", f"{one.ratio:.2f}", f"{one.dearer:.0f}"] for one in rows],
        )
        return
    print_table(
        ["day", "open", "closed", "open median", "closed median", "ratio"],
        [
            [
                one.day,
                str(one.open_models),
                str(one.closed_models),
                *map(_told, (one.open_median, one.closed_median, one.ratio)),
            ]
            for one in days
        ],
    )
    for earlier, later in pairwise(one.day for one in days):
        if gone := ended(listed, earlier, later):
            print(f"{later}: {gone} of the models listed on {earlier} are in no list that reaches this day")
    if left_out:
        print(f"left out: {len(left_out)} models of which it is not known whether their weights are open")


def _told(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _listed(table: pa.Table, *, own: bool) -> list[Listed]:
    """Dollar prices with a span of days; of models with a list of their maker's own, that one alone."""
    import msgspec

    from parallaxe.analyse.openness import Listed
    from parallaxe.vocabulary.period import Period

    columns = ["id", "subject", "metric", "number", "unit", "dimensions", "valid", "source_class"]
    found: list[tuple[bool, Listed]] = []
    for row in table.select(columns).to_pylist():
        if row["metric"] not in _METRICS or row["unit"] != "USD" or not row["subject"] or not row["valid"]:
            continue
        dimensions = msgspec.json.decode(row["dimensions"] or "{}", type=dict[str, str])
        if dimensions.get("modality", "actual") != "actual":
            continue
        span = Period.parse(row["valid"])
        one = Listed(
            model=row["subject"], metric=row["metric"], offer=row["dimensions"] or "{}", price=float(row["number"]),
            currency="USD", since=span.start.isoformat(), until=span.end.isoformat(), observation=row["id"],
        )  # fmt: skip
        found.append((row["source_class"] == "A", one))
    listed_by_maker = {one.model for is_own, one in found if is_own}
    return [one for is_own, one in found if not own or is_own or one.model not in listed_by_maker]


def _weights(table: pa.Table, listed: list[Listed], catalogue: Catalogue) -> dict[str, str]:
    """Whether weights are open: the catalogue's word, that of a model's family, else what sources say alike."""
    from parallaxe.analyse.sides import CLOSED, OPEN
    from parallaxe.recompute.naming import naming_of

    said: dict[str, set[str]] = {}
    for row in table.select(["subject", "metric", "text"]).to_pylist():
        if row["metric"] == "open_weights" and row["subject"] and row["text"] in {OPEN, CLOSED}:
            said.setdefault(row["subject"], set()).add(row["text"])
    naming, found = naming_of(catalogue), {}
    for model in {one.model for one in listed}:
        entity = naming.of_slug(model)
        if entity is not None and entity.open_weights is not None:
            found[model] = OPEN if entity.open_weights else CLOSED
        elif len(sources := said.get(model, set())) == 1:
            found[model] = next(iter(sources))
    return found


def _quarters(listed: list[Listed]) -> list[str]:
    """First days of the quarters some price is known for, and the last day of all."""
    first, last = min(one.since for one in listed), max(one.until for one in listed)
    quarters = [
        f"{year}-{month:02d}-01" for year in range(int(first[:4]), int(last[:4]) + 1) for month in (1, 4, 7, 10)
    ]
    return [*(one for one in quarters if first <= one < last), last]
