"""A probe from its levels to its figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from parallaxe.measure.endpoint import Endpoint
from parallaxe.measure.probe.asking import http_requests
from parallaxe.measure.probe.connection import Address
from parallaxe.measure.probe.figures import Figures, figures
from parallaxe.measure.probe.load import Level, Load
from parallaxe.measure.probe.stream import Stream, parse
from parallaxe.vocabulary.errors import EndpointError


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a probe asks.

    Args:
        levels: steps, in order.
        input_tokens, output_tokens: size of each request.
        bound_ttft_ms, bound_itl_ms: latency bounds of goodput.
        seed: of prompts.
        records: file that receives each request's times, one JSON object a line.
    """

    levels: list[Level]
    input_tokens: int = 1000
    output_tokens: int = 200
    bound_ttft_ms: float | None = None
    bound_itl_ms: float | None = None
    seed: int = 0
    records: Path | None = None


class Probe(msgspec.Struct, kw_only=True):
    """What ``probe --json`` prints.

    Args:
        endpoint, model: what was probed.
        clock: where the receive times come from, and what that leaves uncertain.
        levels: figures of each step that came to its end.
        stopped: why later ones did not, None where all did.
    """

    endpoint: str
    model: str
    clock: str
    input_tokens: int
    output_tokens: int
    levels: list[Figures]
    stopped: str | None = None


def probe(endpoint: Endpoint, wish: Wish, watch: Callable[[Level], None] | None = None) -> Probe:
    """Put each level on the endpoint, one after the other.

    Raises:
        EndpointError: no connection, wrong key, unknown model; after the first level the probe only stops.
    """
    address = Address(endpoint.chat_url)
    unquoted, done = _without(endpoint.key), list[Figures]()
    stopped: str | None = None
    for number, level in enumerate(wish.levels):
        if watch:
            watch(level)
        requests = http_requests(
            endpoint,
            address,
            input_tokens=wish.input_tokens,
            output_tokens=wish.output_tokens,
            seed=wish.seed * 1000 + number,
        )
        load = Load(address, level, requests)
        try:
            load.run()
        except EndpointError as error:
            failure = EndpointError(unquoted(error.what), where=error.where, mend=error.mend)
            if not done:
                raise failure from None
            stopped = str(failure)
            break
        streams = [parse(recording) for recording in load.recordings]
        if wish.records:
            _keep(wish.records, level, streams)
        done.append(
            figures(
                streams,
                load.seconds,
                concurrency=level.concurrency,
                rate=level.rate,
                bound_ttft_ms=wish.bound_ttft_ms,
                bound_itl_ms=wish.bound_itl_ms,
                kernel_time=load.kernel_time,
                clock_jumped=load.clock_jumped,
                reconnects=load.reconnects,
                said=load.said and unquoted(load.said),
            )
        )
    return Probe(
        endpoint=endpoint.url,
        model=endpoint.model,
        clock=_clock(address, kernel=all(level.kernel_time for level in done)),
        input_tokens=wish.input_tokens,
        output_tokens=wish.output_tokens,
        levels=done,
        stopped=stopped,
    )


def _without(key: str | None) -> Callable[[str], str]:
    """Some endpoints quote the key they refuse."""
    return lambda said: said.replace(key, "[the key]") if key else said


def _clock(address: Address, *, kernel: bool) -> str:
    if not kernel:
        return "this process's own time: late by what the process was busy with, milliseconds under load"
    if address.encrypted:
        return "kernel receive time of the packet that completed a TLS record; a token that shares a record with a later one has its time"
    return "kernel receive time (SO_TIMESTAMPNS) of the packet that completed a chunk"


def _keep(path: Path, level: Level, streams: list[Stream]) -> None:
    with path.open("ab") as file:
        for stream in streams:
            row = {"concurrency": level.concurrency, **msgspec.to_builtins(stream)}
            file.write(msgspec.json.encode(row) + b"\n")
