"""``parallaxe analyse``: ratings from votes, scores and ties from item results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from parallaxe.cli.gap import gap
from parallaxe.cli.observed_series import series
from parallaxe.cli.openness import open_closed
from parallaxe.cli.series import prices, shares

if TYPE_CHECKING:
    import duckdb

    from parallaxe.analyse.left_out import LeftOut

app = typer.Typer(name="analyse", help="Ratings, scores and ties, each with its interval.", no_args_is_help=True)
for _command in (gap, series, shares, prices):
    app.command()(_command)
app.command("open-closed")(open_closed)

Correction = Literal["holm", "benjamini-hochberg", "none"]
Votes = Annotated[Path, typer.Argument(help="Parquet with model_a, model_b, winner (a, b, tie); optionally cluster.")]
Items = Annotated[Path, typer.Argument(metavar="MATRIX", help="Parquet with model, item, score; optionally cluster.")]
Level = Annotated[float, typer.Option(help="Coverage of intervals and tests.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Correct = Annotated[Correction, typer.Option(help="Correction for testing many pairs.")]
Memory = Annotated[str, typer.Option(help="Most memory the database may use.")]


def register(parent: typer.Typer) -> None:
    """Mount the command group."""
    parent.add_typer(app)


@app.command()
def ratings(
    votes: Votes,
    level: Level = 0.95,
    correction: Correct = "holm",
    covariate: Annotated[
        list[str] | None, typer.Option(help="Column to hold equal, first model less second; give it again for several.")
    ] = None,
    json: Json = False,
) -> None:
    """Bradley-Terry ratings (log-odds, mean 0) from pairwise votes, ties as half-wins."""
    from parallaxe.analyse.adjusted_votes import rate_adjusted
    from parallaxe.analyse.ranking import separable_pairs
    from parallaxe.analyse.votes import count_votes, rate

    batches = _batches(votes, covariate or [])
    if covariate:
        rows, effects, method = rate_adjusted(batches, covariate, level=level, correction=correction)
    else:
        effects = []
        rows, method = rate(count_votes(batches), level=level, correction=correction)
    if json:
        print_json({"ratings": rows, "effects": effects, "method": method} if covariate else rows)
        return
    columns = ["group", "model", "rating", "lower", "upper", "votes", "ranks"]
    print_table(
        columns,
        [
            [
                r.group,
                r.model,
                f"{r.rating:+.3f}",
                f"{r.lower:+.3f}",
                f"{r.upper:+.3f}",
                r.votes,
                _ranks(r.best_rank, r.worst_rank),
            ]
            for r in rows
        ],
    )
    groups = [[r.model for r in rows if r.group == number] for number in range(1, rows[-1].group + 1)]
    # Each model's best rank counts those separably ahead of it, so that together they count the pairs.
    print(separable_pairs(groups, sum(r.best_rank - 1 for r in rows)))
    for e in effects:
        print(f"{e.covariate}: {e.effect:+.3f} a standard deviation ({e.lower:+.3f} to {e.upper:+.3f})")
    print(f"{method}; {level:.0%} intervals; groups by {correction}.")


@app.command()
def items(
    results: Items,
    level: Level = 0.95,
    correction: Correct = "holm",
    memory: Memory = "1GB",
    json: Json = False,
) -> None:
    """Scores with intervals, and which models the items can tell apart."""
    from parallaxe.analyse.items import ItemTable
    from parallaxe.analyse.left_out import LeftOut
    from parallaxe.analyse.ranking import rank_items, reordered_pairs

    with _database_errors(results):
        table = ItemTable(_opened(results, "items", memory))
        scores = table.scores(level)
    left_out, ranking, reordered = list(table.left_out), None, []
    if table.rows > LARGEST_MATRIX:
        why = f"paired tests need all results in memory; {table.rows} are more than {LARGEST_MATRIX}"
        left_out.append(LeftOut(what="tie groups", why=why))
    else:
        matrix = table.matrix()
        ranking = rank_items(matrix, level=level, correction=correction)
        reordered = reordered_pairs(matrix, scores)
    if json:
        print_json(
            {
                "scores": scores,
                "tie_groups": ranking.tie_groups if ranking else None,
                "ranking": ranking,
                "reordered_on_shared_items": reordered,
                "left_out": left_out,
                "level": level,
            }
        )
        return
    places = {p.model: p for p in ranking.placed} if ranking else {}
    print_table(
        ["group", "model", "score", "lower", "upper", "n", "ranks"],
        [
            [
                places[s.model].group if s.model in places else "–",
                s.model,
                f"{s.score:.4f}",
                _end(s.lower),
                _end(s.upper),
                s.n,
                _ranks(places[s.model].best_rank, places[s.model].worst_rank) if s.model in places else "–",
            ]
            for s in scores
        ],
    )
    if ranking:
        print(f"{ranking.sentence}\n{ranking.method}.")
    for first, second in reordered:
        print(f"{first} has the higher mean, {second} does better on the items both were given.")
    _print_left_out(left_out)


@app.command()
def abilities(matrix: Items, memory: Memory = "1GB", json: Json = False) -> None:
    """Latent abilities from 0/1 item results (two-parameter item response); missing results are fine."""
    from parallaxe.analyse.items import ItemTable
    from parallaxe.statistics.item_response import two_parameter

    with _database_errors(matrix):
        table = ItemTable(_opened(matrix, "items", memory))
        found = table.matrix()
    fit = two_parameter(found.scores, found.observed, names=found.models)
    order = (-fit.ability).argsort(kind="stable")
    models = [
        {"model": found.models[i], "ability": float(fit.ability[i]), "standard_error": float(fit.ability_error[i])}
        for i in order
    ]
    if json:
        unclear = [name for name, known in zip(found.items, fit.identifiable, strict=True) if not known]
        print_json(
            {
                "abilities": models,
                "converged": fit.converged,
                "not_identifiable": unclear,
                "left_out": table.left_out,
            }
        )
        return
    print_table(
        ["model", "ability", "±"],
        [[m["model"], f"{m['ability']:+.3f}", f"{m['standard_error']:.3f}"] for m in models],
    )
    print(f"In standard deviations of the models; {(~fit.identifiable).sum()} items tell nothing and were left out.")
    _print_left_out(table.left_out)
    if not fit.converged:
        print("The fit did not settle: these items hardly tell the models apart.")


@app.command()
def subset(
    matrix: Items,
    size: Annotated[list[int], typer.Option(help="Number of items; give it again for a curve.")] = [100, 200, 400],  # noqa: B006 — typer copies it
    memory: Memory = "1GB",
    json: Json = False,
) -> None:
    """Which items to run for a given error, with the error on models that were not used to choose them."""
    import numpy as np

    from parallaxe.analyse.items import ItemTable
    from parallaxe.analyse.left_out import LeftOut
    from parallaxe.statistics.item_subset import choose_items, error_curve
    from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError

    with _database_errors(matrix):
        table = ItemTable(_opened(matrix, "items", memory))
        found = table.matrix()
    complete = np.all(found.observed, axis=0)
    if not complete.any():
        raise InsufficientDataError("no item has results of all models", where=str(matrix), mend="Leave models out.")
    scores = found.scores[:, complete]
    names = [found.items[i] for i in np.flatnonzero(complete)]
    left_out = list(table.left_out)
    if missing := int((~complete).sum()):
        left_out.append(LeftOut(what="items", why="without results of all models", count=missing))
    left_out += [LeftOut(what=f"size {k}", why=f"more than the {len(names)} items") for k in size if k > len(names)]
    sizes = [k for k in size if k <= len(names)]
    if not sizes:
        raise InvalidValueError(
            f"{len(names)} items have results of all models", where="--size", mend="Ask for fewer items than there are."
        )
    curve = error_curve(scores, sizes)
    if json:
        chosen = {str(k): choose_items(scores, k) for k in sizes}
        print_json(
            {
                "curve": curve,
                "items": {
                    k: [{"item": names[i], "weight": float(w)} for i, w in zip(s.items, s.weights, strict=True)]
                    for k, s in chosen.items()
                },
                "constants": {k: s.constant for k, s in chosen.items()},
                "left_out": left_out,
            }
        )
        return
    print_table(
        ["items", "mean error", "worst tenth", "at random", "worst tenth at random"],
        [
            [
                p.size,
                f"{p.mean_error:.4f}",
                f"{p.worst_tenth:.4f}",
                f"{p.random_mean_error:.4f}",
                f"{p.random_worst_tenth:.4f}",
            ]
            for p in curve
        ],
    )
    print(f"Error of the mean score over {len(names)} items, on models held out of the choice.")
    _print_left_out(left_out)


#: Results in a matrix of double precision that stay within a gigabyte and a half.
LARGEST_MATRIX = 60_000_000


def _batches(path: Path, covariates: list[str]) -> Iterator[Any]:
    """Batches of a Parquet file, names kept as numbers into their dictionary."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from parallaxe.vocabulary.errors import UnreadableInputError

    try:
        names = [column.name for column in pq.read_schema(path) if pa.types.is_string(column.type)]
        with pq.ParquetFile(path, read_dictionary=names, memory_map=True) as file:
            known = {"model_a", "model_b", "winner", "cluster", *covariates}
            wanted = [name for name in file.schema_arrow.names if name in known] or None
            yield from file.iter_batches(batch_size=1 << 19, columns=wanted)
    except (OSError, pa.ArrowInvalid) as error:
        reason = "is no file" if not path.is_file() else f"is no readable Parquet ({str(error).splitlines()[0]})"
        raise UnreadableInputError(reason, where=str(path), mend="Check the path, or write it again.") from error


@contextmanager
def _database_errors(path: Path) -> Iterator[None]:
    """Errors of the database as ours: cells of another type, or too little memory."""
    import duckdb

    from parallaxe.vocabulary.errors import InvalidValueError, SettingsError

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise SettingsError("the results do not fit", where=str(path), mend="Raise --memory.") from error
    except duckdb.Error as error:
        raise InvalidValueError(
            str(error).splitlines()[0], where=str(path), mend="Scores are numbers; models and items are names."
        ) from error


def _opened(path: Path, view: str, memory: str) -> duckdb.DuckDBPyConnection:
    import os
    import tempfile

    import duckdb

    from parallaxe.vocabulary.errors import InvalidValueError, UnreadableInputError

    if not path.is_file():
        raise UnreadableInputError("is no file", where=str(path), mend="Check the path.")
    # Made only when results do not fit, and removed by the database when it is closed.
    spill = str(Path(tempfile.gettempdir()) / f"parallaxe-{os.getpid()}")
    try:
        connection = duckdb.connect(
            config={"memory_limit": memory, "preserve_insertion_order": False, "temp_directory": spill}
        )
    except duckdb.Error as error:
        raise InvalidValueError(
            f"'{memory}' is no amount of memory", where="--memory", mend="Write 500MB or 2GB."
        ) from error
    try:
        connection.read_parquet(str(path)).create_view(view)
    except duckdb.Error as error:
        raise UnreadableInputError(
            f"is no readable Parquet ({str(error).splitlines()[0]})", where=str(path), mend="Write it again."
        ) from error
    return connection


def print_json(value: Any) -> None:
    """Print as indented JSON."""
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(value), indent=1).decode())


def print_table(header: list[str], rows: list[list[Any]]) -> None:
    """Aligned text: words to the left, numbers to the right."""
    text = [header, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[c]) for row in text) for c in range(len(header))]
    left = {"model", "configuration", "category", "verdict", "component", "reason", "name", "row"}
    for row in text:
        cells = [row[c].ljust(w) if header[c] in left else row[c].rjust(w) for c, w in enumerate(widths)]
        print("  ".join(cells).rstrip())


def _print_left_out(left_out: list[LeftOut]) -> None:
    for gone in left_out:
        print(f"left out: {gone.what}: {gone.why}{f' ({gone.count})' if gone.count else ''}")


def _ranks(best: int, worst: int) -> str:
    return str(best) if best == worst else f"{best}–{worst}"


def _end(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
