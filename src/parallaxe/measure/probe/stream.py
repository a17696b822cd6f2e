"""A recording parsed after the run: which token arrived when."""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from typing import Any

import msgspec

from parallaxe.measure.probe.recording import Recording

_NS = 1_000_000_000
_STAMP = struct.Struct("@qq")  # struct timespec
_LAST_CHUNK = [b"0", b"", b""]


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
    ends, stamps = recording.ends, _stamps(recording)
    finished, read = False, 0
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
            while ends[read] <= last_byte:  # events come in the order of their bytes
                read += 1
            stream.token_ns.append(stamps[read])
    if not finished and not chunked:
        raise ValueError("no [DONE]")


def _has_text(chunk: _Chunk) -> bool:
    for choice in chunk.choices:
        delta = choice.delta
        if delta.content or delta.reasoning_content or delta.reasoning:
            return True
    return False


def _aligned_events(data: bytes, start: int) -> list[tuple[int, bytes]] | None:
    """Last byte and payload of each event where every chunk holds one whole event, as servers send them; else None."""
    parts = data[start:].split(b"\r\n")
    if parts[-3:] != _LAST_CHUNK or not len(parts) % 2:
        return None
    events: list[tuple[int, bytes]] = []
    for size, body in zip(parts[:-3:2], parts[1:-3:2], strict=True):
        line = body.rstrip(b"\n")
        if int(size, 16) != len(body) or len(line) == len(body) or b"\n" in line or not line.startswith(b"data:"):
            return None
        start += len(size) + 2
        events.append((start + len(line) - 1, line[5:].strip()))
        start += len(body) + 2
    return events


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
    return [seconds * _NS + ns for seconds, ns in _STAMP.iter_unpack(recording.stamps)]
