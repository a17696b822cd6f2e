"""``parallaxe probe``: how fast an endpoint answers, and how many streams it bears."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from parallaxe.measure.probe.figures import Figures, Percentiles
    from parallaxe.measure.probe.load import Level
    from parallaxe.measure.probe.session import Probe


def register(parent: typer.Typer) -> None:
    """Mount the command."""
    parent.command("probe")(probe)


def probe(
    endpoint: Annotated[str, typer.Option(help="URL, or the name of an endpoint declared in the settings.")],
    model: Annotated[str, typer.Option(help="Name of the model at the endpoint.")],
    concurrency: Annotated[str, typer.Option(help="Streams at once, one level each: 1,8,64.")] = "1,8,64",
    input_tokens: Annotated[int, typer.Option(min=1, help="Tokens of each prompt, about.")] = 1000,
    output_tokens: Annotated[int, typer.Option(min=1, help="Most tokens of each answer.")] = 200,
    requests: Annotated[
        int | None, typer.Option(min=1, help="Requests a level (default: four a stream, at least 16).")
    ] = None,
    rate: Annotated[str | None, typer.Option(help="Open loop: mean arrivals a second, one level each: 2,5,10.")] = None,
    ttft_bound: Annotated[float | None, typer.Option(help="Goodput: first token within so many ms.")] = None,
    itl_bound: Annotated[
        float | None, typer.Option(help="Goodput: 99 % of a request's gaps within so many ms.")
    ] = None,
    deadline: Annotated[float, typer.Option(min=0.1, help="Seconds a request may take.")] = 120.0,
    seed: Annotated[int, typer.Option(help="Seed of prompts and arrival times.")] = 0,
    key_env: Annotated[str, typer.Option(help="Environment variable that holds the endpoint's key.")] = "PARALLAXE_KEY",
    chart: Annotated[Path | None, typer.Option(help="Write throughput against latency to this SVG file.")] = None,
    records: Annotated[Path | None, typer.Option(help="Write each request's times to this JSON Lines file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Time streamed answers: first token, gaps between tokens, throughput, goodput."""
    from parallaxe.cli.endpoints import endpoint_named
    from parallaxe.measure.probe.load import Level
    from parallaxe.measure.probe.session import Wish
    from parallaxe.measure.probe.session import probe as carry_out

    _require_folders({"--chart": chart, "--records": records})
    streams = _numbers(concurrency, "--concurrency", whole=True)
    if rate:
        levels = [
            Level(concurrency=int(streams[-1]), requests=requests or 100, rate=one, deadline_s=deadline, seed=seed)
            for one in _numbers(rate, "--rate")
        ]
    else:
        levels = [
            Level(concurrency=int(one), requests=requests or max(16, 4 * int(one)), deadline_s=deadline)
            for one in streams
        ]
    wish = Wish(
        levels=levels,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        bound_ttft_ms=ttft_bound,
        bound_itl_ms=itl_bound,
        seed=seed,
        records=records,
    )
    result = carry_out(endpoint_named(endpoint, model, key_env), wish, None if json else _announce)
    _show(result, json=json)
    if chart:
        from parallaxe.measure.probe.chart import svg

        chart.write_text(svg(result), "utf-8")
    _require_an_answer(result)


def _require_folders(files: dict[str, Path | None]) -> None:
    """What is measured in minutes is not lost for want of a folder."""
    from parallaxe.vocabulary.errors import InvalidValueError

    for option, path in files.items():
        if path and not path.parent.is_dir():
            raise InvalidValueError(
                f"there is no folder '{path.parent}'", where=option, mend="Make it, or name another."
            )


def _require_an_answer(result: Probe) -> None:
    """A probe that timed nothing, or stopped, is told in its figures, and is an error all the same."""
    from parallaxe.vocabulary.errors import EndpointError

    if result.stopped:
        raise EndpointError(f"the probe stopped before its last level: {result.stopped}")
    if any(level.errors < level.requests for level in result.levels):
        return
    kinds = sorted({kind for level in result.levels for kind in level.error_kinds})
    said = next((level.said for level in result.levels if level.said), None)
    raise EndpointError(
        f"no request was answered: {said or ', '.join(kinds)}",
        where=result.endpoint,
        mend="Check URL and model, and that the endpoint streams its answers.",
    )


def _announce(level: Level) -> None:
    rate = f", {level.rate:g} arrivals a second" if level.rate else ""
    typer.echo(f"{level.concurrency} streams, {level.requests} requests{rate} …", err=True)


def _numbers(text: str, option: str, *, whole: bool = False) -> list[float]:
    from parallaxe.vocabulary.errors import InvalidValueError

    try:
        values = [float(int(part) if whole else float(part)) for part in text.split(",")]
    except ValueError:
        values = []
    if not values or min(values) <= 0:
        raise InvalidValueError(f"'{text}' is not a list of numbers above 0", where=option, mend="Write 1,8,64.")
    return values


def _show(result: Probe, *, json: bool) -> None:
    if json:
        import msgspec

        typer.echo(msgspec.json.encode(result).decode())
        return
    head = ("streams", "rate/s", "requests", "errors", *_percentiles("TTFT ms"), *_percentiles("ITL ms"), "tokens/s")
    typer.echo(_table([head, *map(_level_row, result.levels)]))
    each = (*_percentiles("ITL a request ms"), *_percentiles("tokens/s a request"))
    typer.echo(_table([("streams", "rate/s", *each, "goodput/s", "share"), *map(_request_row, result.levels)]))
    typer.echo(f"Times: {result.clock}.")
    for level in result.levels:
        if level.clock_jumped:
            typer.echo(
                f"The wall clock was set during the level of {level.concurrency} streams: its times are not sound."
            )
        if level.error_kinds:
            typer.echo(
                f"{level.concurrency} streams: {', '.join(f'{n} × {kind}' for kind, n in level.error_kinds.items())}"
            )


def _level_row(level: Figures) -> tuple[str, ...]:
    counts = (*_load(level), str(level.requests), str(level.errors))
    return (*counts, *_cells(level.ttft_ms), *_cells(level.itl_ms), f"{level.tokens_per_s:.1f}")


def _request_row(level: Figures) -> tuple[str, ...]:
    good = level.goodput
    within = (f"{good.requests_per_s:.1f}", f"{100 * good.share:.0f} %") if good else ("–", "–")
    return (*_load(level), *_cells(level.itl_request_ms), *_cells(level.tokens_per_s_request), *within)


def _load(level: Figures) -> tuple[str, str]:
    return str(level.concurrency), f"{level.rate:g}" if level.rate else "–"


def _percentiles(quantity: str) -> tuple[str, str, str]:
    return f"{quantity} p50", "p90", "p99"


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _cells(values: Percentiles | None) -> tuple[str, str, str]:
    if values is None:
        return "–", "–", "–"
    return f"{values.p50:.1f}", f"{values.p90:.1f}", f"{values.p99:.1f}"
