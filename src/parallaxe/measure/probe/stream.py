"""A recording parsed after the run: which token arrived when."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from typing import Any

import msgspec

from parallaxe.measure.probe.recording import STAMP_BYTES, Recording

_NS = 1_000_000_000
#: One chunk of whole ``data:`` lines (each line its payload, then a line feed), or the closing chunk.
_ALIGNED = re.compile(rb"([0-9a-fA-F]+)\r\n(?:((?:data:[^\r\n]+\n+)+)\r\n|(?<=0\r\n)\r\n)")


class _Delta(msgspec.Struct):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Choice(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)


class _Usage(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Chunk(msgspec.Struct):
    id: str | None = None
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: Any = None


_decode = msgspec.json.Decoder(_Chunk).decode


class Stream(msgspec.Struct, kw_only=True):
    """One request's times, CLOCK_REALTIME in ns.

    Args:
        id: the endpoint's own id of the answer.
        intended_ns: when it was due.
        written_ns: when it was handed to the kernel.
        token_ns: kernel receive time of each chunk that carried text.
        input_tokens, output_tokens: as the endpoint counted, None where it did not.
        error: why it has no whole answer.
    """

    id: str | None = None
    intended_ns: int = 0
    written_ns: int = 0
    token_ns: list[int] = []
    input_tokens: int | None = None
    output_tokens: int | None = None
    error: str | None = None


def parse(recording: Recording) -> Stream:
    """Times of a recording's tokens; a malformed one becomes an error, never a shorter answer."""
    stream = Stream(intended_ns=recording.intended_ns, written_ns=recording.written_ns, error=recording.error)
    if recording.error:
        return stream
    try:
        _read_events(recording, stream)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        stream.error = f"malformed stream ({error})"
        return stream
    if not stream.token_ns:
        stream.error = "no token"
    return stream


def _read_events(recording: Recording, stream: Stream) -> None:
    data = bytes(recording.data)
    start = data.index(b"\r\n\r\n") + 4
    chunked = b"\r\ntransfer-encoding: chunked" in data[:start].lower()
    events = (_aligned_events(data, start) if chunked else None) or _all_events(data, start, chunked=chunked)
    ends, stamps, tokens = recording.ends, _stamps(recording), stream.token_ns
    finished = False
    for last_byte, payload in events:
        if payload == b"[DONE]":
            finished = True
            continue
        chunk = _decode(payload)
        if chunk.error:
            raise ValueError("it reports an error")
        stream.id = stream.id or chunk.id
        if chunk.usage:
            stream.input_tokens, stream.output_tokens = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
        if _has_text(chunk):
            tokens.append(stamps[bisect_left(ends, last_byte + 1)])
    if not finished and not chunked:
        raise ValueError("no [DONE]")


def _has_text(chunk: _Chunk) -> bool:
    for choice in chunk.choices:
        delta = choice.delta
        if delta.content or delta.reasoning_content or delta.reasoning:
            return True
    return False


def _aligned_events(data: bytes, place: int) -> list[tuple[int, bytes]] | None:
    """Last byte and payload of each event where every chunk holds whole events, as servers send them; else None."""
    events: list[tuple[int, bytes]] = []
    match = _ALIGNED.match
    while found := match(data, place):
        place = found.end()
        if found[2] is None:
            return events
        first, last = found.span(2)
        if last - first > int(found[1], 16):
            return None
        end = first
        for line in found[2].split(b"\n"):
            end += len(line) + 1
            if line:
                events.append((end - 2, line[5:].strip()))
    return None


def _all_events(data: bytes, start: int, *, chunked: bool) -> list[tuple[int, bytes]]:
    """The same for any layout: lines of the body without its chunks' frames."""
    body, joints = _dechunked(data, start) if chunked else (data[start:], None)
    return [
        (_raw_place(line_start + len(line) - 1, start, joints), line[5:].strip())
        for line_start, line in _lines(body)
        if line.startswith(b"data:") and line[5:].strip()
    ]


def _lines(body: bytes) -> list[tuple[int, bytes]]:
    lines, place = [], 0
    for line in body.split(b"\n"):
        lines.append((place, line))
        place += len(line) + 1
    return lines


def _dechunked(data: bytes, place: int) -> tuple[bytes, tuple[array[int], array[int]]]:
    """The body of a chunked message, and for each chunk its start in the body and in the raw bytes."""
    parts: list[bytes] = []
    in_body, in_raw, length = array("q"), array("q"), 0
    while True:
        end = data.index(b"\r\n", place)
        size = int(data[place:end].split(b";", 1)[0], 16)
        place = end + 2
        if size == 0:
            return b"".join(parts), (in_body, in_raw)
        in_body.append(length)
        in_raw.append(place)
        parts.append(data[place : place + size])
        length += size
        place += size + 2


def _raw_place(place: int, start: int, joints: tuple[array[int], array[int]] | None) -> int:
    """Where a byte of the body stands among the raw bytes."""
    if joints is None:
        return start + place
    in_body, in_raw = joints
    chunk = bisect_left(in_body, place + 1) - 1
    return in_raw[chunk] + place - in_body[chunk]


def _stamps(recording: Recording) -> list[int]:
    pairs = array("q")
    pairs.frombytes(bytes(recording.stamps[: len(recording.stamps) // STAMP_BYTES * STAMP_BYTES]))
    return [pairs[place] * _NS + pairs[place + 1] for place in range(0, len(pairs), 2)]
