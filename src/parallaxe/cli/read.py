"""``parallaxe read``: the claims in texts, nothing stored."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from parallaxe.vocabulary.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parallaxe.cli.readers import Asked
    from parallaxe.read import Reading
    from parallaxe.vocabulary.claim import Claim

_COLUMNS = ("subject", "metric", "value", "unit", "period", "sure", "quote")
_QUOTE_WIDTH = 48


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("read")(read)


def read(
    inputs: Annotated[
        list[str], typer.Argument(metavar="FILE|-…", help="Texts, Markdown, HTML or PDF; - for standard input.")
    ],
    output: Annotated[
        Literal["table", "jsonl"], typer.Option("--format", help="A table for people, JSON Lines for programs.")
    ] = "table",
    min_confidence: Annotated[
        float | None, typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out claims less sure than this.")
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 takes one a core.")] = 1,
    ray: Annotated[
        bool, typer.Option("--ray", help="Spread over a Ray cluster (RAY_ADDRESS, else this machine); not with llm.")
    ] = False,
    sources: Annotated[
        Path | None, typer.Option("--sources", help="List of sources; else sources.jsonl beside each file.")
    ] = None,
    reader: Annotated[
        list[str] | None,
        typer.Option(help="rules (the default), relations or llm; give it again for several, which are compared."),
    ] = None,
    endpoint: Annotated[str | None, typer.Option(help="Of the reader llm: URL, or a name in the settings.")] = None,
    model: Annotated[str | None, typer.Option(help="Of the reader llm: name of the model there.")] = None,
    key_env: Annotated[str, typer.Option(help="Environment variable that holds the endpoint's key.")] = "PARALLAXE_KEY",
) -> None:
    """List the claims found in texts, each with the quote it stands on. Nothing is stored."""
    from parallaxe.cli.readers import Asked
    from parallaxe.read.confidence import is_sure

    codes: list[int] = []
    asked = Asked(endpoint, model, key_env)
    for reading in _readings(inputs, workers, sources, reader or ["rules"], asked, ray=ray):
        claims = [claim for claim in reading.claims if is_sure(claim, min_confidence)]
        message, code = reading.error, reading.exit_code
        if vast := next((claim for claim in claims if _is_vast(claim)), None):
            refusal = _refusal(reading.path, vast)
            message, code = str(refusal), refusal.exit_code
        if message is not None:
            codes.append(code)
            sys.stderr.write(f"parallaxe: {message}\n")
            continue
        sys.stdout.write(_lines(claims) if output == "jsonl" else _table(reading.path, claims))
        sys.stdout.flush()
        sys.stderr.write(_remarks(reading))
    if codes:
        raise typer.Exit(max(codes))


def _readings(
    inputs: list[str], workers: int, sources: Path | None, names: list[str], asked: Asked, *, ray: bool
) -> Iterator[Reading]:
    from parallaxe.cli.readers import LLM, made_readers
    from parallaxe.cli.settings import load_settings
    from parallaxe.read.workers import read_documents, read_one

    extra = load_settings().catalogue
    if LLM not in names:
        yield from read_documents(inputs, workers=workers, catalogue=extra, sources=sources, ray=ray, readers=names)
        return
    if ray:
        raise InvalidValueError("--ray does not go with the reader 'llm'", mend="Leave one of the two out.")
    from parallaxe.catalog import load_catalogue

    made = list(made_readers(names, load_catalogue(extra), asked).values())
    yield from (read_one(path, sources, made) for path in inputs)


def _remarks(reading: Reading) -> str:
    """What readers contradict one another on, and what one of them made up."""
    from parallaxe.read.contract import shown_value

    lines = [
        f"{reading.path}: readers disagree on {first.metric} of {first.subject or first.surface}: "
        f"{shown_value(first)} {first.unit} ({first.reader}), {shown_value(second)} {second.unit} ({second.reader})"
        for first, second in ((one.first, one.second) for one in reading.disagreements)
    ]
    if reading.rejected:
        counts = ", ".join(f"{count} {reason}" for reason, count in sorted(reading.rejected.items()))
        lines.append(f"{reading.path}: rejected for want of grounds: {counts}")
    return "".join(f"parallaxe: {line}\n" for line in lines)


def _is_vast(claim: Claim) -> bool:
    """A number the ledger would not hold either."""
    from parallaxe.vocabulary.observation import INTEGER_DIGITS

    return not isinstance(claim.value, str) and claim.value.adjusted() >= INTEGER_DIGITS


def _refusal(path: str, claim: Claim) -> InvalidValueError:
    return InvalidValueError(
        f"the value of {claim.metric} is beyond any scale",
        where=f"{path}, characters {claim.start} to {claim.end}",
        mend="Check its digits; leave the text out if it is not one.",
    )


def _lines(claims: list[Claim]) -> str:
    from parallaxe.read.contract import claim_line

    return "".join(claim_line(claim) for claim in claims)


def _table(path: str, claims: list[Claim]) -> str:
    """Aligned columns, one claim a line; wide characters count twice, so that columns stay straight."""
    from rich.cells import cell_len

    from parallaxe.read.contract import shown_value

    rows = [
        (
            claim.subject or f"{claim.surface}?",
            f"{claim.metric}: {claim.benchmark}" if claim.benchmark else claim.metric,
            shown_value(claim),
            "" if claim.unit in {"name", "date"} else claim.unit,
            claim.period or "",
            f"{claim.confidence:.2f}",
            _short(claim.quote),
        )
        for claim in claims
    ]
    if not rows:
        return f"{path}: no claims\n"
    widths = [max(cell_len(row[column]) for row in [_COLUMNS, *rows]) for column in range(len(_COLUMNS))]
    lines = [f"{path}: {len(rows)} claims"]
    for row in [_COLUMNS, *rows]:
        cells = [
            " " * (width - cell_len(cell)) + cell
            if name in {"value", "sure"}
            else cell + " " * (width - cell_len(cell))
            for name, cell, width in zip(_COLUMNS, row, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n\n"


def _short(quote: str) -> str:
    from rich.cells import cell_len, set_cell_size

    line = " ".join("".join(char if char.isprintable() else " " for char in quote).split())
    return line if cell_len(line) <= _QUOTE_WIDTH else set_cell_size(line, _QUOTE_WIDTH - 1).rstrip() + "…"
