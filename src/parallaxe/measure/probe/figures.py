"""Percentiles of a level: time to first token, gaps between chunks, rates, goodput."""

from __future__ import annotations

from itertools import chain, pairwise
from math import fsum
from typing import Any

import msgspec

from parallaxe.measure.probe.stream import Stream

_MS = 1e6


class Percentiles(msgspec.Struct, frozen=True):
    """Of one quantity, linear between order statistics (Hyndman and Fan's type 7, numpy's default)."""

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
    whole = [stream for stream in streams if stream.error is None]
    origin = [stream.intended_ns if rate else stream.written_ns for stream in whole]
    first = [(stream.token_ns[0] - begun) / _MS for stream, begun in zip(whole, origin, strict=True)]
    last = [(stream.token_ns[-1] - begun) / _MS for stream, begun in zip(whole, origin, strict=True)]
    tokens = [stream.output_tokens or len(stream.token_ns) for stream in whole]
    gaps = [[(later - earlier) / _MS for earlier, later in pairwise(stream.token_ns)] for stream in whole]
    per_request = [
        (end - begin) / (count - 1) for begin, end, count in zip(first, last, tokens, strict=True) if count > 1
    ]
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
        itl_ms=_percentiles(list(chain.from_iterable(gaps))),
        itl_request_ms=_percentiles(per_request),
        e2e_ms=_percentiles(last),
        tokens_per_s=round(sum(tokens) / seconds, 2) if seconds else 0.0,
        tokens_per_s_request=_percentiles([1000 / each for each in per_request if each > 0]),
        requests_per_s=round(len(whole) / seconds, 3) if seconds else 0.0,
        input_tokens=_mean([stream.input_tokens for stream in whole]),
        output_tokens=_mean([stream.output_tokens for stream in whole]),
        goodput=_goodput(first, gaps, len(streams), seconds, bound_ttft_ms, bound_itl_ms),
        queued_ms=_percentiles([(s.written_ns - s.intended_ns) / _MS for s in whole]) if rate else None,
        seconds=round(seconds, 3),
        **facts,
    )


def _percentiles(values: list[float]) -> Percentiles | None:
    if not values:
        return None
    ordered = sorted(values)
    told = (*(_quantile(ordered, share) for share in (0.5, 0.9, 0.99)), fsum(values) / len(values))
    return Percentiles(*(round(value, 4) for value in told))


def _quantile(ordered: list[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _mean(counts: list[int | None]) -> float | None:
    known = [count for count in counts if count is not None]
    return round(sum(known) / len(known), 2) if known else None


def _goodput(
    first: list[float], gaps: list[list[float]], asked: int, seconds: float, ttft_ms: float | None, itl_ms: float | None
) -> Goodput | None:
    """A request is good where its first chunk came in time and no more than one gap in a hundred was too long."""
    if ttft_ms is None and itl_ms is None:
        return None
    good = 0
    for to_first, gap in zip(first, gaps, strict=True):
        in_time = ttft_ms is None or to_first <= ttft_ms
        steady = itl_ms is None or not gap or _quantile(sorted(gap), 0.99) <= itl_ms
        good += bool(in_time and steady)
    return Goodput(
        requests_per_s=round(good / seconds, 3) if seconds else 0.0,
        share=good / asked if asked else 0.0,
        ttft_ms=ttft_ms,
        itl_ms=itl_ms,
    )
