"""``parallaxe index``: compute an index from its declared recipe, or show the recipe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.analyse.index import IndexTable, IndexValue
    from parallaxe.analyse.left_out import LeftOut
    from parallaxe.analyse.recipe import Recipe
    from parallaxe.analyse.scores import Score

#: Columns of a file of scores; the first three are needed.
COLUMNS = (
    "model",
    "benchmark",
    "score",
    "configuration",
    "benchmark_version",
    "index_version",
    "standard_error",
    "source",
    "observation",
)


def register(parent: typer.Typer) -> None:
    """Mount the command."""
    parent.command(name="index")(index)


def index(
    recipe: Annotated[str, typer.Argument(help="Name of a recipe in the catalogue, or a YAML file.")],
    scores: Annotated[
        Path | None,
        typer.Option(
            help="CSV or Parquet with model, benchmark, score; a row whose benchmark is the index's own "
            "name holds its published value."
        ),
    ] = None,
    tolerance: Annotated[float, typer.Option(help="Room for agreement with published values.")] = 0.5,
    show: Annotated[bool, typer.Option("--show", help="Show the recipe only.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show each value component by component.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compute an index from the ledger, or from a file of scores, beside its published values."""
    import msgspec

    from parallaxe.analyse.index import compute_index, published_only
    from parallaxe.cli.analyse import print_json

    declared = load_recipe(recipe)
    if show:
        if json:
            print_json({"recipe": declared, "computable": declared.computable, "rows": []})
        else:
            _show_recipe(declared)
        return
    rows, left_out = (read_scores(scores), []) if scores else ledger_scores(declared)
    own = {(row.model, row.configuration): row.score for row in rows if row.benchmark == declared.id}
    published = {key: value for key, value in own.items() if value is not None}
    if scores is None and not declared.computable:
        table = published_only(declared, published)
    else:
        parts = [row for row in rows if row.benchmark != declared.id]
        table = compute_index(declared, parts, published, tolerance=tolerance)
    table = msgspec.structs.replace(table, left_out=[*table.left_out, *left_out])
    if json:
        print_json(table)
        return
    if not declared.computable:
        _show_recipe(declared)
    _show(table, explain=explain)


def load_recipe(name: str) -> Recipe:
    """A recipe by name or path.

    Raises:
        CatalogueError: no such recipe, or one that does not validate.
    """
    from parallaxe.analyse.recipe import Recipe, check_recipe
    from parallaxe.catalog.catalogue import shipped_folder
    from parallaxe.catalog.files import files_below, load_files
    from parallaxe.cli.settings import load_settings
    from parallaxe.vocabulary.errors import CatalogueError

    own = load_settings().catalogue
    roots = [shipped_folder(), *([own] if own else [])]
    paths = {path.stem: path for root in roots for path in files_below(root / "indices")}
    path = Path(name) if name.endswith((".yaml", ".yml")) else paths.get(name)
    if path is None:
        raise CatalogueError(
            f"no index '{name}'", where="catalog/indices", mend=f"There are {', '.join(sorted(paths))}."
        )
    return check_recipe(load_files([path], Recipe)[path.stem])


def ledger_scores(recipe: Recipe) -> tuple[list[Score], list[LeftOut]]:
    """Scores of the recipe's components in this user's ledger, and what was left out."""
    from parallaxe.analyse.observed_scores import METRICS, observed_scores
    from parallaxe.cli.settings import load_settings
    from parallaxe.ledger import Ledger

    return observed_scores(recipe, score_rows(Ledger.open(load_settings().home).table(metric=METRICS)))


def score_rows(table: pa.Table) -> list[dict[str, Any]]:
    """Observations of scores and indices in a table of the ledger, dimensions decoded."""
    import msgspec
    import pyarrow as pa
    import pyarrow.compute as pc

    from parallaxe.analyse.observed_scores import METRICS

    rows: list[dict[str, Any]] = table.filter(pc.is_in(table["metric"], value_set=pa.array(METRICS))).to_pylist()
    for row in rows:
        row["dimensions"] = msgspec.json.decode(row["dimensions"] or "{}")
    return rows


def read_scores(path: Path) -> list[Score]:
    """Scores from CSV (an empty cell is null) or Parquet.

    Raises:
        UnreadableInputError: no file, or not one of these formats.
        UnknownFormatError: a column is missing.
        InvalidValueError: a cell that is not of its column's type.
    """
    import msgspec
    import pyarrow as pa
    import pyarrow.csv as pa_csv
    import pyarrow.parquet as pq

    from parallaxe.analyse.scores import Score
    from parallaxe.vocabulary.errors import InvalidValueError, UnknownFormatError, UnreadableInputError

    text = [name for name in COLUMNS if name not in {"score", "standard_error"}]
    types = {**dict.fromkeys(text, pa.string()), "score": pa.float64(), "standard_error": pa.float64()}
    options = pa_csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True)
    try:
        table = pq.read_table(path) if path.suffix == ".parquet" else pa_csv.read_csv(path, convert_options=options)
    except (OSError, pa.ArrowInvalid) as error:
        raise UnreadableInputError(
            f"cannot be read ({str(error).splitlines()[0]})", where=str(path), mend="Hand in CSV or Parquet."
        ) from error
    if missing := [name for name in COLUMNS[:3] if name not in table.column_names]:
        raise UnknownFormatError(
            f"lacks the column {', '.join(missing)}", where=str(path), mend=f"Columns are {', '.join(COLUMNS)}."
        )
    known = table.select([name for name in COLUMNS if name in table.column_names])
    try:
        return msgspec.convert(known.to_pylist(), list[Score])
    except msgspec.ValidationError as error:
        raise InvalidValueError(str(error), where=str(path), mend="Mend or remove the row.") from error


def _show_recipe(recipe: Recipe) -> None:
    from parallaxe.cli.analyse import print_table

    print(f"{recipe.title} {recipe.version} ({recipe.released}): {recipe.method}, in {recipe.unit}")
    print(f"{recipe.source} (checked {recipe.checked}); {recipe.note.strip()}\n")
    print_table(
        ["component", "weight", "category"],
        [[c.name, "unknown" if c.weight is None else f"{c.weight:.4g}", c.category or ""] for c in recipe.components],
    )
    for what in recipe.unknown:
        print(f"unknown: {what}")


def _show(table: IndexTable, *, explain: bool) -> None:
    from parallaxe.cli.analyse import print_table

    print(f"{table.index}, in {table.unit} ({table.method})")
    print_table(
        ["model", "configuration", "value", "lower", "upper", "published", "verdict"],
        [
            [
                row.model,
                row.configuration or "",
                _number(row.recomputed),
                _number(row.interval.lower if row.interval else None),
                _number(row.interval.upper if row.interval else None),
                _number(row.published),
                row.verdict,
            ]
            for row in table.rows
        ],
    )
    if explain:
        for row in table.rows:
            _explain(row)
    for gone in table.left_out:
        print(f"left out: {gone.what}: {gone.why}")


def _explain(row: IndexValue) -> None:
    from parallaxe.cli.analyse import print_table

    print(f"\n{row.model}{f' ({row.configuration})' if row.configuration else ''}")
    print_table(
        ["component", "score", "weight", "adds", "expected"],
        [
            [s.benchmark, f"{s.score:.4f}", _number(s.weight), _number(s.contribution), _number(s.expected)]
            for s in row.components
        ],
    )
    if row.missing:
        print(f"missing: {', '.join(row.missing)}")


def _number(value: Any) -> str:
    return "–" if value is None else f"{value:.4g}"
