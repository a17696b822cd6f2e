"""``parallaxe analyse gap``: the distance between the best models to date of two sides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from parallaxe.analyse.gap_result import FrontierGap, GapPoint
    from parallaxe.cli.gap_models import Field
    from parallaxe.vocabulary.interval import Interval


#: More models left out for one reason are counted; JSON names them all.
NAMED = 6
By = Literal["country", "weights", "lab"]


def gap(
    leader: Annotated[str, typer.Option(help="Side measured from: a country, open or closed, a lab.")],
    follower: Annotated[str, typer.Option(help="Side measured to.")],
    models: Annotated[
        Path | None,
        typer.Argument(
            help="CSV: model, side (several by ;), released; configuration, distilled_from; value and index. "
            "Without it, the models of the ledger."
        ),
    ] = None,
    by: Annotated[By, typer.Option(help="What makes a side, of the ledger's models.")] = "country",
    day: Annotated[
        list[str] | None, typer.Option(help="ISO day; give it again for several; else the last release.")
    ] = None,
    index: Annotated[
        str | None, typer.Option(help="Recipe the values are computed by; the ledger's models: parallaxe-1.0.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="Of the ledger's models: name and version of an index, for its published values.")
    ] = None,
    scores: Annotated[Path | None, typer.Option(help="Scores for the recipe; else the ledger's.")] = None,
    joint: Annotated[bool, typer.Option("--count-joint", help="Count joint models for both sides.")] = False,
    without_distilled: Annotated[
        bool, typer.Option("--without-distilled", help="Leave out models distilled from the other side's.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Points and months between the best models to date of two sides; intervals where values are computed."""
    import msgspec

    from parallaxe.analyse.gap import frontier_gap
    from parallaxe.cli.analyse import print_json

    field, sides = (
        (_of_file(models, index, scores), (leader, follower))
        if models
        else _of_ledger(by, (leader, follower), index, published)
    )
    found = frontier_gap(
        field.models,
        *sides,
        day or [max((one.released for one in field.models if set(one.sides) & set(sides)), default="")],
        replicates=field.replicates,
        count_joint=joint,
        count_distilled=not without_distilled,
    )
    found = msgspec.structs.replace(found, left_out=[*field.left_out, *found.left_out])
    if json:
        print_json(found)
    else:
        _show(found)


def _of_ledger(
    by: str, sides: tuple[str, str], index: str | None, published: str | None
) -> tuple[Field, tuple[str, str]]:
    from parallaxe.analyse.sides import By
    from parallaxe.cli.gap_models import from_ledger, side_named

    kind = By(by)
    named = side_named(kind, sides[0]), side_named(kind, sides[1])
    return from_ledger(kind, index or "parallaxe-1.0", published), named


def _of_file(models: Path, index: str | None, scores: Path | None) -> Field:
    from parallaxe.cli.gap_models import Field
    from parallaxe.cli.verify import read_records

    rows = read_records(models)
    if index is None:
        return Field(_stated(rows, models), None, [])
    return Field(*_computed(rows, index, scores, models), [])


def _stated(rows: list[Any], path: Path) -> list[Any]:
    return [_placed(row, path, float(_cell(row, "value", path)), _cell(row, "index", path)) for row in rows]


def _computed(rows: list[Any], index: str, scores: Path | None, path: Path) -> tuple[list[Any], Any]:
    """Models of the file that the index places, with replicates of their values."""
    from parallaxe.analyse.recipe import Method
    from parallaxe.analyse.scores import sheet
    from parallaxe.analyse.stitched import stitched_draws
    from parallaxe.cli.index import ledger_scores, load_recipe, read_scores
    from parallaxe.vocabulary.errors import InvalidValueError

    recipe = load_recipe(index)
    if recipe.method not in {Method.STITCHED, Method.EXPECTED_SCORE}:
        raise InvalidValueError(
            f"'{index}' has no replicates", where="--index", mend="Choose a stitched index, or hand in values."
        )
    given = read_scores(scores) if scores else ledger_scores(recipe)[0]
    drawn = stitched_draws(recipe, sheet(recipe, [row for row in given if row.benchmark != recipe.id]))
    about = {(_cell(row, "model", path), row.get("configuration") or None): row for row in rows}
    known = [i for i, key in enumerate(drawn.keys) if key in about or (key[0], None) in about]
    placed = [
        _placed(about.get(key) or about[key[0], None], path, float(drawn.values[i]), recipe.id)
        for i, key in enumerate(drawn.keys)
        if i in set(known)
    ]
    return placed, drawn.replicates[:, known]


def _placed(row: Any, path: Path, value: float, index: str) -> Any:
    from parallaxe.analyse.gap_result import Placed

    return Placed(
        model=_cell(row, "model", path),
        sides=tuple(side.strip() for side in _cell(row, "side", path).split(";") if side.strip()),
        released=_cell(row, "released", path),
        value=value,
        index=index,
        distilled_from=row.get("distilled_from") or None,
    )


def _cell(row: Any, column: str, path: Path) -> str:
    from parallaxe.vocabulary.errors import UnknownFormatError

    if column not in row:
        raise UnknownFormatError(
            f"lacks the column {column}", where=str(path), mend="Columns are model, side, released, value, index."
        )
    return str(row[column] or "")


def _show(found: FrontierGap) -> None:
    from parallaxe.cli.analyse import print_table

    print(f"{found.leader} less {found.follower} on {found.index}")
    print_table(
        ["day", "points", "interval", "months", "their interval", "leading model", "following model"],
        [_line(point) for point in found.points],
    )
    median = (
        "not known: fewer than half reached" if found.catch_up_months is None else f"{found.catch_up_months:.1f} months"
    )
    ends = f" ({_ends(found.catch_up_interval)})" if found.catch_up_interval else ""
    print(
        f"{found.follower} caught up with {found.caught_up} of {found.records} records of {found.leader}; median {median}{ends}."
    )
    if oldest := found.oldest_unreached:
        print(f"Not caught up yet: {oldest.model}, of {oldest.released}: at least {oldest.months:.1f} months.")
    if any(point.points_interval is None for point in found.points):
        print("No intervals: values alone have no replicates. Months without an interval are not to be quoted.")
    reasons: dict[str, list[str]] = {}
    for gone in found.left_out:
        reasons.setdefault(gone.why, []).append(gone.what)
    for why, names in reasons.items():
        print(f"left out: {', '.join(names) if len(names) <= NAMED else f'{len(names)} models'}: {why}")


def _line(point: GapPoint) -> list[str]:
    return [
        point.day,
        f"{point.points:+.2f}",
        _ends(point.points_interval),
        f"{'≥ ' if point.lag_is_at_least else ''}{point.lag_months:+.1f}",
        f"{_ends(point.lag_interval)}{' or more' if point.interval_is_at_least else ''}",
        point.leader_model,
        point.follower_model,
    ]


def _ends(interval: Interval | None) -> str:
    return "–" if interval is None else f"{interval.lower:+.1f} to {interval.upper:+.1f}"
