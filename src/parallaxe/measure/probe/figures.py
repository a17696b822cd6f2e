"""Percentiles of a level: time to first token, gaps between chunks, rates, goodput."""

from __future__ import annotations

from typing import Any

import msgspec

from parallaxe.measure.probe.stream import Stream

_MS = 1e6


class Percentiles(msgspec.Struct, frozen=True):
    """Of one quantity, linear between order statistics (numpy's default, Hyndman and Fan's type 7)."""

    p50: float
    p90: float
    p99: float
    mean: float


class Goodput(msgspec.Struct, frozen=True, kw_only=True):
    """Requests within the bounds, a second and as a share of all; errors are never within."""

    requests_per_s: float
    share: float
    ttft_ms: float | None
    itl_ms: float | None


class Figures(msgspec.Struct, kw_only=True):
    """What a level showed.

    Args:
        concurrency: streams at once.
        rate: arrivals a second of the open loop, None for the closed.
        requests, errors: all sent, and those without a whole answer.
        ttft_ms: from the request's due time (open loop) or writing (closed) to the first chunk of text.
        itl_ms: gaps between chunks of text, all streams pooled: shows stalls.
        itl_request_ms: each request's mean time an output token after its first.
        e2e_ms: from due time or writing to the last chunk of text.
        tokens_per_s: output tokens of all streams a second.
        tokens_per_s_request: each request's output tokens after the first, a second.
        said: the endpoint's words to the first request it refused.
        queued_ms: how late requests were sent in the open loop (part of ttft_ms there).
    """

    concurrency: int
    rate: float | None
    requests: int
    errors: int
    error_kinds: dict[str, int]
    ttft_ms: Percentiles | None
    itl_ms: Percentiles | None
    itl_request_ms: Percentiles | None
    e2e_ms: Percentiles | None
    tokens_per_s: float
    tokens_per_s_request: Percentiles | None
    requests_per_s: float
    input_tokens: float | None
    output_tokens: float | None
    goodput: Goodput | None
    queued_ms: Percentiles | None
    seconds: float
    kernel_time: bool
    clock_jumped: bool
    reconnects: int
    said: str | None = None


def figures(
    streams: list[Stream],
    seconds: float,
    *,
    concurrency: int,
    rate: float | None = None,
    bound_ttft_ms: float | None = None,
    bound_itl_ms: float | None = None,
    **facts: Any,
) -> Figures:
    """Figures of one level's streams."""
    import numpy as np

    whole = [stream for stream in streams if stream.error is None]
    origin = [stream.intended_ns if rate else stream.written_ns for stream in whole]
    first = np.array([stream.token_ns[0] - begun for stream, begun in zip(whole, origin, strict=True)]) / _MS
    last = np.array([stream.token_ns[-1] - begun for stream, begun in zip(whole, origin, strict=True)]) / _MS
    tokens = np.array([stream.output_tokens or len(stream.token_ns) for stream in whole], dtype=float)
    gaps = [np.diff(np.array(stream.token_ns)) / _MS for stream in whole]
    pooled = np.concatenate(gaps) if gaps else np.zeros(0)
    several = tokens > 1
    per_request = (last - first)[several] / (tokens[several] - 1) if len(tokens) else np.zeros(0)
    kinds: dict[str, int] = {}
    for stream in streams:
        if stream.error:
            kinds[stream.error] = kinds.get(stream.error, 0) + 1
    return Figures(
        concurrency=concurrency,
        rate=rate,
        requests=len(streams),
        errors=len(streams) - len(whole),
        error_kinds=kinds,
        ttft_ms=_percentiles(first),
        itl_ms=_percentiles(pooled),
        itl_request_ms=_percentiles(per_request),
        e2e_ms=_percentiles(last),
        tokens_per_s=round(float(tokens.sum()) / seconds, 2) if seconds else 0.0,
        tokens_per_s_request=_percentiles(1000 / per_request[per_request > 0]),
        requests_per_s=round(len(whole) / seconds, 3) if seconds else 0.0,
        input_tokens=_mean([stream.input_tokens for stream in whole]),
        output_tokens=_mean([stream.output_tokens for stream in whole]),
        goodput=_goodput(first, gaps, len(streams), seconds, bound_ttft_ms, bound_itl_ms),
        queued_ms=_percentiles(np.array([s.written_ns - s.intended_ns for s in whole]) / _MS) if rate else None,
        seconds=round(seconds, 3),
        **facts,
    )


def _percentiles(values: Any) -> Percentiles | None:
    import numpy as np

    if not len(values):
        return None
    p50, p90, p99 = np.percentile(values, [50, 90, 99])
    return Percentiles(*(round(float(value), 4) for value in (p50, p90, p99, values.mean())))


def _mean(counts: list[int | None]) -> float | None:
    known = [count for count in counts if count is not None]
    return round(sum(known) / len(known), 2) if known else None


def _goodput(
    first: Any, gaps: list[Any], asked: int, seconds: float, ttft_ms: float | None, itl_ms: float | None
) -> Goodput | None:
    """A request is good where its first chunk came in time and no more than one gap in a hundred was too long."""
    if ttft_ms is None and itl_ms is None:
        return None
    import numpy as np

    good = 0
    for to_first, gap in zip(first, gaps, strict=True):
        in_time = ttft_ms is None or to_first <= ttft_ms
        steady = itl_ms is None or not len(gap) or float(np.percentile(gap, 99)) <= itl_ms
        good += bool(in_time and steady)
    return Goodput(
        requests_per_s=round(good / seconds, 3) if seconds else 0.0,
        share=good / asked if asked else 0.0,
        ttft_ms=ttft_ms,
        itl_ms=itl_ms,
    )
