"""``parallaxe verify``: published values beside recomputed ones, and the rows that cannot be right."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from parallaxe.analyse.verification.result import Verification


def register(parent: typer.Typer) -> None:
    """Mount the command."""
    parent.command(name="verify")(verify)


def verify(
    file: Annotated[Path, typer.Argument(help="Table or records: CSV, YAML, JSON or Parquet, gzip too.")],
    name: Annotated[
        str,
        typer.Option("--as", help="What it is: aider, cadeval, eci, livebench, mmlu-pro, notable-models, openrouter."),
    ],
    beside: Annotated[
        Path | None,
        typer.Option("--with", help="Second file: published values to set beside, or the scores an index is made of."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="List rows that agree too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Set published beside recomputed and list every row that cannot be right."""
    from parallaxe.cli.analyse import print_json

    found = _verified(file, name, beside)
    if json:
        print_json(found)
    else:
        _show(found, everything=everything)


def _verified(file: Path, name: str, beside: Path | None) -> Verification:
    from parallaxe.analyse.index import compute_index
    from parallaxe.analyse.verification.capability_index import verify_eci
    from parallaxe.analyse.verification.registry import BY_INDEX, VERIFICATIONS
    from parallaxe.cli.index import load_recipe, read_scores
    from parallaxe.vocabulary.errors import InvalidValueError

    records = read_records(file)
    if recipe := BY_INDEX.get(name):
        if beside is None:
            raise InvalidValueError(
                f"'{name}' is recomputed from scores", where="--with", mend="Hand in a file of model, benchmark, score."
            )
        return verify_eci(records, compute_index(load_recipe(recipe), read_scores(beside)))
    check = VERIFICATIONS.get(name)
    if check is None:
        known = ", ".join(sorted([*VERIFICATIONS, *BY_INDEX]))
        raise InvalidValueError(f"no verification '{name}'", where="--as", mend=f"There are {known}.")
    return check(records, read_records(beside) if beside else None)


def read_records(path: Path) -> list[Any]:
    """Rows of a CSV, YAML, JSON or Parquet file as mappings; numbers of YAML keep their printed digits.

    Raises:
        UnreadableInputError: no file, damaged, or of another format.
    """
    import zlib

    import yaml

    from parallaxe.vocabulary.errors import UnreadableInputError

    try:
        raw = path.read_bytes()
        if raw.startswith(b"\x1f\x8b"):
            raw = gzip.decompress(raw)
        if raw.startswith(b"PAR1"):
            import pyarrow.parquet as pq

            return list(pq.read_table(io.BytesIO(raw)).to_pylist())
        text = raw.decode("utf-8-sig")
        rows = _rows(text, path.name.removesuffix(".gz").rpartition(".")[2].lower())
    except (OSError, EOFError, ValueError, zlib.error, yaml.YAMLError) as error:
        raise UnreadableInputError(
            f"cannot be read ({str(error).splitlines()[0]})",
            where=str(path),
            mend="Hand in CSV, YAML, JSON or Parquet.",
        ) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableInputError("is no list of rows", where=str(path), mend="Hand in a table.")
    return rows


def _rows(text: str, kind: str) -> Any:
    """Parse by the file's extension; figures stay the text they are printed as."""
    import csv
    import json

    import yaml

    if kind in {"yml", "yaml"}:
        rows = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 — builds strings, lists and mappings only
        return [_with_nulls(row) for row in rows] if isinstance(rows, list) else rows
    if kind == "json":
        return json.loads(text, parse_float=str, parse_int=str)
    if kind in {"csv", "tsv"}:
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if kind == "tsv" else ","))
    raise ValueError(f"unknown kind '{kind}'")


def _with_nulls(row: Any) -> Any:
    """YAML's nulls, which a loader that keeps all else as text gives as words."""
    words = ("null", "Null", "NULL", "~")
    return {key: None if value in words else value for key, value in row.items()} if isinstance(row, dict) else row


def _show(found: Verification, *, everything: bool) -> None:
    from parallaxe.cli.analyse import print_table

    quiet = {"agrees", "unpublished"} if not everything else set()
    rows = [row for row in found.rows if row.verdict not in quiet]
    if rows:
        print_table(
            ["row", "quantity", "published", "recomputed", "verdict", "reason"],
            [[r.row, r.quantity, _cell(r.published), _cell(r.recomputed), r.verdict, r.reason] for r in rows],
        )
    print(f"{found.name}: {found.summary}")


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.5g}"
