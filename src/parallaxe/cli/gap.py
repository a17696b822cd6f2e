"""``parallaxe analyse gap``: the distance between the best models to date of two sides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from parallaxe.analyse.gap import FrontierGap, GapPoint
    from parallaxe.vocabulary.interval import Interval


def gap(
    models: Annotated[
        Path,
        typer.Argument(
            help="CSV: model, side (several by ;), released; configuration, distilled_from; value and index."
        ),
    ],
    leader: Annotated[str, typer.Option(help="Side measured from.")],
    follower: Annotated[str, typer.Option(help="Side measured to.")],
    day: Annotated[list[str], typer.Option(help="ISO day; give it again for several.")],
    index: Annotated[str | None, typer.Option(help="Recipe the values are computed by; else the file's own.")] = None,
    scores: Annotated[Path | None, typer.Option(help="Scores for the recipe; else the ledger's.")] = None,
    joint: Annotated[bool, typer.Option("--count-joint", help="Count joint models for both sides.")] = False,
    without_distilled: Annotated[
        bool, typer.Option("--without-distilled", help="Leave out models distilled from the other side's.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Points and months between the best models to date of two sides; intervals where values are computed."""
    from parallaxe.analyse.gap import frontier_gap
    from parallaxe.cli.analyse import print_json
    from parallaxe.cli.verify import read_records

    rows = read_records(models)
    placed, draws, units = _computed(rows, index, scores, models) if index else (_stated(rows, models), None, None)
    found = frontier_gap(
        placed,
        leader,
        follower,
        day,
        replicates=draws,
        units=units,
        count_joint=joint,
        count_distilled=not without_distilled,
    )
    if json:
        print_json(found)
    else:
        _show(found)


def _stated(rows: list[Any], path: Path) -> list[Any]:
    return [_placed(row, path, float(_cell(row, "value", path)), _cell(row, "index", path)) for row in rows]


def _computed(rows: list[Any], index: str, scores: Path | None, path: Path) -> tuple[list[Any], Any, int]:
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
    return placed, drawn.replicates[:, known], len(drawn.benchmarks)


def _placed(row: Any, path: Path, value: float, index: str) -> Any:
    from parallaxe.analyse.gap import Placed

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
    if any(point.points_interval is None for point in found.points):
        print("No intervals: values alone have no replicates. Months without an interval are not to be quoted.")
    for gone in found.left_out:
        print(f"left out: {gone.what}: {gone.why}")


def _line(point: GapPoint) -> list[str]:
    return [
        point.day,
        f"{point.points:+.2f}",
        _ends(point.points_interval),
        f"{'≥ ' if point.lag_is_at_least else ''}{point.lag_months:+.1f}",
        _ends(point.lag_interval),
        point.leader_model,
        point.follower_model,
    ]


def _ends(interval: Interval | None) -> str:
    return "–" if interval is None else f"{interval.lower:+.1f} to {interval.upper:+.1f}"
